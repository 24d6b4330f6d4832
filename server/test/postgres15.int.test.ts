// The floor we promise: everything that the migrations and the database layer do, on Debian's PostgreSQL 15.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dumpSchema } from '../src/platform/db/dump.ts';
import { startTemporaryServer, type TemporaryServer } from '../src/platform/db/embedded/temporary.ts';
import { openDb, transact } from '../src/platform/db/index.ts';
import { migrate } from '../src/platform/db/migrate.ts';
import { schemaFile } from '../src/platform/db/write-schema.ts';

const installation = '/usr/lib/postgresql/15';
const present = existsSync(`${installation}/bin/initdb`);

test.skipIf(present)('PostgreSQL 15 is not installed here', ({ skip }) => {
  skip(`${installation} is missing: apt-get install postgresql-15`);
});

describe.runIf(present)('on PostgreSQL 15', () => {
  let server: TemporaryServer;
  beforeAll(async () => {
    server = await startTemporaryServer(installation);
  });
  afterAll(() => server.stop());

  test('an ordinary user who may create roles and owns the database needs no administrator', async () => {
    const administrator = openDb(server.url('postgres'), { role: 'connecting' });
    await administrator.pool.query(`create role city login createrole password 'p'`);
    await administrator.pool.query('create database city owner city');
    await administrator.close();
    const address = new URL(server.url('city'));
    address.username = 'city';
    address.password = 'p';
    expect((await migrate(address.href)).applied.length).toBeGreaterThan(5);
    expect((await migrate(address.href)).applied).toEqual([]);
  });

  test('the migrations give the same schema as on 18, and a second run changes nothing', async () => {
    const url = server.url('postgres');
    expect((await migrate(url)).applied.length).toBeGreaterThan(5);
    expect((await migrate(url)).applied).toEqual([]);
    expect(await dumpSchema(url)).toBe(await readFile(schemaFile, 'utf8'));
  });

  test('the app role works and is held', async () => {
    const db = openDb(server.url('postgres'));
    try {
      const { rows } = await db.pool.query(
        `select current_user as user, current_setting('server_version_num')::integer / 10000 as major`,
      );
      expect(rows).toEqual([{ user: 'xinheng_app', major: 15 }]);
      await transact(db, async ({ client, kysely }) => {
        await client.query(`insert into platform.setting (name, value) values ('floor', '15')`);
        const found = await kysely.selectFrom('platform.setting').select('value').where('name', '=', 'floor').execute();
        expect(found).toEqual([{ value: 15 }]);
      });
      await expect(db.pool.query('delete from platform.audit_entry')).rejects.toThrow(/permission denied/);
      const { rows: grams } = await db.pool.query(`select registry.bigrams('信衡科技') as grams`);
      expect(grams[0].grams.toSorted()).toEqual(['信衡', '科技', '衡科'].toSorted());
    } finally {
      await db.close();
    }
  });
});
