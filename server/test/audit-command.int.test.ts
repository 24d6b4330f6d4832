/** `xinheng audit …` as a person runs it: exit codes and what is said. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { audit, type Suite, sealAll, suiteNamed } from '../src/platform/audit/index.ts';
import { transact } from '../src/platform/db/index.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'xinheng-audit-command-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

function xinheng(...args: string[]): Promise<{ code: number; output: string; remarks: string }> {
  const program = join(import.meta.dirname, '../src/cli/main.ts');
  const env = { ...process.env, DATABASE_URL: database.url, XINHENG_DATA: folder };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'audit', ...args], { env }, (error, output, remarks) =>
      resolve({ code: error ? Number(error.code) : 0, output, remarks }),
    );
  });
}

const keys = () => ({ folder: join(folder, 'audit') });

async function writeAndSeal(): Promise<void> {
  await transact(database.db, (tx) => audit(tx, { actor: 'operator:test', action: 'test.write' }));
  await sealAll({ db: database.db, keys: keys(), city: 'jinan', suite: suiteNamed('ed25519-sha256') as Suite });
}

it('the log is verified, a checkpoint kept, an entry proved and checked offline, a falsification named', async () => {
  expect((await xinheng('checkpoint')).code).toBe(1);
  await writeAndSeal();
  const kept = join(folder, 'kept.json');
  const shown = await xinheng('checkpoint', '--json');
  expect(shown.code).toBe(0);
  await writeFile(kept, shown.output);
  await writeAndSeal();

  const whole = await xinheng('verify', '--against', kept);
  expect(whole).toMatchObject({ code: 0 });
  expect(whole.output).toContain('审计日志完整：2 个区块，2 条日志');

  const proof = join(folder, 'proof.json');
  const proved = await xinheng('prove', '1');
  expect(proved.code).toBe(0);
  await writeFile(proof, proved.output);
  const checked = await xinheng('check-proof', proof, '--against', kept);
  expect(checked.output).toContain('证明成立。');
  expect(checked.code).toBe(0);
  await writeFile(proof, proved.output.replace('operator:test', 'operator:best'));
  expect(await xinheng('check-proof', proof)).toMatchObject({ code: 1 });

  const superuser = new pg.Client(database.url);
  await superuser.connect();
  await superuser.query(`update platform.audit_entry set actor = 'operator:other' where entry_id = 2`);
  await superuser.end();
  const broken = await xinheng('verify', '--against', kept);
  expect(broken.code).toBe(1);
  expect(broken.output).toContain('→ 第 2 号日志的内容被改动');
});

it('wrong arguments are said in one sentence, exit code 2', async () => {
  expect(await xinheng('bogus')).toMatchObject({ code: 2 });
  expect((await xinheng('verify', '--against', join(folder, 'none.json'))).remarks).toContain('无法读取');
  expect((await xinheng('prove', 'x')).remarks).toContain('需要日志编号');
});
