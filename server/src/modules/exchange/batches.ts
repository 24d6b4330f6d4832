/** Reads of batches: a department sees its own, the console all. */
import { type Viewer, within } from '../../platform/access/index.ts';
import type { Queryable } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import type { BatchRow } from './batch.ts';

/** @throws XinhengError not-found when there is none, or it is another department's */
export async function readBatch(q: Queryable, viewer: Viewer, batchId: number): Promise<BatchRow> {
  const values: unknown[] = [batchId];
  const reach = within(viewer, 'batches.read', { department: 'department' }, (value) => `$${values.push(value)}`);
  const { rows } = await q.query<BatchRow>(`select * from exchange.batch where batch_id = $1 and ${reach}`, values);
  const batch = rows[0];
  if (!batch) throw new XinhengError('not-found', { message: `没有批次 ${batchId}。` });
  return batch;
}

/** Latest batches, newest first, by keyset. */
export async function listBatches(
  q: Queryable,
  viewer: Viewer,
  of: {
    limit: number;
    before?: number | undefined;
    item?: string | undefined;
    department?: string | undefined;
    state?: string | undefined;
    /** First and last day of handing in, YYYY-MM-DD. */
    from?: string | undefined;
    until?: string | undefined;
  },
): Promise<BatchRow[]> {
  const { item = null, department = null, state = null, from = null, until = null } = of;
  const values: unknown[] = [of.before ?? null, of.limit, item, department, state, from, until];
  const reach = within(viewer, 'batches.read', { department: 'department' }, (value) => `$${values.push(value)}`);
  const { rows } = await q.query<BatchRow>(
    `select * from exchange.batch where ${reach} and ($1::bigint is null or batch_id < $1)
       and ($3::text is null or item = $3) and ($4::text is null or department = $4) and ($5::text is null or state = $5)
       and ($6::date is null or started_at >= $6::date) and ($7::date is null or started_at < $7::date + 1)
     order by batch_id desc limit $2`,
    values,
  );
  return rows;
}

/** A batch for the work on it, whoever asks; null when there is none. */
export async function readBatchRow(q: Queryable, batchId: number): Promise<BatchRow | null> {
  const { rows } = await q.query<BatchRow>('select * from exchange.batch where batch_id = $1', [batchId]);
  return rows[0] ?? null;
}

/** Batches under way of which nobody has reported anything for two minutes; their files or rows are still here. */
export async function batchesLeftOver(q: Queryable): Promise<number[]> {
  const { rows } = await q.query<{ batch_id: number }>(
    `select b.batch_id from exchange.batch b left join exchange.batch_progress p using (batch_id)
     where (b.state in ('waiting', 'staging', 'merging') and b.upload is not null or b.state = 'merging' and b.trial)
       and greatest(b.started_at, b.committed_at, p.updated_at) < now() - interval '2 minutes'
     order by b.batch_id limit 20`,
  );
  return rows.map((row) => row.batch_id);
}

/** Ends a batch that cannot be read, unless it has ended already. */
export async function refuseBatch(q: Queryable, batchId: number, reason: string): Promise<void> {
  await q.query(
    `update exchange.batch set state = 'refused', refusal = $2, upload = null, finished_at = now()
     where batch_id = $1 and state in ('waiting', 'staging', 'refused')`,
    [batchId, reason],
  );
  await q.query('delete from exchange.batch_progress where batch_id = $1', [batchId]);
}

/** Kept uploads that a batch still needs. */
export async function uploadsInUse(q: Queryable): Promise<Set<string>> {
  const { rows } = await q.query<{ upload: string }>(
    `select upload from exchange.batch where upload is not null and state in ('waiting', 'staging', 'trial', 'merging')`,
  );
  return new Set(rows.map(({ upload }) => upload));
}

/** Forgets the original cells of failing rows of batches that ended long ago. @returns how many */
export async function forgetFaultyRows(q: Queryable, days: number): Promise<number> {
  const { rowCount } = await q.query(
    `delete from exchange.faulty_row where batch_id in (
       select batch_id from exchange.batch where finished_at < now() - $1 * interval '1 day')`,
    [days],
  );
  return rowCount ?? 0;
}
