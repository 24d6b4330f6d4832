import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startTemporaryServer } from '../src/platform/db/embedded/temporary.ts';
import { migrate } from '../src/platform/db/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the test server's maintenance database, as superuser. */
    testServer: string;
    /** Name of the migrated database that `freshDatabase` clones. */
    testTemplate: string;
  }
}

const template = 'xinheng_template';

/** Boots one throw-away PostgreSQL for the whole run and migrates the database that every test clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTemporaryServer();
  try {
    const client = new pg.Client(server.url('postgres'));
    await client.connect();
    await client.query(`create database ${template}`);
    await client.end();
    await migrate(server.url(template));
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide('testServer', server.url('postgres'));
  project.provide('testTemplate', template);
  return () => server.stop();
}
