/** Exports over HTTP and a real store, with the job run as the queue would run it. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Export } from '@xinheng/contracts/listing.ts';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../test/database.ts';
import { officerOf } from '../../test/officers.ts';
import { exportRoutes, makeExportJob } from '../modules/workbench/index.ts';
import type { Officer, Viewer } from '../platform/access/index.ts';
import { loadCity } from '../platform/city/index.ts';
import { buildHttp } from '../platform/http/index.ts';
import { createListing, defineList } from '../platform/listing/index.ts';
import { silentLogger } from '../platform/log/index.ts';
import { allLists } from './lists.ts';

const city = loadCity('jinan');
/** With a masked column, and one that fails in the middle of the rows, as a disk or a connection may. */
const odd = defineList({
  name: 'odd',
  title: '别样',
  group: '测试',
  permission: 'subjects.read',
  from: 'registry.subject s',
  key: [{ sql: 's.subject_code', type: 'text' }],
  belonging: { region: 's.region' },
  columns: {
    code: { title: '代码', type: 'code', sql: 's.subject_code', sortable: true },
    person: {
      title: '姓名',
      type: 'text',
      sql: 's.legal_representative',
      mask: { unless: 'persons.read-unmasked', with: (text) => `${text.slice(0, 1)}**` },
    },
    bad: {
      title: '坏',
      type: 'text',
      sql: 's.name',
      cell: () => {
        throw new Error('broken');
      },
    },
  },
  filters: {},
  defaultSort: 'code',
});
const names = ['=cmd|x', '+1', '-2', '@sum', '\t=1+1', '\r=2', '济南样例商贸有限公司', 'a,"b"'];

let database: TestDatabase;
let http: FastifyInstance;
let folder: string;
let now: Officer | null;
const queued: string[] = [];
const clerk = officerOf(city, 'market-regulation-370102', ['entry-clerk'], '录入甲');
const viewers: Record<string, Viewer> = {
  clerk,
  other: officerOf(city, 'market-regulation-370102', ['entry-clerk'], '录入乙'),
  moved: { ...clerk, regions: ['370103'] },
  auditor: officerOf(city, 'market-regulation', ['auditor'], '审员'),
};
const purpose = { 'x-purpose': 'daily-supervision' };
const ask = (method: 'GET' | 'POST', who: string, url: string, headers = {}, payload?: object) =>
  http.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${who}`, ...headers },
    ...(payload && { payload }),
  });
const wanted = { filters: {}, columns: ['name', 'code', 'status', 'legalRepresentative'], sort: 'code', format: 'csv' };
const context = () => {
  const lists = [...allLists({ city }), odd];
  return {
    db: database.db,
    matters: city.matters,
    listing: createListing({ db: database.db, lists, log: silentLogger() }),
    folder,
    officerNow: async () => now,
    enqueueExport: async (_tx: unknown, id: string) => void queued.push(id),
  };
};
const run = (exportId: string, more: { last?: boolean; signal?: AbortSignal; mostRows?: number } = {}) => {
  const { last = false, signal = new AbortController().signal, mostRows } = more;
  const job = makeExportJob({ ...context(), ...(mostRows !== undefined && { mostRows }) });
  const attempt = last ? job.retry.limit : 0;
  return job.handler({ exportId }, { db: database.db, log: silentLogger(), signal, jobId: 'test', attempt });
};

async function request(list = 'subjects', body: object = wanted, who = 'clerk'): Promise<string> {
  const answer = await ask('POST', who, `/lists/${list}/exports`, purpose, body);
  expect([answer.statusCode, answer.json()]).toEqual([202, { exportId: expect.any(String) }]);
  return answer.json().exportId;
}
const read = async (exportId: string) => (await ask('GET', 'clerk', `/exports/${exportId}`)).json() as Export;
const lastEntries = async (exportId: string) =>
  (
    await database.db.pool.query(
      'select action, person, purpose, details from platform.audit_entry where object = $1 order by entry_id',
      [`export:${exportId}`],
    )
  ).rows;

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'xinheng-exports-'));
  for (const [at, name] of names.entries())
    await database.db.pool.query(
      `insert into registry.subject (subject_code, kind, name, name_folded, status, region, batch_id, row_number,
         updated_at, legal_representative)
       values ($1, 'enterprise', $2, 'x', 'live', $3, 1, 1, now(), '王小二')`,
      [`91370102MA3C00000${at}`, name, at === 7 ? '370103' : '370102'],
    );
  http = buildHttp({
    routes: exportRoutes(context()),
    logger: silentLogger(),
    matters: city.matters,
    authenticate: async (secret) => viewers[secret] ?? null,
  });
});
beforeEach(async () => {
  now = clerk;
  await database.db.pool.query('delete from workbench.export');
});
afterAll(async () => {
  await http.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

test('a file of exactly the rows in reach: masked, formulas harmless, purpose and each download in the log', async () => {
  expect((await ask('POST', 'clerk', '/lists/subjects/exports', {}, wanted)).json().code).toBe('purpose-required');
  const exportId = await request();
  expect(queued.at(-1)).toBe(exportId);
  expect(await read(exportId)).toMatchObject({ state: 'waiting', progress: 0 });
  expect((await ask('GET', 'clerk', `/exports/${exportId}/file`)).statusCode).toBe(409);
  await run(exportId);
  const ready = await read(exportId);
  expect(ready).toMatchObject({ state: 'ready', progress: 1, rows: 7, expiresAt: expect.any(String) });
  const file = await http.inject({ url: ready.downloadUrl as string, headers: { authorization: 'Bearer clerk' } });
  expect(file.headers['content-type']).toContain('text/csv');
  const lines = file.body.slice(1).split('\r\n');
  expect(lines[0]).toBe('名称,统一社会信用代码,状态,法定代表人');
  const cells = lines.slice(1, 7).map((line) => line.split(',')[0]);
  expect(cells).toEqual(["'=cmd|x", "'+1", "'-2", "'@sum", "'\t=1+1", '"\'\r=2"']);
  expect(file.body).toContain(',存续,');
  expect(file.body).not.toContain('a,"');
  expect(file.body).toContain(`编号 ${exportId}`);
  const entries = await lastEntries(exportId);
  expect(entries.map(({ action }) => action)).toEqual([
    'workbench.request-export',
    'workbench.make-export',
    'workbench.download-export',
  ]);
  for (const entry of entries) expect(entry).toMatchObject({ person: clerk.personId, purpose: 'daily-supervision' });
});

test('a spreadsheet of the same rows opens, and holds no formula', async () => {
  const exportId = await request('subjects', { ...wanted, format: 'xlsx' });
  await run(exportId);
  const { default: exceljs } = await import('exceljs');
  const book = new exceljs.Workbook();
  await book.xlsx.readFile(join(folder, `${exportId}.xlsx`));
  const sheet = book.worksheets[0];
  const first = Array.from({ length: 8 }, (_, at) => sheet?.getCell(at + 2, 1));
  expect(first.slice(0, 4).map((cell) => cell?.value)).toEqual(['=cmd|x', '+1', '-2', '@sum']);
  expect(first.some((cell) => cell?.formula)).toBe(false);
  const styles = await readFile(join(folder, `${exportId}.xlsx`));
  expect(styles.subarray(0, 2).toString()).toBe('PK');
});

test('what the owner may see only masked is masked in the file', async () => {
  const exportId = await request('odd', { ...wanted, columns: ['code', 'person'] });
  await run(exportId);
  const text = await readFile(join(folder, `${exportId}.csv`), 'utf8');
  expect(text).toContain('91370102MA3C000000,王**');
  expect(text).not.toContain('王小二');
});

test('nobody but the owner, and the owner only while he sees the same', async () => {
  const exportId = await request();
  await run(exportId);
  const fetched = async (who: string) => (await ask('GET', who, `/exports/${exportId}/file`)).statusCode;
  expect([await fetched('clerk'), await fetched('other'), await fetched('moved'), await fetched('auditor')]).toEqual([
    200, 404, 403, 403,
  ]);
  expect((await ask('GET', 'other', `/exports/${exportId}`)).statusCode).toBe(404);
  expect((await ask('GET', 'other', '/exports')).json()).toEqual([]);
  expect((await http.inject(`/api/v1/exports/${exportId}/file`)).statusCode).toBe(401);
  await database.db.pool.query(`update workbench.export set expires_at = now() - interval '1 second'`);
  expect(await fetched('clerk')).toBe(409);
  expect(await read(exportId)).not.toHaveProperty('downloadUrl');
});

test('what cannot be exported is refused when it is asked for', async () => {
  const status = async (body: object) =>
    (await ask('POST', 'clerk', '/lists/subjects/exports', purpose, { ...wanted, ...body })).statusCode;
  expect([await status({ columns: ['nothing'] }), await status({ sort: 'name' })]).toEqual([400, 400]);
  expect(await status({ filters: { nothing: '1' } })).toBe(400);
  expect((await ask('POST', 'auditor', '/lists/subjects/exports', purpose, wanted)).statusCode).toBe(403);
  for (let n = 0; n < 5; n++) await request();
  expect(await status({})).toBe(409);
});

test('too many rows, a post that is gone: said to the owner at once', async () => {
  const wide = await request();
  await run(wide, { mostRows: 3 });
  expect(await read(wide)).toMatchObject({ state: 'failed', message: expect.stringContaining('上限 3 行') });
  now = null;
  const gone = await request();
  await run(gone);
  expect(await read(gone)).toMatchObject({ state: 'failed', message: expect.stringContaining('任职') });
  now = { ...clerk, grants: new Map([...clerk.grants].filter(([name]) => name !== 'lists.export')) };
  const taken = await request();
  await run(taken);
  expect(await read(taken)).toMatchObject({ state: 'failed', message: expect.stringContaining('导出列表') });
});

test('cut off, it begins anew; failing to the last, it says so and leaves no file', async () => {
  const exportId = await request();
  // What a killed process leaves: a row that runs, and half a file.
  await database.db.pool.query(`update workbench.export set state = 'running', rows = 3 where export_id = $1`, [
    exportId,
  ]);
  await writeFile(join(folder, `${exportId}.part`), '半份');
  await expect(run(exportId, { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
  expect(await read(exportId)).toMatchObject({ state: 'running' });
  await run(exportId);
  expect(await read(exportId)).toMatchObject({ state: 'ready', rows: 7 });

  const bad = await request('odd', { ...wanted, columns: ['code', 'bad'] });
  await expect(run(bad)).rejects.toThrow('broken');
  expect(await read(bad)).toMatchObject({ state: 'running' });
  await expect(run(bad, { last: true })).rejects.toThrow('broken');
  expect(await read(bad)).toMatchObject({ state: 'failed', message: expect.stringContaining('请重新导出') });
  expect((await readdir(folder)).filter((name) => name.startsWith(bad))).toEqual([]);
});
