/** The system page over HTTP: what administrators see and do, and who is kept out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../test/database.ts';
import { officerOf } from '../../test/officers.ts';
import { listRoutes, systemRoutes } from '../modules/workbench/index.ts';
import type { Viewer } from '../platform/access/index.ts';
import { installCalendar, isWorkingDay, readCalendar } from '../platform/calendar/index.ts';
import { citiesFolder, loadCity } from '../platform/city/index.ts';
import { programFolder } from '../platform/config/index.ts';
import { transact } from '../platform/db/index.ts';
import { buildHttp } from '../platform/http/index.ts';
import { createJobs, defineJob, type Jobs } from '../platform/jobs/index.ts';
import { createListing } from '../platform/listing/index.ts';
import { silentLogger } from '../platform/log/index.ts';
import { allLists } from './lists.ts';

const city = loadCity('jinan');
const viewers: Record<string, Viewer> = {
  system: officerOf(city, 'big-data', ['system-administrator'], '系员'),
  watcher: {
    ...officerOf(city, 'big-data', ['system-administrator'], '只看'),
    grants: new Map([
      ['workbench.use', 'self'],
      ['system.read', 'city'],
    ]),
  },
  auditor: officerOf(city, 'market-regulation', ['audit-administrator'], '审员'),
  clerk: officerOf(city, 'market-regulation-370102', ['entry-clerk'], '录员'),
};
const doomed = defineJob('test.doomed', { schema: Type.Object({}), handler: async () => {} });
let database: TestDatabase;
let http: FastifyInstance;
let jobs: Jobs;
let failing: ReadonlyMap<string, string> = new Map();
const ask = (method: 'GET' | 'POST' | 'PUT', who: string, url: string, payload?: object | string, type?: string) =>
  http.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${who}`, ...(type !== undefined && { 'content-type': type }) },
    ...(payload !== undefined && { payload }),
  });

beforeAll(async () => {
  database = await freshDatabase();
  const { db } = database;
  const log = silentLogger();
  jobs = createJobs({ db, jobs: [doomed], log });
  await jobs.start({ work: false });
  await transact(db, installCalendar);
  const listing = createListing({ db, lists: allLists({ city, db, jobs: () => jobs }), log });
  http = buildHttp({
    routes: [
      ...listRoutes({ db, listing, matters: city.matters }),
      ...systemRoutes({
        ...{ db, city, jobs, practice: false, migrations: 999, dataFolder: programFolder },
        followerFailures: () => failing,
      }),
    ],
    logger: log,
    matters: city.matters,
    authenticate: async (secret) => viewers[secret] ?? null,
  });
});
afterAll(async () => {
  await http.close();
  await jobs.stop();
  await database.drop();
});

/** Jobs that were given up; their keys as the list has them. */
async function givenUp(count: number): Promise<string[]> {
  const { db } = database;
  for (let n = 0; n < count; n++) await transact(db, (tx) => jobs.enqueue(tx, doomed, {}));
  await db.pool.query(
    `update pgboss.job set state = 'failed', output = '{"message": "磁盘已满", "stack": "at x"}' where state = 'created'`,
  );
  const page = await ask('GET', 'system', '/lists/jobs?f.state=failed');
  return (page.json().rows as { key: string }[]).map(({ key }) => key);
}

test.each([
  ['GET', '/system'],
  ['GET', '/system/jobs'],
  ['GET', '/system/storage'],
  ['GET', '/system/calendar'],
  ['GET', '/system/calendar/2026'],
  ['GET', '/lists/jobs'],
] as const)('%s %s is for whoever may see the system', async (method, url) => {
  const status = async (who: string) => (await ask(method, who, url)).statusCode;
  expect([await status('system'), await status('watcher'), await status('clerk')]).toEqual([200, 200, 403]);
  expect((await http.inject({ method, url: `/api/v1${url}` })).statusCode).toBe(401);
});

test('versions, sizes, followers and what is to be seen to', async () => {
  failing = new Map([['registry search', 'broken']]);
  const overview = (await ask('GET', 'system', '/system')).json();
  failing = new Map();
  expect(overview.versions).toMatchObject({ node: process.version, migrationsKnown: 999 });
  expect(overview.versions.migrationsApplied).toBeGreaterThan(10);
  expect(overview.followers).toContainEqual(expect.objectContaining({ title: '搜索索引', failure: 'broken' }));
  const said = (overview.warnings as { text: string }[]).map(({ text }) => text).join();
  expect(said).toContain('“搜索索引”出错');
  expect(said).toContain('程序需要 999 个');
  const storage = (await ask('GET', 'system', '/system/storage')).json();
  expect(storage.databaseBytes).toBeGreaterThan(1e6);
  expect(storage.tables).toContainEqual(expect.objectContaining({ name: 'platform.audit_entry' }));
  expect(storage.disk.total).toBeGreaterThan(storage.disk.free);
});

test('dead letters are retried and removed, one or many, and each act is in the log', async () => {
  const keys = await givenUp(3);
  expect(keys).toHaveLength(3);
  const page = (await ask('GET', 'system', '/lists/jobs?f.state=failed')).json();
  expect(page.rows[0]).toMatchObject({
    cells: { failure: '磁盘已满', state: 'failed' },
    allowedActions: ['retry', 'discard'],
  });
  const act = async (who: string, action: string, chosen: string[]) =>
    ask('POST', who, `/lists/jobs/actions/${action}`, { keys: chosen, fields: {} });
  expect((await act('watcher', 'retry', keys)).statusCode).toBe(403);
  const done = (await act('system', 'retry', keys.slice(0, 2))).json();
  expect(done.results.map(({ done: was }: { done: boolean }) => was)).toEqual([true, true]);
  // Two administrators at once: the second is told.
  expect((await act('system', 'discard', keys.slice(1))).json().results).toMatchObject([
    { done: false, code: 'conflict' },
    { done: true },
  ]);
  const kinds = (await ask('GET', 'system', '/system/jobs')).json();
  expect(kinds.find(({ name }: { name: string }) => name === 'test.doomed')).toMatchObject({ waiting: 2, failed: 0 });
  const { rows } = await database.db.pool.query(
    `select action, count(*)::int as count from platform.audit_entry where object like 'job:test.doomed/%' group by 1 order by 1`,
  );
  expect(rows).toEqual([
    { action: 'system.discard-job', count: 1 },
    { action: 'system.retry-job', count: 2 },
  ]);
});

test('the next year is entered from a table; a past year stays', async () => {
  const csv = '日期,类型,名称\n2027-01-01,放假,元旦\n2027-01-03,上班,元旦\n';
  const source = encodeURIComponent('国办发明电〔2026〕7号');
  const put = (who: string, year: number, text: string, type = 'text/csv') =>
    ask('PUT', who, `/system/calendar/${year}?source=${source}`, text, type);
  expect((await put('watcher', 2027, csv)).statusCode).toBe(403);
  const bad = await put('system', 2027, csv.replace('2027-01-03', '2027-01-04'));
  expect([bad.statusCode, bad.json().detail]).toEqual([400, expect.stringContaining('不是周末')]);
  expect((await put('system', 2027, csv)).json()).toEqual({
    year: 2027,
    source: '国办发明电〔2026〕7号',
    exceptions: 2,
  });
  const calendar = await readCalendar(database.db.pool);
  expect([isWorkingDay(calendar, '2027-01-01'), isWorkingDay(calendar, '2027-01-03')]).toEqual([false, true]);
  expect((await ask('GET', 'system', '/system/calendar')).json().nextMissing).toBe(2028);
  const shipped = readFileSync(join(citiesFolder, 'base/calendar/2025.yaml'), 'utf8');
  expect((await put('system', 2025, shipped, 'application/yaml')).statusCode).toBe(409);
  const { rows } = await database.db.pool.query(
    `select reason, before_hash, length(after_hash) as length from platform.audit_entry where object = 'calendar:2027'`,
  );
  expect(rows).toEqual([{ reason: '国办发明电〔2026〕7号', before_hash: null, length: 64 }]);
});

test('the audit log is searched by who, what, on what and when, and each search is in it', async () => {
  const search = async (query: string) => (await ask('GET', 'auditor', `/lists/audit?${query}`)).json().rows;
  expect((await ask('GET', 'system', '/lists/audit')).statusCode).toBe(403);
  const actions = async (query: string) =>
    (await search(query)).map(({ cells }: { cells: { action: string } }) => cells.action);
  expect(await actions('f.object=calendar:2027')).toEqual(['system.enter-calendar']);
  expect(new Set(await actions('f.action=system.retry-job'))).toEqual(new Set(['system.retry-job']));
  expect(await actions(`f.action=system.retry-job&f.at=..2020-01-01`)).toEqual([]);
  const looks = (await search('f.action=listing.look&f.object=list:audit')).length;
  expect((await search('f.action=listing.look&f.object=list:audit')).length).toBe(looks + 1);
});
