/**
 * The one way to the database: a pool that already wears the app role, and `transact`, which gives everything inside
 * one transaction the same client. Beside them, for the program's start: migrations and the embedded server.
 */
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type SessionOptions, sessionConfig } from './session.ts';
import type { DB } from './tables.generated.ts';

export { attachEmbedded, type Embedded, type EmbeddedOptions } from './embedded/index.ts';
export { type MigrationResult, migrate } from './migrate.ts';
export { valueParsers } from './values.ts';

export type Tables = DB;

/** Whoever only reads takes this: a pool, or the client of a transaction under way. */
export type Queryable = pg.Pool | pg.PoolClient;

export type Db = {
  pool: pg.Pool;
  kysely: Kysely<Tables>;
  /** Ends the pool after its running queries; a second call waits for the first. */
  close(): Promise<void>;
};

export type Tx = {
  client: pg.PoolClient;
  /** Statements built with this run on `client`, inside the transaction. */
  kysely: Kysely<Tables>;
  /** Runs after a successful COMMIT, in the order given; never after a rollback. Its failure is logged, not thrown. */
  afterCommit(run: () => void | Promise<void>): void;
};

export type DbOptions = SessionOptions & {
  /** Most connections at a time; 10 when absent. */
  max?: number;
  /** Told of connections that broke while idle, and of failures after COMMIT. Standard error when absent. */
  onError?: (error: unknown) => void;
};

const errorSinks = new WeakMap<Db, (error: unknown) => void>();

function kyselyOn(pool: pg.Pool | pg.PoolClient): Kysely<Tables> {
  if (pool instanceof pg.Pool) return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const client = new Proxy(pool, {
    get(target, name) {
      if (name === 'release') return () => {};
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: { connect: async () => client, end: async () => {}, options: {} } }),
  });
}

/**
 * A pool on `url`. Every connection sets the role (`xinheng_app` unless told otherwise), Asia/Shanghai, no JIT.
 * Connects on first use, so a wrong address shows there. A broken idle connection is replaced and reported, no more.
 */
export function openDb(url: string, options: DbOptions = {}): Db {
  const report = options.onError ?? ((error: unknown) => console.error('database:', error));
  const pool = new pg.Pool({ ...sessionConfig(url, options), max: options.max ?? 10, connectionTimeoutMillis: 10_000 });
  pool.on('error', report);
  let closing: Promise<void> | undefined;
  const db: Db = {
    pool,
    kysely: kyselyOn(pool),
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
  errorSinks.set(db, report);
  return db;
}

/**
 * Runs `run` between BEGIN and COMMIT on one client and returns what it returns. Any error rolls everything back and
 * is thrown on. A transaction that PostgreSQL has aborted (an inner error was swallowed) is an error too, never a
 * silent rollback.
 */
export async function transact<T>(db: Db, run: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await db.pool.connect();
  const callbacks: (() => void | Promise<void>)[] = [];
  let broken: Error | undefined;
  const noticeLoss = (error: Error) => {
    broken = error;
  };
  client.on('error', noticeLoss);
  let bound: Kysely<Tables> | undefined;
  const tx: Tx = {
    client,
    get kysely() {
      bound ??= kyselyOn(client);
      return bound;
    },
    afterCommit(callback) {
      callbacks.push(callback);
    },
  };
  let result: T;
  try {
    await client.query('begin');
    result = await run(tx);
    const { command } = await client.query('commit');
    if (command !== 'COMMIT') throw new Error('the transaction had failed before its COMMIT and was rolled back');
  } catch (error) {
    await client.query('rollback').catch(noticeLoss);
    throw error;
  } finally {
    client.off('error', noticeLoss);
    client.release(broken);
  }
  for (const callback of callbacks) {
    try {
      await callback();
    } catch (error) {
      errorSinks.get(db)?.(error);
    }
  }
  return result;
}

/** True when the database answers within `milliseconds`; never throws. For readiness. */
export async function answers(db: Db, milliseconds = 2_000): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const asked = db.pool.query('select 1').then(
    () => true,
    () => false,
  );
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
