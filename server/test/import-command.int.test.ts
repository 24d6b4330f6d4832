/** The real commands: a trial, its commit or its end, and the undo of what was imported. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { header, row } from './bad-input/rows.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

const program = new URL('../src/cli/main.ts', import.meta.url).pathname;
let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'xinheng-command-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

function xinheng(...args: string[]): Promise<{ code: number; output: string; said: string }> {
  const { XINHENG_DATA: _data, ...inherited } = process.env;
  return new Promise((resolve) => {
    const env = { ...inherited, DATABASE_URL: database.url };
    execFile(process.execPath, [program, ...args], { env }, (error, output, said) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, output, said });
    });
  });
}

it('tries a file, commits it, undoes it; each once', async () => {
  const path = join(folder, 'rows.csv');
  await writeFile(path, `${[header, row(), row({ code: 'bad' })].join('\n')}\n`);
  const trial = await xinheng('import', 'enterprise-registration', path, '--trial', '--json');
  expect(trial.code).toBe(0);
  const { batch, ...counts } = JSON.parse(trial.output) as { batch: number };
  expect(counts).toMatchObject({ read: 2, accepted: 1, rejected: 1 });
  expect((await database.db.pool.query('select from records.record')).rowCount).toBe(0);
  const refused = await xinheng('import', '--commit', String(batch), '--rows', 'all');
  expect([refused.code, refused.said]).toEqual([1, expect.stringContaining('有 1 行被退回')]);
  const committed = await xinheng('import', '--commit', String(batch));
  expect([committed.code, committed.output]).toEqual([0, expect.stringContaining('新入库 1 行')]);
  expect((await xinheng('undo', String(batch))).code).toBe(2);
  const undone = await xinheng('undo', String(batch), '--reason', '报错了文件');
  expect([undone.code, undone.output]).toEqual([0, expect.stringContaining('1 条不再有效')]);
  const again = await xinheng('undo', String(batch), '--reason', '再撤一次');
  expect([again.code, again.said]).toEqual([1, expect.stringMatching(/已由operator:.*于 .*撤销/)]);
}, 60_000);

it('gives a trial up', async () => {
  const path = join(folder, 'other.csv');
  await writeFile(path, `${[header, row()].join('\n')}\n`);
  const trial = await xinheng('import', 'enterprise-registration', path, '--trial');
  expect(trial.output).toContain('尚未入库');
  const batch = /批次 (\d+)/.exec(trial.output)?.[1] ?? '';
  expect((await xinheng('import', '--discard', batch)).output).toContain(`批次 ${batch} 已放弃`);
  expect((await xinheng('import', '--commit', batch)).code).toBe(1);
}, 60_000);
