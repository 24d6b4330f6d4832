import type { CatalogueEdition, CatalogueItem, Field } from '@xinheng/contracts/catalogue.ts';
import type { Fact, LatestRecord, RecordSummary, StatusView, VersionView } from '@xinheng/contracts/portal.ts';
import type { RecordView } from '../records/index.ts';
import { fieldText, publicFieldsOf } from './fields.ts';
import type { PortalReads } from './reads.ts';
import { chineseDay, chineseDayOf, chineseMoment } from './wording.ts';

/** Names that record views need, looked up once a page. */
export interface Names {
  catalogue: CatalogueEdition;
  items: Map<string, CatalogueItem>;
  departments: Map<string, string>;
  regions: Map<string, string>;
  today: string;
}

const namesOfDay = new WeakMap<PortalReads, Names>();

/** The names of the city, indexed; made once a day. */
export function namesOf(reads: PortalReads): Names {
  const today = reads.today();
  const known = namesOfDay.get(reads);
  if (known?.today === today) return known;
  const names: Names = {
    catalogue: reads.catalogue,
    items: new Map(reads.catalogue.items.map((item) => [item.code, item])),
    departments: new Map(reads.departments.map(({ code, name }) => [code, name])),
    regions: new Map(reads.regions.map(({ code, name }) => [code, name])),
    today,
  };
  namesOfDay.set(reads, names);
  return names;
}

/**
 * The records that the public may see today. The records door has left the others out already; this asks again, and also
 * ends display on time when a past day is asked for: a window that has passed stays passed (制度: 公示期满即停止公示).
 */
export function publicRecords<R extends RecordView>(records: readonly R[], names: Names): R[] {
  return records.filter((record) => {
    if (names.items.get(record.item)?.disclosure !== 'public' || record.state === 'withdrawn') return false;
    if (record.shownFrom === null || record.shownFrom > names.today) return false;
    return isOpenEnded(record.shownUntil) || (record.shownUntil ?? '') >= names.today;
  });
}

function isOpenEnded(day: string | null): boolean {
  return day === null || day === 'infinity' || day >= '2099-01-01';
}

/** Newest first; those without a day at the end; the key breaks ties, so that paging is stable. */
export function newestFirst(a: RecordView, b: RecordView): number {
  const [dayA, dayB] = [a.occurredOn ?? '', b.occurredOn ?? ''];
  if (dayA !== dayB) return dayA < dayB ? 1 : -1;
  return a.recordKey === b.recordKey ? 0 : a.recordKey < b.recordKey ? -1 : 1;
}

const severityMarks: Record<'minor' | 'general' | 'severe', StatusView> = {
  minor: { text: '轻微', tone: 'neutral' },
  general: { text: '一般', tone: 'warning' },
  severe: { text: '严重', tone: 'bad' },
};

function marksOf(record: RecordView, item: CatalogueItem, today: string): StatusView[] {
  const marks: StatusView[] = [];
  if (item.severity && record.severity && record.polarity === 'negative') marks.push(severityMarks[record.severity]);
  if (record.state === 'repaired') marks.push({ text: '已修复', tone: 'good' });
  if (record.effectiveUntil && record.effectiveUntil < today && record.polarity !== 'negative') {
    marks.push({ text: '已过有效期', tone: 'neutral' });
  }
  return marks;
}

/** Payload keys that the card already shows as number, date or subject. */
function shownElsewhere(item: CatalogueItem): Set<string | undefined> {
  return new Set([
    item.documentNumber,
    item.occurredOn,
    item.effectiveFrom,
    item.effectiveUntil,
    item.identity.name,
    ...item.identity.codes,
  ]);
}

function datesOf(record: RecordView, item: CatalogueItem): Fact[] {
  const label = (field: string | undefined, otherwise: string) =>
    item.fields.find((candidate) => candidate.name === field)?.label ?? otherwise;
  const facts: Fact[] = [];
  const add = (field: string | undefined, otherwise: string, day: string | null) => {
    if (day === null || facts.some((fact) => fact.label === label(field, otherwise))) return;
    facts.push({ label: label(field, otherwise), value: isOpenEnded(day) ? '长期' : chineseDay(day) });
  };
  add(item.occurredOn, '日期', record.occurredOn);
  add(item.effectiveFrom, '有效期自', record.effectiveFrom);
  add(item.effectiveUntil, '有效期至', record.effectiveUntil);
  return facts;
}

function factsOf(names: Names, record: RecordView, fields: readonly Field[], longest: number) {
  let cut = false;
  const facts: Fact[] = [];
  for (const field of fields) {
    const text = fieldText(names.catalogue, field, record.payload[field.name]);
    if (text === null) continue;
    const letters = [...text];
    if (letters.length > longest) cut = true;
    facts.push({
      label: field.label,
      value: letters.length > longest ? `${letters.slice(0, longest).join('')}……` : text,
    });
  }
  return { facts, cut };
}

/**
 * One record as a card. In lists long texts are cut at 160 characters and fields that repeat the head are left out;
 * `whole` shows every public field.
 */
export function recordSummary(names: Names, record: RecordView, whole = false): RecordSummary {
  const item = names.items.get(record.item);
  if (!item) throw new Error(`no catalogue item ${record.item}`);
  const elsewhere = shownElsewhere(item);
  const fields = publicFieldsOf(item, record.payload).filter((field) => whole || !elsewhere.has(field.name));
  const { facts, cut } = factsOf(names, record, fields, whole ? Number.POSITIVE_INFINITY : 160);
  return {
    item: item.name,
    itemHref: `/items/${item.code}`,
    title: titleOf(record, item),
    documentNumber: record.documentNumber,
    department: departmentName(names, record.department),
    departmentHref: `/departments/${record.department}`,
    dates: datesOf(record, item),
    fields: facts,
    shownUntil: isOpenEnded(record.shownUntil) ? '长期公示' : chineseDay(record.shownUntil ?? ''),
    marks: marksOf(record, item, names.today),
    href: `/subjects/${record.subjectCode}/records/${record.recordKey}`,
    cut,
  };
}

/** What a record is called: its document number, else item and day, so that two annual reports have two names. */
function titleOf(record: RecordView, item: CatalogueItem): string {
  if (record.documentNumber !== null) return record.documentNumber;
  return record.occurredOn === null ? item.name : `${item.name}（${chineseDay(record.occurredOn)}）`;
}

/** The department's name, or its code while the name is unknown. */
export function departmentName(names: Names, code: string): string {
  return names.departments.get(code) ?? code;
}

/** Where a version came from, for its own page. */
export function provenanceOf(names: Names, record: RecordView): Fact[] {
  const { batchId, rowNumber, recordedFrom } = record.provenance;
  return [
    { label: '提供部门', value: departmentName(names, record.department), href: `/departments/${record.department}` },
    { label: '收到时间', value: chineseMoment(recordedFrom) },
    { label: '批次', value: `第 ${batchId} 批` },
    { label: '行号', value: `第 ${rowNumber} 行` },
    { label: '版本', value: `第 ${record.version} 版` },
    {
      label: '公示存证',
      value: '证明文件（可离线核对）',
      href: `/api/v1/audit/publications/${record.subjectCode}/${record.recordKey}`,
    },
  ];
}

/** Earlier versions and what each correction changed among the public fields, newest first. */
export function versionsOf(names: Names, versions: readonly RecordView[]): VersionView[] {
  return versions.slice(1).map((before, index) => {
    const after = versions[index];
    const item = names.items.get(before.item);
    const changes = (item ? publicFieldsOf(item, before.payload) : []).flatMap((field) => {
      const was = fieldText(names.catalogue, field, before.payload[field.name]) ?? '（未填）';
      const is = fieldText(names.catalogue, field, after?.payload[field.name]) ?? '（未填）';
      return was === is ? [] : [{ label: field.label, before: was, after: is }];
    });
    return { version: before.version, recordedFrom: chineseDayOf(before.provenance.recordedFrom), changes };
  });
}

/** A line of the latest records of a department or item. */
export function latestRecord(names: Names, record: RecordView & { subjectName: string }): LatestRecord {
  return {
    subject: record.subjectName,
    subjectHref: `/subjects/${record.subjectCode}`,
    item: names.items.get(record.item)?.name ?? record.item,
    department: departmentName(names, record.department),
    documentNumber: record.documentNumber,
    date: record.occurredOn ? chineseDay(record.occurredOn) : '日期未报送',
    href: `/subjects/${record.subjectCode}/records/${record.recordKey}`,
  };
}
