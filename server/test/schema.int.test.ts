import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dumpSchema } from '../src/platform/db/dump.ts';
import { schemaFile, tablesFile, tableTypes } from '../src/platform/db/write-schema.ts';
import { emptyDatabase, freshDatabase, type TestDatabase } from './database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const remedy = 'npm run schema writes it anew';

test('from empty, all migrations give the committed schema.sql', async () => {
  expect(await dumpSchema(database.url), remedy).toBe(await readFile(schemaFile, 'utf8'));
});

test('the types of the tables are those of the migrations', async () => {
  expect(await tableTypes(database.url), remedy).toBe(await readFile(tablesFile, 'utf8'));
});

test('the dump sees every kind of change', async () => {
  const changes = [
    'alter table registry.subject add column note text',
    'alter table registry.subject alter column name set default 1::text',
    'alter table registry.subject alter column kind drop not null',
    'alter table registry.subject add constraint named check (name <> kind)',
    'create index more on registry.subject (kind)',
    'drop trigger record_closes_once on records.record',
    `create or replace function registry.bigrams(folded text) returns text[] language sql immutable return array['a']`,
    `comment on table registry.subject is 'x'`,
    `comment on column registry.subject.name is 'x'`,
    'grant delete on records.record to xinheng_app',
    'grant update (version) on records.record to xinheng_app',
    'create view registry.living as select * from registry.subject',
    'create schema another',
  ];
  const copy = await freshDatabase({ role: 'xinheng_migrator' });
  let before = await dumpSchema(copy.url);
  for (const change of changes) {
    await copy.db.pool.query(change);
    const after = await dumpSchema(copy.url);
    expect(after, change).not.toBe(before);
    before = after;
  }
  await copy.drop();
});

test('an empty database gives an empty dump', async () => {
  const empty = await emptyDatabase();
  expect((await dumpSchema(empty.url)).split('\n').filter((line) => line && !line.startsWith('--'))).toEqual([]);
  await empty.drop();
});
