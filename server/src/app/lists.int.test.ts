import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../test/database.ts';
import { officerOf } from '../../test/officers.ts';
import { listRoutes, viewRoutes } from '../modules/workbench/index.ts';
import type { Viewer } from '../platform/access/index.ts';
import { loadCity } from '../platform/city/index.ts';
import { buildHttp } from '../platform/http/index.ts';
import { createJobs } from '../platform/jobs/index.ts';
import { createListing } from '../platform/listing/index.ts';
import { silentLogger } from '../platform/log/index.ts';
import { allLists } from './lists.ts';

const city = loadCity('jinan');
const lists = allLists({ city });
const example: Record<string, string> = {
  text: '济南',
  choice: 'x',
  choices: 'x,y',
  'day-range': '2026-01-01..2026-03-31',
  'integer-range': '1..9',
  boolean: 'true',
  subject: '91370100MA3C000011',
};

/** The looks of this test are in the log; rules of comparison are declared. */
const neverEmpty = new Set(['audit', 'comparison-rules']);

let database: TestDatabase;
let http: FastifyInstance;
const viewers: Record<string, Viewer> = {
  // No person holds these together; here one has to open every list.
  chief: officerOf(city, 'market-regulation', [
    'credit-officer',
    'entry-clerk',
    'security-administrator',
    'system-administrator',
    'audit-administrator',
  ]),
  auditor: officerOf(city, 'market-regulation', ['audit-administrator'], '审员'),
};
const purpose = { 'x-purpose': 'daily-supervision' };
const ask = (method: 'GET' | 'POST' | 'DELETE', who: string, url: string, headers = {}, payload?: object) =>
  http.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${who}`, ...headers },
    ...(payload && { payload }),
  });

beforeAll(async () => {
  database = await freshDatabase();
  // The list of jobs reads the queue's own tables.
  const queue = createJobs({ db: database.db, jobs: [], log: silentLogger() });
  await queue.start({ work: false });
  await queue.stop();
  const desk = {
    db: database.db,
    matters: city.matters,
    listing: createListing({ db: database.db, lists, log: silentLogger() }),
  };
  http = buildHttp({
    routes: [...listRoutes(desk), ...viewRoutes(desk)],
    logger: silentLogger(),
    matters: city.matters,
    authenticate: async (secret) => viewers[secret] ?? null,
  });
});
afterAll(async () => {
  await http.close();
  await database.drop();
});

test.each(lists.map((list) => [list.name, list] as const))(
  '%s opens in every sort and under every filter',
  async (name, list) => {
    const needed = Object.entries(list.filters).flatMap(([filter, { required, type }]) =>
      required ? [`f.${filter}=${example[type]}`] : [],
    );
    const sorts = Object.entries(list.columns).flatMap(([column, { sortable }]) =>
      sortable ? [column, `-${column}`] : [],
    );
    const filters = Object.entries(list.filters).map(
      // A text of a form of its own (2026-11) has its example as its hint.
      ([filter, { type, hint }]) =>
        `f.${filter}=${encodeURIComponent((type === 'text' && hint) || (example[type] ?? ''))}`,
    );
    for (const query of [...sorts.map((sort) => `sort=${sort}`), ...filters]) {
      const url = `/lists/${name}?${[...new Set([...needed, query])].join('&')}`;
      const page = await ask('GET', 'chief', url, purpose);
      const rows = neverEmpty.has(name) ? expect.any(Array) : [];
      expect([url, page.statusCode, page.json().rows]).toEqual([url, 200, rows]);
    }
    const count = await ask('GET', 'chief', `/lists/${name}/count?${needed.join('&')}`, purpose);
    expect(count.json()).toEqual({ count: neverEmpty.has(name) ? expect.any(Number) : 0, exact: true });
  },
);

test('a list is hidden from, and closed to, whoever lacks its permission', async () => {
  const names = async (who: string) =>
    ((await ask('GET', who, '/lists')).json() as { name: string }[]).map(({ name }) => name);
  expect(await names('chief')).toEqual(lists.map(({ name }) => name));
  expect(await names('auditor')).toEqual(['organisations', 'people', 'posts', 'duties', 'exports', 'audit']);
  expect((await ask('GET', 'auditor', '/lists/batches')).statusCode).toBe(403);
  expect((await ask('GET', 'chief', '/lists/nothing')).statusCode).toBe(404);
  expect((await http.inject('/api/v1/lists')).statusCode).toBe(401);
});

test('a look at non-public data wants a purpose and is in the audit log, personal filters unsaid', async () => {
  expect((await ask('GET', 'chief', '/lists/subjects')).json()).toMatchObject({
    status: 403,
    code: 'purpose-required',
  });
  const looked = await ask('GET', 'chief', `/lists/subjects?f.representative=${encodeURIComponent('王小二')}`, purpose);
  expect(looked.statusCode).toBe(200);
  const { rows } = await database.db.pool.query(
    `select purpose, details from platform.audit_entry where action = 'listing.look' order by entry_id desc limit 1`,
  );
  expect(rows[0]).toMatchObject({
    purpose: 'daily-supervision',
    details: { filters: { representative: '（略）' }, rows: 0 },
  });
});

test.each([
  ['f.nothing=1', '没有筛选条件'],
  ['f.started=2026-02-30', '范围不正确'],
  ['sort=source', '不能按'],
  ['after=abc', '翻页位置'],
])('a wrong question (%s) is answered in Chinese', async (query, said) => {
  const reply = await ask('GET', 'chief', `/lists/batches?${query}`);
  expect([reply.statusCode, reply.json().detail]).toEqual([400, expect.stringContaining(said)]);
});

test('a view is kept under its title, once, and dropped by its owner', async () => {
  const view = { title: '未受理', filters: { state: 'refused' }, columns: ['batch', 'state'], sort: '-batch' };
  const kept = await ask('POST', 'chief', '/lists/batches/views', {}, view);
  expect([kept.statusCode, kept.json()]).toEqual([
    201,
    { viewId: expect.any(String), list: 'batches', shared: false, ...view },
  ]);
  await ask('POST', 'chief', '/lists/batches/views', {}, view);
  const { viewId } = kept.json() as { viewId: string };
  expect((await ask('GET', 'chief', '/lists/batches/views')).json()).toHaveLength(1);
  expect((await ask('DELETE', 'auditor', `/views/${viewId}`)).statusCode).toBe(404);
  expect((await ask('DELETE', 'chief', `/views/${viewId}`)).statusCode).toBe(204);
  expect((await ask('GET', 'chief', '/lists/batches/views')).json()).toEqual([]);
});
