import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from './database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const rows = async (statement: string) => (await database.db.pool.query(statement)).rows;

test('append-only tables: the app role may not change or remove what was written', async () => {
  for (const table of [
    'platform.audit_entry',
    'platform.outbox',
    'catalogue.edition',
    'exchange.receipt',
    'platform.audit_block',
    'exchange.decision',
  ]) {
    const [held] = await rows(
      `select array_agg(lower(privilege_type) order by privilege_type) as privileges from aclexplode((select relacl from pg_class where oid = '${table}'::regclass))
       where grantee = 'xinheng_app'::regrole`,
    );
    expect(held, table).toEqual({ privileges: ['insert', 'select'] });
    await expect(database.db.pool.query(`delete from ${table}`), table).rejects.toThrow(/permission denied/);
    await expect(database.db.pool.query(`truncate ${table}`), table).rejects.toThrow(/permission denied/);
  }
});

test('a record may be added and read, and of its columns only recorded_until may change', async () => {
  const held = await rows(
    `select lower(privilege_type) as privilege from aclexplode((select relacl from pg_class where oid = 'records.record'::regclass))
     where grantee = 'xinheng_app'::regrole order by 1`,
  );
  expect(held).toEqual([{ privilege: 'insert' }, { privilege: 'select' }]);
  const columns = await rows(
    `select attname as column from pg_attribute where attrelid = 'records.record'::regclass and attnum > 0
       and has_column_privilege('xinheng_app', attrelid, attname, 'update')`,
  );
  expect(columns).toEqual([{ column: 'recorded_until' }]);
});

test('the app role owns nothing, may create only in staging and pgboss, and the public nothing at all', async () => {
  const [owned] = await rows(
    `select count(*) as number from pg_class join pg_namespace n on n.oid = relnamespace where relowner = 'xinheng_app'::regrole and nspname !~ '^pg'`,
  );
  expect(owned).toEqual({ number: 0 });
  const schemas = await rows(
    `select nspname as schema from pg_namespace where nspname !~ '^pg_' and has_schema_privilege('xinheng_app', oid, 'create') order by 1`,
  );
  expect(schemas).toEqual([{ schema: 'pgboss' }, { schema: 'staging' }]);
  const open = await rows(
    `select relname from pg_class cross join lateral aclexplode(relacl) join pg_namespace n on n.oid = relnamespace
     where grantee = 0 and nspname !~ '^pg_' and nspname <> 'information_schema'`,
  );
  expect(open).toEqual([]);
  const [role] = await rows(
    `select rolsuper, rolcreaterole, rolcreatedb, rolcanlogin, rolbypassrls from pg_roles where rolname = 'xinheng_app'`,
  );
  expect(Object.values(role)).toEqual([false, false, false, false, false]);
});

test('everything else belongs to the migrator', async () => {
  const strangers = await rows(
    `select relname from pg_class join pg_namespace n on n.oid = relnamespace
     where nspname !~ '^pg' and nspname <> 'information_schema' and relowner <> 'xinheng_migrator'::regrole`,
  );
  expect(strangers).toEqual([]);
});

test('the ledger of migrations can be read and not written', async () => {
  expect((await rows('select name from xinheng.migration')).length).toBeGreaterThan(5);
  await expect(rows('delete from xinheng.migration')).rejects.toThrow(/permission denied/);
});

test('the app role itself can neither change nor remove an entry or a block', async () => {
  for (const table of ['platform.audit_entry', 'platform.audit_block']) {
    await expect(database.db.pool.query(`delete from ${table}`)).rejects.toThrow(/permission denied/);
    const column = table === 'platform.audit_entry' ? 'actor' : 'note';
    await expect(database.db.pool.query(`update ${table} set ${column} = 'x'`)).rejects.toThrow(/permission denied/);
  }
});
