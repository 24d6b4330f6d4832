/** By which declarations the counts were made. */
import type { PoolClient } from 'pg';
import type { Queryable } from '../../../platform/db/index.ts';

export interface CountedBy {
  indicators: string;
  calendar: string;
}

/** Null before the first rebuild. */
export async function readBasis(q: Queryable): Promise<(CountedBy & { rebuiltAt: string }) | null> {
  const { rows } = await q.query(
    'select indicators, calendar, rebuilt_at as "rebuiltAt" from scorecards.basis where lone',
  );
  return rows[0] ?? null;
}

export async function writeBasis(client: PoolClient, { indicators, calendar }: CountedBy): Promise<void> {
  await client.query(
    `insert into scorecards.basis (lone, indicators, calendar, rebuilt_at) values (true, $1, $2, transaction_timestamp())
     on conflict (lone) do update set indicators = excluded.indicators, calendar = excluded.calendar,
       rebuilt_at = excluded.rebuilt_at`,
    [indicators, calendar],
  );
}

/** Batches whose waiting rows found their subject since they were counted: what an event without a batch leaves to find. */
export async function batchesWithOtherAttachments(
  client: PoolClient,
  of: readonly { department: string; item: string }[],
): Promise<number[]> {
  const { rows } = await client.query<{ batch_id: number }>(
    `with named as (select * from unnest($1::text[], $2::text[]) as n (department, item)),
     attached as (
       select p.batch_id, count(*) filter (where p.state = 'attached') as n
       from exchange.pending_row p join named using (department, item) group by p.batch_id
     )
     select h.batch_id from scorecards.batch_counted h join attached a using (batch_id)
     where a.n <> coalesce((h.counts->>'attached')::bigint, 0)`,
    [of.map(({ department }) => department), of.map(({ item }) => item)],
  );
  return rows.map(({ batch_id }) => batch_id);
}
