import type { Queryable, Tx } from '../../../platform/db/index.ts';
import type { Standing } from '../rules/guessing.ts';

export interface AttemptRow extends Standing {
  key: string;
  refused: number;
  succeededAt: number | null;
}

const epoch = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

/** The rows of these keys, made where missing, locked in one order until the end of the transaction. */
export async function lockAttempts(tx: Tx, keys: readonly string[]): Promise<AttemptRow[]> {
  await tx.client.query({
    name: 'make attempts',
    text: `insert into accounts.attempt (key) select k from unnest($1::text[]) k order by k collate "C"
           on conflict do nothing`,
    values: [keys],
  });
  const { rows } = await tx.client.query<AttemptRow>({
    name: 'lock attempts',
    text: `select key, failures, ${epoch('failed_at')} as "failedAt", ${epoch('locked_until')} as "lockedUntil", refused,
                  ${epoch('succeeded_at')} as "succeededAt"
             from accounts.attempt where key = any($1::text[]) order by key for update`,
    values: [keys],
  });
  return rows;
}

/** How often somebody failed everywhere, without waiting for whoever is counting; null when nobody has. */
export async function failuresEverywhere(q: Queryable): Promise<Standing | null> {
  const { rows } = await q.query<Standing>({
    name: 'failures everywhere',
    text: `select failures, ${epoch('failed_at')} as "failedAt", null::float8 as "lockedUntil"
             from accounts.attempt where key = 'everywhere'`,
  });
  return rows[0] ?? null;
}

/** Writes rows back. */
export async function saveAttempts(tx: Tx, rows: readonly AttemptRow[]): Promise<void> {
  const moment = (at: number | null) => (at === null ? null : new Date(at));
  await tx.client.query({
    name: 'save attempts',
    text: `update accounts.attempt a set failures = n.failures, failed_at = n.failed_at, locked_until = n.locked_until,
                  refused = n.refused, succeeded_at = n.succeeded_at
             from unnest($1::text[], $2::int[], $3::timestamptz[], $4::timestamptz[], $5::int[], $6::timestamptz[])
                  as n(key, failures, failed_at, locked_until, refused, succeeded_at)
            where a.key = n.key`,
    values: [
      rows.map(({ key }) => key),
      rows.map(({ failures }) => failures),
      rows.map(({ failedAt }) => moment(failedAt)),
      rows.map(({ lockedUntil }) => moment(lockedUntil)),
      rows.map(({ refused }) => refused),
      rows.map(({ succeededAt }) => moment(succeededAt)),
    ],
  });
}

/** Forgets the failures under a key; true when it was locked at `now`. */
export async function clearAttempts(tx: Tx, key: string, now: Date): Promise<boolean> {
  const { rows } = await tx.client.query<{ locked: boolean }>(
    `with before as (select locked_until from accounts.attempt where key = $1 for update)
     update accounts.attempt a set failures = 0, failed_at = null, locked_until = null, refused = 0
       from before where a.key = $1 returning coalesce(before.locked_until > $2, false) as locked`,
    [key, now],
  );
  return rows[0]?.locked === true;
}

/** Until when each of these keys is locked, for those that are. ISO text. */
export async function locksOf(q: Queryable, keys: readonly string[], now: Date): Promise<Map<string, string>> {
  const { rows } = await q.query<{ key: string; until: string }>(
    'select key, locked_until as until from accounts.attempt where key = any($1::text[]) and locked_until > $2',
    [keys, now],
  );
  return new Map(rows.map(({ key, until }) => [key, until]));
}

/** Deletes rows that nothing has happened to since `before`; returns how many. */
export async function forgetAttempts(q: Queryable, before: Date): Promise<number> {
  const { rowCount } = await q.query(
    `delete from accounts.attempt where coalesce(greatest(failed_at, succeeded_at), '-infinity') < $1
        and coalesce(locked_until, '-infinity') < now()`,
    [before],
  );
  return rowCount ?? 0;
}
