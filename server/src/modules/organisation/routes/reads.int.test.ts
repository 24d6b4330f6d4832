import { afterAll, beforeAll, expect, it } from 'vitest';
import { officerOf } from '../../../../test/officers.ts';
import type { Reach } from '../../../platform/city/index.ts';
import { createListing } from '../../../platform/listing/index.ts';
import { silentLogger } from '../../../platform/log/index.ts';
import { organisationLists } from '../lists.ts';
import { city, type Desk, holding, openDesk } from '../test-desk.ts';

let desk: Desk;
const ask: Desk['ask'] = (...question) => desk.ask(...question);
const lastEntry = async () =>
  (await desk.database.db.pool.query('select * from platform.audit_entry order by entry_id desc limit 1')).rows[0];

beforeAll(async () => {
  desk = await openDesk();
  desk.viewers.set('reader', officerOf(city, 'market-regulation-370102', ['entry-clerk']));
});
afterAll(() => desk.close());

it('tells who can do what with what, and why; the look is in the audit log', async () => {
  const enter = (name: string, organisation: string, roles: string[]) =>
    desk.enter({ name }, { [organisation]: roles });
  await enter('县区录入员', 'market-regulation-370102', ['entry-clerk']);
  await enter('市局审核员', 'market-regulation', ['reviewer']);
  await enter('别区录入员', 'market-regulation-370103', ['entry-clerk']);
  await enter('全市管理员', 'development-reform', ['credit-officer']);
  desk.viewers.set('auditor', officerOf(city, 'audit', ['auditor']));
  const who = async (question: string) => {
    const { status, body } = await ask('auditor', `/roles/who?${question}`);
    expect([status, body.detail]).toEqual([200, undefined]);
    return body.people.map(({ personName, reach }: { personName: string; reach: string }) => `${personName} ${reach}`);
  };
  expect(await who('permission=batches.read&department=market-regulation-370102')).toEqual([
    ...['县区录入员 own', '市局审核员 units', '全市管理员 city'],
  ]);
  expect(await who('permission=subjects.read&region=370102')).toEqual([
    ...['县区录入员 region', '全市管理员 city', '市局审核员 city'],
  ]);
  expect(await who('permission=subjects.read&subject=91370102MA3ABSENT0')).toContain('县区录入员 region');
  expect(await who('permission=records.enter')).toContain('别区录入员 own');
  expect(await lastEntry()).toMatchObject({ action: 'organisation.who-can', details: { permission: 'records.enter' } });
  const { body } = await ask('auditor', '/roles/who?permission=batches.read&department=market-regulation-370102');
  expect(body.people[1].why).toBe(
    '角色“审核员”（本部门及下级）：济南市历下区市场监督管理局是济南市市场监督管理局的下级。',
  );
  for (const [question, said] of [
    ['permission=nothing', /没有权限/],
    ['permission=batches.read&subject=none', /没有代码/],
    ['permission=batches.read&region=999999', /没有区划/],
    ['permission=batches.read&department=nowhere', /名录中没有/],
    ['permission=batches.read&region=370102&department=tax', /只能选一个/],
  ] as const) {
    const reply = await ask('auditor', `/roles/who?${question}`);
    expect([reply.status, reply.body.errors[0].message]).toEqual([400, expect.stringMatching(said)]);
  }
  expect((await ask('reader', '/roles/who?permission=batches.read')).status).toBe(403);
  const matrix = (await ask('auditor', '/roles')).body;
  expect(matrix.roles.find(({ code }: { code: string }) => code === 'reviewer')).toMatchObject({
    ...{ grants: { 'batches.read': 'units' }, posts: 1 },
  });
  expect(matrix.permissions.length).toBe(
    new Set(matrix.permissions.map((one: { permission: string }) => one.permission)).size,
  );
});

it('lists: somebody with posts in two organisations is in the list of both, once; masked where only read', async () => {
  await desk.enter({ name: '两处任职', phone: '13900001111' }, { 'ecology-370102': [], 'ecology-370103': [] });
  const listing = createListing({ db: desk.database.db, lists: organisationLists({ city }), log: silentLogger() });
  const rows = async (list: string, department: string, permissions: Record<string, Reach>) => {
    const viewer = holding(department, permissions);
    const page = await listing.page(viewer, list, { filters: {}, limit: 100 });
    return page.rows.map(({ cells }) => cells);
  };
  for (const department of ['ecology-370102', 'ecology-370103', 'ecology']) {
    const people = await rows('people', department, { 'people.read': 'units' });
    expect(people).toHaveLength(1);
    expect(JSON.stringify(people)).toContain('139****1111');
  }
  expect(JSON.stringify(await rows('people', 'ecology', { 'people.read': 'units', 'people.manage': 'own' }))).toContain(
    '13900001111',
  );
  expect(await rows('people', 'ecology-370104', { 'people.read': 'units' })).toEqual([]);
  expect(await rows('posts', 'ecology', { 'people.read': 'units' })).toHaveLength(2);
  expect(await rows('posts', 'ecology-370103', { 'people.read': 'own' })).toHaveLength(1);
  expect((await rows('organisations', 'ecology-370103', { 'organisation.read': 'own' })).length).toBe(1);
});
