/** What officers read of records: groups of a subject, pages of an item, every version of one. */
import type { Viewer } from '../../platform/access/index.ts';
import type { Queryable } from '../../platform/db/index.ts';
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
