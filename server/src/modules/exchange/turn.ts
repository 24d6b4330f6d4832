/**
 * Transactions that take turns. A transaction's own moment is the one at which it began, so whoever waits for a lock
 * inside of it would write knowledge times from before the one that went first: the wait comes before the beginning.
 */
import { type Db, type Tx, transact } from '../../platform/db/index.ts';

const waiting = Symbol('another transaction holds the key');

/** Runs `run` in one transaction that holds all the keys, begun only when nobody else held them. */
export async function transactInTurn<T>(db: Db, keys: readonly string[], run: (tx: Tx) => Promise<T>): Promise<T> {
  for (;;) {
    let heldByOther = '';
    const result = await transact(db, async (tx) => {
      for (const key of keys) {
        const { rows } = await tx.client.query<{ taken: boolean }>(
          'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as taken',
          [key],
        );
        if (rows[0]?.taken) continue;
        heldByOther = key;
        return waiting;
      }
      return run(tx);
    });
    if (result !== waiting) return result;
    // Nothing is held while we wait, so two that want each other's keys cannot lock each other out.
    await transact(db, async ({ client }) => {
      await client.query('set local statement_timeout = 0');
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [heldByOther]);
    });
  }
}

/** The key of everything that writes records of one department for one item. */
export function mergeKey(item: string, department: string): string {
  return `merge ${item} ${department}`;
}
