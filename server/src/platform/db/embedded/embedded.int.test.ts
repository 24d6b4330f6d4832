import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { attachEmbedded, type Embedded, type EmbeddedOptions } from './index.ts';

let parent: string;
let folder: string;
const held: Embedded[] = [];

beforeEach(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), 'xinheng-embedded-'));
  await chmod(parent, 0o755);
  folder = path.join(parent, 'data');
});

afterEach(async () => {
  await Promise.all(held.splice(0).map((embedded) => embedded.release()));
  const marker = JSON.parse(await readFile(path.join(folder, 'xinheng.json'), 'utf8').catch(() => '{}'));
  if (marker.relocatedTo) await rm(marker.relocatedTo, { recursive: true, force: true });
  await rm(parent, { recursive: true, force: true });
});

async function attach(options: Partial<EmbeddedOptions> = {}): Promise<Embedded> {
  const embedded = await attachEmbedded(folder, { serving: false, notice: () => {}, ...options });
  held.push(embedded);
  return embedded;
}

async function ask(url: string, statement: string): Promise<Record<string, unknown> | undefined> {
  const client = new pg.Client(url);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(statement)).rows[0];
  } finally {
    await client.end();
  }
}

const postmaster = async () =>
  Number.parseInt(await readFile(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8'), 10);

test('is set up as declared: UTF-8, C.UTF-8, checksums, a password, no network', async () => {
  const { url } = await attach();
  expect(
    await ask(
      url,
      `select current_setting('server_encoding') as encoding, current_setting('data_checksums') as checksums,
         current_setting('listen_addresses') as network, current_setting('fsync') as fsync,
         (select datlocale from pg_database where datname = current_database()) as locale`,
    ),
  ).toEqual({ encoding: 'UTF8', checksums: 'on', network: '', fsync: 'on', locale: 'C.UTF-8' });
  const stranger = new URL(url);
  stranger.password = 'wrong';
  await expect(ask(stranger.href, 'select 1')).rejects.toThrow(/password/);
});

test('is shared, and the last user stops it', async () => {
  const first = await attach();
  const pid = await postmaster();
  const second = await attach();
  expect(await postmaster()).toBe(pid);
  await first.release();
  expect(await ask(second.url, 'select 1 as one')).toEqual({ one: 1 });
  await second.release();
  await expect(postmaster()).rejects.toThrow(/ENOENT/);
});

test('three at once on a new folder all get in', async () => {
  const first = await attach();
  await first.release();
  const all = await Promise.all([attach(), attach(), attach()]);
  for (const { url } of all) expect(await ask(url, 'select 1 as one')).toEqual({ one: 1 });
});

test('only one may serve a folder', async () => {
  const server = await attach({ serving: true });
  await expect(attach({ serving: true })).rejects.toThrow(new RegExp(`已有一个信衡在运行（进程 ${process.pid}）`));
  await server.release();
  await attach({ serving: true });
});

test('a server that dies is started again', async () => {
  const notices: string[] = [];
  const { url } = await attach({ notice: (line) => notices.push(line) });
  await ask(url, 'create table kept as select 7 as value');
  process.kill(await postmaster(), 'SIGKILL');
  while (!notices.some((line) => line.includes('已恢复'))) await sleep(20);
  expect(await ask(url, 'select value from kept')).toEqual({ value: 7 });
});

test('a pid file left behind that now names somebody else does not hinder', async () => {
  const first = await attach();
  await first.release();
  await writeFile(path.join(folder, 'postgres', 'postmaster.pid'), `${process.pid}\n`);
  const { url } = await attach();
  expect(await ask(url, 'select 1 as one')).toEqual({ one: 1 });
});

test('a setup broken off halfway is begun again', async () => {
  const first = await attach();
  await first.release();
  await rm(path.join(folder, 'postgres'), { recursive: true });
  await mkdir(path.join(folder, 'postgres.new', 'base'), { recursive: true });
  await attach();
});

test('works in a folder too deep for a socket', async () => {
  folder = path.join(parent, 'a-long-name-'.repeat(10), 'data');
  const { url } = await attach();
  expect(await ask(url, 'select 1 as one')).toEqual({ one: 1 });
});

test('a folder with foreign things in it is left alone', async () => {
  await mkdir(folder);
  await writeFile(path.join(folder, 'letter.txt'), '');
  await expect(attach()).rejects.toMatchObject({
    code: 'store-foreign',
    message: expect.stringContaining('letter.txt'),
  });
});

test('a folder of a later format, or of another PostgreSQL, is refused', async () => {
  await (await attach()).release();
  await writeFile(path.join(folder, 'postgres', 'PG_VERSION'), '19\n');
  await expect(attach()).rejects.toMatchObject({ message: expect.stringContaining('由 PostgreSQL 19 建立') });
  await writeFile(path.join(folder, 'xinheng.json'), '{"product":"xinheng","format":2}');
  await expect(attach()).rejects.toMatchObject({ code: 'store-newer' });
});

test.runIf(process.getuid?.() === 0)('as root, from a closed folder: the database moves and says so', async () => {
  await chmod(parent, 0o700);
  const notices: string[] = [];
  const first = await attach({ notice: (line) => notices.push(line) });
  expect(notices.join()).toMatch(/无法进入 .*\/var\/lib\/xinheng\//);
  await ask(first.url, 'create table kept as select 7 as value');
  await first.release();
  const again = await attach();
  expect(await ask(again.url, 'select value from kept')).toEqual({ value: 7 });
  await again.release();
  const { relocatedTo } = JSON.parse(await readFile(path.join(folder, 'xinheng.json'), 'utf8'));
  await rm(folder, { recursive: true });
  const anew = await attach();
  expect(await ask(anew.url, `select to_regclass('kept') as kept`)).toEqual({ kept: null });
  await rm(relocatedTo, { recursive: true });
});
