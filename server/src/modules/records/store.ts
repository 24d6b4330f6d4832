/** What officers read of records: groups of a subject, pages of an item, every version of one. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { Viewer } from '../../platform/access/index.ts';
import type { Queryable, Tx } from '../../platform/db/index.ts';
import { commitPublications } from './publication.ts';
import { type RecordRow, recordColumns } from './reads.ts';
import { type Clocks, reached, visible } from './visible.ts';

/** A subject as far as reach goes by it. */
export interface SubjectPlace {
  subjectCode: string;
  region: string | null;
}

const newestFirst = 'occurred_on desc nulls last, record_key';

/** The newest `most` records of each item that the viewer may see, with how many there are. */
export async function newestOfEachItem(
  q: Queryable,
  viewer: Viewer,
  of: SubjectPlace & Clocks & { most: number },
): Promise<{ row: RecordRow; count: number }[]> {
  const { sql, values } = visible(viewer, of, of.region);
  const { rows } = await q.query<RecordRow & { of_item: number; place: number }>(
    `select * from (
       select ${recordColumns}, count(*) over (partition by item) as of_item,
              row_number() over (partition by item order by ${newestFirst}) as place
         from records.record where ${sql} and subject_code = $${values.push(of.subjectCode)}) as found
      where place <= $${values.push(of.most)} order by item, place`,
    values,
  );
  return rows.map((row) => ({ row, count: Number(row.of_item) }));
}

/** A page of a subject's records, of one item or of all, newest first; `after` is a place that `placeOf` gave. */
export async function pageOfSubject(
  q: Queryable,
  viewer: Viewer,
  of: SubjectPlace & Clocks & { item?: string | undefined; after?: string | undefined; limit: number },
): Promise<RecordRow[]> {
  const { sql, values } = visible(viewer, of, of.region);
  const conditions = [sql, `subject_code = $${values.push(of.subjectCode)}`];
  if (of.item !== undefined) conditions.push(`item = $${values.push(of.item)}`);
  const [day, key] = of.after?.split('~') ?? [];
  if (key !== undefined) {
    const placed = `$${values.push(key)}::uuid`;
    if (day) {
      const from = `$${values.push(day)}::date`;
      conditions.push(
        `(occurred_on < ${from} or occurred_on is null or (occurred_on = ${from} and record_key > ${placed}))`,
      );
    } else conditions.push(`occurred_on is null and record_key > ${placed}`);
  }
  const { rows } = await q.query<RecordRow>(
    `select ${recordColumns} from records.record where ${conditions.join(' and ')}
      order by ${newestFirst} limit $${values.push(of.limit)}`,
    values,
  );
  return rows;
}

/** Where a page that ended with this record goes on. */
export function placeOf(row: RecordRow): string {
  return `${row.occurred_on ?? ''}~${row.record_key}`;
}

/** Every version of a record that the viewer's permissions reach, newest first; with the public's sight only what is shown now. */
export async function versionsOf(
  q: Queryable,
  viewer: Viewer,
  of: SubjectPlace & { recordKey: string },
): Promise<RecordRow[]> {
  const values: unknown[] = [of.subjectCode, of.recordKey];
  const conditions = reached(viewer, of.region, (value) => `$${values.push(value)}`);
  if (conditions.length > 0) {
    const { rows } = await q.query<RecordRow>(
      `select ${recordColumns} from records.record where subject_code = $1 and record_key = $2
         and (${conditions.map((condition) => `(${condition})`).join(' or ')})
        order by recorded_from desc, version desc limit 200`,
      values,
    );
    if (rows.length > 0) return rows;
  }
  const open = visible(viewer, {}, of.region);
  const { rows } = await q.query<RecordRow>(
    `select ${recordColumns} from records.record where ${open.sql}
        and subject_code = $${open.values.push(of.subjectCode)} and record_key = $${open.values.push(of.recordKey)}`,
    open.values,
  );
  return rows;
}

/** A version by its number. */
export interface VersionPlace {
  subjectCode: string;
  recordKey: string;
  /** The version that stands. */
  present: number;
}

/**
 * Closes the version that stands and writes the next one: the content of version `as` (the present one when absent) in
 * the state given. `batch` is where the new version comes from; that of the copied version when absent.
 * @returns the new version's number; null when `present` stands no more, and then nothing was written
 */
export async function writeNextVersion(
  tx: Tx,
  of: VersionPlace & {
    item: CatalogueItem;
    as?: number | undefined;
    state: RecordRow['state'];
    batch?: { batchId: number; row: number } | undefined;
  },
): Promise<number | null> {
  const q = tx.client;
  const closed = await q.query<{ state: RecordRow['state']; item: string; department: string }>(
    `update records.record set recorded_until = transaction_timestamp()
     where subject_code = $1 and record_key = $2 and version = $3 and recorded_until = 'infinity'
     returning state, item, department`,
    [of.subjectCode, of.recordKey, of.present],
  );
  const [was] = closed.rows;
  if (was === undefined) return null;
  const { rows } = await q.query<{ version: number }>(
    `insert into records.record (subject_code, record_key, version, item, department, document_number, occurred_on,
       effective_from, effective_until, polarity, severity, disclosure, shown_from, shown_until, matched_by, payload,
       content_hash, batch_id, row_number, recorded_from, state)
     select c.subject_code, c.record_key, top.version + 1, c.item, c.department, c.document_number, c.occurred_on,
       c.effective_from, c.effective_until, c.polarity, c.severity, c.disclosure, c.shown_from, c.shown_until, c.matched_by,
       c.payload, c.content_hash, coalesce($4, c.batch_id), coalesce($5, c.row_number), transaction_timestamp(), $6
     from records.record c
     cross join lateral (select max(version) as version from records.record r
                         where r.subject_code = c.subject_code and r.record_key = c.record_key) top
     where c.subject_code = $1 and c.record_key = $2 and c.version = $3
     returning version`,
    [
      ...[of.subjectCode, of.recordKey, of.as ?? of.present, of.batch?.batchId ?? null],
      ...[of.batch?.row ?? null, of.state],
    ],
  );
  const gained = (of.state === 'withdrawn' ? 0 : 1) - (was.state === 'withdrawn' ? 0 : 1);
  await q.query(
    `update records.holding set current_records = current_records + $3, last_recorded = transaction_timestamp()
     where department = $1 and item = $2`,
    [was.department, was.item, gained],
  );
  await commitPublications(tx, of.item, {
    department: was.department,
    rows: `select * from records.record where subject_code = $4 and record_key = $5 and version = $6`,
    values: [of.subjectCode, of.recordKey, rows[0]?.version],
  });
  return rows[0]?.version ?? null;
}
