import type { Queryable, Tx } from '../db/index.ts';

/** The channel on which writers wake the consumers of all processes. */
export const wakeChannel = 'xinheng_outbox';

/**
 * Where a reader stands: everything up to and including this event of this transaction is behind it. Both are decimal
 * text (xid8 and bigint).
 */
export type Position = { transaction: string; event: string };

export type Announcement = {
  /** `module.what-happened`. */
  type: string;
  /** Events of one key are handled in order: a subject code, or a batch. */
  orderingKey: string;
  payload: Record<string, unknown>;
};

export type OutboxEvent = Announcement & { position: Position; at: string };

/**
 * Writes an event into the outbox inside the transaction that made it true. Consumers get it after the commit, at least
 * once. Two transactions that write about the same key at the same time are ordered by their first write: whoever must
 * be ordered takes the key's lock before writing anything.
 */
export async function announce(tx: Tx, event: Announcement): Promise<void> {
  await tx.client.query({
    name: 'announce',
    text: `with written as (
       insert into platform.outbox (type, ordering_key, payload) values ($1, $2, $3) returning 1
     )
     select pg_notify($4, '') from written`,
    values: [event.type, event.orderingKey, JSON.stringify(event.payload), wakeChannel],
  });
}

/**
 * The place from which everything not yet finished will be read: whatever commits before it is visible to a query that
 * starts after this call, whatever commits later comes as an event (some may come though already visible).
 */
export async function presentPosition(q: Queryable): Promise<Position> {
  const { rows } = await q.query<{ transaction: string }>(
    'select pg_snapshot_xmin(pg_current_snapshot())::text as transaction',
  );
  // No event has number 0, so every event of this very transaction lies ahead.
  return { transaction: rows[0]?.transaction ?? '0', event: '0' };
}

/**
 * The next events behind `after`, at most `limit`. A row is handed out only when every transaction older than its writer
 * has ended: otherwise a slow transaction could commit a lower place later, and it would be skipped for ever.
 */
export async function readEvents(q: Queryable, after: Position, limit: number): Promise<OutboxEvent[]> {
  const { rows } = await q.query(
    `select written_by::text as transaction, event_id::text as event, at, type, ordering_key, payload
       from platform.outbox
      where (written_by, event_id) > ($1::xid8, $2::bigint)
        and written_by < pg_snapshot_xmin(pg_current_snapshot())
      order by written_by, event_id
      limit $3`,
    [after.transaction, after.event, limit],
  );
  return rows.map((row) => ({
    type: row.type,
    orderingKey: row.ordering_key,
    payload: row.payload,
    at: row.at,
    position: { transaction: row.transaction, event: row.event },
  }));
}

/** The last event of each ordering key, in order: for consumers that look up the present state anyway. */
export function lastPerKey(events: readonly OutboxEvent[]): OutboxEvent[] {
  const last = new Map<string, OutboxEvent>();
  for (const event of events) {
    last.delete(event.orderingKey);
    last.set(event.orderingKey, event);
  }
  return [...last.values()];
}

/**
 * Events of the given types committed since a horizon, as numbers, and the horizon of this look: what `readEvents` will
 * give out only once older transactions have ended, seen at once and without order. For derived things that only need
 * to know that something has happened.
 */
export async function committedSince(
  q: Queryable,
  horizon: string,
  types: readonly string[],
): Promise<{ horizon: string; events: string[] }> {
  const { rows } = await q.query<{ horizon: string; events: string[] }>({
    name: 'events committed since',
    text: `select pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
                  array(select event_id::text from platform.outbox
                         where written_by >= $1::xid8 and type = any($2)) as events`,
    values: [horizon, types],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('the outbox gave no answer');
  return row;
}
