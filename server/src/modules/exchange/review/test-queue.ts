/** For tests of review: rows that wait, looked at and decided by officers. */
import type { PendingFile } from '@xinheng/contracts/pending.ts';
import { expect } from 'vitest';
import { penalty, type TestOffice } from '../entry/test-office.ts';

export const item = 'administrative-penalty';
export const department = 'market-regulation-370102';

/** A penalty without number or code. */
export const nameOnly = (n: number, more: Record<string, string> = {}) => {
  const { documentNumber: _number, ...row } = penalty(n, { uscc: '', ...more });
  return row;
};

/** What a test does with the queue of an office. */
export function queueOf(office: () => TestOffice) {
  let number = 0;
  return {
    /** Hands in one penalty that finds no subject, and gives its key. */
    async waiting(row: Record<string, string>, by = department): Promise<string> {
      const told = await office().hand(item, by, [{ documentNumber: `济待${++number}`, ...row }]);
      expect(told.quarantined).toBe(1);
      return `${told.batch}-1`;
    },
    open: async (key: string, who = 'reviewer') =>
      (await office().ask('GET', `pending/${key}`, who)).body as PendingFile,
    decide: (key: string, who: string, body: object) => office().ask('POST', `pending/${key}/decisions`, who, body),
    async rowOf(key: string) {
      const [batch, row] = key.split('-');
      const { rows } = await office().database.db.pool.query(
        'select state, version, attached_to from exchange.pending_row where batch_id = $1 and row_number = $2',
        [batch, row],
      );
      return rows[0];
    },
  };
}
