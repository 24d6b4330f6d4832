/** Full comparisons: where each stands, what it has sighted, what is left to look at again. */
import type { PoolClient } from 'pg';
import { type Db, type Queryable, transact } from '../../../platform/db/index.ts';

export interface Run {
  runId: string;
  part: number;
  block: number;
}

/** The comparison that is going on; a new one when none is. */
export async function openRun(client: PoolClient, askedBy: string): Promise<Run & { begun: boolean }> {
  const going = await client.query<Run>(
    `select run_id::text as "runId", part, block from comparison.run where state = 'running'`,
  );
  if (going.rows[0]) return { ...going.rows[0], block: Number(going.rows[0].block), begun: false };
  const { rows } = await client.query<{ runId: string }>(
    `insert into comparison.run (asked_by) values ($1) returning run_id::text as "runId"`,
    [askedBy],
  );
  await client.query('delete from comparison.sighting');
  return { runId: rows[0]?.runId ?? '', part: 0, block: 0, begun: true };
}

/** Settings of one range. Records against cards read in their order and hashed: by index it is twice the time. */
export async function prepareRange(client: PoolClient, inOrder: boolean): Promise<void> {
  const joins = inOrder ? 'off' : 'on';
  await client.query(
    `set local work_mem = '256MB'; set local enable_nestloop = ${joins}; set local enable_mergejoin = ${joins}`,
  );
}

/** Remembers what was found and where the run goes on. */
export async function noteProgress(client: PoolClient, run: Run, opened: number): Promise<void> {
  await client.query(`update comparison.run set part = $2, block = $3, found = found + $4 where run_id = $1`, [
    run.runId,
    run.part,
    run.block,
    opened,
  ]);
}

/** Keeps which differences still are. `idSql` is their fingerprint over comparison_found f. */
export async function noteSightings(client: PoolClient, runId: string): Promise<void> {
  await client.query(
    `insert into comparison.sighting (run_id, difference_id)
     select distinct $1::bigint, md5(concat_ws('|', f.rule, f.pair, f.subject_code, f.left_record, f.other_subject, f.right_record))::uuid
     from comparison_found f on conflict do nothing`,
    [runId],
  );
  await client.query('truncate comparison_found');
}

/** Subjects of differences that the run did not see though they stood before it began; the next `most` after `after`. */
export async function unseenSubjects(q: Queryable, runId: string, after: string, most: number): Promise<string[]> {
  const { rows } = await q.query<{ subject_code: string }>(
    `select distinct d.subject_code from comparison.difference d join comparison.run u on u.run_id = $1
     where d.state in ('open', 'decided') and d.found_at < u.started_at and d.subject_code > $2
       and not exists (select from comparison.sighting s where s.run_id = $1 and s.difference_id = d.difference_id)
     order by d.subject_code limit $3`,
    [runId, after, most],
  );
  return rows.map((row) => row.subject_code);
}

/** Ends the run with the numbers of each rule. */
export async function endRun(client: PoolClient, runId: string, gone: number): Promise<{ found: number }> {
  const { rows } = await client.query<{ found: string }>(
    `update comparison.run set state = 'finished', ended_at = now(), gone = $2,
       by_rule = coalesce((select jsonb_object_agg(rule, n) from (select d.rule, count(*) as n
         from comparison.sighting s join comparison.difference d using (difference_id)
         where s.run_id = $1 group by d.rule) counted), '{}')
     where run_id = $1 returning found`,
    [runId, gone],
  );
  await client.query('delete from comparison.sighting where run_id = $1', [runId]);
  return { found: Number(rows[0]?.found ?? 0) };
}

/** Blocks of the table of records. */
export async function recordBlocks(q: Queryable): Promise<number> {
  const { rows } = await q.query<{ blocks: string }>(
    `select pg_relation_size('records.record') / current_setting('block_size')::bigint as blocks`,
  );
  return Number(rows[0]?.blocks ?? 0);
}

/** The next batches that wait, with how many records each wrote at most. */
export async function dueBatches(q: Queryable): Promise<{ batchId: number; rows: number }[]> {
  const { rows } = await q.query<{ batch_id: string; rows_read: string | null }>(
    `select d.batch_id, b.rows_read from comparison.due d left join exchange.batch b using (batch_id) order by d.batch_id`,
  );
  return rows.map((row) => ({ batchId: Number(row.batch_id), rows: Number(row.rows_read ?? 0) }));
}

export async function forgetDue(client: PoolClient, batches: readonly number[]): Promise<void> {
  await client.query('delete from comparison.due where batch_id = any($1::bigint[])', [batches]);
}

/** Runs `run` unless another full comparison is going on anywhere; null then. The lock's transaction does nothing else. */
export async function whileAlone<T>(db: Db, run: () => Promise<T>): Promise<T | null> {
  return transact(db, async ({ client }) => {
    await client.query('set local idle_in_transaction_session_timeout = 0');
    const { rows } = await client.query<{ taken: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('xinheng full comparison', 0)) as taken`,
    );
    return rows[0]?.taken ? run() : null;
  });
}
