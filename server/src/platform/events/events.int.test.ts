import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { transact } from '../db/index.ts';
import { silentLogger } from '../log/index.ts';
import {
  announce,
  type Consumer,
  consumerStatus,
  type Events,
  enrol,
  lastPerKey,
  type OutboxEvent,
  presentPosition,
  runPass,
  startEvents,
} from './index.ts';

let database: TestDatabase;
const running: Events[] = [];
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
// Each test has its own event type: the present position may lie before what earlier tests wrote, because a transaction
// of another test's database holds it back (all databases of a server share their transaction numbers).
let type = '';
let tests = 0;
beforeEach(async () => {
  type = `test.said-${++tests}`;
  await database.db.pool.query('delete from platform.consumer');
});
afterEach(async () => {
  for (const events of running.splice(0)) await events.stop();
});

const log = silentLogger();

function say(n: number, orderingKey = 'k'): Promise<void> {
  return transact(database.db, (tx) => announce(tx, { type, orderingKey, payload: { n } }));
}

function numbers(events: readonly OutboxEvent[]): unknown[] {
  return events.map((event) => event.payload.n);
}

/** A consumer that starts at the present, so that tests do not see each other's events. */
async function recorder(name: string, more: Partial<Consumer> = {}): Promise<{ consumer: Consumer; seen: unknown[] }> {
  await enrol(database.db.pool, name);
  const { transaction } = await presentPosition(database.db.pool);
  await database.db.pool.query(
    'update platform.consumer set passed_transaction = $2::xid8, passed_event = 0 where name = $1',
    [name, transaction],
  );
  const seen: unknown[] = [];
  const consumer: Consumer = {
    name,
    types: [type],
    handle: async (events) => {
      seen.push(...numbers(events));
    },
    ...more,
  };
  return { consumer, seen };
}

/** Runs passes until nothing is behind. */
async function drain(consumer: Consumer): Promise<void> {
  await until(async () => {
    await runPass(database.db, consumer);
    return (await consumerStatus(database.db.pool)).find(({ name }) => name === consumer.name)?.behind === 0;
  });
}

/** Resolves when the predicate holds; the test's own time limit is the only clock. */
async function until(predicate: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await predicate())) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('the outbox', () => {
  it('never skips a slow transaction that holds a lower place', async () => {
    const { consumer, seen } = await recorder('slow');
    const slow = await database.db.pool.connect();
    await slow.query('begin');
    await slow.query(`insert into platform.outbox (type, ordering_key, payload) values ($1, 'k', '{"n": 1}')`, [type]);
    await say(2);
    await runPass(database.db, consumer);
    expect(seen).toEqual([]);
    await slow.query('commit');
    slow.release();
    await drain(consumer);
    expect(seen).toEqual([1, 2]);
    await drain(consumer);
    expect(seen).toEqual([1, 2]);
  });

  it('writes nothing when the transaction fails', async () => {
    const { consumer, seen } = await recorder('rolled-back');
    await expect(
      transact(database.db, async (tx) => {
        await announce(tx, { type, orderingKey: 'k', payload: { n: 1 } });
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await say(2);
    await drain(consumer);
    expect(seen).toEqual([2]);
  });

  it('loses and repeats nothing under concurrent writers and two readers of one name', async () => {
    const { consumer, seen } = await recorder('crowd', { batchSize: 7 });
    const writing = Promise.all(
      Array.from({ length: 6 }, async (_, writer) => {
        for (let n = 0; n < 20; n++) await say(writer * 100 + n, `writer-${writer}`);
      }),
    );
    let done = false;
    const read = async () => {
      while (!done) await runPass(database.db, consumer);
    };
    const readers = [read(), read()];
    await writing;
    await until(() => seen.length >= 120);
    done = true;
    await Promise.all(readers);
    expect(new Set(seen).size).toBe(120);
    expect(seen).toHaveLength(120);
    for (let writer = 0; writer < 6; writer++) {
      const own = (seen as number[]).filter((n) => Math.floor(n / 100) === writer);
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
  });
});

describe('a consumer', () => {
  it('does not run in two places at once', async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let entered: () => void = () => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const { consumer } = await recorder('single', {
      handle: async () => {
        entered();
        await held;
      },
    });
    await say(1);
    const first = drain(consumer);
    await inside;
    expect(await runPass(database.db, consumer)).toBe('elsewhere');
    release();
    await first;
  });

  it('keeps its effects and its position together', async () => {
    const { consumer } = await recorder('atomic', {
      handle: async (_events, tx) => {
        await tx.client.query(`insert into platform.setting (name, value) values ('atomic', '1')`);
        throw new Error('after the effect');
      },
    });
    await say(1);
    await expect(drain(consumer)).rejects.toThrow('after the effect');
    const { rows } = await database.db.pool.query(`select 1 from platform.setting where name = 'atomic'`);
    expect(rows).toEqual([]);
  });

  it('stops before the event it fails at, shows it, and goes on in order', async () => {
    let broken = true;
    const seen: unknown[] = [];
    const { consumer } = await recorder('failing', {
      handle: async (events) => {
        if (broken && numbers(events).includes(2)) throw new Error('二 is too much');
        seen.push(...numbers(events));
      },
    });
    for (const n of [1, 2, 3]) await say(n);
    running.push(await startEvents({ db: database.db, log, consumers: [consumer], backOffMs: 1, pollMs: 20 }));
    await until(() => seen.includes(1));
    const status = async () => (await consumerStatus(database.db.pool)).find(({ name }) => name === 'failing');
    await until(async () => (await status())?.failure !== null && (await status())?.behind === 2);
    expect(await status()).toMatchObject({ failure: 'Error: 二 is too much', behind: 2 });
    expect(seen).toEqual([1]);
    broken = false;
    await until(() => seen.length === 3);
    expect(seen).toEqual([1, 2, 3]);
    await until(async () => (await status())?.failedAt === null);
    expect(await status()).toMatchObject({ behind: 0, lagSeconds: 0, failure: null });
  });

  it('is woken by a commit, without waiting for the poll', async () => {
    const { consumer, seen } = await recorder('woken');
    running.push(await startEvents({ db: database.db, log, consumers: [consumer], pollMs: 3_600_000 }));
    await say(1);
    await until(() => seen.length === 1);
  });
});

describe('a follower', () => {
  it('sees what comes after its position, stores none, and repeats after a failure', async () => {
    const from = await presentPosition(database.db.pool);
    await say(1);
    const seen: unknown[] = [];
    let failures = 1;
    running.push(
      await startEvents({
        db: database.db,
        log,
        backOffMs: 1,
        followers: [
          {
            name: 'index',
            types: [type],
            from,
            apply: (events) => {
              if (failures-- > 0) throw new Error('not yet');
              seen.push(...numbers(events));
            },
          },
        ],
      }),
    );
    await until(() => seen.includes(1));
    await say(2);
    await until(() => seen.includes(2));
    expect(seen).toEqual([1, 2]);
    expect(running[0]?.followerFailures().size).toBe(0);
    expect((await consumerStatus(database.db.pool)).map(({ name }) => name)).not.toContain('index');
  });
});

describe('lastPerKey', () => {
  it('keeps the newest of each key, in order', () => {
    const event = (n: number, orderingKey: string): OutboxEvent => ({
      type: 't',
      orderingKey,
      payload: { n },
      at: '',
      position: { transaction: '1', event: String(n) },
    });
    expect(numbers(lastPerKey([event(1, 'a'), event(2, 'b'), event(3, 'a')]))).toEqual([2, 3]);
  });
});
