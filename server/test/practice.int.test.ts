/** 练习版: its own store, put back to its beginning while it serves, and never mixed with a real one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createToken } from '../src/platform/access/index.ts';
import { transact } from '../src/platform/db/index.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cli = join(root, 'server/src/cli/main.ts');
let database: TestDatabase;
let folder: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'xinheng-practice-'));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await sleep(200);
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

function program(args: string[], more: Record<string, string>) {
  const { DATABASE_URL: _outside, PORT: _port, ...rest } = process.env;
  const env = { ...rest, LOG_LEVEL: 'error', XINHENG_DATA: join(folder, 'real'), ...more };
  const child = spawn(process.execPath, [cli, 'serve', '--empty', '--port', '0', ...args], { cwd: root, env });
  children.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, ended, output: () => text };
}

const practising = () =>
  program(['--practice'], {
    XINHENG_PRACTICE_DATABASE_URL: database.url,
    XINHENG_PRACTICE_DATA: join(folder, 'practice'),
  });

async function addressOf({ output, ended }: ReturnType<typeof practising>): Promise<string> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  for (;;) {
    const address = /已启动：(http:\S+)/.exec(output())?.[1];
    if (address) return address;
    if (over) throw new Error(output());
    await sleep(20);
  }
}

const tokenWith = (...permissions: string[]) =>
  transact(database.db, async (tx) => {
    const given = permissions as Parameters<typeof createToken>[1]['permissions'];
    const made = await createToken(tx, {
      department: 'market-regulation',
      label: 't',
      permissions: given,
      createdBy: 't',
    });
    return made.secret;
  });
const reset = (address: string, secret?: string) =>
  fetch(`${address}/api/v1/practice/reset`, {
    method: 'POST',
    headers: secret === undefined ? {} : { authorization: `Bearer ${secret}` },
  });
const count = async (table: string) =>
  (await database.db.pool.query<{ n: number }>(`select count(*) as n from ${table}`)).rows[0]?.n;

test('says what it is, and is put back to its beginning by whoever may, while who works there stays', async () => {
  const running = practising();
  const address = await addressOf(running);
  expect(await (await fetch(address)).text()).toContain('练习版');
  expect(await (await fetch(`${address}/api/v1/session`)).json()).toMatchObject({ practice: true });

  const trainer = await tokenWith('practice.reset', 'batches.submit');
  const trainee = await tokenWith('batches.submit');
  const handed = await fetch(`${address}/api/v1/batches?item=enterprise-registration`, {
    method: 'POST',
    headers: { authorization: `Bearer ${trainer}`, 'content-type': 'text/csv', 'idempotency-key': 'practice-1' },
    body: '企业名称,统一社会信用代码,注册日期\n济南云栖示例机械有限公司,91370100MA3XTE5T8Q,2020-01-02\n',
  });
  expect(handed.status).toBe(201);
  expect(await count('exchange.batch')).toBe(1);
  const uploaded = join(folder, 'practice', 'uploads', 'left-over');
  await mkdir(join(folder, 'practice', 'uploads'), { recursive: true });
  await writeFile(uploaded, 'x');
  const entries = Number(await count('platform.audit_entry'));

  expect((await reset(address)).status).toBe(401);
  expect((await reset(address, trainee)).status).toBe(403);
  expect(await count('exchange.batch')).toBe(1);

  expect((await reset(address, trainer)).status).toBe(202);
  while (!running.output().includes('练习版已重置')) await sleep(20);
  expect(await count('exchange.batch')).toBe(0);
  expect(await count('records.record')).toBe(0);
  expect(existsSync(uploaded)).toBe(false);
  // The same port, the same tokens, the log of before with the reset in it.
  expect((await reset(address, trainee)).status).toBe(403);
  expect(Number(await count('platform.audit_entry'))).toBeGreaterThan(entries);
  const { rows } = await database.db.pool.query(`select 1 from platform.audit_entry where action = 'practice.reset'`);
  expect(rows).toHaveLength(1);
  running.child.kill('SIGTERM');
  expect(await running.ended).toBe(0);
});

test('a reset that was cut off is carried out at the next start; asked for twice it is refused', async () => {
  await database.db.pool.query(`insert into platform.setting (name, value) values ('practice-reset', '{}')`);
  const running = practising();
  const address = await addressOf(running);
  expect(running.output()).toContain('练习版已清空');
  await database.db.pool.query(`insert into platform.setting (name, value) values ('practice-reset', '{}')`);
  const refused = await reset(address, await tokenWith('practice.reset'));
  expect([refused.status, (await refused.json()).code]).toEqual([409, 'conflict']);
  running.child.kill('SIGTERM');
  expect(await running.ended).toBe(0);
});

test('a practice store is not served as the real one, nor a real one as practice', async () => {
  const real = program([], { DATABASE_URL: database.url });
  expect(await real.ended).toBe(1);
  expect(real.output()).toContain('属于练习版');
  await database.db.pool.query(`delete from platform.setting where name in ('practice', 'practice-reset')`);
  const practice = practising();
  expect(await practice.ended).toBe(1);
  expect(practice.output()).toContain('属于正式系统');
});

test('the real edition knows no reset', async () => {
  const secrets = join(folder, 'practice', 'keys', 'secrets.key');
  const real = program([], { DATABASE_URL: database.url, XINHENG_SECRET_KEY_FILE: secrets });
  const address = await addressOf(real);
  expect((await reset(address, await tokenWith('practice.reset'))).status).toBe(404);
  real.child.kill('SIGTERM');
  expect(await real.ended).toBe(0);
});
