import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTemporaryServer } from '../src/platform/db/embedded/temporary.ts';
import { openDb } from '../src/platform/db/index.ts';
import { migrate, migrationsFolder, readMigrations } from '../src/platform/db/migrate.ts';
import { emptyDatabase, type TestDatabase } from './database.ts';

let database: TestDatabase;
let folder: URL;

beforeEach(async () => {
  database = await emptyDatabase();
  const copy = await mkdtemp(path.join(os.tmpdir(), 'xinheng-migrations-'));
  await cp(migrationsFolder, copy, { recursive: true });
  folder = pathToFileURL(`${copy}/`);
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

test('a second run changes nothing, and the last migration is not applied twice', async () => {
  const all = await readMigrations();
  expect(await migrate(database.url)).toEqual({ applied: all.map(({ name }) => name), total: all.length });
  const ledger = async () => (await database.db.pool.query('select * from xinheng.migration order by name')).rows;
  const before = await ledger();
  expect(await migrate(database.url)).toEqual({ applied: [], total: all.length });
  expect(await ledger()).toEqual(before);
});

test('two starters at once apply each migration once', async () => {
  const results = await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
  const counts = results.map(({ applied }) => applied.length).sort((a, b) => a - b);
  expect(counts).toEqual([0, 0, (await readMigrations()).length]);
});

test('a changed file is named', async () => {
  await migrate(database.url, folder);
  const [first] = await readMigrations(folder);
  await writeFile(new URL(first?.name ?? '', folder), `${first?.sql}\n-- later thought\n`);
  await expect(migrate(database.url, folder)).rejects.toMatchObject({
    code: 'configuration-invalid',
    message: expect.stringContaining(first?.name ?? ''),
  });
});

test('a database of a later program is refused', async () => {
  await writeFile(new URL('29990101_0000__platform__later.sql', folder), 'create table platform.later ();');
  await migrate(database.url, folder);
  await expect(migrate(database.url)).rejects.toMatchObject({
    code: 'store-newer',
    message: expect.stringContaining('29990101_0000__platform__later.sql'),
  });
});

test('a migration that fails leaves nothing of itself, and what went before stays', async () => {
  await writeFile(new URL('29990101_0000__platform__bad.sql', folder), 'create table platform.half (); select 1/0;');
  await expect(migrate(database.url, folder)).rejects.toThrow(/29990101_0000__platform__bad.sql.*division by zero/);
  const { rows } = await database.db.pool.query(
    `select to_regclass('platform.half') as half, count(*) as applied from xinheng.migration`,
  );
  expect(rows).toEqual([{ half: null, applied: (await readMigrations()).length }]);
});

test('a database with foreign tables is left alone', async () => {
  await database.db.pool.query('create schema shop; create table shop.orders ()');
  await expect(migrate(database.url)).rejects.toMatchObject({
    code: 'store-foreign',
    message: expect.stringContaining('shop.orders'),
  });
});

test('a misnamed file is an error, not ignored', async () => {
  await writeFile(new URL('later.sql', folder), '');
  await expect(migrate(database.url, folder)).rejects.toThrow(/later.sql is not named/);
});

/** An address for an ordinary login role, made for one test. */
async function loginRole(attributes: string): Promise<string> {
  const name = `login_${randomBytes(6).toString('hex')}`;
  await database.db.pool.query(`create role ${name} login password 'p' ${attributes}`);
  const address = new URL(database.url);
  address.username = name;
  address.password = 'p';
  return address.href;
}

test('a user who may not create roles is told what an administrator has to run, and then it works', async () => {
  const url = await loginRole('');
  const refusal: Error = await migrate(url).then(
    () => new Error('not refused'),
    (error: Error) => error,
  );
  expect(refusal).toMatchObject({ code: 'store-unreachable' });
  expect(refusal.message).toMatch(/请数据库管理员执行一次/);
  const statements = refusal.message.split('\n').slice(1).join('\n');
  expect(statements).toMatch(/grant create on database/);
  await database.db.pool.query(statements);
  expect((await migrate(url)).applied.length).toBeGreaterThan(5);
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query('set role xinheng_app');
    await expect(client.query('delete from records.record')).rejects.toThrow(/permission denied/);
  } finally {
    await client.end();
  }
});

test('a user who may create roles and owns the database needs no administrator', async () => {
  const server = await startTemporaryServer();
  try {
    const administrator = openDb(server.url('postgres'), { role: 'connecting' });
    await administrator.pool.query(`create role city login createrole password 'p'`);
    await administrator.pool.query('create database city owner city');
    await administrator.close();
    const address = new URL(server.url('city'));
    address.username = 'city';
    address.password = 'p';
    expect((await migrate(address.href)).applied.length).toBeGreaterThan(5);
    expect((await migrate(address.href)).applied).toEqual([]);
  } finally {
    await server.stop();
  }
});

test('the module named by a file is the one it changes', async () => {
  for (const { name, sql } of await readMigrations()) {
    const module = name.split('__')[1]?.replaceAll('-', '_');
    expect(sql, name).toContain(`${module}.`);
  }
});
