/** Where rows came from: their batch, and what the checks said of each. */
import type { RowFinding } from '@xinheng/contracts/row-check.ts';
import type { Queryable } from '../../../platform/db/index.ts';
import type { RowSource } from '../../records/index.ts';

/** Sources by `batch-row`. A row without receipts came in as it was sent. */
export async function sourcesOf(
  q: Queryable,
  wanted: readonly { batch: number; row: number }[],
): Promise<Map<string, RowSource>> {
  const batches = await q.query<{
    batch_id: number;
    channel: string;
    source_name: string;
    started_at: string;
    reason: string | null;
    edition: string;
  }>(
    'select batch_id, channel, source_name, started_at, reason, edition from exchange.batch where batch_id = any($1)',
    [[...new Set(wanted.map(({ batch }) => batch))]],
  );
  const receipts = await q.query<RowFinding & { batch_id: number; row_number: number }>(
    `select r.batch_id, r.row_number, r.outcome, r.rule, r.field, r.before, r.after, r.message
       from exchange.receipt r
       join unnest($1::bigint[], $2::bigint[]) as w(batch_id, row_number) using (batch_id, row_number)
      order by r.batch_id, r.row_number, r.seq`,
    [wanted.map(({ batch }) => batch), wanted.map(({ row }) => row)],
  );
  const byBatch = new Map(batches.rows.map((row) => [row.batch_id, row]));
  return new Map(
    wanted.flatMap(({ batch, row }) => {
      const from = byBatch.get(batch);
      if (!from) return [];
      const source: RowSource = {
        channel: from.channel,
        sourceName: from.source_name,
        receivedAt: from.started_at,
        reason: from.reason,
        edition: from.edition,
        receipts: receipts.rows
          .filter((receipt) => receipt.batch_id === batch && receipt.row_number === row)
          .map(({ batch_id: _batch, row_number: _row, ...receipt }) => receipt),
      };
      return [[`${batch}-${row}`, source] as const];
    }),
  );
}
