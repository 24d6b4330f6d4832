import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, chownSync, closeSync, openSync, readlinkSync, renameSync, statfsSync, statSync } from 'node:fs';
import { chown, link, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { XinhengError } from '../../errors/index.ts';
import type { Binaries } from './binaries.ts';
import { identityOf, type ServiceUser } from './service-user.ts';

/** One PostgreSQL data folder and what is needed to run and reach it. */
export type Cluster = {
  binaries: Binaries;
  user: ServiceUser | undefined;
  /** PostgreSQL's own data folder (PGDATA). */
  folder: string;
  socketFolder: string;
  log: string;
  password: string;
  /** Extra `name=value` settings, after ours. */
  settings?: readonly string[];
};

export const superuser = 'xinheng';

/** The address of a database of the cluster. It goes over a Unix socket, so no port is taken and no network listens. */
export function addressOf(cluster: Cluster, database: string): string {
  const socket = encodeURIComponent(cluster.socketFolder);
  return `postgresql://${superuser}:${cluster.password}@localhost:5432/${database}?host=${socket}`;
}

/** Creates a folder that the service user owns and nobody else enters. */
export async function ownedFolder(folder: string, user: ServiceUser | undefined): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (user) await chown(folder, user.uid, user.gid);
}

function run(
  program: string,
  args: string[],
  user: ServiceUser | undefined,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: '/',
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...identityOf(user),
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

/**
 * Runs initdb unless the folder holds a cluster already: UTF-8 with PostgreSQL's own C.UTF-8 (the same order on every
 * machine), checksums, password required. Half-made folders of an earlier attempt are cleared away first.
 */
export async function initialise(cluster: Cluster): Promise<void> {
  if (await stat(path.join(cluster.folder, 'PG_VERSION')).catch(() => undefined)) return;
  const half = `${cluster.folder}.new`;
  await rm(half, { recursive: true, force: true });
  await ownedFolder(half, cluster.user);
  const secrets = await mkdtemp(path.join(os.tmpdir(), 'xinheng-'));
  const passwordFile = path.join(secrets, 'password');
  try {
    await writeFile(passwordFile, cluster.password, { mode: 0o600 });
    if (cluster.user) {
      await chown(passwordFile, cluster.user.uid, cluster.user.gid);
      await chown(secrets, cluster.user.uid, cluster.user.gid);
    }
    // Before 17 PostgreSQL had no C.UTF-8 of its own; only tests run such servers.
    const builtin = cluster.binaries.major >= 17;
    const collation = builtin
      ? ['--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
      : ['--locale=C.UTF-8'];
    const locale = ['--encoding=UTF8', ...collation];
    const { code, output } = await run(
      cluster.binaries.initdb,
      [
        `--pgdata=${half}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--data-checksums',
        ...locale,
      ],
      cluster.user,
    );
    if (code !== 0) {
      throw new XinhengError('store-unreachable', {
        message: `无法在 ${cluster.folder} 建立数据库：${lastLine(output)}`,
        cause: new Error(output),
      });
    }
  } finally {
    await rm(secrets, { recursive: true, force: true });
  }
  await rename(half, cluster.folder);
}

/** `store-unreachable` when the folder was made by another major version of PostgreSQL. */
export async function requireSameMajor(cluster: Cluster): Promise<void> {
  const made = (await readFile(path.join(cluster.folder, 'PG_VERSION'), 'utf8')).trim();
  if (Number(made) !== cluster.binaries.major) {
    throw new XinhengError(
      'store-unreachable',
      `数据目录 ${cluster.folder} 由 PostgreSQL ${made} 建立，而本程序自带 PostgreSQL ${cluster.binaries.major}；请用原版本程序导出数据，或另设 XINHENG_DATA。`,
    );
  }
}

const megabyte = 1024 ** 2;

/** Settings for a small shared machine, from the memory this process may use. */
export function tuning(memoryBytes: number): string[] {
  const memory = Math.max(512, Math.floor(memoryBytes / megabyte));
  const sharedBuffers = memory < 4096 ? Math.max(64, Math.floor(memory / 8)) : Math.min(2048, Math.floor(memory / 4));
  return [
    `shared_buffers=${sharedBuffers}MB`,
    `effective_cache_size=${Math.floor(memory / 2)}MB`,
    `maintenance_work_mem=${Math.min(512, Math.max(64, Math.floor(memory / 16)))}MB`,
    'work_mem=16MB',
    'max_wal_size=4GB',
    'checkpoint_timeout=15min',
    'wal_compression=on',
    'random_page_cost=1.1',
    'jit=off',
  ];
}

function memoryOfThisMachine(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, os.totalmem()) : os.totalmem();
}

/** Containers often have a /dev/shm of 64 MB, on which parallel queries fail. */
function sharedMemory(): string[] {
  try {
    const { bsize, blocks } = statfsSync('/dev/shm');
    return bsize * blocks < 256 * megabyte ? ['dynamic_shared_memory_type=mmap'] : [];
  } catch {
    return [];
  }
}

/** Starts the server in a session of its own (Ctrl-C of the terminal is for us, not for it). It writes its own log. */
export function spawnServer(cluster: Cluster): ChildProcess {
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${cluster.socketFolder}`,
    'unix_socket_permissions=0700',
    'port=5432',
    'log_timezone=Asia/Shanghai',
    'log_line_prefix=%m [%p] %a ',
    ...sharedMemory(),
    ...tuning(memoryOfThisMachine()),
    ...(cluster.settings ?? []),
  ];
  if ((statSync(cluster.log, { throwIfNoEntry: false })?.size ?? 0) > 10 * megabyte) {
    renameSync(cluster.log, `${cluster.log}.1`);
  }
  const log = openSync(cluster.log, 'a', 0o640);
  if (cluster.user) chownSync(cluster.log, cluster.user.uid, cluster.user.gid);
  chmodSync(cluster.log, 0o640);
  const child = spawn(
    cluster.binaries.postgres,
    ['-D', cluster.folder, ...settings.flatMap((setting) => ['-c', setting])],
    {
      cwd: '/',
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
      detached: true,
      stdio: ['ignore', log, log],
      ...identityOf(cluster.user),
    },
  );
  child.unref();
  closeSync(log);
  return child;
}

/** The process id in postmaster.pid if that process really is the PostgreSQL of this folder, else undefined. */
export async function livePostmaster(cluster: Cluster): Promise<number | undefined> {
  const text = await readFile(path.join(cluster.folder, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  if (!(pid > 0)) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM' ? pid : undefined;
  }
  // In a container ids start anew, so a stale file often names somebody alive; PostgreSQL's working folder tells.
  if (process.platform !== 'linux') return pid;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster.folder ? pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Removes a pid file that names nobody. Several starters may be here at once, and one of them may by now have started
 * the server: the file is moved aside first and put back when it turns out to be the new server's.
 */
async function dropStalePid(cluster: Cluster): Promise<void> {
  const place = path.join(cluster.folder, 'postmaster.pid');
  const stale = await readFile(place, 'utf8').catch(() => undefined);
  if (stale === undefined || (await livePostmaster(cluster))) return;
  const aside = `${place}.${process.pid}.${randomUUID()}`;
  if (
    !(await rename(place, aside).then(
      () => true,
      () => false,
    ))
  )
    return;
  if ((await readFile(aside, 'utf8')) !== stale) await link(aside, place).catch(() => {});
  await rm(aside, { force: true });
}

/** Connects to the `postgres` database, or says why not. */
export async function tryConnect(cluster: Cluster): Promise<pg.Client | Error> {
  const client = new pg.Client({
    connectionString: addressOf(cluster, 'postgres'),
    application_name: `xinheng keeper ${process.pid}`,
    connectionTimeoutMillis: 5_000,
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    return error as Error;
  }
}

/** A killed server keeps its number, and so its lock, until the system has taken notice of its end; milliseconds. */
const reaping = 20_000;

/**
 * A connection to the running server: attaches to a live one, starts it otherwise, and waits through recovery
 * (as long as it takes while the process lives). Error `store-unreachable` with the last line of its log.
 */
export async function connectOrStart(cluster: Cluster): Promise<pg.Client> {
  let child: ChildProcess | undefined;
  let ended = false;
  const patience = performance.now() + reaping;
  for (;;) {
    const client = await tryConnect(cluster);
    if (!(client instanceof Error)) return client;
    if (/password authentication failed/.test(client.message)) {
      throw new XinhengError(
        'store-foreign',
        `数据目录 ${cluster.folder} 的数据库口令与记录不符，它可能属于另一套系统。`,
      );
    }
    if (!child && !(await livePostmaster(cluster))) {
      await dropStalePid(cluster);
      child = spawnServer(cluster);
      child.on('exit', () => {
        ended = true;
      });
      child.on('error', () => {
        ended = true;
      });
    } else if (ended && !(await livePostmaster(cluster))) {
      const last = await logTail(cluster);
      if (
        /lock file .* already exists|shared memory block .* still in use/.test(last) &&
        performance.now() < patience
      ) {
        child = undefined;
        ended = false;
        await sleep(500);
        continue;
      }
      throw new XinhengError('store-unreachable', `数据库未能启动：${last}（日志：${cluster.log}）`);
    }
    await sleep(50);
  }
}

/** Asks the server of the folder to stop fast and waits until it has removed its pid file; after a minute, at once. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const pid = await livePostmaster(cluster);
  if (!pid) return;
  process.kill(pid, 'SIGINT');
  for (let tenth = 0; ; tenth += 1) {
    if (!(await livePostmaster(cluster))) return;
    if (tenth === 600) process.kill(pid, 'SIGQUIT');
    if (tenth === 700) throw new Error(`PostgreSQL ${pid} does not stop`);
    await sleep(100);
  }
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';

async function logTail(cluster: Cluster): Promise<string> {
  const text = await readFile(cluster.log, 'utf8').catch(() => '');
  return lastLine(
    text
      .split('\n')
      .filter((line) => /FATAL|PANIC|ERROR|HINT/.test(line))
      .slice(-2)
      .join('; ') || text,
  );
}
