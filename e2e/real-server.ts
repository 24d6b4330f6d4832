import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface RealServer {
  url: string;
  /** Everything it printed so far. */
  printed(): string;
  /** Ctrl-C; resolves with the exit code. Removes the data. */
  stop(): Promise<number | null>;
}

const run = promisify(execFile);
const repository = fileURLToPath(new URL('..', import.meta.url));

/**
 * `npm start` with its own PostgreSQL and a free port; on an empty data folder, so that it generates the city, or on a copy
 * of a folder that has been used before. Rejects when it ends early.
 */
export async function startRealServer(prepared?: string): Promise<RealServer> {
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-e2e-'));
  // The database runs as a service user, who must reach it.
  await chmod(folder, 0o755);
  const data = join(folder, 'data');
  if (prepared !== undefined) await run('cp', ['-a', prepared, data]);
  return serve(data, async () => rm(folder, { recursive: true, force: true }));
}

/** The program over a data folder; `clear` is called once it has stopped. */
export async function serve(data: string, clear: () => Promise<void>): Promise<RealServer> {
  const { DATABASE_URL: _outside, NODE_ENV: _test, ...environment } = process.env;
  const env = { ...environment, XINHENG_DATA: data, PORT: String(await freePort()), HOST: '127.0.0.1' };
  const child = spawn(process.execPath, ['server/src/main.ts'], {
    cwd: repository,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const address = /信衡已启动：(http:\S+)/.exec(text)?.[1];
      if (address) resolve(address);
    });
    void ended.then((code) => reject(new Error(`the server ended with ${code} before it listened:\n${text}`)));
  });
  return {
    url,
    printed: () => text,
    stop: async () => {
      child.kill('SIGINT');
      const code = await ended;
      await clear();
      return code;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
