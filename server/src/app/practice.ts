/**
 * The practice edition 练习版: the same program over a store of its own, filled with a generated city, that an
 * administrator may put back to its beginning. Resetting empties what officers practise on and keeps who they are: the
 * organisation, accounts and the audit log stay, so nobody needs a new password after it.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from 'typebox';
import { actorOf, whoIs } from '../platform/access/index.ts';
import { audit } from '../platform/audit/index.ts';
import type { Config } from '../platform/config/index.ts';
import { type Db, openDb, transact } from '../platform/db/index.ts';
import { XinhengError } from '../platform/errors/index.ts';
import { answer, defineRoute, type Route } from '../platform/http/index.ts';
import type { Store } from './store.ts';

/** What a reset keeps; every schema that is not named here is practised on and emptied. */
const keptSchemas = ['xinheng', 'platform', 'organisation', 'catalogue', 'accounts', 'pgboss'];
/** Folders of files that rows of emptied tables speak of. */
const emptiedFolders = ['uploads', 'exports'];

async function marks(db: Db): Promise<{ inhabited: boolean; practice: boolean }> {
  const { rows } = await db.pool.query<{ inhabited: boolean; practice: boolean }>(
    `select coalesce(bool_or(name = 'city'), false) as inhabited, coalesce(bool_or(name = 'practice'), false) as practice
       from platform.setting`,
  );
  return rows[0] ?? { inhabited: false, practice: false };
}

/**
 * Marks an empty store as the practice edition's, and keeps the two kinds of store apart for good: generated rows never
 * come into a real store, and a real store is never reset.
 * @throws XinhengError `store-foreign`
 */
export async function requireEdition(db: Db, practice: boolean): Promise<void> {
  const store = await marks(db);
  if (practice && !store.inhabited) {
    await db.pool.query(
      `insert into platform.setting (name, value) values ('practice', 'true') on conflict do nothing`,
    );
    return;
  }
  if (practice === store.practice) return;
  throw new XinhengError(
    'store-foreign',
    practice
      ? '这个数据库属于正式系统，不能用作练习版。练习版须用自己的数据目录（XINHENG_PRACTICE_DATA）或空的数据库（XINHENG_PRACTICE_DATABASE_URL）。'
      : '这个数据库属于练习版，请用 npx xinheng serve --practice 启动它，或换一个数据目录。',
  );
}

interface Asked {
  by: string;
  at: string;
}

/** The one request that begins a reset; it is carried out by the program itself, which serves nobody meanwhile. */
export function practiceRoutes({ db, reset }: { db: Db; reset: () => void }): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/practice/reset',
      permission: 'practice.reset',
      summary: '重置练习版',
      description:
        '把练习版恢复为最初的演示城市：主体、信息、批次、导出与待办全部重建，机构、人员、账户、口令与审计日志保留。答复后约半分钟内暂停服务。',
      tag: '系统',
      errors: ['conflict'],
      response: { 202: Type.Object({ askedAt: Type.String() }) },
      async handler({ viewer }) {
        const at = await transact(db, async (tx) => {
          const asked: Asked = { by: actorOf(viewer), at: new Date().toISOString() };
          const { rowCount } = await tx.client.query(
            `insert into platform.setting (name, value) values ('practice-reset', $1) on conflict do nothing`,
            [JSON.stringify(asked)],
          );
          if (rowCount === 0) throw new XinhengError('conflict', { message: '重置已在进行，请稍候再登录。' });
          await audit(tx, { ...whoIs(viewer), action: 'practice.reset', object: 'practice' });
          tx.afterCommit(reset);
          return asked.at;
        });
        return answer({ askedAt: at }, { status: 202 });
      },
    }),
  ];
}

/**
 * Carries out a reset that was asked for, or does nothing. The request is forgotten in the transaction that empties the
 * tables, so that a killed program resumes it at its next start. @returns whether the store was emptied
 */
export async function resetWhenAsked(store: Store, config: Config): Promise<boolean> {
  const { rows } = await store.db.pool.query(`select 1 from platform.setting where name = 'practice-reset'`);
  if (rows.length === 0) return false;
  await requireEdition(store.db, true);
  // Emptying tables is the owner's right, not the program's.
  const owner = openDb(store.url, { role: 'xinheng_migrator', applicationName: `xinheng practice ${process.pid}` });
  try {
    await transact(owner, async ({ client }) => {
      const tables = await client.query<{ name: string }>(
        `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p') and not c.relispartition and n.nspname <> all ($1)
            and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'staging', 'public')`,
        [keptSchemas],
      );
      await client.query(`truncate ${tables.rows.map(({ name }) => name).join(', ')} restart identity`);
      const staged = await client.query<{ name: string }>(
        `select c.oid::regclass::text as name from pg_class c where c.relkind = 'r' and c.relnamespace = 'staging'::regnamespace`,
      );
      for (const { name } of staged.rows) await client.query(`drop table ${name}`);
      await client.query(`delete from platform.setting where name in ('practice-reset', 'demonstration')`);
    });
  } finally {
    await owner.close();
  }
  for (const folder of emptiedFolders) {
    const path = join(config.dataFolder, folder);
    for (const file of await readdir(path).catch(() => []))
      await rm(join(path, file), { recursive: true, force: true });
  }
  return true;
}
