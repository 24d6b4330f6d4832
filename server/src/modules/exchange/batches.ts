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
  of: { limit: number; before?: number | undefined },
): Promise<BatchRow[]> {
  const values: unknown[] = [of.before ?? null, of.limit];
  const reach = within(viewer, 'batches.read', { department: 'department' }, (value) => `$${values.push(value)}`);
  const { rows } = await q.query<BatchRow>(
    `select * from exchange.batch where ${reach} and ($1::bigint is null or batch_id < $1)
     order by batch_id desc limit $2`,
    values,
  );
  return rows;
}
