/** 待办、通知、搜索 of officers, over HTTP and a real store. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../test/database.ts';
import { officerOf } from '../../test/officers.ts';
import { installOrganisation } from '../modules/organisation/index.ts';
import { createSubjectSearch } from '../modules/registry/index.ts';
import { findRoutes, listRoutes, noticeRoutes, toDoRoutes } from '../modules/workbench/index.ts';
import type { Viewer } from '../platform/access/index.ts';
import { loadCity } from '../platform/city/index.ts';
import { transact } from '../platform/db/index.ts';
import { buildHttp } from '../platform/http/index.ts';
import { createJobs } from '../platform/jobs/index.ts';
import { createListing } from '../platform/listing/index.ts';
import { silentLogger } from '../platform/log/index.ts';
import { allLists } from './lists.ts';

const city = loadCity('jinan');
const officers: Record<string, Viewer> = {
  clerk: officerOf(city, 'market-regulation-370102', ['entry-clerk']),
  neighbour: officerOf(city, 'market-regulation-370103', ['entry-clerk']),
  reviewer: officerOf(city, 'market-regulation', ['reviewer']),
  credit: officerOf(city, 'development-reform', ['credit-officer']),
  system: officerOf(city, 'big-data', ['system-administrator']),
  inquirer: officerOf(city, 'central-bank', ['credit-inquirer']),
};
let database: TestDatabase;
let app: ReturnType<typeof buildHttp>;

beforeAll(async () => {
  database = await freshDatabase();
  const { db } = database;
  // The list of jobs reads the queue's own tables.
  const queue = createJobs({ db, jobs: [], log: silentLogger() });
  await queue.start({ work: false });
  await queue.stop();
  await transact(db, (tx) => installOrganisation(tx, city));
  await db.pool.query(
    `insert into registry.subject (subject_code, kind, name, name_folded, status, region, batch_id, row_number, updated_at)
     values ('91370102MA3XTE5T8Q', 'enterprise', '济南样例甲公司', '济南样例甲公司', 'live', '370102', 1, 2, now()),
            ('91370103MA3XTE5T9P', 'enterprise', '济南样例乙公司', '济南样例乙公司', 'live', '370103', 1, 3, now())`,
  );
  for (const [department, state, times] of [
    ['market-regulation-370102', 'trial', 3],
    ['market-regulation-370102', 'finished', 2],
    ['market-regulation-370103', 'trial', 1],
  ] as const)
    await db.pool.query(
      `insert into exchange.batch (item, department, edition, channel, source_name, source_digest, source_bytes, format, state, actor)
       select 'administrative-penalty', $1, 'e', 'cli', '处罚.csv', 'd', 1, 'csv', $2, 'test' from generate_series(1, $3)`,
      [department, state, times],
    );
  const listing = createListing({ db, lists: allLists({ city }), log: silentLogger() });
  const desk = { db, listing, matters: city.matters };
  app = buildHttp({
    routes: [
      ...listRoutes(desk),
      ...toDoRoutes({ ...desk, toDos: city.toDos }),
      ...noticeRoutes({ db, roles: city.roles }),
      ...findRoutes({ db, search: createSubjectSearch(db, { log: silentLogger() }) }),
    ],
    logger: silentLogger(),
    matters: city.matters,
    authenticate: async (secret) => officers[secret] ?? null,
  });
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

const ask = async (who: string, method: 'GET' | 'POST', path: string, payload?: object) => {
  const reply = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${who}`, 'x-purpose': 'case-handling' },
    ...(payload !== undefined && { payload }),
  });
  return { status: reply.statusCode, body: reply.body === '' ? null : reply.json() };
};

describe('to-dos', () => {
  it('count what their list opens with, for everybody, and name nothing that one cannot do', async () => {
    for (const who of Object.keys(officers)) {
      const { body } = await ask(who, 'GET', '/to-dos');
      for (const { list, filters, count } of body) {
        const query = new URLSearchParams(Object.entries(filters).map(([name, value]) => [`f.${name}`, String(value)]));
        const page = await ask(who, 'GET', `/lists/${list}?${query}&limit=200`);
        expect([who, list, page.body.rows.length]).toEqual([who, list, count]);
      }
    }
    const names = async (who: string) =>
      (await ask(who, 'GET', '/to-dos')).body.map(({ name }: { name: string }) => name);
    expect(await names('clerk')).toContain('trials');
    expect(await names('clerk')).not.toContain('pending');
    expect(await names('reviewer')).toContain('pending');
    expect(await names('inquirer')).toEqual([]);
    const [trials] = (await ask('clerk', 'GET', '/to-dos')).body;
    expect(trials).toMatchObject({ name: 'trials', count: 3 });
  });

  it('count what their list opens with, whoever looks', async () => {
    const places = city.departments.map(({ code }) => code);
    const roles = city.roles.filter(({ heldIn }) => heldIn.includes('department')).map(({ code }) => code);
    await database.db.pool.query(
      `insert into exchange.batch (item, department, edition, channel, source_name, source_digest, source_bytes, format, state, actor)
       select 'administrative-penalty', ($1::text[])[1 + n * 7 % $2], 'e', 'cli', '处罚.csv', 'd', 1, 'csv',
              case n % 3 when 0 then 'finished' else 'trial' end, 'test' from generate_series(1, 190) as n`,
      [places, places.length],
    );
    const someone = fc.tuple(fc.constantFrom(...places), fc.subarray(roles, { minLength: 1, maxLength: 3 }));
    let counted = 0;
    for (const [n, [department, held]] of fc.sample(someone, { numRuns: 40, seed: 7 }).entries()) {
      const who = `random${n}`;
      officers[who] = officerOf(city, department, held, who);
      for (const { list, filters, count } of (await ask(who, 'GET', '/to-dos')).body) {
        const query = new URLSearchParams(Object.entries(filters).map(([name, value]) => [`f.${name}`, String(value)]));
        const page = await ask(who, 'GET', `/lists/${list}?${query}&limit=200`);
        expect([department, held, list, page.body.rows.length]).toEqual([department, held, list, count]);
        counted += count;
      }
    }
    // Some of them had something to do.
    expect(counted).toBeGreaterThan(100);
  });
});

describe('notices', () => {
  const publish = (who: string, audience: string, audienceCode?: string) =>
    ask(who, 'POST', '/notices', {
      title: `致${audience}`,
      body: '内容',
      audience,
      ...(audienceCode && { audienceCode }),
    });
  const titles = async (who: string) =>
    (await ask(who, 'GET', '/notices')).body.map(({ title }: { title: string }) => title);

  it('reach whom they are for and nobody else, and are read by each for himself', async () => {
    expect((await publish('system', 'city')).status).toBe(201);
    expect((await publish('system', 'organisation', 'market-regulation')).status).toBe(201);
    expect((await publish('system', 'region', '370102')).status).toBe(201);
    expect((await publish('credit', 'role', 'reviewer')).status).toBe(201);
    expect(await titles('clerk')).toEqual(['致region', '致organisation', '致city']);
    expect(await titles('neighbour')).toEqual(['致organisation', '致city']);
    expect(await titles('reviewer')).toEqual(['致role', '致organisation', '致city']);
    expect(await titles('credit')).toEqual(['致city']);
    const unread = async (who: string) => (await ask(who, 'GET', '/notices/unread')).body;
    expect([await unread('clerk'), await unread('credit')]).toEqual([{ count: 3 }, { count: 1 }]);
    const [newest] = (await ask('clerk', 'GET', '/notices')).body;
    expect((await ask('neighbour', 'POST', `/notices/${newest.noticeId}/read`)).status).toBe(404);
    expect((await ask('clerk', 'POST', `/notices/${newest.noticeId}/read`)).status).toBe(204);
    expect(await unread('clerk')).toEqual({ count: 2 });
    expect((await ask('clerk', 'GET', '/notices')).body.map(({ read }: { read: boolean }) => read)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('are published by whoever may, to somebody who exists, and withdrawn once', async () => {
    expect((await publish('clerk', 'city')).status).toBe(403);
    expect((await publish('system', 'role', 'no-such-role')).status).toBe(400);
    expect((await publish('system', 'city', '370102')).status).toBe(400);
    const { body } = await publish('system', 'city');
    expect((await ask('clerk', 'POST', `/notices/${body.noticeId}/withdraw`)).status).toBe(403);
    const both = await Promise.all([1, 2].map(() => ask('system', 'POST', `/notices/${body.noticeId}/withdraw`)));
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect(await titles('inquirer')).toEqual(['致city']);
  });
});

describe('the search', () => {
  it('finds subjects and batches within reach', async () => {
    const found = async (who: string, q: string) =>
      (await ask(who, 'GET', `/find?q=${encodeURIComponent(q)}`)).body.flatMap(
        ({ hits }: { hits: { link: string }[] }) => hits.map(({ link }) => link),
      );
    expect(await found('clerk', '济南样例')).toEqual(['/subjects/91370102MA3XTE5T8Q']);
    expect((await found('reviewer', '济南样例')).sort()).toEqual([
      '/subjects/91370102MA3XTE5T8Q',
      '/subjects/91370103MA3XTE5T9P',
    ]);
    expect(await found('system', '济南样例')).toEqual([]);
    expect(await found('clerk', '1')).toEqual(['/batches/1']);
    expect(await found('neighbour', '1')).toEqual([]);
  });
});
