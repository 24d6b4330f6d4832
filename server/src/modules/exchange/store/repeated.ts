/** Rows that repeated what was in the store, and so stand behind it. */
import type { PoolClient } from 'pg';
import type { Queryable } from '../../../platform/db/index.ts';
import type { StagedTables } from '../../../platform/staging/index.ts';

/** Rows that say what the store holds stand behind it, should the batch that wrote it be undone. */
export async function keepRepeated(client: PoolClient, tables: StagedTables): Promise<void> {
  await client.query(
    `insert into exchange.repeated_row (subject_code, record_key, batch_id, row_number, known_from)
     select distinct on (v.subject_code, v.record_key) v.subject_code, v.record_key, v.batch_id, v.row_number, c.recorded_from
     from ${tables.verdicts} v join records.record c using (subject_code, record_key)
     where v.verdict = 'same' and c.recorded_until = 'infinity' and c.content_hash = v.content_hash
     order by v.subject_code, v.record_key, v.row_number
     on conflict (subject_code, record_key, batch_id, row_number) do update set known_from = excluded.known_from`,
  );
}

/** A row that was attached and taken back stands behind nothing. */
export async function forgetRepeated(
  q: Queryable,
  of: { subjectCode: string; recordKey: string; batch: number; row: number },
): Promise<void> {
  await q.query(
    `delete from exchange.repeated_row
     where subject_code = $1 and record_key = $2 and batch_id = $3 and row_number = $4`,
    [of.subjectCode, of.recordKey, of.batch, of.row],
  );
}
