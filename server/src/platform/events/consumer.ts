import { type Db, type Queryable, type Tx, transact } from '../db/index.ts';
import { type OutboxEvent, type Position, readEvents } from './outbox.ts';

/**
 * A named reader of the outbox whose position is stored. `handle` runs in the transaction that moves the position, so
 * what it does through `tx` (rows, jobs) happens exactly once; anything outside the database happens at least once and
 * must be repeatable.
 */
export type Consumer = {
  name: string;
  /** The event types it wants; others are passed over. */
  types: readonly string[];
  handle: (events: readonly OutboxEvent[], tx: Tx) => Promise<void>;
  /** Events a pass; 100 when absent. */
  batchSize?: number;
};

/** `more`: there is more to read now. `idle`: all read. `elsewhere`: another process runs this consumer. */
export type Pass = 'more' | 'idle' | 'elsewhere';

const defaultBatch = 100;

/** Makes sure the consumer has its row; a new one starts at the beginning of the outbox. */
export async function enrol(q: Queryable, name: string): Promise<void> {
  await q.query('insert into platform.consumer (name) values ($1) on conflict (name) do nothing', [name]);
}

/**
 * One pass of a consumer: takes its lock, reads at most `limit` events, handles them and stores the position, all in
 * one transaction. Throws what `handle` throws; then nothing has happened.
 */
export async function runPass(
  db: Db,
  consumer: Consumer,
  limit: number = consumer.batchSize ?? defaultBatch,
): Promise<Pass> {
  return transact(db, async (tx) => {
    const lock = await tx.client.query(
      `select pg_try_advisory_xact_lock(hashtextextended('xinheng consumer ' || $1, 0)) as taken`,
      [consumer.name],
    );
    if (lock.rows[0]?.taken !== true) return 'elsewhere';
    const at = await positionOf(tx.client, consumer.name);
    const events = await readEvents(tx.client, at, limit);
    const last = events.at(-1);
    if (last === undefined) return 'idle';
    const wanted = events.filter((event) => consumer.types.includes(event.type));
    if (wanted.length > 0) await consumer.handle(wanted, tx);
    await tx.client.query(
      `update platform.consumer
          set passed_transaction = $2::xid8, passed_event = $3, failed_at = null, failure = null, updated_at = now()
        where name = $1`,
      [consumer.name, last.position.transaction, last.position.event],
    );
    return events.length === limit ? 'more' : 'idle';
  });
}

async function positionOf(q: Queryable, name: string): Promise<Position> {
  const { rows } = await q.query(
    'select passed_transaction::text as transaction, passed_event::text as event from platform.consumer where name = $1',
    [name],
  );
  return rows[0] ?? { transaction: '0', event: '0' };
}

/** Writes a consumer's failure where readiness and metrics see it. */
export async function recordFailure(q: Queryable, name: string, error: unknown): Promise<void> {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  await q.query(
    'update platform.consumer set failed_at = coalesce(failed_at, now()), failure = $2, updated_at = now() where name = $1',
    [name, text.slice(0, 2000)],
  );
}

export type ConsumerStatus = {
  name: string;
  /** ISO instant since when it has been failing; null while it is well. */
  failedAt: string | null;
  failure: string | null;
  /** Events not yet passed, counted up to 10,000. */
  behind: number;
  /** Age of the oldest event not yet passed, in seconds; 0 when there is none. */
  lagSeconds: number;
};

/** How every consumer stands, by name. */
export async function consumerStatus(q: Queryable): Promise<ConsumerStatus[]> {
  const { rows } = await q.query(
    `select c.name, c.failed_at, c.failure, ahead.behind,
            coalesce(extract(epoch from clock_timestamp() - ahead.oldest), 0)::float8 as lag
       from platform.consumer c,
            lateral (select count(*)::int as behind, min(at) as oldest
                       from (select at from platform.outbox o
                              where (o.written_by, o.event_id) > (c.passed_transaction, c.passed_event)
                              order by o.written_by, o.event_id limit 10000) as unread) as ahead
      order by c.name`,
  );
  return rows.map((row) => ({
    name: row.name,
    failedAt: row.failed_at,
    failure: row.failure,
    behind: row.behind,
    lagSeconds: Math.max(0, row.lag),
  }));
}
