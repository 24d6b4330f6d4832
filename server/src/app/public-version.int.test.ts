import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../test/database.ts';
import { transact } from '../platform/db/index.ts';
import { announce } from '../platform/events/index.ts';
import { silentLogger } from '../platform/log/index.ts';
import { changingEvents, PublicVersion } from './public-version.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const log = silentLogger();
const say = (type: string) =>
  transact(database.db, (tx) => announce(tx, { type, orderingKey: 'batch:1', payload: { batchId: 1 } }));

describe('the version of what the public sees', () => {
  it('is unknown before the first look, after the last, and when looks have stopped', async () => {
    const version = new PublicVersion(database.db, { log });
    expect(version.current()).toBeNull();
    await version.look();
    expect(version.current()).not.toBeNull();
    await version.stop();
    expect(version.current()).toBeNull();
    const dead = new PublicVersion(database.db, { log, trustMs: 0 });
    await dead.look();
    expect(dead.current()).toBeNull();
  });

  it.each(changingEvents)('changes with %s, once', async (type) => {
    const version = new PublicVersion(database.db, { log });
    await version.look();
    const before = version.current();
    await say(type);
    await version.look();
    const after = version.current();
    expect(after).not.toBe(before);
    await version.look();
    expect(version.current()).toBe(after);
  });

  it('sees a change at once although an older transaction is still open, and that one when it ends', async () => {
    const version = new PublicVersion(database.db, { log });
    const slow = await database.db.pool.connect();
    await slow.query('begin');
    await slow.query(
      `insert into platform.outbox (type, ordering_key, payload) values ('exchange.batch-merged', 'batch:2', '{}')`,
    );
    await version.look();
    const first = version.current();
    await say('exchange.batch-merged');
    await version.look();
    const second = version.current();
    expect(second).not.toBe(first);
    await slow.query('commit');
    slow.release();
    await version.look();
    expect(version.current()).not.toBe(second);
  });

  it('changes at midnight in Shanghai, and not before', async () => {
    let now = Date.parse('2026-11-23T23:59:59.999+08:00');
    const version = new PublicVersion(database.db, { log, now: () => now });
    await version.look();
    const before = version.current();
    expect(version.today()).toBe('2026-11-23');
    expect(version.current()).toBe(before);
    now += 1;
    expect(version.today()).toBe('2026-11-24');
    expect(version.current()).not.toBe(before);
  });
});
