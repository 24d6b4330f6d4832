import { afterAll, beforeAll, expect, test } from 'vitest';
import { answers, transact } from '../src/platform/db/index.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

test('a connection wears the app role and the session settings', async () => {
  const { rows } = await database.db.pool.query(
    `select current_user as user, current_setting('TimeZone') as zone, current_setting('jit') as jit, current_setting('plan_cache_mode') as plans`,
  );
  expect(rows).toEqual([{ user: 'xinheng_app', zone: 'Asia/Shanghai', jit: 'off', plans: 'auto' }]);
  expect(await answers(database.db)).toBe(true);
});

test('values arrive as declared', async () => {
  const { rows } = await database.db.pool.query(
    `select date '2026-11-23' as day, timestamptz '2026-11-23 20:54:00.123456+08' as moment,
       timestamptz 'infinity' as never, 9007199254740991::bigint as whole, 1.10::numeric as money, '{"a":1}'::jsonb as json`,
  );
  expect(rows).toEqual([
    {
      day: '2026-11-23',
      moment: '2026-11-23T20:54:00.123456+08:00',
      never: 'infinity',
      whole: 9007199254740991,
      money: '1.10',
      json: { a: 1 },
    },
  ]);
  await expect(database.db.pool.query('select 9007199254740993::bigint')).rejects.toThrow(RangeError);
});

test('transact commits, then runs what waited for the commit', async () => {
  const seen: string[] = [];
  const answer = await transact(database.db, async (tx) => {
    tx.afterCommit(() => {
      seen.push('after');
    });
    await tx.client.query(`insert into platform.setting (name, value) values ('a', '1')`);
    seen.push('inside');
    return 42;
  });
  expect(answer).toBe(42);
  expect(seen).toEqual(['inside', 'after']);
});

test('an error rolls back, is thrown on, and nothing runs afterwards', async () => {
  let ran = false;
  const attempt = transact(database.db, async (tx) => {
    tx.afterCommit(() => {
      ran = true;
    });
    await tx.client.query(`insert into platform.setting (name, value) values ('b', '1')`);
    throw new Error('no');
  });
  await expect(attempt).rejects.toThrow('no');
  expect(ran).toBe(false);
  const { rows } = await database.db.pool.query(`select from platform.setting where name = 'b'`);
  expect(rows).toHaveLength(0);
});

test('a swallowed failure inside does not pass as a commit', async () => {
  const attempt = transact(database.db, async (tx) => {
    await tx.client.query('select 1/0').catch(() => {});
  });
  await expect(attempt).rejects.toThrow(/rolled back/);
});
