import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    /** A folder for what several files of one run share; it is gone after the run. */
    shared: string;
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
  // PostgreSQL of the service user works in it too.
  const shared = await mkdtemp(join(tmpdir(), 'xinheng-shared-'));
  await chmod(shared, 0o755);
  project.provide('shared', shared);
  return async () => {
    await server.stop();
    await rm(shared, { recursive: true, force: true });
  };
}
