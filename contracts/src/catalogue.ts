/**
 * The shape of an information item (信息项) as the catalogue declares it, after a city's overlay is applied.
 * Declared in cities/<city>/catalogue/*.yaml; everything that reads, checks, stores or shows a record follows it.
 */

/** How much an outsider may see: 社会公开 · 政务共享 · 授权查询. */
export type DisclosureLevel = 'public' | 'shared' | 'authorised';
export type Polarity = 'positive' | 'neutral' | 'negative';
/** Classes of NDRC Order 36 art. on repair: 轻微 · 一般 · 严重. */
export type Severity = 'minor' | 'general' | 'severe';
/** WD 工作日 · D 日 · M 月 · Y 年. */
export type PeriodUnit = 'WD' | 'D' | 'M' | 'Y';
export interface Period {
  n: number;
  unit: PeriodUnit;
}

export type FieldType =
  | 'text'
  /** A name of a subject or department: trimmed, width-folded for comparison, never rewritten otherwise. */
  | 'name'
  /** Any identity number of a subject; its scheme is found from its shape and check digits. */
  | 'identifier'
  /** The code of a department or authority (a 1x USCC). */
  | 'authority-code'
  | 'date'
  /** Integer or decimal number in the field's `unit`, stored as a decimal string. */
  | 'number'
  | 'integer'
  /** Registered capital: any of the 176 spellings → { amount, currency }. */
  | 'capital'
  /** One value of `codeList`. */
  | 'choice'
  /** Several values of `codeList`, separated by ; ； 、 or ，. */
  | 'choices'
  /** A natural person's name; masked in public unless the field says otherwise. */
  | 'person'
  /** A certificate number of a natural person; never public. */
  | 'person-id';

/** A condition over the fields of one row. All given parts must hold. */
export interface Condition {
  field: string;
  /** For choice/choices: holds when any of these was chosen. */
  anyOf?: string[];
  /** Number or amount comparison, in the field's unit. */
  atLeast?: number;
  below?: number;
  /** Holds when the field is filled (true) or empty (false). */
  filled?: boolean;
}

export interface Field {
  /** camelCase English; the key inside a record's payload. */
  name: string;
  /** Chinese label, as the public page and receipts write it. */
  label: string;
  /** Header spellings that mean this field: Chinese names, XK_*, CF_* of 2018 and 2016. Compared after folding. */
  aliases: string[];
  type: FieldType;
  required?: boolean;
  /** Required when this holds. */
  requiredWhen?: Condition;
  maxLength?: number;
  /** Name of a code list of the catalogue (choice, choices). */
  codeList?: string;
  unit?: string;
  min?: number;
  max?: number;
  /** Least disclosure of this field; default: the item's. */
  disclosure?: DisclosureLevel;
  /** Mask applied when shown in public. */
  mask?: 'person-name' | 'person-id' | 'phone' | 'address';
  /** Date must not lie in the future (LG-01). */
  notFuture?: boolean;
  /** Another date field that this one must not precede. */
  notBefore?: string;
  /** 长期 and 2099-12-31 mean open-ended: stored as null. */
  openEnded?: boolean;
  /** Value used when the column is missing or empty: another field's value. */
  defaultFrom?: string;
  source?: string;
}

export interface SeverityRule {
  severity: Severity;
  when: Condition[];
  source: string;
}

/** When the public may see a record. The days are computed by us, never taken from the supplier. */
export interface DisclosureWindow {
  /** Field whose date opens the window; default occurredOn. */
  from?: string;
  /** Longest display per severity class; 'all' for items without classes. Absent class = not shown. */
  longest?: Partial<Record<Severity | 'all', Period | 'not-shown' | 'unlimited'>>;
  /** The window also ends on this field's date when filled (移出日期, 有效期至 …). */
  endsOn?: string[];
  /** The window does not end before this field's date (a running restriction). */
  notEndsBefore?: string;
  /** Which law edition: records that occurred on or after this day use this window. */
  effectiveFrom: string;
  source: string;
}

/** What a record of this item does to its subject. */
export type SubjectRole =
  | {
      /** Registration: creates or renews the subject; `sets` maps subject columns to fields. */
      role: 'registers';
      kind: string;
      /** Kind by the first two characters of the code, where one item registers several kinds. */
      kindByPrefix?: Record<string, string>;
      sets: Partial<Record<SubjectColumn, string>>;
      identifiers?: { scheme: string; field: string }[];
    }
  | {
      /** Changes the subject: a status by choice value, and columns from fields. */
      role: 'updates';
      sets?: Partial<Record<SubjectColumn, string>>;
      statusBy?: { field: string; map: Record<string, string> };
    }
  | { role: 'about' };

export type SubjectColumn =
  | 'name'
  | 'status'
  | 'region'
  | 'industry'
  | 'entityType'
  | 'establishedOn'
  | 'legalRepresentative'
  | 'capital'
  | 'address';

/** Sections of the public subject page. */
export type PortalSection =
  | 'registration'
  | 'licences'
  | 'penalties'
  | 'spot-checks'
  | 'lists'
  | 'honours'
  | 'commitments'
  | 'other';

export interface CatalogueItem {
  /** kebab-case English, e.g. administrative-penalty. */
  code: string;
  /** 中文名. */
  name: string;
  /** Class of the national catalogue 2024, 1–13; 0 = outside it, allowed only with `localSupplement`. */
  nationalClass: number;
  /** 地方补充目录: the local regulation that allows an item outside the national catalogue; without it the item is off. */
  localSupplement?: string;
  polarity: Polarity;
  legalBasis: string;
  /** Department code that provides it unless the import names another. */
  provider: string;
  /** How soon after `from` a record is due. */
  due: Period & { from: string; source: string };
  disclosure: DisclosureLevel;
  /** Law editions of the display window, oldest first. */
  windows: DisclosureWindow[];
  section: PortalSection;
  subject: SubjectRole;
  /** Fields that say whose row it is, strongest first (type identifier or name). */
  identity: { codes: string[]; name: string };
  /** Fields that, with item and department, name one record. `subject` stands for the matched subject. */
  naturalKey: string[];
  occurredOn?: string;
  effectiveFrom?: string;
  effectiveUntil?: string;
  documentNumber?: string;
  /** First fitting rule wins; the last may have an empty `when`. */
  severity?: SeverityRule[];
  /** Among rows of one file with one natural key the greatest value of this field wins. */
  precedence?: string;
  fields: Field[];
  /** Names of columns that are known and left out on purpose. */
  ignoredColumns?: string[];
}

export interface CodeList {
  name: string;
  values: { code: string; label: string; aliases?: string[] }[];
  source: string;
}

export interface CatalogueEdition {
  edition: string;
  effectiveFrom: string;
  items: CatalogueItem[];
  codeLists: CodeList[];
}
