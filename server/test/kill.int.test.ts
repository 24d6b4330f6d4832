/** The real command, killed at random moments of an import, and PostgreSQL killed under it: the store must not tell. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importFile } from '../src/modules/exchange/index.ts';
import { storeDigest } from '../src/modules/exchange/store-digest.ts';
import { generateCity, type ManifestFile } from '../src/modules/generator/index.ts';
import { type City, loadCity } from '../src/platform/city/index.ts';
import { attachEmbedded } from '../src/platform/db/embedded/index.ts';
import { openDb } from '../src/platform/db/index.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

const program = new URL('../src/cli/main.ts', import.meta.url).pathname;
const city: City = loadCity('jinan');
let folder: string;
let file: ManifestFile;
let expected: Awaited<ReturnType<typeof storeDigest>>;
const databases: TestDatabase[] = [];

async function store(): Promise<TestDatabase> {
  const database = await freshDatabase();
  databases.push(database);
  return database;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xinheng-kill-'));
  await chmod(folder, 0o755);
  const manifest = await generateCity(
    { city, subjects: 24_000, records: 0, seed: 'kill', dirt: 0.1 },
    join(folder, 'city'),
  );
  file = manifest.files
    .filter(({ item }) => item.endsWith('-registration'))
    .reduce((most, one) => (one.rows > most.rows ? one : most));
  const undisturbed = await store();
  const path = join(folder, 'city', file.file);
  const request = {
    city,
    item: file.item,
    department: file.department,
    path,
    name: file.file,
    channel: 'cli' as const,
  };
  const result = await importFile(undisturbed.db, { ...request, actor: 'test' });
  expect(result.read).toBe(file.rows);
  expect(result.read).toBeGreaterThan(2000);
  expected = await storeDigest(undisturbed.db.pool);
});
afterAll(async () => {
  for (const database of databases) await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** The same numbers at every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Run {
  child: ChildProcess;
  done: Promise<{ code: number | null; output: string; said: string }>;
}
function start(environment: Record<string, string>): Run {
  const { DATABASE_URL: _url, XINHENG_DATA: _data, ...inherited } = process.env;
  const args = [program, 'import', file.item, join(folder, 'city', file.file)];
  const child = spawn(process.execPath, [...args, '--department', file.department, '--chunk', '20000', '--json'], {
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let said = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  return { child, done: once(child, 'close').then(([code]) => ({ code, output, said })) };
}

/** Waits until the command is at work (its staging tables are there, or the batch is finished), or has ended. */
async function atWork(ask: (statement: string) => Promise<unknown[]>, run: Run): Promise<void> {
  let over = false;
  void run.done.then(() => {
    over = true;
  });
  while (!over) {
    const working = await ask(
      `select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         and query ~ 'staging\\.' limit 1`,
    ).catch(() => []);
    if (working.length > 0) return;
    await sleep(5);
  }
}

test('the command killed a dozen times leaves the same store', async () => {
  const { db, url } = await store();
  const random = seeded(20261123);
  // As the connecting user: the app role does not see what others' sessions are doing.
  const keeper = new pg.Client(url);
  await keeper.connect();
  const ask = async (statement: string) => (await keeper.query(statement)).rows;
  let killed = 0;
  for (let round = 0; round < 12; round++) {
    const run = start({ DATABASE_URL: url });
    await atWork(ask, run);
    await sleep(random() * 60 * (1 + round / 2));
    if (run.child.kill('SIGKILL')) killed++;
    await run.done;
  }
  expect(killed).toBeGreaterThan(0);
  const last = await start({ DATABASE_URL: url }).done;
  expect([last.code, last.said.includes('Error')]).toEqual([0, false]);
  expect(await storeDigest(db.pool)).toEqual(expected);
  const { rows } = await db.pool.query('select state from exchange.batch');
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['finished']));
  const left = await ask(`select relname from pg_class where relnamespace = 'staging'::regnamespace`);
  expect(left).toEqual([]);
  await keeper.end();
}, 120_000);

test('PostgreSQL killed in the middle leaves the same store', async () => {
  const data = join(folder, 'data');
  const random = seeded(7);
  const notice = () => {};
  const first = await attachEmbedded(data, { serving: false, notice });
  const url = first.url;
  const postmaster = async () => {
    const marker = JSON.parse(await readFile(join(data, 'xinheng.json'), 'utf8')) as { relocatedTo?: string };
    const inside = join(marker.relocatedTo ?? data, 'postgres', 'postmaster.pid');
    return (await stat(inside).catch(() => null)) ? Number.parseInt(await readFile(inside, 'utf8'), 10) : null;
  };
  try {
    for (let round = 0; round < 3; round++) {
      const run = start({ XINHENG_DATA: data });
      await atWork(async (statement) => {
        const client = new pg.Client(url);
        client.on('error', () => {});
        try {
          await client.connect();
          return (await client.query(statement)).rows;
        } finally {
          await client.end().catch(() => {});
        }
      }, run);
      await sleep(random() * 200);
      const pid = await postmaster();
      // The server's own session: its backends end with it, as after a crash of the machine.
      if (pid !== null) process.kill(-pid, 'SIGKILL');
      const { code, said } = await run.done;
      // One clear sentence, no stack; or it had already finished.
      expect([0, 1]).toContain(code);
      expect(said).not.toMatch(/^\s+at |Unhandled|Node\.js v/m);
    }
    const last = await start({ XINHENG_DATA: data }).done;
    expect([last.code, JSON.parse(last.output)]).toEqual([0, expect.objectContaining({ read: file.rows })]);
    const db = openDb(url);
    expect(await storeDigest(db.pool)).toEqual(expected);
    await db.close();
  } finally {
    await first.release();
  }
}, 120_000);
