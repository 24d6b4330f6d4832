/**
 * The embedded PostgreSQL of a data folder, shared by everyone on this machine who uses it: `npm start` and any number
 * of commands. Each user of it keeps one connection that holds a lock in shared mode. Whoever leaves tries to take the
 * lock alone; the one who gets it was the last and stops the server. The locks live in PostgreSQL, so a killed program
 * leaves none behind: the next one finds the server running, or starts it, and goes on.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { XinhengError } from '../../errors/index.ts';
import { addressOf, type Cluster, connectOrStart, initialise, requireSameMajor, stopServer } from './cluster.ts';
import { clusterOf } from './data-folder.ts';

const database = 'xinheng';
/** Held in shared mode by every user; alone by the one who stops the server. */
const useLock = 0x78690001;
/** Held alone by the one `npm start` of this data folder. */
const serveLock = 0x78690002;

export type Embedded = {
  /** Address of the database, as superuser. */
  url: string;
  /** Lets go; the last user stops the server. A second call waits for the first. */
  release(): Promise<void>;
};

export type EmbeddedOptions = {
  /** True for the web server: only one may serve a data folder. */
  serving: boolean;
  /** Told in Chinese what a person should know: things moved elsewhere, the database lost and found. */
  notice: (line: string) => void;
};

async function enter(client: pg.Client, options: EmbeddedOptions, folder: string): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1)', [useLock]);
  if (options.serving) {
    const { rows } = await client.query<{ alone: boolean; other: string | null }>(
      `select pg_try_advisory_lock($1) as alone, (select application_name from pg_stat_activity a join pg_locks l using (pid)
         where locktype = 'advisory' and objid = $1 and l.pid <> pg_backend_pid() limit 1) as other`,
      [serveLock],
    );
    if (!rows[0]?.alone) {
      const pid = /\d+$/.exec(rows[0]?.other ?? '')?.[0];
      throw new XinhengError(
        'store-unreachable',
        `数据目录 ${folder} 已有一个信衡在运行${pid ? `（进程 ${pid}）` : ''}，请先停止它，或用 XINHENG_DATA 另设数据目录。`,
      );
    }
  }
  const { rows } = await client.query('select from pg_database where datname = $1', [database]);
  if (rows.length > 0) return;
  await client.query(`create database ${database}`).catch((error: { code?: string }) => {
    // 42P04, or 23505 on the catalog's index: another starter was faster.
    if (error.code !== '42P04' && error.code !== '23505') throw error;
  });
}

/** PostgreSQL is just being stopped by the last user before us: wait for it and start again. */
const isClosing = (error: unknown) =>
  /^57P|^08/.test(String((error as { code?: string }).code)) || /Connection terminated|ECONNRESET/.test(String(error));

async function join(cluster: Cluster, options: EmbeddedOptions, folder: string): Promise<pg.Client> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await connectOrStart(cluster);
    client.on('error', () => {});
    try {
      await enter(client, options, folder);
      return client;
    } catch (error) {
      await leave(client, cluster);
      if (attempt === 20 || !isClosing(error)) throw error;
      await sleep(200);
    }
  }
}

/** Ends our use; the last one out stops the server. */
async function leave(client: pg.Client, cluster: Cluster): Promise<void> {
  let last = false;
  try {
    await client.query('select pg_advisory_unlock_all()');
    const { rows } = await client.query<{ last: boolean }>('select pg_try_advisory_lock($1) as last', [useLock]);
    last = rows[0]?.last === true;
  } catch {
    // The connection is gone and with it our locks.
  }
  // The lock is kept until the server goes down, so that nobody enters in between.
  if (last) await stopServer(cluster);
  await client.end().catch(() => {});
}

/**
 * Starts the server of the data folder, or attaches to the running one. When the server dies under us it is started
 * again. Errors: `store-foreign`, `store-newer`, `store-unreachable`, each with one Chinese sentence.
 */
export async function attachEmbedded(dataFolder: string, options: EmbeddedOptions): Promise<Embedded> {
  const cluster = await clusterOf(dataFolder, options.notice);
  await initialise(cluster);
  await requireSameMajor(cluster);
  let client = await join(cluster, options, dataFolder);
  let released: Promise<void> | undefined;
  let reviving: Promise<void> = Promise.resolve();

  const revive = async () => {
    options.notice('与数据库的连接中断，正在重新启动数据库……');
    while (!released) {
      try {
        client = await join(cluster, options, dataFolder);
        client.once('end', noticeEnd);
        options.notice('数据库已恢复。');
        return;
      } catch (error) {
        options.notice(`数据库暂时无法恢复，5 秒后再试：${(error as Error).message}`);
        await sleep(5_000);
      }
    }
  };
  const noticeEnd = () => {
    if (!released) reviving = revive();
  };
  client.once('end', noticeEnd);

  return {
    url: addressOf(cluster, database),
    release() {
      released ??= reviving.then(() => leave(client, cluster));
      return released;
    },
  };
}
