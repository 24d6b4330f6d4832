/** Reads of batches: a department sees its own, the console all. */
import { demand, type Viewer } from '../../platform/access/index.ts';
import type { Queryable } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import type { BatchRow } from './batch.ts';

/** @throws XinhengError not-found when there is none, or it is another department's */
export async function readBatch(q: Queryable, viewer: Viewer, batchId: number): Promise<BatchRow> {
  demand(viewer, 'batches.read');
  const { rows } = await q.query<BatchRow>(
    'select * from exchange.batch where batch_id = $1 and ($2::text is null or department = $2)',
    [batchId, viewer.kind === 'client' ? viewer.department : null],
  );
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
  demand(viewer, 'batches.read');
  const { rows } = await q.query<BatchRow>(
    `select * from exchange.batch where ($1::text is null or department = $1) and ($2::bigint is null or batch_id < $2)
     order by batch_id desc limit $3`,
    [viewer.kind === 'client' ? viewer.department : null, of.before ?? null, of.limit],
  );
  return rows;
}
