/**
 * Reads of records on both clocks. `asOf` is the business day asked about, `knownAt` the moment whose knowledge is
 * asked for; today and now when absent. The viewer goes into the query: what it may not see is not fetched.
 */
import type { CatalogueEdition, CatalogueItem, Polarity, Severity } from '@xinheng/contracts/catalogue.ts';
import type { Viewer } from '../../platform/access/index.ts';
import { businessToday } from '../../platform/calendar/index.ts';
import type { Queryable } from '../../platform/db/index.ts';
import { disclosePayload, levelsOf } from './disclose.ts';

export interface Clocks {
  /** YYYY-MM-DD. */
  asOf?: string | undefined;
  /** ISO timestamp. */
  knownAt?: string | undefined;
}

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

interface RecordRow {
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
  payload: Record<string, unknown>;
  batch_id: number;
  row_number: number;
  recorded_from: string;
  recorded_until: string | null;
  matched_by: string;
}

const columns = `subject_code, record_key, version, item, department, document_number, occurred_on, effective_from,
  effective_until, polarity, severity, state, shown_from, shown_until, payload, batch_id, row_number, matched_by,
  recorded_from, nullif(recorded_until, 'infinity') as recorded_until`;

/** Parameters in order: levels, asOf, knownAt. The public sees only what is inside its display window that day. */
function visible(viewer: Viewer, clocks: Clocks): { sql: string; values: unknown[] } {
  const windowed = levelsOf(viewer).length === 1;
  return {
    sql: `disclosure = any($1) and (occurred_on is null or occurred_on <= $2)
      and recorded_from <= coalesce($3::timestamptz, now()) and recorded_until > coalesce($3::timestamptz, now())
      ${windowed ? `and state = 'valid' and shown_from <= $2 and shown_until >= $2` : ''}`,
    values: [levelsOf(viewer), clocks.asOf ?? businessToday(), clocks.knownAt ?? null],
  };
}

function itemsOf(catalogue: CatalogueEdition): Map<string, CatalogueItem> {
  return new Map(catalogue.items.map((item) => [item.code, item]));
}

function shape(row: RecordRow, item: CatalogueItem | undefined, viewer: Viewer): RecordView {
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
    payload: item ? disclosePayload(item, row.payload, viewer) : {},
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

/** Every record of a subject that the viewer may see, newest first. */
export async function readRecords(
  q: Queryable,
  catalogue: CatalogueEdition,
  viewer: Viewer,
  of: { subjectCode: string; item?: string } & Clocks,
): Promise<RecordView[]> {
  const { sql, values } = visible(viewer, of);
  const { rows } = await q.query<RecordRow>(
    `select ${columns} from records.record where ${sql} and subject_code = $4 and ($5::text is null or item = $5)
     order by occurred_on desc nulls last, record_key limit ${MOST_PER_SUBJECT}`,
    [...values, of.subjectCode, of.item ?? null],
  );
  const items = itemsOf(catalogue);
  return rows.map((row) => shape(row, items.get(row.item), viewer));
}

/** One record with the versions of it that the viewer may see, newest first; empty when there is none (or none in reach). */
export async function readRecordVersions(
  q: Queryable,
  catalogue: CatalogueEdition,
  viewer: Viewer,
  of: { subjectCode: string; recordKey: string } & Clocks,
): Promise<RecordView[]> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(of.recordKey)) return [];
  const { sql, values } = visible(viewer, of);
  const present = await q.query<RecordRow>(
    `select ${columns} from records.record where ${sql} and subject_code = $4 and record_key = $5`,
    [...values, of.subjectCode, of.recordKey],
  );
  const current = present.rows[0];
  if (!current) return [];
  // Earlier versions are shown only behind a present one that may be shown: 条例 art. 12, before and after correction.
  const earlier = await q.query<RecordRow>(
    `select ${columns} from records.record where subject_code = $1 and record_key = $2 and version < $3
       and disclosure = any($4) order by version desc limit 50`,
    [of.subjectCode, of.recordKey, current.version, levelsOf(viewer)],
  );
  const item = itemsOf(catalogue).get(current.item);
  return [current, ...earlier.rows].map((row) => shape(row, item, viewer));
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
  const { sql, values } = visible(viewer, of);
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
    `select ${columns} from records.record where ${conditions.join(' and ')}
     order by occurred_on desc, subject_code, record_key limit $${values.push(of.limit + 1)}`,
    values,
  );
  const items = itemsOf(catalogue);
  const records = rows.slice(0, of.limit).map((row) => shape(row, items.get(row.item), viewer));
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
