/**
 * Random trees, regions, moves over time, posts, roles and records: what `within` selects in SQL, what `reachesTo` says of
 * each row, what `reachesTarget` says from the row's side, and what a naive model says, are the same.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { type Belonging, type Officer, type Place, reachesTo, within } from '../../platform/access/index.ts';
import { type Reach, type Role, reaches } from '../../platform/city/index.ts';
import { type Tx, transact } from '../../platform/db/index.ts';
import { officerFacts } from './index.ts';
import { change, forever, type Piece, reshape } from './rules/dated.ts';
import { reachesTarget } from './rules/who.ts';
import { rewrite } from './store/dated.ts';
import { type OrganisationFacts, organisations, people, posts, type RegionFacts, regions } from './store/kinds.ts';
import { insertPerson, insertPost } from './store/people.ts';
import { regionsAbove, unitsAbove } from './store/who.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const most = 7;
const dayOf = (n: number) => `2026-01-${String(n + 1).padStart(2, '0')}`;
const orgCode = (n: number) => `o${n}`;
const regionCode = (n: number) => `9900${String(n).padStart(2, '0')}`;
const permission = 'records.read';

/** One thing: what it starts as, a move on a later day, an end. Parents come before, so no circle can be drawn. */
const plan = fc.record({
  parent: fc.option(fc.nat(most - 1)),
  region: fc.nat(most - 1),
  move: fc.option(
    fc.record({ on: fc.integer({ min: 1, max: 8 }), parent: fc.option(fc.nat(most - 1)), region: fc.nat(most - 1) }),
  ),
  end: fc.option(
    fc.record({ on: fc.integer({ min: 1, max: 9 }), becomes: fc.uniqueArray(fc.nat(most - 1), { maxLength: 2 }) }),
  ),
});
const world = fc.record({
  orgs: fc.array(plan, { minLength: 1, maxLength: most }),
  regions: fc.array(plan, { minLength: 1, maxLength: most }),
  posts: fc.array(
    fc.record({ org: fc.nat(most - 1), roles: fc.uniqueArray(fc.nat(reaches.length), { maxLength: 2 }) }),
    { minLength: 1, maxLength: 3 },
  ),
  rows: fc.array(
    fc.record({ department: fc.option(fc.nat(most - 1)), region: fc.option(fc.nat(most - 1)), own: fc.boolean() }),
    { minLength: 1, maxLength: 8 },
  ),
  day: fc.nat(9),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;
type Plan = World['orgs'][number];

/** Role n gives the permission as far as the nth reach; the last one gives something else only. */
const roles: Role[] = [...reaches, null].map((reach, n) => ({
  ...{ code: `r${n}`, name: `角色${n}`, description: '', heldIn: ['department'], administrator: null },
  permissions: reach === null ? { 'catalogue.read': 'city' } : { [permission]: reach },
}));

const above = (index: number, parent: number | null) => (parent !== null && parent < index ? parent : null);

/** The pieces of a plan, by the same rules that the actions use. */
function pieces<F extends { parent: string | null }>(
  planned: Plan,
  make: (parent: number | null, region: number) => F,
  ended: (facts: F) => F,
  at: number,
): Piece<F>[] {
  let list: Piece<F>[] = [{ from: dayOf(0), until: forever, facts: make(above(at, planned.parent), planned.region) }];
  const { move, end } = planned;
  if (move) list = change(list, dayOf(move.on), make(above(at, move.parent), move.region)) ?? list;
  if (end) list = reshape(list, dayOf(0), dayOf(end.on)).map((piece) => ({ ...piece, facts: ended(piece.facts) }));
  return list;
}

function piecesOf(given: World) {
  const orgs = given.orgs.map((planned, at) =>
    pieces<OrganisationFacts>(
      planned,
      (parent, region) => ({
        ...{ name: orgCode(at), shortName: orgCode(at), uscc: null, level: 'city', formerNames: [], remit: '' },
        ...{ parent: parent === null ? null : orgCode(parent), region: regionCode(region % given.regions.length) },
      }),
      (facts) => facts,
      at,
    ),
  );
  const grounds = given.regions.map((planned, at) =>
    pieces<RegionFacts>(
      planned,
      (parent) => ({
        ...{ name: regionCode(at), level: 'county', becomes: [], formerNames: [], aliases: [] },
        parent: parent === null ? null : regionCode(parent),
      }),
      (facts) => ({
        ...facts,
        becomes: (planned.end?.becomes ?? []).filter((n) => n < given.regions.length).map(regionCode),
      }),
      at,
    ),
  );
  return { orgs, grounds };
}

const hand = { by: 'test', byName: null, reason: null };

async function store(tx: Tx, given: World) {
  const { orgs, grounds } = piecesOf(given);
  await tx.client.query(`insert into organisation.region (code) select unnest($1::text[])`, [
    grounds.map((_g, n) => regionCode(n)),
  ]);
  await tx.client.query(
    `insert into organisation.organisation (code, kind, origin, changed_by) select unnest($1::text[]), 'department', 'administrator', 't'`,
    [orgs.map((_o, n) => orgCode(n))],
  );
  await rewrite(
    tx,
    regions,
    grounds.map((after, n) => ({ key: regionCode(n), before: [], after })),
    hand,
  );
  await rewrite(
    tx,
    organisations,
    orgs.map((after, n) => ({ key: orgCode(n), before: [], after })),
    hand,
  );
  const personId = await insertPerson(tx, hand);
  const facts = { name: '人', phone: null, email: null, staffNumber: null };
  await rewrite(tx, people, [{ key: personId, before: [], after: [{ from: dayOf(0), until: forever, facts }] }], hand);
  const held: { postId: string; org: number; roles: string[] }[] = [];
  for (const { org, roles: numbers } of given.posts) {
    const postId = await insertPost(tx, personId, hand);
    const post = {
      personId,
      organisation: orgCode(org % orgs.length),
      title: '职',
      roles: numbers.map((n) => `r${n}`),
    };
    await rewrite(
      tx,
      posts,
      [{ key: postId, before: [], after: [{ from: dayOf(0), until: forever, facts: post }] }],
      hand,
    );
    held.push({ postId, org: org % orgs.length, roles: post.roles });
  }
  return { personId, held, orgs, grounds };
}

/** What was last known to be so on the day; undefined when it was not there yet. */
const latest = <F>(list: readonly Piece<F>[], day: string) => list.findLast(({ from }) => from <= day)?.facts;
const closure = (start: string, all: readonly string[], joins: (code: string, set: ReadonlySet<string>) => boolean) => {
  const set = new Set([start]);
  for (let size = 0; size !== set.size; ) {
    size = set.size;
    for (const code of all) if (joins(code, set)) set.add(code);
  }
  return set;
};

interface Model {
  units: ReadonlySet<string>;
  regions: ReadonlySet<string>;
  regionUnits: ReadonlySet<string>;
  department: string;
  reach: Reach | null;
}

/** The reach of a post, day by day and code by code; null when its organisation does not stand. */
function naively(
  { orgs, grounds }: ReturnType<typeof piecesOf>,
  post: { org: number; roles: string[] },
  day: string,
): Model | null {
  const own = orgs[post.org]?.find(({ from, until }) => from <= day && day < until)?.facts;
  if (!own) return null;
  const orgOf = new Map(orgs.map((list, n) => [orgCode(n), latest(list, day)]));
  const groundOf = new Map(grounds.map((list, n) => [regionCode(n), latest(list, day)]));
  const inside = closure(own.region, [...groundOf.keys()], (code, set) => {
    const facts = groundOf.get(code);
    return facts !== undefined && [facts.parent, ...facts.becomes].some((one) => one !== null && set.has(one));
  });
  const widest = reaches.findLast((reach) =>
    post.roles.some((code) => roles.find((role) => role.code === code)?.permissions[permission] === reach),
  );
  return {
    department: orgCode(post.org),
    units: closure(orgCode(post.org), [...orgOf.keys()], (code, set) => set.has(orgOf.get(code)?.parent ?? '')),
    regions: inside,
    regionUnits: new Set([...orgOf].flatMap(([code, facts]) => (facts && inside.has(facts.region) ? [code] : []))),
    reach: widest ?? null,
  };
}

/** Row by row, what the words 本人, 本部门, 本部门及下级, 本区划, 全市 say. */
function reached({ reach, department, units, regions: ground, regionUnits }: Model, row: Row, by: Belonging): boolean {
  const of = (name: 'department' | 'region') => row[name] ?? '';
  if (reach === null) return false;
  if (reach === 'city') return true;
  if (reach === 'self') return by.account !== undefined && row.account === 'me';
  if (reach === 'region')
    return by.region !== undefined
      ? ground.has(of('region'))
      : by.department !== undefined && regionUnits.has(of('department'));
  if (by.department === undefined) return by.region !== undefined && ground.has(of('region'));
  return reach === 'own' ? of('department') === department : units.has(of('department'));
}

interface Row {
  id: number;
  department: string | null;
  region: string | null;
  account: string;
}
const belongings: Belonging[] = [
  { department: 'department', region: 'region', account: 'account' },
  { department: 'department' },
  { region: 'region' },
  { account: 'account' },
  {},
];
const rolledBack = new Error('rolled back');

async function check(tx: Tx, given: World): Promise<void> {
  const made = await store(tx, given);
  const { personId, held, orgs } = made;
  const day = dayOf(given.day);
  const rows: Row[] = given.rows.map(({ department, region, own }, id) => ({
    id,
    department: department === null ? null : orgCode(department % orgs.length),
    region: region === null ? null : regionCode(region % given.regions.length),
    account: own ? 'me' : 'you',
  }));
  for (const post of held) {
    const model = naively(made, post, day);
    const facts = await officerFacts(tx.client, roles, { personId, postId: post.postId, today: day });
    expect(facts === null).toBe(model === null);
    if (facts === null || model === null) continue;
    for (const name of ['units', 'regions', 'regionUnits'] as const)
      expect([name, new Set(facts[name])]).toEqual([name, model[name]]);
    const officer: Officer = { kind: 'officer', accountId: 'me', sessionId: 's', ...facts };
    for (const by of belongings) {
      const expected = rows.filter((row) => reached(model, row, by)).map(({ id }) => id);
      const single = rows.filter((row) => {
        const place: Place = Object.fromEntries(Object.keys(by).map((name) => [name, row[name as keyof Place]]));
        return reachesTo(officer, permission, place);
      });
      expect(single.map(({ id }) => id)).toEqual(expected);
      if (model.reach === null) {
        expect(() => within(officer, permission, by, String)).toThrow(/没有/);
        continue;
      }
      const values: unknown[] = [JSON.stringify(rows)];
      const condition = within(officer, permission, by, (value) => `$${values.push(value)}`);
      const selected = await tx.client.query(
        `select id from jsonb_to_recordset($1::jsonb) as r (id int, department text, region text, account text)
          where ${condition} order by id`,
        values,
      );
      expect(selected.rows.map(({ id }) => id)).toEqual(expected);
    }
    await checkTargets(tx, { officer, model, day, made });
  }
}

/** "Who can see X" finds exactly those who reach X. */
async function checkTargets(
  tx: Tx,
  { officer, model, day, made }: { officer: Officer; model: Model; day: string; made: ReturnType<typeof piecesOf> },
): Promise<void> {
  const post = { organisation: officer.department, region: officer.region };
  if (model.reach === null) return;
  for (const [n] of made.grounds.entries()) {
    const target = { regions: new Set(await regionsAbove(tx.client, regionCode(n), day)) };
    expect(reachesTarget(model.reach, post, target)).toBe(reachesTo(officer, permission, { region: regionCode(n) }));
  }
  for (const [n, list] of made.orgs.entries()) {
    const department = orgCode(n);
    const region = latest(list, day)?.region ?? '';
    const units = new Set(await unitsAbove(tx.client, department, day));
    const target = { department, units, regions: new Set(await regionsAbove(tx.client, region, day)) };
    expect(reachesTarget(model.reach, post, target)).toBe(reachesTo(officer, permission, { department }));
  }
}

it('what SQL selects, what is said of one row, and what a naive model says, are the same on every day', async () => {
  await fc.assert(
    fc.asyncProperty(world, (given) =>
      transact(database.db, async (tx) => {
        await check(tx, given);
        throw rolledBack;
      }).catch((error: unknown) => {
        if (error !== rolledBack) throw error;
      }),
    ),
    { numRuns: 40 },
  );
});
