import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { XinhengError } from '../errors/index.ts';
import { ensureRoles, requireServerVersion } from './roles.ts';
import { migratorRole, sessionConfig } from './session.ts';

export const migrationsFolder = new URL('../../../migrations/', import.meta.url);

const grantsFile = 'grants.sql';
const namePattern = /^\d{8}_\d{4}__[a-z0-9-]+__[a-z0-9_-]+\.sql$/;
/** "xinheng" in ASCII cut to 32 bits; any fixed number does. */
const migrationLock = 0x78696e68;

export type Migration = { name: string; sql: string; sha256: string };

/** What `migrate` did: the names applied now, in order; empty when the database was current. */
export type MigrationResult = { applied: string[]; total: number };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The migration files of a folder in the order of their names. A file whose name breaks the pattern is an error. */
export async function readMigrations(folder: URL = migrationsFolder): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql') && name !== grantsFile).sort();
  const wrong = names.find((name) => !namePattern.test(name));
  if (wrong) throw new Error(`migration ${wrong} is not named YYYYMMDD_HHMM__module__what.sql`);
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8');
      return { name, sql, sha256: sha256(sql) };
    }),
  );
}

/**
 * Brings the database at `url` to the newest migration: creates the two roles where it may, applies each missing file in a
 * transaction of its own, then the grants. Two starters at once wait for each other. Errors: `store-foreign` (things
 * that are not ours), `store-newer` (a migration this program does not know), `store-unreachable` (server older than
 * 15, roles missing), `configuration-invalid` (an applied file was changed).
 */
export async function migrate(url: string, folder: URL = migrationsFolder): Promise<MigrationResult> {
  const client = new pg.Client(sessionConfig(url, { role: 'connecting', applicationName: 'xinheng migrate' }));
  // Without a listener a lost connection would end the process; the query under way reports it anyway.
  client.on('error', () => {});
  await client.connect();
  try {
    await requireServerVersion(client);
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await refuseForeign(client);
    await ensureRoles(client);
    await client.query(`set role ${migratorRole}`);
    return await applyMissing(
      client,
      await readMigrations(folder),
      await readFile(new URL(grantsFile, folder), 'utf8'),
    );
  } finally {
    await client.end().catch(() => {});
  }
}

/** A database with relations but without our ledger belongs to somebody else. */
async function refuseForeign(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ database: string; ours: boolean; stranger: string | null }>(
    `select current_database() as database, to_regclass('xinheng.migration') is not null as ours,
       (select format('%I.%I', nspname, relname) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
         where relkind in ('r', 'p', 'v', 'm', 'f') and nspname not in ('pg_catalog', 'information_schema')
           and nspname not like 'pg\\_toast%' and nspname not like 'pg\\_temp%'
           and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e')
         order by 1 limit 1) as stranger`,
  );
  const found = rows[0];
  if (found && !found.ours && found.stranger) {
    throw new XinhengError(
      'store-foreign',
      `数据库 ${found.database} 中已有不属于信衡的表（例如 ${found.stranger}），请把 DATABASE_URL 指向一个空数据库。`,
    );
  }
}

type LedgerRow = { name: string; sha256: string };

async function readLedger(client: pg.ClientBase): Promise<LedgerRow[]> {
  await client.query(`
    create schema if not exists xinheng;
    create table if not exists xinheng.migration (
      name text collate "C" primary key,
      sha256 text collate "C" not null,
      applied_at timestamptz not null default now()
    );
    comment on table xinheng.migration is 'local: which migrations this database has had, with the digest of each file'`);
  const { rows } = await client.query<LedgerRow>('select name, sha256 from xinheng.migration order by name');
  return rows;
}

/** Throws when the ledger and the files disagree. */
function compare(ledger: readonly LedgerRow[], files: readonly Migration[]): void {
  const known = new Map(files.map((file) => [file.name, file.sha256]));
  for (const row of ledger) {
    if (row.name === grantsFile) continue;
    const digest = known.get(row.name);
    if (digest === undefined) {
      throw new XinhengError(
        'store-newer',
        `数据库已被更新版本的信衡升级（含本程序不认识的迁移 ${row.name}），请改用新版本程序。`,
      );
    }
    if (digest !== row.sha256) {
      throw new XinhengError(
        'configuration-invalid',
        `迁移文件 ${row.name} 在执行之后被改动，请恢复原文件，另建新的迁移文件。`,
      );
    }
  }
}

async function applyMissing(client: pg.ClientBase, files: Migration[], grants: string): Promise<MigrationResult> {
  const ledger = await readLedger(client);
  compare(ledger, files);
  const done = new Map(ledger.map((row) => [row.name, row.sha256]));
  const missing = files.filter((file) => !done.has(file.name));
  for (const file of missing) await applyOne(client, file);
  const grantsDigest = sha256(grants);
  if (missing.length > 0 || done.get(grantsFile) !== grantsDigest) {
    await applyOne(client, { name: grantsFile, sql: grants, sha256: grantsDigest });
  }
  return { applied: missing.map((file) => file.name), total: files.length };
}

async function applyOne(client: pg.ClientBase, file: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(file.sql);
    await client.query(
      `insert into xinheng.migration (name, sha256) values ($1, $2)
       on conflict (name) do update set sha256 = excluded.sha256, applied_at = excluded.applied_at`,
      [file.name, file.sha256],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw new Error(`migration ${file.name} failed: ${(error as Error).message}`, { cause: error });
  }
}
