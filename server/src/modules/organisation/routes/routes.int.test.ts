import { afterAll, beforeAll, expect, it } from 'vitest';
import { officerOf } from '../../../../test/officers.ts';
import type { Officer } from '../../../platform/access/index.ts';
import type { Reach } from '../../../platform/city/index.ts';
import { officerFacts } from '../index.ts';
import { city, type Desk, dayFrom, holding, openDesk, today } from '../test-desk.ts';

let desk: Desk;
const ask: Desk['ask'] = (...question) => desk.ask(...question);

const everything: Record<string, Reach> = {
  'organisation.read': 'city',
  'organisation.manage': 'units',
  'people.read': 'units',
  'people.manage': 'units',
};
/** As at their next request: the new station is among their units. */
function reaching(...words: string[]): void {
  for (const word of words) {
    const officer = desk.viewers.get(word) as Officer;
    desk.viewers.set(word, { ...officer, units: [...officer.units, 'quanchenglu-station'] });
  }
}

beforeAll(async () => {
  desk = await openDesk();
  const { viewers } = desk;
  viewers.set('system', officerOf(city, 'big-data', ['system-administrator'], '系统员'));
  viewers.set('security', officerOf(city, 'big-data', ['security-administrator'], '安全员'));
  viewers.set('bureau', holding('market-regulation', everything));
  viewers.set('county', holding('market-regulation-370102', everything));
  viewers.set('reader', officerOf(city, 'market-regulation-370102', ['entry-clerk']));
});
afterAll(() => desk.close());

const post = async (who: string, path: string, payload: object, status = 200) => {
  const reply = await ask(who, path, { reason: '测试变更', ...payload });
  expect([reply.status, reply.body.detail ?? '', reply.body.errors ?? []]).toEqual([
    status,
    expect.anything(),
    expect.anything(),
  ]);
  return reply.body;
};
const lastEntry = async () =>
  (await desk.database.db.pool.query('select * from platform.audit_entry order by entry_id desc limit 1')).rows[0];
const station = (code: string, parent: string | undefined, more = {}) => ({
  ...{ code, kind: 'department', name: `${code}市场监督管理所`, shortName: code, level: 'station', region: '370102' },
  ...(parent !== undefined && { parent }),
  ...more,
});

it('sets up, renames, moves and closes an organisation, and answers as of any day and as known at any moment', async () => {
  const made = await post(
    'county',
    '/organisation/units',
    station('quanchenglu-station', 'market-regulation-370102'),
    201,
  );
  expect(made).toMatchObject({ stands: true, declared: false, parentName: '济南市历下区市场监督管理局', from: today });
  expect(await lastEntry()).toMatchObject({
    action: 'organisation.create-organisation',
    object: 'organisation:quanchenglu-station',
    reason: '测试变更',
    before_hash: null,
    after_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  reaching('county', 'bureau');
  const before = new Date().toISOString();
  const renamed = await post('county', '/organisation/units/quanchenglu-station/change', {
    version: made.stamp.version,
    from: dayFrom(30),
    name: '泉城路市场监督管理所',
  });
  expect(renamed.name).toBe('quanchenglu-station市场监督管理所');
  const later = await ask('reader', `/organisation/units/quanchenglu-station?on=${dayFrom(30)}`);
  expect(later.body).toMatchObject({
    name: '泉城路市场监督管理所',
    formerNames: ['quanchenglu-station市场监督管理所'],
  });
  const asKnown = await ask(
    'reader',
    `/organisation/units/quanchenglu-station?on=${dayFrom(30)}&knownAt=${encodeURIComponent(before)}`,
  );
  expect(asKnown.body).toMatchObject({ name: 'quanchenglu-station市场监督管理所', knownAt: before });
  const quick = await ask('system', '/organisation/units/quanchenglu-station/change', {
    ...{ version: made.stamp.version, shortName: '泉城所', reason: '晚了一步' },
  });
  expect(quick).toMatchObject({
    status: 409,
    body: { code: 'conflict', detail: expect.stringMatching(/试员已于.*修改了该机构/) },
  });
  const { body: history } = await ask('reader', '/organisation/units/quanchenglu-station/history');
  expect(history.lines).toHaveLength(3);
  expect(history.lines[0]).toMatchObject({ from: dayFrom(30), recordedBy: '试员', reason: '测试变更' });
  expect(history.lines[2]).toMatchObject({ recordedUntil: expect.any(String) });

  const tree = await ask('reader', '/organisation/tree');
  const codes: string[] = tree.body.organisations.map(({ code }: { code: string }) => code);
  expect(codes.indexOf('quanchenglu-station')).toBeGreaterThan(codes.indexOf('market-regulation-370102'));
  const yesterday = await ask('reader', `/organisation/tree?on=${dayFrom(-1)}`);
  expect(yesterday.body.organisations.map(({ code }: { code: string }) => code)).not.toContain('quanchenglu-station');

  const moved = await post('bureau', '/organisation/units/quanchenglu-station/change', {
    ...{ version: renamed.stamp.version, parent: 'market-regulation-370103', region: '370103' },
  });
  expect(moved.parent).toBe('market-regulation-370103');
  desk.viewers.set('county', holding('market-regulation-370102', everything));
  await post(
    'county',
    '/organisation/units/quanchenglu-station/close',
    { version: moved.stamp.version, until: dayFrom(60) },
    404,
  );
  const closed = await post('bureau', '/organisation/units/quanchenglu-station/close', {
    ...{ version: moved.stamp.version, until: dayFrom(60) },
  });
  expect(closed).toMatchObject({ stands: true, until: dayFrom(60) });
  const gone = await ask('reader', `/organisation/units/quanchenglu-station?on=${dayFrom(60)}`);
  expect(gone.body).toMatchObject({ stands: false, name: '泉城路市场监督管理所' });
});

it('says in words what cannot be', async () => {
  const refused = async (who: string, path: string, payload: object, status: number, said: RegExp) => {
    const { status: got, body } = await ask(who, path, { reason: '测试变更', ...payload });
    expect([got, body.errors?.[0]?.message ?? body.detail]).toEqual([status, expect.stringMatching(said)]);
  };
  const { stamp } = (await ask('system', '/organisation/units/market-regulation')).body;
  const change = '/organisation/units/market-regulation/change';
  await refused(
    'system',
    change,
    { version: stamp.version, parent: 'market-regulation-370102' },
    400,
    /成为自己的上级|层级低于/,
  );
  await refused('system', change, { version: stamp.version, name: '济南市财政局' }, 400, /已是机构 finance 的名称/);
  await refused('system', change, { version: stamp.version, region: '110000' }, 400, /没有区划/);
  await refused('system', change, { version: stamp.version, uscc: '11370100MB2848476Y' }, 400, /校验位/);
  await refused(
    'system',
    '/organisation/units/market-regulation/close',
    { version: stamp.version, until: today },
    400,
    /下级机构/,
  );
  await refused('system', '/organisation/units', station('tax', 'market-regulation-370102'), 400, /已被使用/);
  await refused('system', '/organisation/units', station('a-station', undefined), 400, /必须有上级/);
  await refused('system', '/organisation/units', station('a-station', 'nowhere'), 400, /名录中没有/);
  await refused(
    'county',
    '/organisation/units',
    station('a-station', 'market-regulation-370103'),
    404,
    /不在您的管理范围/,
  );
  await refused('county', '/organisation/units', station('a-station', 'nowhere'), 404, /不在您的管理范围/);
  await refused(
    'reader',
    '/organisation/units',
    station('a-station', 'market-regulation-370102'),
    403,
    /没有“维护机构/,
  );
  await refused('system', '/organisation/units', { ...station('A_1', 'market-regulation'), region: '1' }, 400, /格式/);
});

it('people: entered with a post, masked for who only reads, corrected, transferred without their rights, and left', async () => {
  const entered = await post(
    'county',
    '/organisation/people',
    {
      ...{ name: '王建国', phone: '13812345678', staffNumber: 'A-1' },
      post: { organisation: 'market-regulation-370102', title: '科员' },
    },
    201,
  );
  expect(entered).toMatchObject({
    name: '王建国',
    phone: '13812345678',
    posts: [{ title: '科员', state: 'holds', roles: [] }],
  });
  const { personId } = entered;
  const { postId } = entered.posts[0];
  desk.viewers.set('colleague', holding('market-regulation', { 'people.read': 'units' }));
  expect((await ask('colleague', `/organisation/people/${personId}`)).body.phone).toBe('138****5678');
  desk.viewers.set(
    'stranger',
    holding('market-regulation-370103', { 'people.read': 'units', 'people.manage': 'units' }),
  );
  for (const [path, payload] of [
    [`/organisation/people/${personId}`, undefined],
    [`/organisation/people/${personId}/history`, undefined],
    [`/organisation/posts/${postId}`, undefined],
    [`/organisation/people/${personId}/change`, { version: 1, name: '改名' }],
    [`/organisation/people/${personId}/leave`, { version: 1, until: today }],
    [`/organisation/posts/${postId}/move`, { version: 0, title: '局长' }],
    [`/organisation/posts/${postId}/end`, { version: 0, until: today }],
    ['/organisation/posts', { personId, organisation: 'market-regulation-370103', title: '局长' }],
  ] as const) {
    const reply = await ask('stranger', path, payload && { reason: '越权', ...payload });
    expect([path, reply.status]).toEqual([path, 404]);
  }
  const granted = await post('security', `/organisation/posts/${postId}/roles`, { version: 1, roles: ['entry-clerk'] });
  expect(granted.roles).toEqual([{ code: 'entry-clerk', name: '录入员' }]);
  expect(await lastEntry()).toMatchObject({
    action: 'organisation.set-roles',
    details: { before: [], after: ['entry-clerk'] },
  });
  const facts = () => officerFacts(desk.database.db.pool, city.roles, { personId, postId });
  expect((await facts())?.grants.get('records.enter')).toBe('own');

  const moved = await post('system', `/organisation/posts/${postId}/move`, {
    ...{ version: granted.stamp.version, organisation: 'tax', title: '副科长' },
  });
  expect(moved).toMatchObject({ organisation: 'tax', roles: [] });
  expect((await facts())?.grants.size).toBe(0);
  expect((await ask('county', `/organisation/people/${personId}`)).status).toBe(404);

  const person = (await ask('system', `/organisation/people/${personId}`)).body;
  const changed = await post('system', `/organisation/people/${personId}/change`, {
    version: person.stamp.version,
    phone: null,
  });
  expect(changed).not.toHaveProperty('phone');
  const left = await post('system', `/organisation/people/${personId}/leave`, {
    ...{ version: changed.stamp.version, until: dayFrom(5) },
  });
  expect(left).toMatchObject({ leftOn: dayFrom(5), posts: [{ until: dayFrom(5) }] });
  const { body: history } = await ask('system', `/organisation/people/${personId}/history`);
  expect(new Set(history.lines.map(({ thing }: { thing: string }) => thing))).toEqual(new Set(['person', 'post']));
});

it('roles: only by who grants them, never to himself, never two administrators, and an administrator is not swept away', async () => {
  const enter = (name: string, roles?: string[]) =>
    post(
      'system',
      '/organisation/people',
      { name, post: { organisation: 'big-data', title: '科员', ...(roles && { roles }) } },
      201,
    );
  expect(
    (
      await ask('system', '/organisation/people', {
        ...{ name: '甲', reason: '越权', post: { organisation: 'big-data', title: '科员', roles: ['credit-officer'] } },
      })
    ).status,
  ).toBe(403);
  const first = await enter('首任', ['security-administrator']);
  const second = await ask('system', '/organisation/people', {
    ...{
      name: '乙',
      reason: '越权',
      post: { organisation: 'big-data', title: '科员', roles: ['security-administrator'] },
    },
  });
  expect(second.status).toBe(403);
  const { postId } = first.posts[0];
  // Were the post ended by people's administrator, he could name the next security administrator himself.
  const swept = await ask('system', `/organisation/posts/${postId}/end`, {
    version: 1,
    until: dayFrom(1),
    reason: '清场',
  });
  expect(swept).toMatchObject({ status: 409, body: { detail: expect.stringContaining('先由安全管理员收回') } });
  const away = await ask('system', `/organisation/people/${first.personId}/leave`, {
    version: 1,
    until: dayFrom(1),
    reason: '清场',
  });
  expect(away.status).toBe(409);
  const { stamp } = (await ask('system', '/organisation/units/big-data')).body;
  const shut = await ask('system', '/organisation/units/big-data/close', {
    version: stamp.version,
    until: dayFrom(1),
    reason: '清场',
  });
  expect(shut.status).toBe(409);

  desk.viewers.set('himself', { ...(desk.viewers.get('security') as Officer), personId: first.personId });
  const own = await ask('himself', `/organisation/posts/${postId}/roles`, { version: 1, roles: [], reason: '给自己' });
  expect(own).toMatchObject({ status: 403, body: { detail: expect.stringContaining('不能给自己') } });
  const both = await ask('security', `/organisation/posts/${postId}/roles`, {
    ...{ version: 1, roles: ['security-administrator', 'audit-administrator'], reason: '兼任' },
  });
  expect(both).toMatchObject({ status: 409, body: { detail: expect.stringContaining('三员分立') } });
  const misplaced = await ask('security', `/organisation/posts/${postId}/roles`, {
    version: 1,
    roles: ['credit-inquirer'],
    reason: '错位',
  });
  expect(misplaced.status).toBe(400);
  const past = await ask('security', `/organisation/posts/${postId}/roles`, {
    version: 1,
    roles: [],
    from: dayFrom(-1),
    reason: '倒签',
  });
  expect(past.status).toBe(400);
  expect(
    (await ask('system', `/organisation/posts/${postId}/roles`, { version: 1, roles: [], reason: '越权' })).status,
  ).toBe(403);
});

it('duties: set for days, once, and ended', async () => {
  const [item] = city.catalogue.items.filter(({ provider }) => provider !== 'statistics');
  const wanted = { organisation: 'statistics', kind: 'information-item', item: item?.code };
  const duty = await post('system', '/organisation/duties', { ...wanted, until: dayFrom(90) }, 201);
  expect(duty).toMatchObject({
    itemName: item?.name,
    organisationName: '济南市统计局',
    state: 'holds',
    declared: false,
  });
  await post('system', '/organisation/duties', { ...wanted, from: dayFrom(30) }, 409);
  await post('system', '/organisation/duties', { ...wanted, item: 'no-such-item' }, 400);
  await post('system', '/organisation/duties', { ...wanted, kind: 'licence-item', item: '000111002000' }, 201);
  await post('county', '/organisation/duties', wanted, 404);
  await post('county', `/organisation/duties/${duty.dutyId}/end`, { version: 1, until: dayFrom(1) }, 404);
  const ended = await post('system', `/organisation/duties/${duty.dutyId}/end`, {
    version: duty.stamp.version,
    until: dayFrom(1),
  });
  expect(ended).toMatchObject({ until: dayFrom(1), state: 'holds', may: { end: true } });
  const { body: history } = await ask('reader', `/organisation/duties/${duty.dutyId}/history`);
  expect(history.lines).toHaveLength(2);
});
