import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { distributedTables, placeOf, schemaRefusals } from './citus/placement.ts';
import { statementRefusals } from './citus/statements.ts';
import { freshDatabase, type TestDatabase } from './database.ts';
import { repository, sourceFiles } from './tidy/sources.ts';

/**
 * The scale-out path is Citus, which shapes keys from the first day. This proof needs no Citus: it reads the migrated
 * schema and our statements, and fails on what three real nodes refused when they were tried.
 */
let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await freshDatabase();
  client = new pg.Client(database.url);
  await client.connect();
});

afterAll(async () => {
  await client?.end();
  await database?.drop();
});

/** What is refused when these statements are added to the schema; they are rolled back. */
async function refusedWith(ddl: string): Promise<string[]> {
  await client.query('begin');
  try {
    await client.query(`create schema planted; ${ddl}`);
    return await schemaRefusals(client);
  } finally {
    await client.query('rollback');
  }
}

/** A table of the planted schema with its comment. */
const table = (name: string, columns: string, place: string) =>
  `create table planted.${name} (${columns}); comment on table planted.${name} is '${place}: planted';`;

const subjects = table(
  'subject',
  'subject_code text collate "C" primary key, parent text',
  'distributed(subject_code)',
);

describe('the schema', () => {
  test('holds nothing that Citus would refuse', async () => {
    expect(await schemaRefusals(client)).toEqual([]);
  });

  test('is seen at all, and its great tables are distributed by the subject code', async () => {
    const distributed = await distributedTables(client);
    expect(distributed.get('registry.subject')).toBe('subject_code');
    expect(distributed.get('records.record')).toBe('subject_code');
    expect(distributed.size).toBeGreaterThanOrEqual(5);
  });

  test.each([
    ['a table without a place', 'create table planted.lost (a int);', /lost: its comment names no place/],
    ['a missing column', table('a', 'b int', 'distributed(c)'), /no column c/],
    [
      'a primary key without the distribution column',
      table('a', 'id bigint primary key, subject_code text collate "C"', 'distributed(subject_code)'),
      /unique key planted.a_pkey \(id\)/,
    ],
    [
      'a unique index that only ends with it',
      `${subjects} create unique index u on planted.subject (parent, subject_code);`,
      /unique key planted.u \(parent, subject_code\)/,
    ],
    [
      'a unique index on an expression',
      `${subjects} create unique index u on planted.subject (lower(parent));`,
      /unique key planted.u/,
    ],
    [
      'an exclusion constraint elsewhere',
      `${subjects} alter table planted.subject add constraint x exclude (parent with =);`,
      /unique key planted.x/,
    ],
    [
      'a code in the wrong collation',
      table('a', 'subject_code text primary key', 'distributed(subject_code)'),
      /not text/,
    ],
    [
      'a code of the wrong type',
      table('a', 'subject_code varchar(18) collate "C" primary key', 'distributed(subject_code)'),
      /not text/,
    ],
    [
      'a foreign key that is not colocated',
      subjects +
        table(
          'child',
          'subject_code text collate "C" primary key, owner text collate "C" references planted.subject',
          'distributed(subject_code)',
        ),
      /child → planted.subject.*both sides/,
    ],
    [
      'a foreign key from a local table',
      subjects + table('child', 'id int primary key, owner text collate "C" references planted.subject', 'local'),
      /from local to distributed/,
    ],
    [
      'a foreign key from a distributed to a local table',
      table('home', 'id int primary key', 'local') +
        table(
          'a',
          'subject_code text collate "C" primary key, h int references planted.home',
          'distributed(subject_code)',
        ),
      /from distributed to local/,
    ],
    [
      'a trigger that nobody vouched for',
      `${subjects} create function planted.f() returns trigger language plpgsql as 'begin return new; end';
       create trigger t before insert on planted.subject for each row execute function planted.f();`,
      /trigger t on a distributed table/,
    ],
  ])('%s is refused', async (_, ddl, reason) => {
    const refused = await refusedWith(ddl);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(reason);
  });

  test('lawful keys are let through', async () => {
    const lawful =
      subjects +
      table('kind', 'code text primary key', 'reference') +
      table(
        'child',
        `subject_code text collate "C" references planted.subject, n int, kind text references planted.kind,
         primary key (subject_code, n)`,
        'distributed(subject_code)',
      );
    expect(await refusedWith(lawful)).toEqual([]);
  });

  test('a comment names one of three places', () => {
    expect(placeOf('distributed(subject_code): text')).toEqual({ kind: 'distributed', column: 'subject_code' });
    expect(placeOf('reference: text')).toEqual({ kind: 'reference' });
    expect(placeOf('local: text')).toEqual({ kind: 'local' });
    for (const comment of [null, '', 'distributed: text', 'somewhere: text', 'local']) {
      expect(placeOf(comment)).toBeUndefined();
    }
  });
});

describe('the statements', () => {
  const distributed = new Map([['registry.subject', 'subject_code']]);

  test.each([
    'update registry.subject set subject_code = $2 where subject_code = $1',
    'update registry.subject as s set name = $1, subject_code = n.code from n where n.old = s.subject_code',
    'insert into registry.subject values ($1) on conflict (name) do update set subject_code = excluded.subject_code',
    'select * from registry.subject where name = $1 for update',
    'select * from registry.subject s join x using (name) for no key update',
  ])('%s is refused', (sql) => {
    expect(statementRefusals(sql, distributed)).toHaveLength(1);
  });

  test.each([
    'update registry.subject set name = $2 where subject_code = $1',
    'insert into registry.subject values ($1) on conflict (subject_code) do update set name = excluded.name',
    'delete from registry.subject where subject_code = $1',
    'select * from registry.subject where subject_code = $1 for update',
    '-- update registry.subject set subject_code = 1',
  ])('%s is let through', (sql) => {
    expect(statementRefusals(sql, distributed)).toEqual([]);
  });

  test('of this tree hold nothing that Citus would refuse', async () => {
    const tables = await distributedTables(client);
    const files = (await sourceFiles()).filter((file) => /^server\/(src|migrations)\/.*[.](ts|sql)$/.test(file));
    expect(files.length).toBeGreaterThan(40);
    const refused = await Promise.all(
      files.map(async (file) =>
        statementRefusals(await readFile(join(repository, file), 'utf8'), tables).map((said) => `${file}: ${said}`),
      ),
    );
    expect(refused.flat()).toEqual([]);
  });
});
