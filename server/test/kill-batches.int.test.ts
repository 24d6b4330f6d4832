/**
 * Processes killed at random moments of a trial, a commit and an undo, and taken up by the tending job: the store must not
 * tell. XINHENG_KILL_SEEDS says how many seeds are tried; docs of the last long run: server/src/modules/exchange/README.md.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commitTrial, importFile, tendBatchesJob, tryFile, undoBatch } from '../src/modules/exchange/index.ts';
import { storeDigest } from '../src/modules/exchange/store-digest.ts';
import { loadCity } from '../src/platform/city/index.ts';
import type { Db } from '../src/platform/db/index.ts';
import { silentLogger } from '../src/platform/log/index.ts';
import { cellsOf, header, nextCode } from './bad-input/rows.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

const worker = new URL('./kill/worker.ts', import.meta.url).pathname;
const city = loadCity('jinan');
const item = 'enterprise-registration';
const seeds = Number(process.env.XINHENG_KILL_SEEDS ?? 2);
const acts = ['try', 'commit', 'undo'] as const;
type Act = (typeof acts)[number];

let folder: string;
let first: string;
let second: string;
const expected = {} as Record<Act, Awaited<ReturnType<typeof storeDigest>>>;
/** About how long each act takes a process that has just begun, in ms: it is killed within that time. */
const lasts: Record<Act, number> = { try: 1200, commit: 1500, undo: 1200 };
const databases: TestDatabase[] = [];

/** A file of many businesses; half of those of the first are changed by the second. */
async function fileOf(name: string, codes: string[], scope: string): Promise<string> {
  const lines = codes.map((code, at) =>
    cellsOf({ code: at % 40 === 7 ? 'bad' : code, scope, name: `济南${scope}${code.slice(10, 16)}有限公司` }).join(','),
  );
  const path = join(folder, name);
  await writeFile(path, `${[header, ...lines].join('\n')}\n`);
  return path;
}

async function store(): Promise<TestDatabase> {
  const database = await freshDatabase();
  databases.push(database);
  const request = { city, item, path: first, name: 'first.csv', channel: 'cli' as const, actor: 'test' };
  await importFile(database.db, request);
  return database;
}

const doer = { actor: 'account:1', name: '王芳' };
async function undisturbed(act: Act, db: Db, run: () => Promise<unknown>): Promise<void> {
  await run();
  expected[act] = await storeDigest(db.pool);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xinheng-kill-'));
  const codes = Array.from({ length: 3000 }, () => nextCode());
  first = await fileOf('first.csv', codes.slice(0, 2000), '批发');
  second = await fileOf('second.csv', codes.slice(1000), '零售');
  const { db } = await store();
  const request = { city, item, path: second, name: 'kill.csv', channel: 'workbench' as const, actor: doer.actor };
  await copyFile(second, join(folder, 'undisturbed'));
  let batchId = 0;
  await undisturbed('try', db, async () => {
    batchId = (await tryFile(db, { ...request, doer, upload: 'undisturbed', chunkBytes: 20_000 })).batch;
  });
  await undisturbed('commit', db, () => commitTrial(db, { city, batchId, doer, uploads: folder, rows: 'all-good' }));
  await undisturbed('undo', db, () => undoBatch(db, { city, batchId, doer, reason: '报错了文件' }));
  expect(expected.commit).not.toEqual(expected.try);
  expect(expected.undo).not.toEqual(expected.commit);
});
afterAll(async () => {
  for (const database of databases) await database.drop();
  await rm(folder, { recursive: true });
});

/** The same numbers at every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Starts the act in a process of its own and kills it after a share of the time that it takes. @returns whether it was hit */
async function killed(url: string, act: Act, order: { upload: string; batchId?: number }, share: number) {
  const told = JSON.stringify({ url, act, uploads: folder, ...order });
  const child = spawn(process.execPath, [worker, told], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), closed]);
  await Promise.race([sleep(share * lasts[act]), closed]);
  child.kill('SIGKILL');
  const [code] = await closed;
  return code === null;
}

/** What the tending job does some minutes later. */
async function tend(db: Db): Promise<void> {
  // A session of a killed process may hold its locks for a moment longer.
  await db.pool.query(`update exchange.batch set started_at = now() - interval '1 hour',
    committed_at = case when committed_at is not null then now() - interval '1 hour' end`);
  await db.pool.query(`update exchange.batch_progress set updated_at = now() - interval '1 hour'`);
  const job = tendBatchesJob({ city, uploads: folder }) as unknown as {
    handler(data: object, context: object): Promise<void>;
  };
  await job.handler({}, { db, log: silentLogger(), signal: new AbortController().signal });
}

async function batchOf(db: Db): Promise<{ batch_id: number; state: string } | undefined> {
  const { rows } = await db.pool.query<{ batch_id: number; state: string }>(
    'select batch_id, state from exchange.batch order by batch_id desc limit 1',
  );
  return rows[0]?.batch_id === 1 ? undefined : rows[0];
}

it(
  'a killed trial, commit or undo leaves the store that nobody disturbed',
  async () => {
    let hits = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const random = seeded(seed * 7919);
      const { db, url } = await store();
      const upload = `upload-${seed}`;
      await copyFile(second, join(folder, upload));
      if (await killed(url, 'try', { upload }, random())) hits++;
      // Killed before it had written anything, the officer sends the file again.
      if (!(await batchOf(db))) {
        const request = { city, item, path: join(folder, upload), name: 'kill.csv', channel: 'workbench' as const };
        await tryFile(db, { ...request, actor: doer.actor, doer, upload });
      }
      await tend(db);
      const batch = await batchOf(db);
      expect([seed, batch?.state]).toEqual([seed, 'trial']);
      expect(await storeDigest(db.pool)).toEqual(expected.try);
      const batchId = batch?.batch_id as number;
      if (await killed(url, 'commit', { upload, batchId }, random())) hits++;
      if ((await batchOf(db))?.state === 'trial')
        await commitTrial(db, { city, batchId, doer, uploads: folder, rows: 'all-good' });
      await tend(db);
      expect([seed, (await batchOf(db))?.state]).toEqual([seed, 'finished']);
      expect(await storeDigest(db.pool)).toEqual(expected.commit);
      if (await killed(url, 'undo', { upload, batchId }, random())) hits++;
      // An undo is one transaction: killed, it has not happened, and is asked for again.
      if ((await batchOf(db))?.state === 'finished') await undoBatch(db, { city, batchId, doer, reason: '再撤一次' });
      expect((await batchOf(db))?.state).toBe('undone');
      expect(await storeDigest(db.pool)).toEqual(expected.undo);
      const left = await db.pool.query(`select relname from pg_class where relnamespace = 'staging'::regnamespace`);
      expect(left.rows).toEqual([]);
    }
    expect(hits).toBeGreaterThan(0);
  },
  Math.max(120_000, seeds * 30_000),
);
