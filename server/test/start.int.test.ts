// The program as a person meets it: started, stopped, killed and started again, each time as a process of its own.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const mainFile = path.join(root, 'server/src/main.ts');
const cliFile = path.join(root, 'server/src/cli/main.ts');

type Program = { process: ChildProcess; address: string; output(): string; ended: Promise<number | null> };

let parent: string;
let data: string;
const started: ChildProcess[] = [];

beforeAll(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), 'xinheng-start-'));
  await chmod(parent, 0o755);
  data = path.join(parent, 'data');
});

afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  // A command is the last user, and so stops whatever a killed program left running.
  await cli('migrate');
  await rm(parent, { recursive: true, force: true });
});

const environment = () => {
  const { DATABASE_URL: _database, PORT: _port, XINHENG_CITY: _city, ...rest } = process.env;
  return { ...rest, XINHENG_DATA: data, LOG_LEVEL: 'error' };
};

function run(...args: string[]): Omit<Program, 'address'> {
  const child = spawn(process.execPath, [mainFile, '--empty', ...args], { cwd: root, env: environment() });
  started.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { process: child, output: () => text, ended };
}

async function serve(): Promise<Program> {
  const program = run('--port', '0');
  let over = false;
  void program.ended.then(() => {
    over = true;
  });
  while (!over) {
    const address = /已启动：(http:\S+)/.exec(program.output())?.[1];
    if (address) return { ...program, address };
    await sleep(20);
  }
  throw new Error(`ended before it served: ${program.output()}`);
}

function cli(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cliFile, ...args], { cwd: root, env: environment() }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

const status = (address: string, route: string) => fetch(`${address}${route}`).then((response) => response.status);
const postmaster = async () => Number.parseInt(await readFile(path.join(data, 'postgres/postmaster.pid'), 'utf8'), 10);

test.each(['SIGINT', 'SIGTERM'] as const)('%s stops everything, the database included', async (signal) => {
  const program = await serve();
  expect(await status(program.address, '/healthz')).toBe(200);
  expect(await status(program.address, '/readyz')).toBe(200);
  program.process.kill(signal);
  // npm passes Ctrl-C on a second time; that must not cut the stopping short.
  program.process.kill(signal);
  expect(await program.ended).toBe(0);
  await expect(postmaster()).rejects.toThrow(/ENOENT/);
});

test('Ctrl-C while still starting stops too, and the next start is whole', async () => {
  const program = run('--port', '0');
  while (!program.output().includes('正在启动数据库')) await sleep(5);
  program.process.kill('SIGINT');
  expect(await program.ended).toBe(0);
  await expect(postmaster()).rejects.toThrow(/ENOENT/);
});

test('after kill -9 the next start takes over the database that was left running', async () => {
  const killed = await serve();
  const pid = await postmaster();
  killed.process.kill('SIGKILL');
  await killed.ended;
  const next = await serve();
  expect(await postmaster()).toBe(pid);
  expect(await status(next.address, '/readyz')).toBe(200);
  next.process.kill('SIGTERM');
  expect(await next.ended).toBe(0);
  await expect(postmaster()).rejects.toThrow(/ENOENT/);
});

test('after kill -9 of everything the next start recovers', async () => {
  const killed = await serve();
  process.kill(await postmaster(), 'SIGKILL');
  killed.process.kill('SIGKILL');
  await killed.ended;
  const next = await serve();
  expect(await status(next.address, '/readyz')).toBe(200);
  next.process.kill('SIGTERM');
  expect(await next.ended).toBe(0);
});

test('while one runs: a command attaches, a second start and a taken port are told apart', async () => {
  const program = await serve();
  const command = await cli('migrate');
  expect(command).toMatchObject({ code: 0, stdout: expect.stringContaining('已是最新') });
  expect(await status(program.address, '/readyz')).toBe(200);

  const second = run('--port', '0');
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(`已有一个信衡在运行（进程 ${program.process.pid}）`);

  const { port } = new URL(program.address);
  const sameDoor = run('--port', port);
  expect(await sameDoor.ended).toBe(1);
  expect(sameDoor.output().trim()).toMatch(new RegExp(`^端口 ${port} 已被其他程序占用.*$`));

  program.process.kill('SIGTERM');
  expect(await program.ended).toBe(0);
});

test('a database that dies under the server: not ready, then ready again, without a restart', async () => {
  const program = await serve();
  process.kill(await postmaster(), 'SIGKILL');
  while (!program.output().includes('数据库已恢复')) await sleep(20);
  expect(await status(program.address, '/readyz')).toBe(200);
  program.process.kill('SIGTERM');
  expect(await program.ended).toBe(0);
});

test('the command line: help, unknown commands and wrong options have their own exit codes', async () => {
  expect(await cli('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('migrate') });
  expect(await cli('migrate', '--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('用法') });
  expect(await cli('fly')).toMatchObject({ code: 2, stderr: expect.stringContaining('没有“fly”这个命令') });
  const wrong = run('--prot', '1');
  expect(await wrong.ended).toBe(1);
  expect(wrong.output()).toContain('--port');
});
