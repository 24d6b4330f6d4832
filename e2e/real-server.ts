import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface RealServer {
  url: string;
  /** Everything it printed so far. */
  printed(): string;
  /** Ctrl-C; resolves with the exit code. Removes the data. */
  stop(): Promise<number | null>;
}

const repository = fileURLToPath(new URL('..', import.meta.url));

/** `npm start` on an empty data folder: its own PostgreSQL, the generated city, a free port. Rejects when it ends early. */
export async function startRealServer(): Promise<RealServer> {
  const data = await mkdtemp(join(tmpdir(), 'xinheng-e2e-'));
  const { DATABASE_URL: _outside, NODE_ENV: _test, ...environment } = process.env;
  const env = { ...environment, XINHENG_DATA: join(data, 'data'), PORT: String(await freePort()), HOST: '127.0.0.1' };
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
      await rm(data, { recursive: true, force: true });
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
