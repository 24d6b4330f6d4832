import type { PortalSection } from '@xinheng/contracts/catalogue.ts';
import type {
  CardView,
  ClockBanner,
  Fact,
  HitView,
  RecordSummary,
  SectionView,
  Tone,
} from '@xinheng/contracts/portal.ts';
import type { Clocks, RecordView } from '../records/index.ts';
import type { PortalSubject, SearchHit } from './reads.ts';
import { type Names, newestFirst, publicRecords, recordSummary } from './records.ts';
import {
  capitalText,
  chineseDay,
  chineseDayOf,
  chineseMoment,
  kindName,
  type SectionWords,
  schemeName,
  sections,
  statusMeaning,
  statusView,
} from './wording.ts';

/** A hit of the search as the result page shows it. */
export function hitView(names: Names, hit: SearchHit): HitView {
  return {
    name: hit.name,
    code: hit.subjectCode,
    kind: kindName(hit.kind),
    status: statusView(hit.status),
    region: hit.region ? (names.regions.get(hit.region) ?? '') : '',
    href: `/subjects/${hit.subjectCode}`,
  };
}

/** Who answers for a subject; all others have a 法定代表人. */
const personLabels: Record<string, string> = { 'individual-business': '经营者', branch: '负责人', other: '负责人' };

/** The summary card of a subject; empty facts are left out. */
export function cardView(names: Names, subject: PortalSubject): CardView {
  const candidates: [string, string | null | undefined][] = [
    [personLabels[subject.kind] ?? '法定代表人', subject.legalRepresentative],
    ['注册资本', subject.capital ? capitalText(subject.capital) : null],
    ['成立日期', subject.establishedOn ? chineseDay(subject.establishedOn) : null],
    ['主体类型', subject.entityType],
    ['所属区县', subject.region ? names.regions.get(subject.region) : null],
    ['住所', subject.address],
    ...subject.identifiers.map(({ scheme, value }): [string, string] => [schemeName(scheme), value]),
  ];
  const facts = new Map<string, string>();
  for (const [label, value] of candidates) {
    if (value) facts.set(label, facts.has(label) ? `${facts.get(label)}、${value}` : value);
  }
  return {
    name: subject.name,
    code: subject.subjectCode,
    kind: kindName(subject.kind),
    status: statusView(subject.status),
    statusMeaning: statusMeaning(subject.status),
    facts: [...facts].map(([label, value]): Fact => ({ label, value })),
    updatedAt: chineseDayOf(subject.updatedAt),
    href: `/subjects/${subject.subjectCode}`,
  };
}

function toneOf(words: SectionWords, records: readonly RecordView[]): Tone {
  if (records.some((record) => record.polarity === 'negative' && record.state === 'valid')) return words.negativeTone;
  return records.some((record) => record.polarity === 'positive') ? 'good' : 'neutral';
}

/** Public records of a subject by section, newest first; every section is there, also when empty. */
export function bySection(names: Names, records: readonly RecordView[]): Map<PortalSection, RecordView[]> {
  const groups = new Map<PortalSection, RecordView[]>(sections.map(({ code }) => [code, []]));
  for (const record of publicRecords(records, names)) {
    const section = names.items.get(record.item)?.section ?? 'other';
    groups.get(section)?.push(record);
  }
  for (const group of groups.values()) group.sort(newestFirst);
  return groups;
}

/** About how many bytes of HTML a record card takes; measured against the rendered page in the tests. */
export function cardBytes(summary: RecordSummary): number {
  const facts = [...summary.dates, ...summary.fields];
  const text = facts.reduce((sum, { label, value }) => sum + Buffer.byteLength(label) + escapedBytes(value) + 45, 0);
  return 1300 + text + 3 * escapedBytes(summary.title) + 60 * summary.marks.length;
}

/** Quotes and angle brackets become entities of up to six bytes. */
function escapedBytes(text: string): number {
  return Buffer.byteLength(text) + 5 * (text.match(/["'<>&]/g)?.length ?? 0);
}

/** Room for record cards on one page: 100 KB less frame, card, navigation and section heads (about 25 KB). */
export const roomForCards = 70_000;
const mostPerSection = 10;

/**
 * The sections of the subject page, as many records as fit: one of each section first, then a second, and so on, so that a
 * business with hundreds of licences still shows its one penalty.
 */
export function subjectSections(
  names: Names,
  records: readonly RecordView[],
  href: string,
  query: string,
): SectionView[] {
  const groups = bySection(names, records);
  const shown = new Map<PortalSection, RecordSummary[]>([...groups.keys()].map((code) => [code, []]));
  let room = roomForCards;
  for (let round = 0; round < mostPerSection && room > 0; round++) {
    for (const [code, group] of groups) {
      const record = group[round];
      if (!record || shown.get(code)?.length !== round) continue;
      const summary = recordSummary(names, record);
      if (cardBytes(summary) > room) continue;
      room -= cardBytes(summary);
      shown.get(code)?.push(summary);
    }
  }
  return sections.map((words) => {
    const group = groups.get(words.code) ?? [];
    const fitting = shown.get(words.code) ?? [];
    return {
      ...headOf(words, group),
      records: fitting,
      allHref: fitting.length < group.length ? `${href}/sections/${words.code}${query}` : undefined,
    };
  });
}

/** Code, name, meaning, tone and size of a section, without records. */
export function headOf(words: SectionWords, group: readonly RecordView[]): SectionView {
  const { code, name, meaning } = words;
  return { code, name, meaning, tone: toneOf(words, group), total: group.length, records: [] };
}

/** The place after which a page begins: day and key of the last record of the page before. */
export function cursorAfter(record: RecordView): string {
  return `${record.occurredOn ?? ''}~${record.recordKey}`;
}

/** The index of the first record after the cursor; 0 without one, -1 for a cursor that is none. */
export function indexAfter(records: readonly RecordView[], cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const parts = /^(\d{4}-\d\d-\d\d|)~([0-9a-f-]{36})$/.exec(cursor);
  if (!parts) return -1;
  const place = { occurredOn: parts[1] || null, recordKey: parts[2] ?? '' } as RecordView;
  const index = records.findIndex((record) => newestFirst(place, record) < 0);
  return index === -1 ? records.length : index;
}

/** As many records from `start` as fit on one page, at least one, at most `most`. */
export function pageOf(names: Names, records: readonly RecordView[], start: number, most: number): RecordSummary[] {
  const page: RecordSummary[] = [];
  let room = roomForCards;
  for (const record of records.slice(start, start + most)) {
    const summary = recordSummary(names, record);
    room -= cardBytes(summary);
    if (room < 0 && page.length > 0) break;
    page.push(summary);
  }
  return page;
}

/** 第 1–20 条，共 34 条。 */
export function position(start: number, shown: number, total: number): string {
  if (total === 0) return '暂无公示信息';
  return shown === total ? `共 ${total} 条。` : `第 ${start + 1}–${start + shown} 条，共 ${total} 条。`;
}

/** The sentence that says which day or moment a page shows; undefined for now. */
export function clockBanner(clocks: Clocks, nowHref: string): ClockBanner | undefined {
  if (!clocks.asOf && !clocks.knownAt) return undefined;
  const day = clocks.asOf ? `${chineseDay(clocks.asOf)}当天` : '今天';
  const known = clocks.knownAt ? `，按平台在 ${chineseMoment(clocks.knownAt)} 已收到的信息` : '';
  return { text: `这不是最新情况：您看到的是${day}的情况${known}。`, nowHref };
}

/** Clocks as a query string to go with links on the page, `?asOf=…`, or ''. */
export function clockQuery(clocks: Clocks): string {
  const query = new URLSearchParams();
  if (clocks.asOf) query.set('asOf', clocks.asOf);
  if (clocks.knownAt) query.set('knownAt', clocks.knownAt);
  return query.size > 0 ? `?${query}` : '';
}
