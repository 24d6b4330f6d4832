import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { XinhengError } from '../../errors/index.ts';

/** Under whom PostgreSQL runs; undefined = the user of this program. */
export type ServiceUser = { name: string; uid: number; gid: number };

async function lookUp(name: string): Promise<ServiceUser | undefined> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { name, uid: Number(uid), gid: Number(gid) } : undefined;
}

/**
 * PostgreSQL refuses to run as root. As an ordinary user this gives undefined; as root the user `xinheng`, else
 * `postgres`, else a freshly created system user `xinheng`. Error `store-unreachable` when none can be had.
 */
export async function serviceUser(): Promise<ServiceUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = (await lookUp('xinheng')) ?? (await lookUp('postgres'));
  if (existing) return existing;
  try {
    await promisify(execFile)('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'xinheng',
    ]);
  } catch (cause) {
    throw new XinhengError('store-unreachable', {
      message:
        'PostgreSQL 不能以 root 身份运行，且无法自动创建系统用户 xinheng。请先执行 useradd --system --user-group xinheng，或改用普通用户启动。',
      cause,
    });
  }
  const created = await lookUp('xinheng');
  if (!created) throw new XinhengError('store-unreachable', '系统用户 xinheng 创建后仍无法读取，请改用普通用户启动。');
  return created;
}

/** Whether a program ends with exit code 0 when run by the service user from the root folder. */
export function succeedsAs(user: ServiceUser | undefined, program: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: '/', stdio: 'ignore', ...identityOf(user) });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}

/** The uid and gid options of `spawn`; libuv drops the supplementary groups along with them. */
export function identityOf(user: ServiceUser | undefined): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {};
}
