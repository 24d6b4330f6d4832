import { createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../platform/config/index.ts';
import { XinhengError } from '../platform/errors/index.ts';
import type { Route } from '../platform/http/index.ts';
import { createLogger, type Logger } from '../platform/log/index.ts';
import { requireEdition, resetWhenAsked } from './practice.ts';
import { openStore, type Store } from './store.ts';

/** What the composition is given to build the running application from. */
export type Parts = {
  config: Config;
  store: Store;
  logger: Logger;
  /** Closes the application, carries out what the store has been asked for (练习版), and serves again. */
  restart: () => void;
};

/** The built application: an HTTP server that does not listen yet, and the background work behind it. */
export type Application = {
  http: FastifyInstance;
  /** Everything it serves, as declared. */
  routes: readonly Route[];
  /** Called once HTTP listens. */
  startJobs(): Promise<void>;
  /** Called after HTTP has closed: lets running jobs finish or hand back, closes nothing of the store. */
  stopJobs(): Promise<void>;
};

/** The decisions of app/compose.ts that starting needs, so that starting itself knows no module. */
export type Composition = {
  /** Writes the city's departments, regions, catalogue edition and calendar; refuses another city's store. */
  installCity(parts: Parts): Promise<void>;
  /** True when not one subject is held, or filling was cut off. */
  wantsDemonstration(store: Store): Promise<boolean>;
  /** Fills an empty store with the demonstration city; `say` tells a person how far it is, in Chinese. */
  fillDemonstration(parts: Parts, say: (line: string) => void): Promise<void>;
  /** Builds routes and jobs. */
  build(parts: Parts): Promise<Application>;
  /** What to try first, one Chinese line each, shown under the address. */
  suggestions(parts: Parts, address: string): Promise<string[]>;
};

export type Running = {
  /** `http://127.0.0.1:3000` */
  address: string;
  /** HTTP first, then jobs, then the database. A second call waits for the first. */
  stop(): Promise<void>;
};

function listenError(error: unknown, { host, port }: Config): unknown {
  const code = (error as { code?: unknown }).code;
  if (code === 'EADDRINUSE') {
    const other = port === 3000 ? 3001 : 3000;
    return new XinhengError(
      'port-taken',
      `端口 ${port} 已被其他程序占用，请先关闭它，或换一个端口启动：PORT=${other} npm start`,
    );
  }
  if (code === 'EACCES') {
    return new XinhengError('configuration-invalid', `当前用户无权使用端口 ${port}，请改用 1024 以上的端口。`);
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new XinhengError('configuration-invalid', `HOST=${host} 不是本机的地址，请改为 127.0.0.1 或 0.0.0.0。`);
  }
  return error;
}

/** Tries the port before anything else is started, so that a taken one costs no time. */
async function requireFreePort(config: Config): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(config.port, config.host, resolve);
    });
  } catch (error) {
    throw listenError(error, config);
  } finally {
    await new Promise((resolve) => probe.close(resolve));
  }
}

/** Milliseconds a statement of the web server may take; imports lift it for their own transactions. */
const serverStatementTimeout = 60_000;

/**
 * Starts everything, in the order in which it can fail soonest: port, database, migrations, city, demonstration data,
 * HTTP, jobs. `say` receives what a person should read. Failures are XinhengErrors with one Chinese sentence, and
 * leave nothing running. Aborting `signal` breaks off a start under way (it then throws); afterwards, use `stop`.
 */
export async function start(
  config: Config,
  composition: Composition,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Running> {
  await requireFreePort(config);
  const logger = createLogger({ level: config.logLevel });
  if (!config.databaseUrl) say('正在启动数据库……');
  const store = await openStore(config, {
    serving: true,
    statementTimeout: serverStatementTimeout,
    notice: say,
    onError: (error) => logger.warn({ err: error }, '数据库连接出错'),
  });
  const abandon = () => void store.abandon();
  signal.addEventListener('abort', abandon);
  try {
    signal.throwIfAborted();
    const { applied } = store.migrations;
    if (applied.length > 0) say(`数据库结构已更新（${applied.length} 个迁移）。`);
    await requireEdition(store.db, config.practice);
    const running = await serve({ config, store, logger }, composition, say);
    const parts = { config, store, logger, restart: () => {} };
    say(`\n信衡已启动：${running.address}`);
    for (const line of await hints(composition, parts, running.address)) say(`  ${line}`);
    say('按 Ctrl-C 停止。');
    return running;
  } catch (error) {
    await store.close();
    throw error;
  } finally {
    signal.removeEventListener('abort', abandon);
  }
}

/** What to try first. It serves already: a database that is just gone costs the hints, not the server. */
async function hints(composition: Composition, parts: Parts, address: string): Promise<string[]> {
  try {
    return await composition.suggestions(parts, address);
  } catch (error) {
    parts.logger.warn({ err: error }, 'hints at the start');
    return ['数据库暂时没有应答；首位系统管理员的链接可用 npx xinheng account first-link 取得。'];
  }
}

/** What has to be in the store before it is served: the city, and its generated contents where they are wanted. */
async function prepare(parts: Parts, composition: Composition, say: (line: string) => void): Promise<void> {
  const { config, store } = parts;
  if (config.practice && (await resetWhenAsked(store, config))) say('练习版已清空，正在重建演示城市……');
  await composition.installCity(parts);
  if (!config.empty && (await composition.wantsDemonstration(store))) await composition.fillDemonstration(parts, say);
}

async function serve(
  given: Omit<Parts, 'restart'>,
  composition: Composition,
  say: (line: string) => void,
): Promise<Running> {
  let application: Application;
  let stopping: Promise<void> | undefined;
  let turn: Promise<void> = Promise.resolve();
  const close = async () => {
    await application.http.close();
    await application.stopJobs();
  };
  const restart = async () => {
    if (stopping) return;
    await close();
    await up();
    say('练习版已重置，恢复服务。');
  };
  const parts: Parts = {
    ...given,
    // The request that asked for it is answered first. A failure ends the process; the next start goes on with it.
    restart() {
      turn = turn.then(restart);
    },
  };
  let { port } = given.config;
  const up = async () => {
    await prepare(parts, composition, say);
    application = await composition.build(parts);
    port = await listen({ ...given.config, port }, application);
  };
  await up();
  const { host } = given.config;
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  const stop = async () => {
    await turn;
    await close();
    await given.store.close();
  };
  return {
    address: `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** @returns the port it listens on */
async function listen(config: Config, { http, startJobs, stopJobs }: Application): Promise<number> {
  try {
    await http.listen({ port: config.port, host: config.host });
    await startJobs();
  } catch (error) {
    await http.close();
    await stopJobs();
    throw listenError(error, config);
  }
  const bound = http.server.address();
  return typeof bound === 'object' && bound ? bound.port : config.port;
}
