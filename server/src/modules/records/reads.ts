/**
 * Reads of records on both clocks. `asOf` is the business day asked about, `knownAt` the moment whose knowledge is
 * asked for; today and now when absent. The viewer goes into the query: what it may not see is not fetched.
 */
import type {
  CatalogueEdition,
  CatalogueItem,
  DisclosureLevel,
  Polarity,
  Severity,
} from '@xinheng/contracts/catalogue.ts';
import type { Viewer } from '../../platform/access/index.ts';
import type { Queryable } from '../../platform/db/index.ts';
import { disclosePayload, sightOf } from './disclose.ts';
import { type Clocks, reached, visible } from './visible.ts';

export type { Clocks };

/** One version of a record as a viewer may see it. Days are YYYY-MM-DD, moments ISO. */
export interface RecordView {
  subjectCode: string;
  recordKey: string;
  version: number;
  item: string;
  department: string;
  documentNumber: string | null;
  occurredOn: string | null;
  effectiveFrom: string | null;
  effectiveUntil: string | null;
  polarity: Polarity;
  severity: Severity | null;
  state: 'valid' | 'withdrawn' | 'repaired';
  shownFrom: string | null;
  shownUntil: string | null;
  payload: Record<string, unknown>;
  provenance: {
    batchId: number;
    rowNumber: number;
    recordedFrom: string;
    recordedUntil: string | null;
    matchedBy: string;
  };
}

/** The same as the table holds it. */
export interface RecordRow {
  subject_code: string;
  record_key: string;
  version: number;
  item: string;
  department: string;
  document_number: string | null;
  occurred_on: string | null;
  effective_from: string | null;
  effective_until: string | null;
  polarity: Polarity;
  severity: Severity | null;
  state: RecordView['state'];
  shown_from: string | null;
  shown_until: string | null;
  disclosure: DisclosureLevel;
  payload: Record<string, unknown>;
  batch_id: number;
  row_number: number;
  recorded_from: string;
  recorded_until: string | null;
  matched_by: string;
}

export const recordColumns = `subject_code, record_key, version, item, department, document_number, occurred_on, effective_from,
  effective_until, polarity, severity, state, disclosure, shown_from, shown_until, payload, batch_id, row_number, matched_by,
  recorded_from, nullif(recorded_until, 'infinity') as recorded_until`;

const itemsOfEdition = new WeakMap<CatalogueEdition, Map<string, CatalogueItem>>();

/** The items of an edition by code; editions are frozen once published, so the map is made once. */
export function itemsOf(catalogue: CatalogueEdition): Map<string, CatalogueItem> {
  let items = itemsOfEdition.get(catalogue);
  if (items === undefined) {
    items = new Map(catalogue.items.map((item) => [item.code, item]));
    itemsOfEdition.set(catalogue, items);
  }
  return items;
}

function shape(
  row: RecordRow,
  item: CatalogueItem | undefined,
  viewer: Viewer,
  region: string | null | undefined,
): RecordView {
  return {
    subjectCode: row.subject_code,
    recordKey: row.record_key,
    version: row.version,
    item: row.item,
    department: row.department,
    documentNumber: row.document_number,
    occurredOn: row.occurred_on,
    effectiveFrom: row.effective_from,
    effectiveUntil: row.effective_until,
    polarity: row.polarity,
    severity: row.severity,
    state: row.state,
    shownFrom: row.shown_from,
    shownUntil: row.shown_until,
    // An item that the present catalogue no longer knows shows none of its fields rather than too many.
    payload: item
      ? disclosePayload(item, row.payload, sightOf(viewer, { department: row.department, region: region ?? null }))
      : {},
    provenance: {
      batchId: row.batch_id,
      rowNumber: row.row_number,
      recordedFrom: row.recorded_from,
      recordedUntil: row.recorded_until,
      matchedBy: row.matched_by,
    },
  };
}

/** No page of a subject shows more; a subject with more records is read item by item. */
const MOST_PER_SUBJECT = 2000;

/** Statements that every subject page sends get a name, so that each connection plans them once. */
const named = new Map<string, string>();

function nameOf(text: string): string {
  let name = named.get(text);
  if (name === undefined) {
    name = `records of a subject ${named.size + 1}`;
    named.set(text, name);
  }
  return name;
}

/** Every record of a subject that the viewer may see, newest first. */
export async function readRecords(
  q: Queryable,
  catalogue: CatalogueEdition,
  viewer: Viewer,
  of: { subjectCode: string; item?: string; region?: string | null } & Clocks,
): Promise<RecordView[]> {
  const { sql, values } = visible(viewer, of, of.region);
  const conditions = [sql, `subject_code = $${values.push(of.subjectCode)}`];
  if (of.item !== undefined) conditions.push(`item = $${values.push(of.item)}`);
  // One JSON value instead of twenty columns a row: the driver's share of a look-up falls to a third.
  const text = `select coalesce(json_agg(found), '[]') as found from (
      select ${recordColumns} from records.record where ${conditions.join(' and ')}
       order by occurred_on desc nulls last, record_key limit ${MOST_PER_SUBJECT}) as found`;
  const { rows } = await q.query<{ found: RecordRow[] }>({ name: nameOf(text), text, values });
  const items = itemsOf(catalogue);
  return (rows[0]?.found ?? []).map((row) => shape(row, items.get(row.item), viewer, of.region));
}

/** One record with the versions of it that the viewer may see, newest first; empty when there is none (or none in reach). */
export async function readRecordVersions(
  q: Queryable,
  catalogue: CatalogueEdition,
  viewer: Viewer,
  of: { subjectCode: string; recordKey: string; region?: string | null } & Clocks,
): Promise<RecordView[]> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(of.recordKey)) return [];
  const { sql, values } = visible(viewer, of, of.region);
  const present = await q.query<RecordRow>(
    `select ${recordColumns} from records.record
      where ${sql} and subject_code = $${values.length + 1} and record_key = $${values.length + 2}`,
    [...values, of.subjectCode, of.recordKey],
  );
  const current = present.rows[0];
  if (!current) return [];
  // Earlier versions are shown only behind a present one that may be shown: 条例 art. 12, before and after correction.
  const before: unknown[] = [of.subjectCode, of.recordKey, current.version];
  const allowed = [`disclosure = 'public'`, ...reached(viewer, of.region, (value) => `$${before.push(value)}`)];
  const earlier = await q.query<RecordRow>(
    `select ${recordColumns} from records.record where subject_code = $1 and record_key = $2 and version < $3
       and (${allowed.map((condition) => `(${condition})`).join(' or ')}) order by version desc limit 50`,
    before,
  );
  const item = itemsOf(catalogue).get(current.item);
  return [current, ...earlier.rows].map((row) => shape(row, item, viewer, of.region));
}

export interface RecordPage {
  records: RecordView[];
  /** Where the next page begins; absent on the last. */
  next?: string;
}

/** Latest records of an item, a department, or both, by keyset. Records without a day are left to the subject pages. */
export async function listRecords(
  q: Queryable,
  catalogue: CatalogueEdition,
  viewer: Viewer,
  of: { item?: string; department?: string; limit: number; after?: string | undefined } & Clocks,
): Promise<RecordPage> {
  const { sql, values } = visible(viewer, of, undefined);
  const conditions = [sql, 'occurred_on is not null'];
  for (const [column, value] of [
    ['item', of.item],
    ['department', of.department],
  ] as const) {
    if (value !== undefined) conditions.push(`${column} = $${values.push(value)}`);
  }
  const cursor = of.after?.match(/^(\d{4}-\d\d-\d\d)~([0-9A-Z]{18})~([0-9a-f-]{36})$/);
  if (cursor) {
    const [day, code, key] = cursor.slice(1).map((part) => `$${values.push(part)}`);
    conditions.push(
      `occurred_on <= ${day} and (occurred_on < ${day} or (subject_code, record_key) > (${code}, ${key}::uuid))`,
    );
  }
  const { rows } = await q.query<RecordRow>(
    `select ${recordColumns} from records.record where ${conditions.join(' and ')}
     order by occurred_on desc, subject_code, record_key limit $${values.push(of.limit + 1)}`,
    values,
  );
  const items = itemsOf(catalogue);
  const records = rows.slice(0, of.limit).map((row) => shape(row, items.get(row.item), viewer, undefined));
  const last = records.at(-1);
  if (rows.length <= of.limit || !last) return { records };
  return { records, next: `${last.occurredOn}~${last.subjectCode}~${last.recordKey}` };
}

export interface Holding {
  department: string;
  item: string;
  currentRecords: number;
  lastRecorded: string;
}

/** How much each department holds of each item; small, kept with every merge. */
export async function holdings(q: Queryable): Promise<Holding[]> {
  const { rows } = await q.query<{ department: string; item: string; current_records: number; last_recorded: string }>(
    'select department, item, current_records, last_recorded from records.holding order by department, item',
  );
  return rows.map((row) => ({
    department: row.department,
    item: row.item,
    currentRecords: row.current_records,
    lastRecorded: row.last_recorded,
  }));
}
