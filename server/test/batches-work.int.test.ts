/** Batches over HTTP beyond the plain submission: trials, fix files, large files in the background, progress. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchEvent, BatchRowPage } from '@xinheng/contracts/exchange.ts';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeRoutes, takeBatchJob, tendBatchesJob } from '../src/modules/exchange/index.ts';
import { createToken } from '../src/platform/access/index.ts';
import { businessToday } from '../src/platform/calendar/index.ts';
import { loadCity } from '../src/platform/city/index.ts';
import { transact } from '../src/platform/db/index.ts';
import { buildHttp } from '../src/platform/http/index.ts';
import type { AnyJob } from '../src/platform/jobs/index.ts';
import { silentLogger } from '../src/platform/log/index.ts';
import { cellsOf, header, nextCode, row } from './bad-input/rows.ts';
import { book } from './bad-input/zip.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
let database: TestDatabase;
let folder: string;
let app: ReturnType<typeof buildHttp>;
let address: string;
let own: string;
let foreign: string;
const queued: number[] = [];
const run = async (job: AnyJob, data: object) => {
  const context = { db: database.db, log: silentLogger(), signal: new AbortController().signal, jobId: '', attempt: 0 };
  await (job as unknown as { handler: (data: object, context: object) => Promise<void> }).handler(data, context);
};
const work = () => ({ city: loadCity('jinan'), uploads: folder });

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'xinheng-work-'));
  const { db } = database;
  const tokenFor = (department: string) =>
    transact(db, async (tx) => {
      const permissions = ['batches.submit', 'batches.read'] as const;
      return (await createToken(tx, { department, label: 'test', permissions, createdBy: 'test' })).secret;
    });
  own = await tokenFor('market-regulation');
  foreign = await tokenFor('tax');
  const enqueue = async (_tx: unknown, batchId: number) => queued.push(batchId);
  app = buildHttp({
    routes: exchangeRoutes({ db, ...work(), enqueue, backgroundBytes: 20_000 }),
    logger: silentLogger(),
    db,
  });
  address = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await app.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

let keys = 0;
const submit = (body: string | Uint8Array<ArrayBuffer>, query = '', type = 'text/csv') =>
  fetch(`${address}/api/v1/batches?item=enterprise-registration${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${own}`, 'content-type': type, 'idempotency-key': `work-key-${++keys}` },
    body,
  });
const get = (path: string, token = own) =>
  fetch(`${address}/api/v1/batches${path}`, { headers: { authorization: `Bearer ${token}` } });
const post = (path: string, body: object | null = null, token = own) =>
  fetch(`${address}/api/v1/batches${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
const csv = (...rows: string[]) => `${[header, ...rows].join('\n')}\n`;
const records = async () =>
  (await database.db.pool.query<{ n: number }>('select count(*) as n from records.record')).rows[0]?.n;

describe('a trial over HTTP', () => {
  it('shows every row with its errors beside the cells, and is committed or discarded by its own department', async () => {
    const before = await records();
    const reply = await submit(
      csv(row(), row({ code: 'bad', scope: '=1+1' }), row({ date: '2015.3.1' })),
      '&trial=true',
    );
    expect(reply.status).toBe(201);
    const { batch, ...told } = (await reply.json()) as { batch: number };
    expect(told).toMatchObject({ state: 'trial', read: 3, accepted: 1, corrected: 1, rejected: 1 });
    expect(await records()).toBe(before);
    const page = (await (await get(`/${batch}/rows?limit=2`)).json()) as BatchRowPage;
    expect(page.columns[1]).toEqual({ title: '统一社会信用代码', field: 'uscc' });
    expect(page.rows.map(({ row, outcome, change }) => [row, outcome, change])).toEqual([
      [2, 'accepted', 'new'],
      [3, 'rejected', null],
    ]);
    expect(page.rows[1]).toMatchObject({
      cells: expect.arrayContaining(['bad', '=1+1']),
      findings: [{ rule: 'ID-01', column: 1, field: 'uscc', before: 'bad', suggestion: expect.any(String) }],
    });
    const rest = (await (await get(`/${batch}/rows?limit=2&after=${page.next}`)).json()) as BatchRowPage;
    expect(rest.rows).toMatchObject([{ row: 4, outcome: 'corrected', findings: [{ suggestion: '2015-03-01' }] }]);
    const only = (await (await get(`/${batch}/rows?outcome=rejected`)).json()) as BatchRowPage;
    expect(only.rows.map(({ row }) => row)).toEqual([3]);
    for (const path of ['/rows', '/faulty-rows.csv', '/faulty-rows.xlsx', '/progress'])
      expect((await get(`/${batch}${path}`, foreign)).status).toBe(404);
    expect((await post(`/${batch}/commit`, { rows: 'all-good' }, foreign)).status).toBe(404);
    expect((await post(`/${batch}/discard`, null, foreign)).status).toBe(404);
    expect((await post(`/${batch}/commit`, { rows: 'all' })).status).toBe(409);
    expect(await (await post(`/${batch}/commit`, { rows: 'all-good' })).json()).toMatchObject({
      accepted: 1,
      corrected: 1,
      verdictsChanged: 0,
    });
    expect((await post(`/${batch}/discard`)).status).toBe(409);
    expect(await (await get(`/${batch}`)).json()).toMatchObject({
      state: 'finished',
      trial: true,
      committed: { at: expect.any(String) },
    });
    const kept = (await (await get(`/${batch}/rows`)).json()) as BatchRowPage;
    expect(kept.rows.map(({ row, outcome }) => [row, outcome])).toEqual([
      [3, 'rejected'],
      [4, 'corrected'],
    ]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('gives a fix file that neutralises formulas and is taken back as it is once corrected', async () => {
    const name = '济南修正有限公司';
    const sent = csv(row(), row({ name, code: 'bad', scope: '=1+1' }));
    const { batch } = (await (await submit(sent, '&trial=true')).json()) as { batch: number };
    const text = await (await get(`/${batch}/faulty-rows.csv`)).text();
    expect(text).not.toMatch(/(^|,|")[=+@-]/m);
    expect(text.split('\r\n')[0]).toBe(`${header},原行号,错误说明`);
    const mended = (await (await submit(text.replace('bad', nextCode()))).json()) as { batch: number; message: string };
    expect(mended).toMatchObject({ read: 1, accepted: 1, message: '共读取 1 行,新入库 1 行。' });
    const { rows } = await database.db.pool.query(
      `select payload->>'scope' as scope from records.record where batch_id = $1`,
      [mended.batch],
    );
    expect(rows).toEqual([{ scope: '=1+1' }]);
    const workbook = new Uint8Array(await (await get(`/${batch}/faulty-rows.xlsx`)).arrayBuffer());
    expect(await (await submit(workbook, '', workbookType)).json()).toMatchObject({ read: 1, rejected: 1 });
    const mendedBook = new ExcelJS.Workbook();
    await mendedBook.xlsx.load(workbook.buffer);
    (mendedBook.worksheets[0] as ExcelJS.Worksheet).getRow(2).getCell(2).value = nextCode();
    const again = new Uint8Array(await mendedBook.xlsx.writeBuffer());
    expect(await (await submit(again, '', workbookType)).json()).toMatchObject({ read: 1, accepted: 1 });
    const { Archive } = await import('../src/modules/exchange/index.ts');
    const { writeFile } = await import('node:fs/promises');
    const path = join(folder, 'fix.xlsx');
    await writeFile(path, workbook);
    const archive = await Archive.open(path, 'fix.xlsx');
    const sheet = await archive.text('xl/worksheets/sheet1.xml');
    archive.close();
    await rm(path);
    expect(sheet).toContain('=1+1');
    expect(sheet).not.toMatch(/<f[ >]/);
    expect((await post(`/${batch}/discard`)).status).toBe(200);
  });
});

describe('a large file', () => {
  it('is worked on in the background, is watched, and says at its end what became of it', async () => {
    const reply = await submit(csv(...Array.from({ length: 300 }, () => cellsOf().join(','))));
    expect(reply.status).toBe(202);
    const { batch } = (await reply.json()) as { batch: number };
    expect(queued.at(-1)).toBe(batch);
    const events = get(`/${batch}/progress`).then(async (stream) => {
      expect(stream.headers.get('content-type')).toContain('text/event-stream');
      return (await stream.text())
        .split('\n\n')
        .filter((part) => part.startsWith('data: '))
        .map((part) => JSON.parse(part.slice(6)) as BatchEvent);
    });
    await run(takeBatchJob(work()), { batchId: batch });
    const said = await events;
    expect(said[0]).toMatchObject({ over: false });
    expect(said.at(-1)).toMatchObject({ over: true, state: 'finished', accepted: 300 });
    expect(await readdir(folder)).toEqual([]);
    await run(takeBatchJob(work()), { batchId: batch });
    expect(await (await get(`/${batch}`)).json()).toMatchObject({ state: 'finished', accepted: 300 });
  });

  it('that cannot be read is refused with its reason; one left over is taken up by the tending job', async () => {
    const bad = (await (await submit(`a,b\n${'1,2\n'.repeat(6000)}`)).json()) as { batch: number };
    await run(takeBatchJob(work()), { batchId: bad.batch });
    expect(await (await get(`/${bad.batch}`)).json()).toMatchObject({
      state: 'refused',
      refusal: expect.stringContaining('没有一列'),
    });
    const left = (await (await submit(csv(...Array.from({ length: 200 }, () => row())), '&trial=true')).json()) as {
      batch: number;
    };
    await database.db.pool.query(
      `update exchange.batch set started_at = now() - interval '1 hour' where batch_id = $1`,
      [left.batch],
    );
    await run(tendBatchesJob(work()), {});
    expect(await (await get(`/${left.batch}`)).json()).toMatchObject({
      state: 'trial',
      accepted: 200,
      may: { commit: true },
    });
    await post(`/${left.batch}/discard`);
    expect(await readdir(folder)).toEqual([]);
  });
});

it('a workbook is taken like any other file', async () => {
  const file = book({
    sheets: [{ name: '报表', rows: [['企业登记报送表'], header.split(','), cellsOf(), cellsOf()] }],
  });
  const reply = await submit(new Uint8Array(file), '&sheet=报表', workbookType);
  expect(await reply.json()).toMatchObject({ read: 2, accepted: 2 });
});

it('batches are listed by item, department, state and day, and their receipts are a file', async () => {
  const trial = (await (await submit(csv(row({ code: 'bad' })), '&trial=true')).json()) as { batch: number };
  const list = async (query: string, token = own) =>
    ((await (await get(`?${query}`, token)).json()) as { batches: { batch: number; state: string; item: string }[] })
      .batches;
  const trials = await list('state=trial');
  expect(trials.map(({ batch }) => batch)).toEqual([trial.batch]);
  const today = businessToday();
  const all = await list(`item=enterprise-registration&department=market-regulation&from=${today}&until=${today}`);
  expect(all.length).toBeGreaterThan(3);
  for (const none of ['item=tax-credit-a', 'department=tax', 'until=2020-01-01', 'from=2999-01-01'])
    expect(await list(none)).toEqual([]);
  expect(await list('department=market-regulation', foreign)).toEqual([]);
  expect((await get('?state=eaten')).status).toBe(400);
  const receipts = await get(`/${all.find(({ state }) => state === 'finished')?.batch}/receipts.csv`);
  expect(receipts.headers.get('content-disposition')).toMatch(/^attachment; filename="batch-\d+-receipts\.csv"$/);
  expect(await receipts.text()).toContain('行号,结果,规则,字段,原值,改后值,原因');
  await post(`/${trial.batch}/discard`);
});
