import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Db, type DbOptions, openDb } from '../src/platform/db/index.ts';

export type TestDatabase = {
  db: Db;
  /** Its address as superuser, for whoever connects itself (migrate, pg-boss, another role). */
  url: string;
  /** Closes `db` and removes the database; call it in `afterAll`. */
  drop(): Promise<void>;
};

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client(inject('testServer'));
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function createDatabase(origin: string, options: DbOptions): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(`create database ${name} template ${origin}`);
  // Privileges on the database itself are not copied with the template.
  if (origin !== 'template0') await onServer(`grant create on database ${name} to xinheng_migrator`);
  const address = new URL(inject('testServer'));
  address.pathname = `/${name}`;
  const db = openDb(address.href, options);
  return {
    db,
    url: address.href,
    async drop() {
      await db.close();
      await onServer(`drop database if exists ${name} with (force)`);
    },
  };
}

/** An own, migrated, otherwise empty database, cloned in about 0.1 s. */
export function freshDatabase(options: DbOptions = {}): Promise<TestDatabase> {
  return createDatabase(inject('testTemplate'), options);
}

/** A database without anything in it, for tests of migration itself. */
export function emptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template0', { role: 'connecting' });
}
