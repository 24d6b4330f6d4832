import { Type } from 'typebox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { transact } from '../db/index.ts';
import { createMetrics, silentLogger } from '../log/index.ts';
import { type AnyJob, createJobs, defineJob, type Jobs } from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const running: Jobs[] = [];
afterEach(async () => {
  for (const jobs of running.splice(0)) await jobs.stop(1);
});

const log = silentLogger();
const metrics = createMetrics({ processMetrics: false });

async function open(jobs: readonly AnyJob[], work = true): Promise<Jobs> {
  const queue = createJobs({ db: database.db, jobs, log, metrics, pollSeconds: 0.5 });
  running.push(queue);
  await queue.start({ work });
  return queue;
}

function signal(): { seen: Promise<void>; give: () => void } {
  let give: () => void = () => {};
  const seen = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { seen, give };
}

describe('a job', () => {
  it('runs when its transaction has committed, and never when it was rolled back', async () => {
    const ran: number[] = [];
    const done = signal();
    const job = defineJob('test.count', {
      schema: Type.Object({ n: Type.Integer() }),
      handler: async ({ n }) => {
        ran.push(n);
        if (n === 2) done.give();
      },
    });
    const jobs = await open([job]);
    const undone = transact(database.db, async (tx) => {
      await jobs.enqueue(tx, job, { n: 1 });
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    expect(await transact(database.db, (tx) => jobs.enqueue(tx, job, { n: 2 }))).toMatch(/^[0-9a-f-]{36}$/);
    await done.seen;
    expect(ran).toEqual([2]);
  });

  it('is refused when its data does not fit, before anything is written', async () => {
    const job = defineJob('test.strict', { schema: Type.Object({ n: Type.Integer() }), handler: async () => {} });
    const jobs = await open([job], false);
    const wrong = { n: 'two' as unknown as number };
    await expect(transact(database.db, (tx) => jobs.enqueue(tx, job, wrong))).rejects.toThrow(
      /data\/n must be integer/,
    );
  });

  it('is tried again after a failure', async () => {
    const attempts: number[] = [];
    const done = signal();
    const job = defineJob('test.flaky', {
      schema: Type.Object({}),
      retry: { limit: 2, delaySeconds: 0 },
      handler: async (_data, { attempt }) => {
        attempts.push(attempt);
        if (attempt === 0) throw new Error('first time');
        done.give();
      },
    });
    const jobs = await open([job]);
    await transact(database.db, (tx) => jobs.enqueue(tx, job, {}));
    await done.seen;
    expect(attempts).toEqual([0, 1]);
    expect(await metrics.registry.metrics()).toContain('xinheng_jobs_total{job="test.flaky",outcome="retried"} 1');
  });

  it('waits once only under a singleton key', async () => {
    const job = defineJob('test.once', { schema: Type.Object({}), handler: async () => {} });
    const jobs = await open([job], false);
    const ask = (singletonKey?: string) =>
      transact(database.db, (tx) => jobs.enqueue(tx, job, {}, singletonKey === undefined ? {} : { singletonKey }));
    expect(await ask('a')).not.toBeNull();
    expect(await ask('a')).toBeNull();
    expect(await ask('b')).not.toBeNull();
    expect(await ask()).not.toBeNull();
    expect(await ask()).not.toBeNull();
  });

  it('keeps its schedule only while it declares one', async () => {
    const scheduled = defineJob('test.nightly', {
      schema: Type.Object({}),
      schedule: { cron: '0 3 * * *', data: {} },
      handler: async () => {},
    });
    const schedules = async () =>
      (await database.db.pool.query(`select name, cron, timezone from pgboss.schedule order by name`)).rows;
    await (await open([scheduled], false)).stop(1);
    expect(await schedules()).toEqual([{ name: 'test.nightly', cron: '0 3 * * *', timezone: 'Asia/Shanghai' }]);
    await (await open([{ ...scheduled, schedule: undefined }], false)).stop(1);
    expect(await schedules()).toEqual([]);
  });

  it('that was given up can be tried again or removed, by one of two who want to', async () => {
    const attempts: string[] = [];
    let lasting = true;
    const done = signal();
    const job = defineJob('test.doomed', {
      schema: Type.Object({ n: Type.Integer() }),
      retry: { limit: 0, delaySeconds: 0 },
      heartbeatSeconds: 60,
      handler: async (_data, { jobId }) => {
        attempts.push(jobId);
        if (lasting) throw new Error('the disk is full');
        done.give();
      },
    });
    const jobs = await open([job]);
    const ids = await transact(database.db, async (tx) => [
      await jobs.enqueue(tx, job, { n: 1 }),
      await jobs.enqueue(tx, job, { n: 2 }),
    ]);
    const counts = async () => (await jobs.summary()).find(({ name }) => name === 'test.doomed');
    while ((await counts())?.failed !== 2) await new Promise((resolve) => setTimeout(resolve, 50));
    lasting = false;
    const [kept, dropped] = ids as [string, string];
    const twice = await Promise.all([1, 2].map(() => transact(database.db, (tx) => jobs.retry(tx, job.name, kept))));
    expect(twice.sort()).toEqual([false, true]);
    expect(await transact(database.db, (tx) => jobs.discard(tx, job.name, dropped))).toBe(true);
    expect(await transact(database.db, (tx) => jobs.retry(tx, job.name, dropped))).toBe(false);
    await done.seen;
    while ((await counts())?.done !== 1) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await counts()).toMatchObject({ failed: 0, waiting: 0, running: 0, lastDoneAt: expect.any(String) });
    expect(attempts.filter((id) => id === kept)).toHaveLength(2);
  });
});
