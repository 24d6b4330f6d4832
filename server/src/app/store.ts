import { beginEra } from '../platform/audit/index.ts';
import type { Config } from '../platform/config/index.ts';
import {
  attachEmbedded,
  type Db,
  type DbOptions,
  type MigrationResult,
  migrate,
  openDb,
} from '../platform/db/index.ts';
import { asXinhengError, XinhengError } from '../platform/errors/index.ts';

export type Store = {
  db: Db;
  /** The address as the connecting user, for whoever makes connections of his own (pg-boss, migrations). */
  url: string;
  migrations: MigrationResult;
  /** Ends the pool, then lets go of the embedded server (the last user stops it). */
  close(): Promise<void>;
  /** Lets go at once: work under way fails with a lost connection and is rolled back. `close` still has to follow. */
  abandon(): Promise<void>;
};

export type StoreOptions = DbOptions & {
  serving?: boolean;
  notice?: (line: string) => void;
};

function unreachable(url: string, error: unknown): unknown {
  const ours = asXinhengError(error);
  const code = String((error as { code?: unknown }).code);
  const { host, pathname } = new URL(url);
  if (code === '28P01' || code === '28000') {
    return new XinhengError('database-unavailable', {
      message: `数据库服务器 ${host} 拒绝了 DATABASE_URL 中的用户或口令。`,
      cause: error,
    });
  }
  if (code === '3D000') {
    return new XinhengError('database-unavailable', {
      message: `数据库 ${pathname.slice(1)} 不存在，请先在 ${host} 上建立它。`,
      cause: error,
    });
  }
  if (ours.code !== 'database-unavailable') return error;
  return new XinhengError('database-unavailable', {
    message: `无法连接数据库服务器 ${host}，请检查 DATABASE_URL 与网络。`,
    cause: error,
  });
}

/**
 * Opens the store of a configuration, migrated and ready: the outside server of DATABASE_URL, or the embedded one, which
 * is started when nobody runs it yet. Every foreseeable failure is a XinhengError with one Chinese sentence.
 */
export async function openStore(config: Config, options: StoreOptions = {}): Promise<Store> {
  const notice = options.notice ?? ((line: string) => console.error(line));
  const embedded = config.databaseUrl
    ? undefined
    : await attachEmbedded(config.dataFolder, { serving: options.serving ?? false, notice });
  const url = embedded?.url ?? config.databaseUrl ?? '';
  try {
    const migrations = await migrate(url);
    const db = openDb(url, options);
    await beginEra(db.pool).catch(async (error: unknown) => {
      await db.close();
      throw error;
    });
    return {
      db,
      url,
      migrations,
      async close() {
        await db.close();
        await embedded?.release();
      },
      async abandon() {
        await embedded?.release();
      },
    };
  } catch (error) {
    await embedded?.release();
    throw unreachable(url, error);
  }
}
