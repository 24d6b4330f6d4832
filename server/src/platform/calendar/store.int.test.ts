import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { transact } from '../db/index.ts';
import { declaredCalendar, installCalendar, isWorkingDay, readCalendar } from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

it('enters every shipped year once, and never over what an office has corrected', async () => {
  const { db } = database;
  expect(await transact(db, installCalendar)).toContain(2026);
  const stored = await readCalendar(db.pool);
  const declared = declaredCalendar();
  expect(stored.years).toEqual(declared.years);
  expect([...stored.exceptions].sort()).toEqual([...declared.exceptions].sort());

  await db.pool.query("delete from platform.working_day_exception where day = '2026-01-02'");
  expect(await transact(db, installCalendar)).toEqual([]);
  expect(isWorkingDay(await readCalendar(db.pool), '2026-01-02')).toBe(true);
});
