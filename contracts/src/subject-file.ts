/**
 * The full file of a subject and of one record, for officers. Every one of these is a look at non-public data: the
 * request states a purpose (workbench.ts purposeHeader) and the look is in the audit log.
 *
 *   GET /officer/subjects/{code}?asOf=&knownAt=                               SubjectFile
 *   GET /officer/subjects/{code}/records?item=&asOf=&knownAt=&after=&limit=   RecordLines
 *   GET /officer/subjects/{code}/records/{recordKey}                          RecordFile
 *
 * What the viewer may not see is absent; what is masked says so. Days are YYYY-MM-DD, moments ISO 8601.
 */
import type { DisclosureLevel, Polarity, PortalSection, Severity } from './catalogue.ts';
import type { RowFinding } from './row-check.ts';
import type { NamedCode } from './workbench.ts';

/** A value as people read it, and as a form takes it back. */
export interface FieldCell {
  name: string;
  label: string;
  text: string;
  unit?: string;
  /** A personal value, shortened because the viewer lacks persons.read-unmasked here. */
  masked?: boolean;
}

export interface SubjectCard {
  subjectCode: string;
  kind: string;
  name: string;
  status: string;
  region: NamedCode | null;
  industry: string | null;
  entityType: string | null;
  establishedOn: string | null;
  legalRepresentative: string | null;
  /** Decimal text in the currency's main unit. */
  capital: { amount: string; currency: string } | null;
  address: string | null;
  updatedAt: string;
}

export interface SubjectIdentifier {
  scheme: string;
  /** 注册号, 曾用名 …. */
  schemeName: string;
  value: string;
}

export type RecordState = 'valid' | 'withdrawn' | 'repaired';

/** One record in the version that the clocks ask for. */
export interface RecordLine {
  recordKey: string;
  version: number;
  item: string;
  itemName: string;
  department: NamedCode;
  documentNumber: string | null;
  occurredOn: string | null;
  effectiveFrom: string | null;
  effectiveUntil: string | null;
  polarity: Polarity;
  severity: Severity | null;
  state: RecordState;
  /** First and last day of public display; null, null: never. `infinity`: without end. */
  shownFrom: string | null;
  shownUntil: string | null;
  recordedFrom: string;
  fields: FieldCell[];
}

export interface RecordLines {
  records: RecordLine[];
  /** Cursor of the next page; absent on the last. */
  next?: string;
}

/** The records of one item that the viewer may see. */
export interface ItemGroup {
  item: string;
  itemName: string;
  section: PortalSection;
  polarity: Polarity;
  count: number;
  /** The newest of them; the rest is read page by page. */
  records: RecordLine[];
  next?: string;
}

export interface SubjectFile {
  /** The card as it stood on `asOf` as known at `knownAt`; null when nothing was registered by then. */
  card: SubjectCard | null;
  /** The present name, whatever the clocks ask. */
  name: string;
  subjectCode: string;
  identifiers: SubjectIdentifier[];
  asOf: string;
  /** null: as known now. */
  knownAt: string | null;
  /** The highest level the viewer reads at this subject, and whether persons are shown unmasked. */
  level: DisclosureLevel;
  unmasked: boolean;
  items: ItemGroup[];
}

/** Where a version came from. */
export interface VersionSource {
  batch: number;
  row: number;
  department: NamedCode;
  /** 文件导入, 接口报送, 手工录入, 更正, 撤销 …. */
  channel: string;
  channelName: string;
  sourceName: string;
  receivedAt: string;
  /** Why it was amended or withdrawn. */
  note: string | null;
  /** Catalogue edition that it was judged by. */
  edition: string;
}

/** A value and how it came to be: absent `rule` = as it was sent. */
export interface ProvenValue extends FieldCell {
  /** What the department wrote; null when it may not be shown. */
  original?: string | null;
  rule?: string;
  message?: string;
}

export interface FieldChange {
  name: string;
  label: string;
  /** null: empty. */
  before: string | null;
  after: string | null;
}

export interface RecordVersion {
  version: number;
  state: RecordState;
  recordedFrom: string;
  recordedUntil: string | null;
  documentNumber: string | null;
  occurredOn: string | null;
  effectiveFrom: string | null;
  effectiveUntil: string | null;
  severity: Severity | null;
  shownFrom: string | null;
  shownUntil: string | null;
  matchedBy: string;
  /** 按统一社会信用代码认定 …. */
  matchedByName: string;
  source: VersionSource;
  fields: ProvenValue[];
  /** Against the version before it, as far as the viewer may see both; absent on the first. */
  changes?: FieldChange[];
  /** Corrections and notes of its row that belong to no shown field. */
  findings: RowFinding[];
}

/** What was done to the record: who, when, why. */
export interface RecordEvent {
  at: string;
  /** 更正, 撤销, 认领 …. */
  action: string;
  actionName: string;
  by: string;
  department: NamedCode | null;
  reason: string | null;
}

export interface RecordFile {
  subjectCode: string;
  subjectName: string;
  recordKey: string;
  item: string;
  itemName: string;
  department: NamedCode;
  polarity: Polarity;
  disclosure: DisclosureLevel;
  level: DisclosureLevel;
  unmasked: boolean;
  /** Newest first. */
  versions: RecordVersion[];
  /** Newest first. */
  events: RecordEvent[];
  /** Whether the viewer may amend or withdraw its present version. */
  mayAmend: boolean;
  mayWithdraw: boolean;
}
