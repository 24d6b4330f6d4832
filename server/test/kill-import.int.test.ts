/**
 * Issue 4 §1: the importing program and its PostgreSQL are killed at random moments, again and again, until the file is in;
 * the store, the receipts and the counts are those of an import that nobody disturbed. `XINHENG_KILLS=200` kills two hundred
 * times during imports of 200,000 rows (`XINHENG_KILL_ROWS`); the last long run is told in server/src/modules/exchange/README.md.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeDigest } from '../src/modules/exchange/store-digest.ts';
import { generateCity, type ManifestFile } from '../src/modules/generator/index.ts';
import { loadCity } from '../src/platform/city/index.ts';
import { attachEmbedded, type Embedded } from '../src/platform/db/embedded/index.ts';
import { openDb } from '../src/platform/db/index.ts';

const program = new URL('../src/cli/main.ts', import.meta.url).pathname;
const kills = Number(process.env.XINHENG_KILLS ?? 4);
const wantedRows = Number(process.env.XINHENG_KILL_ROWS ?? (process.env.XINHENG_KILLS ? 200_000 : 8_000));
const seed = Number(process.env.XINHENG_KILL_SEED ?? 20261124);

let folder: string;
let file: ManifestFile;
let expected: Awaited<ReturnType<typeof accountOf>>;
/** Kills fall within so many ms: about what an import works. One that comes too late is not counted. */
const lasts = Math.round(wantedRows * 0.15);

/** The same numbers at every run. */
function seeded(from: number): () => number {
  let state = from;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The store, and beside it everything that must have happened once: counts, receipts, kept rows, the log, the event. */
async function accountOf(url: string) {
  const db = openDb(url);
  // The server is stopped soon after: a connection that it ends before its pool has let go of it is nobody's mistake.
  db.pool.on('connect', (client) => client.on('error', () => {}));
  try {
    const one = async (statement: string) => (await db.pool.query(statement)).rows;
    return {
      store: await storeDigest(db.pool),
      batches: await one(
        'select state, rows_read, accepted, corrected, quarantined, rejected, duplicate from exchange.batch',
      ),
      receipts: await one(
        `select count(*), md5(string_agg(concat_ws('|', row_number, seq, outcome, rule, field, before, after, message), e'\\n'
           order by row_number, seq)) from exchange.receipt`,
      ),
      kept: await one(
        `select count(*), md5(string_agg(row_number || cells::text, e'\\n' order by row_number)) from exchange.faulty_row`,
      ),
      told: await one(`select count(*) from platform.audit_entry where action = 'exchange.import'`),
      events: await one(`select type, count(*) from platform.outbox where type like 'exchange.%' group by type`),
      staging: await one(`select relname from pg_class where relnamespace = 'staging'::regnamespace`),
    };
  } finally {
    await db.close();
  }
}

interface Store {
  data: string;
  embedded: Embedded;
}

let stores = 0;
async function store(): Promise<Store> {
  const data = join(folder, `data-${++stores}`);
  return { data, embedded: await attachEmbedded(data, { serving: false, notice: () => {} }) };
}

async function drop({ data, embedded }: Store): Promise<void> {
  const { relocatedTo } = await markerOf(data);
  await embedded.release();
  await rm(data, { recursive: true, force: true });
  if (relocatedTo !== undefined) await rm(relocatedTo, { recursive: true, force: true });
}

async function markerOf(data: string): Promise<{ relocatedTo?: string }> {
  return JSON.parse(await readFile(join(data, 'xinheng.json'), 'utf8'));
}

/** Kills PostgreSQL with all its processes, as a failure of the machine would. @returns whether there was one */
async function killPostgres({ data }: Store): Promise<boolean> {
  const inside = join((await markerOf(data)).relocatedTo ?? data, 'postgres', 'postmaster.pid');
  if (!(await stat(inside).catch(() => null))) return false;
  try {
    process.kill(-Number.parseInt(await readFile(inside, 'utf8'), 10), 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/** The real command, in a process of its own. */
function begin({ data }: Store) {
  const { DATABASE_URL: _url, XINHENG_DATA: _data, ...inherited } = process.env;
  const path = join(folder, 'city', file.file);
  const args = [program, 'import', file.item, path, '--department', file.department, '--json'];
  const child = spawn(process.execPath, [...args, '--chunk', String(Math.max(20_000, Math.round(file.rows * 25)))], {
    env: { ...inherited, XINHENG_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let over = false;
  child.stdout.resume();
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const done = once(child, 'close').then(([code]) => {
    over = true;
    return { code: code as number | null, said };
  });
  return { child, done, isOver: () => over };
}

/** Waits until the command has begun to stage or merge, or has ended. */
async function atWork({ embedded }: Store, run: ReturnType<typeof begin>): Promise<void> {
  while (!run.isOver()) {
    const client = new pg.Client(embedded.url);
    client.on('error', () => {});
    try {
      await client.connect();
      const { rows } = await client.query(
        `select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
           and query ~ 'staging\\.' limit 1`,
      );
      if (rows.length > 0) return;
    } catch {
      // PostgreSQL is still on its way up again.
    } finally {
      await client.end().catch(() => {});
    }
    await sleep(20);
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xinheng-kill-import-'));
  await chmod(folder, 0o755);
  file = await oneFile();
  const undisturbed = await store();
  const run = begin(undisturbed);
  await atWork(undisturbed, run);
  expect((await run.done).code).toBe(0);
  expected = await accountOf(undisturbed.embedded.url);
  expect(expected.batches).toEqual([expect.objectContaining({ state: 'finished', rows_read: file.rows })]);
  await drop(undisturbed);
}, 900_000);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What all the city's departments hand in for its commonest registration, as one file. */
async function oneFile(): Promise<ManifestFile> {
  const asked = {
    city: loadCity('jinan'),
    subjects: Math.ceil(wantedRows * 1.6),
    records: 0,
    seed: 'kills',
    dirt: 0.1,
  };
  const { files } = await generateCity(asked, join(folder, 'city'));
  const item = 'individual-business-registration';
  const parts = files.filter((one) => one.item === item && one.file.endsWith('.csv'));
  const [first] = parts as [ManifestFile];
  const path = join(folder, 'city', first.file);
  const [header] = (await readFile(path, 'utf8')).split('\n', 1);
  let rows = 0;
  for (const part of parts) {
    const text = await readFile(join(folder, 'city', part.file), 'utf8');
    if (!text.startsWith(header as string)) continue;
    rows += part.rows;
    if (part !== first) await appendFile(path, text.slice((header as string).length + 1));
  }
  expect(rows).toBeGreaterThan(wantedRows * 0.5);
  return { ...first, rows };
}

const hits = { program: 0, database: 0, both: 0 };
const total = () => hits.program + hits.database + hits.both;

/** Starts the import and kills something under it. @returns whether it came to its end before */
async function disturb(at: Store, random: () => number): Promise<boolean> {
  const run = begin(at);
  await atWork(at, run);
  await Promise.race([sleep(random() * lasts), run.done]);
  const what = (['program', 'database', 'both'] as const)[Math.floor(random() * 3)] as keyof typeof hits;
  const working = !run.isOver();
  if (what !== 'database') run.child.kill('SIGKILL');
  const hit = what === 'program' ? working : (await killPostgres(at)) && working;
  const { code, said } = await run.done;
  if (hit) hits[what]++;
  // One clear sentence, no stack.
  expect(said).not.toMatch(/^\s+at |Unhandled|Node\.js v/m);
  return code === 0;
}

test(
  `killed ${kills} times, the import leaves the store that nobody disturbed`,
  async () => {
    const random = seeded(seed);
    let imports = 0;
    while (total() < kills) {
      const at = await store();
      let finished = false;
      for (let round = 0; round < 12 && !finished && total() < kills; round++) finished = await disturb(at, random);
      const last = await begin(at).done;
      expect([last.code, last.said.includes('Error')]).toEqual([0, false]);
      const account = await accountOf(at.embedded.url);
      // The file sent once more after it had been finished is a batch of duplicates and changes nothing.
      const [first, ...again] = account.batches;
      const { receipts, kept } = again.length === 0 ? account : expected;
      expect({ ...account, batches: [first], receipts, kept, told: expected.told, events: expected.events }).toEqual(
        expected,
      );
      expect(account.told).toEqual([{ count: account.batches.length }]);
      for (const batch of again)
        expect(batch).toMatchObject({ state: 'finished', rows_read: file.rows, accepted: 0, corrected: 0 });
      imports++;
      console.info(
        `kill-import: ${JSON.stringify({ ...hits, imports, rows: file.rows, seconds: Math.round(lasts / 1000) })}`,
      );
      await drop(at);
    }
    expect(total()).toBeGreaterThanOrEqual(kills);
  },
  Math.max(300_000, kills * 120_000),
);
