/**
 * Reads of records on both clocks. `asOf` is the business day asked about, `knownAt` the moment whose knowledge is
 * asked for; today and now when absent. The viewer goes into the query: what it may not see is not fetched.
 */
import type { CatalogueEdition, CatalogueItem, Polarity, Severity } from '@xinheng/contracts/catalogue.ts';
import { reachOf, type Viewer, within } from '../../platform/access/index.ts';
import { businessToday } from '../../platform/calendar/index.ts';
import type { Queryable } from '../../platform/db/index.ts';
import { disclosePayload, sightOf } from './disclose.ts';

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

/** Conditions for what the viewer's permissions reach, whatever its window: none for the public. `region`: the subject's. */
function reached(viewer: Viewer, region: string | null | undefined, bind: (value: unknown) => string): string[] {
  if (viewer.kind === 'public') return [];
  const conditions: string[] = [];
  const take = (permission: string, levels: string) => {
    const reach = reachOf(viewer, permission);
    if (reach === null) return;
    // Bound only where it is asked for: PostgreSQL refuses a value that no condition uses.
    const belonging = {
      department: 'department',
      ...(reach === 'region' && region !== undefined && { region: `${bind(region)}::text` }),
    };
    conditions.push(`${levels} and ${within(viewer, permission, belonging, bind)}`);
  };
  take('records.read-authorised', 'true');
  take('records.read', `disclosure in ('public', 'shared')`);
  if (viewer.kind === 'client' && reachOf(viewer, 'subjects.read') !== null)
    conditions.push(`disclosure in ('public', 'shared')`);
  return conditions;
}

/**
 * What a viewer may see on the clocks asked for; parameters from $1 on, more may follow. What no permission reaches is
 * seen as the public sees it, for whom repair and expiry are final: a record is shown only inside its window on the day
 * asked about and today, and one that was known earlier only while its present version may still be shown.
 */
function visible(
  viewer: Viewer,
  clocks: Clocks,
  region: string | null | undefined,
): { sql: string; values: unknown[] } {
  const today = presentDay();
  const asOf = clocks.asOf ?? today;
  const [first, last] = asOf < today ? [asOf, today] : [today, asOf];
  const values: unknown[] = [asOf, first, last];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const known = clocks.knownAt === undefined ? 'now()' : `${bind(clocks.knownAt)}::timestamptz`;
  const window = (table: string) =>
    `${table}disclosure = 'public' and ${table}state = 'valid' and ${table}shown_from <= $2 and ${table}shown_until >= $3`;
  const open =
    clocks.knownAt === undefined
      ? window('')
      : `${window('')} and exists (select from records.record present
        where present.subject_code = record.subject_code and present.record_key = record.record_key
          and present.recorded_until = 'infinity' and ${window('present.')})`;
  const seen = [open, ...reached(viewer, region, bind)].map((condition) => `(${condition})`).join(' or ');
  return {
    sql: `(occurred_on is null or occurred_on <= $1) and recorded_from <= ${known} and recorded_until > ${known} and (${seen})`,
    values,
  };
}

// China has had one offset and no summer time since 1991, so the business day changes when this number does.
const dayMs = 86_400_000;
const offsetMs = 8 * 3_600_000;
let remembered = { number: Number.NaN, day: '' };

/** The business day today. Asked for with every read, so the formatting is done once a day. */
function presentDay(): string {
  const now = Date.now();
  const number = Math.floor((now + offsetMs) / dayMs);
  if (remembered.number !== number) remembered = { number, day: businessToday(new Date(now)) };
  return remembered.day;
}

const itemsOfEdition = new WeakMap<CatalogueEdition, Map<string, CatalogueItem>>();

/** The items of an edition by code; editions are frozen once published, so the map is made once. */
function itemsOf(catalogue: CatalogueEdition): Map<string, CatalogueItem> {
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
      select ${columns} from records.record where ${conditions.join(' and ')}
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
    `select ${columns} from records.record
      where ${sql} and subject_code = $${values.length + 1} and record_key = $${values.length + 2}`,
    [...values, of.subjectCode, of.recordKey],
  );
  const current = present.rows[0];
  if (!current) return [];
  // Earlier versions are shown only behind a present one that may be shown: 条例 art. 12, before and after correction.
  const before: unknown[] = [of.subjectCode, of.recordKey, current.version];
  const allowed = [`disclosure = 'public'`, ...reached(viewer, of.region, (value) => `$${before.push(value)}`)];
  const earlier = await q.query<RecordRow>(
    `select ${columns} from records.record where subject_code = $1 and record_key = $2 and version < $3
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
    `select ${columns} from records.record where ${conditions.join(' and ')}
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
