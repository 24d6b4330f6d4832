import type pg from 'pg';
import { XinhengError } from '../errors/index.ts';
import { appRole, migratorRole } from './session.ts';

const oldestServer = 150_000;

/** Refuses servers older than PostgreSQL 15 with `store-unreachable`. */
export async function requireServerVersion(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ number: string; text: string }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as text`,
  );
  if (Number(rows[0]?.number) < oldestServer) {
    throw new XinhengError(
      'store-unreachable',
      `数据库服务器是 PostgreSQL ${rows[0]?.text}，信衡需要 PostgreSQL 15 或更高版本，请升级数据库服务器。`,
    );
  }
}

type Standing = { user: string; database: string; missing: string[] };

/** What the connecting user still lacks, as the SQL that gives it. */
async function standing(client: pg.ClientBase): Promise<Standing> {
  const { rows } = await client.query<{
    user: string;
    database: string;
    roles: string[];
    worn: string[];
    may: boolean;
  }>(
    `select current_user as user, current_database() as database,
       coalesce((select array_agg(rolname::text) from pg_roles where rolname = any ($1)), '{}') as roles,
       coalesce((select array_agg(rolname::text) from pg_roles
         where rolname = any ($1) and pg_has_role(current_user, oid, $2)), '{}') as worn,
       coalesce((select has_database_privilege(oid, current_database(), 'create') from pg_roles where rolname = $3), false) as may`,
    [[appRole, migratorRole], (await speaksOfSet(client)) ? 'set' : 'member', migratorRole],
  );
  const now = rows[0];
  if (!now) throw new Error('no row');
  const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
  const missing: string[] = [];
  for (const role of [migratorRole, appRole]) {
    if (!now.roles.includes(role)) missing.push(`create role ${role} nologin`);
    if (!now.worn.includes(role)) missing.push(`grant ${role} to ${quote(now.user)}`);
  }
  if (!now.may) missing.push(`grant create on database ${quote(now.database)} to ${migratorRole}`);
  return { user: now.user, database: now.database, missing };
}

/** From 16 on, being a member and being allowed to SET ROLE are two things. */
async function speaksOfSet(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ newer: boolean }>(
    `select current_setting('server_version_num')::integer >= 160000 as newer`,
  );
  return rows[0]?.newer === true;
}

/**
 * Makes the two group roles exist and lets the connecting user wear them. Where it may not do that itself, the error
 * `store-unreachable` lists the statements that a database administrator has to run once.
 */
export async function ensureRoles(client: pg.ClientBase): Promise<void> {
  const { user, database, missing } = await standing(client);
  if (missing.length === 0) return;
  for (const statement of missing) {
    try {
      await client.query(statement);
    } catch (error) {
      // Another database of the same server may create the shared roles at this very moment.
      if ((error as { code?: string }).code === '42710') continue;
      const still = (await standing(client)).missing;
      if (still.length === 0) return;
      throw new XinhengError('store-unreachable', {
        message: `数据库用户 ${user} 无权在数据库 ${database} 中建立信衡所需的两个角色，请数据库管理员执行一次：\n${still
          .map((line) => `  ${line};`)
          .join('\n')}`,
        cause: error,
      });
    }
  }
}
