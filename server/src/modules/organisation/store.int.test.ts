import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { cityCodes, loadCity } from '../../platform/city/index.ts';
import { transact } from '../../platform/db/index.ts';
import {
  appoint,
  createPerson,
  type Doing,
  departmentOfStore,
  installOrganisation,
  officerFacts,
  personOf,
  postsOf,
} from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const written = async () => {
  const tables = ['region_version', 'organisation_version', 'role'].map((table) =>
    database.db.pool.query(
      `select code, xmin::text as written, to_jsonb(t) as row from organisation.${table} t order by code, to_jsonb(t)::text`,
    ),
  );
  return (await Promise.all(tables)).map(({ rows }) => rows);
};

const rows = async (statement: string, values: unknown[] = []) =>
  (await database.db.pool.query(statement, values)).rows;

it.each(cityCodes())(
  '%s: installs regions and departments; again changes nothing; a renamed department is renamed from today',
  async (code) => {
    const city = loadCity(code);
    const install = (given: typeof city, today: string) =>
      transact(database.db, (tx) => installOrganisation(tx, given, today));
    await install(city, '2026-11-24');
    const first = await written();
    const codes = new Set(first.flat().map((row) => row.code));
    for (const { code: declared } of [...city.regions, ...city.departments, ...city.organisations])
      expect(codes).toContain(declared);
    await install(city, '2026-11-25');
    expect(await written()).toEqual(first);
    const provided = city.catalogue.items.map(({ code: item, provider }) => ({ item, organisation: provider }));
    for (const { item, organisation } of [...provided, ...city.duties]) {
      expect(
        await rows(
          `select valid_from, valid_until from organisation.duty join organisation.duty_version using (duty_id)
            where kind = 'information-item' and organisation = $1 and item = $2`,
          [organisation, item],
        ),
      ).toEqual([{ valid_from: '-infinity', valid_until: 'infinity' }]);
    }

    const departments = city.departments.map((one) => (one.code === 'tax' ? { ...one, shortName: '税务' } : one));
    await install({ ...city, departments }, '2026-11-26');
    expect(
      await rows(
        `select valid_from, valid_until, short_name, former_names from organisation.organisation_version
          where code = 'tax' and recorded_until = 'infinity' order by valid_from desc limit 2`,
      ),
    ).toMatchObject([
      {
        valid_from: '2026-11-26',
        valid_until: 'infinity',
        short_name: '税务',
        former_names: [`${city.name}国家税务局`, `${city.name}地方税务局`],
      },
      { valid_until: '2026-11-26', short_name: city.departments.find((one) => one.code === 'tax')?.shortName },
    ]);
    await install(city, '2026-11-26');
  },
);

it('an officer is what his post makes of him', async () => {
  const city = loadCity('jinan');
  const doing: Doing = { viewer: { kind: 'operator', name: 'test' }, city, today: '2026-11-24' };
  await transact(database.db, (tx) => installOrganisation(tx, city, '2026-11-24'));
  const { personId, postId } = await transact(database.db, async (tx) => {
    const person = await createPerson(tx, doing, { name: ' 王建国 ', staffNumber: '1001' });
    const post = await appoint(tx, doing, {
      ...person,
      organisation: 'market-regulation',
      title: '信用科科长',
      roles: ['reviewer', 'auditor'],
    });
    return { ...person, ...post };
  });
  const facts = await officerFacts(database.db.pool, city.roles, { personId, postId, today: '2026-11-24' });
  expect(facts).toMatchObject({
    name: '王建国',
    department: 'market-regulation',
    region: '370100',
    roles: ['auditor', 'reviewer'],
  });
  expect(facts?.grants.get('batches.read')).toBe('city');
  expect(facts?.grants.get('people.manage')).toBeUndefined();
  expect(facts?.units).toContain('market-regulation-370102');
  expect(facts?.units).not.toContain('tax');
  expect(facts?.regions).toEqual(expect.arrayContaining(['370100', '370171', '371202', '370122']));
  expect(facts?.regionUnits).toContain('tax-370102');
  expect(await officerFacts(database.db.pool, city.roles, { personId, postId, today: '2026-11-23' })).toBeNull();
  expect(await officerFacts(database.db.pool, city.roles, { personId: '999', postId })).toBeNull();
  expect(await officerFacts(database.db.pool, city.roles, { personId: 'x', postId })).toBeNull();
  expect(await postsOf(database.db.pool, personId, '2026-11-24')).toEqual([
    {
      postId,
      title: '信用科科长',
      organisation: 'market-regulation',
      organisationName: '济南市市场监督管理局',
      kind: 'department',
      region: '370100',
      regionName: '济南市',
      roles: ['auditor', 'reviewer'],
    },
  ]);
  expect(await personOf(database.db.pool, personId)).toMatchObject({
    name: '王建国',
    staffNumber: '1001',
    leftOn: null,
  });
});

it('of two administrator roles granted to one person at once, one is refused; past the action the database refuses', async () => {
  const city = loadCity('jinan');
  const doing: Doing = { viewer: { kind: 'operator', name: 'test' }, city, today: '2026-11-24' };
  const { personId } = await transact(database.db, (tx) => createPerson(tx, doing, { name: '李明' }));
  const grant = (role: string) =>
    transact(database.db, (tx) =>
      appoint(tx, doing, { personId, organisation: 'development-reform', title: role, roles: [role] }),
    );
  const both = await Promise.allSettled([grant('security-administrator'), grant('audit-administrator')]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'conflict', message: expect.stringContaining('三员分立') },
  });
  const [held] = await postsOf(database.db.pool, personId, '2026-11-24');
  const other = held?.roles[0] === 'audit-administrator' ? 'security-administrator' : 'audit-administrator';
  await expect(
    rows(
      `with added as (insert into organisation.post (person_id, changed_by) values ($1, 'x') returning post_id)
       insert into organisation.post_version (post_id, person_id, valid_from, valid_until, recorded_from, recorded_by, organisation, title, roles)
       select post_id, $1, '2026-12-01', 'infinity', now(), 'x', 'tax', 'x', array[$2] from added`,
      [personId, other],
    ),
  ).rejects.toThrow(/two administrator roles/);
});

it('roles stay where they belong, and nobody grants them to himself or without the right', async () => {
  const city = loadCity('jinan');
  const console: Doing = { viewer: { kind: 'operator', name: 'test' }, city, today: '2026-11-24' };
  const enter = (name: string) => transact(database.db, (tx) => createPerson(tx, console, { name }));
  const { personId } = await enter('赵敏');
  const give = (doing: Doing, to: string, roles: string[]) =>
    transact(database.db, (tx) =>
      appoint(tx, doing, { personId: to, organisation: 'development-reform', title: '科员', roles }),
    );
  await expect(give(console, personId, ['credit-inquirer'])).rejects.toMatchObject({ code: 'bad-request' });
  await expect(give(console, personId, ['emperor'])).rejects.toMatchObject({ code: 'bad-request' });
  const { officerOf } = await import('../../../test/officers.ts');
  const officer = { ...officerOf(city, 'development-reform', ['security-administrator']), personId };
  await expect(give({ ...console, viewer: officer }, personId, ['reviewer'])).rejects.toMatchObject({
    code: 'forbidden',
  });
  const other = (await enter('钱进')).personId;
  await expect(give({ ...console, viewer: officer }, other, ['reviewer'])).resolves.toMatchObject({});
  const clerk = officerOf(city, 'development-reform', ['department-administrator']);
  await expect(give({ ...console, viewer: clerk }, other, ['reviewer'])).rejects.toMatchObject({ code: 'forbidden' });
});

it('an organisation made by an administrator supplies from its first day to its last; names are found as in the declarations', async () => {
  const city = loadCity('jinan');
  const doing: Doing = { viewer: { kind: 'operator', name: 'test' }, city };
  const { createOrganisation, closeOrganisation } = await import('./actions/organisations.ts');
  const words = { name: '济南市数据产业发展中心', shortName: '数据中心', remit: '', uscc: null };
  const code = 'data-industry';
  await expect(departmentOfStore(database.db.pool, city, code)).rejects.toMatchObject({ code: 'department-unknown' });
  const ground = { kind: 'department', level: 'city', region: '370100', parent: null, from: '2020-01-01' } as const;
  await transact(database.db, (tx) => createOrganisation(tx, doing, { code, ...words, ...ground }));
  for (const text of [code, words.name, words.shortName]) {
    expect((await departmentOfStore(database.db.pool, city, text)).code).toBe(code);
  }
  expect((await departmentOfStore(database.db.pool, city, '济南市工商行政管理局')).code).toBe('market-regulation');
  await transact(database.db, (tx) => closeOrganisation(tx, doing, { code, until: '2026-01-01' }));
  await expect(departmentOfStore(database.db.pool, city, code)).rejects.toMatchObject({ code: 'department-unknown' });
});
