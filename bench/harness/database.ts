import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { attachEmbedded } from '../../server/src/platform/db/embedded/index.ts';
import { type Db, openDb } from '../../server/src/platform/db/index.ts';
import { migrate } from '../../server/src/platform/db/migrate.ts';

export type BenchDatabase = {
  db: Db;
  /** As the connecting user: superuser of the embedded server. */
  url: string;
  /** Settings of the server that decide its speed and durability. */
  settings: Record<string, string>;
  /** Drops the database and lets go of the server. */
  drop(): Promise<void>;
};

const told = [
  'server_version',
  'shared_buffers',
  'work_mem',
  'maintenance_work_mem',
  'max_wal_size',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_compression',
  'data_checksums',
  'jit',
];

/**
 * A fresh, migrated database named after the question, on the server of DATABASE_URL or on the embedded one under
 * `.data/bench` with the settings that `npm start` gives it. Both sides of a comparison use it.
 * `characters`: LC_CTYPE of the database when the question needs another than the server's (pg_trgm sees no Chinese in C).
 */
export async function openBenchDatabase(question: string, characters?: string): Promise<BenchDatabase> {
  const given = process.env.DATABASE_URL;
  const folder = fileURLToPath(new URL('../../.data/bench', import.meta.url));
  const embedded = given
    ? undefined
    : await attachEmbedded(folder, { serving: false, notice: (line) => console.error(line) });
  const server = embedded?.url ?? given ?? '';
  const name = `bench_${question}_${process.pid}`;
  const keeper = new pg.Client(server);
  await keeper.connect();
  await keeper.query(`create database ${name}${characters ? ` template template0 lc_ctype '${characters}'` : ''}`);
  const address = new URL(server);
  address.pathname = `/${name}`;
  await migrate(address.href);
  const { rows } = await keeper.query<{ name: string; setting: string }>(
    `select name, current_setting(name) as setting from pg_settings where name = any($1)`,
    [told],
  );
  const db = openDb(address.href, { max: 20 });
  return {
    db,
    url: address.href,
    settings: Object.fromEntries(rows.map((row) => [row.name, row.setting])),
    async drop() {
      await db.close();
      await keeper.query(`drop database if exists ${name} with (force)`);
      await keeper.end();
      await embedded?.release();
    },
  };
}
