import type { FilterValues } from '@xinheng/contracts/listing.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { type Officer, reachesTo, type Viewer } from '../access/index.ts';
import type { Reach } from '../city/index.ts';
import { silentLogger } from '../log/index.ts';
import { type ActionCall, createListing, defineList, type Listing } from './index.ts';

let database: TestDatabase;
let listing: Listing;
const acted: ActionCall[] = [];

interface Thing {
  shard: string;
  id: number;
  name: string | null;
  grade: number | null;
  day: string | null;
  at: string;
  open: boolean | null;
  department: string;
  region: string;
  account: string;
}

const things = defineList({
  name: 'things',
  title: '物件',
  group: '试验',
  permission: 'batches.read',
  from: 'scratch.thing t',
  key: [
    { sql: 't.shard', type: 'text' },
    { sql: 't.id', type: 'bigint' },
  ],
  belonging: { department: 't.department', region: 't.region', account: 't.account' },
  columns: {
    id: { title: '编号', type: 'integer', sql: 't.id', sortable: true },
    name: { title: '名称', type: 'link', sql: 't.name', sortable: true, link: '/things/{shard}/{id}' },
    shard: { title: '片', type: 'code', sql: 't.shard', sortable: true },
    grade: { title: '等级', type: 'number', sql: 't.grade', sortable: true },
    day: { title: '日期', type: 'day', sql: 't.day', sortable: true },
    at: { title: '时刻', type: 'moment', sql: 't.at', sortable: true, notNull: true },
    open: { title: '开放', type: 'boolean', sql: 't.open', sortable: true },
    owner: {
      title: '经办人',
      type: 'text',
      sql: 't.account',
      sortable: true,
      mask: { unless: 'persons.read-unmasked', with: () => '***' },
    },
  },
  filters: {
    name: { title: '名称', type: 'text', sql: 't.name', match: 'contains' },
    prefix: { title: '前缀', type: 'text', sql: 't.name', match: 'prefix' },
    shard: { title: '片', type: 'choices', sql: 't.shard' },
    day: { title: '日期', type: 'day-range', sql: 't.day' },
    at: { title: '时刻', type: 'day-range', sql: 't.at', moment: true },
    grade: { title: '等级', type: 'integer-range', sql: 't.grade' },
    open: { title: '开放', type: 'boolean', sql: 't.open' },
    owner: { title: '经办人', type: 'text', sql: 't.account', unless: 'persons.read-unmasked', personal: true },
    even: { title: '双号', type: 'boolean', where: (even, bind) => `t.id % 2 = ${bind(even ? 0 : 1)}::int` },
  },
  defaultSort: '-at',
  actions: [
    {
      action: 'close',
      title: '关闭',
      permission: 'batches.undo',
      allowed: 't.open',
      fields: [{ name: 'reason', title: '原因', type: 'text', required: true, maxLength: 5 }],
      run: async (call) => {
        acted.push(call);
      },
    },
  ],
});

const secret = defineList({ ...things, name: 'secret-things', purpose: true });

const shards = ['a', 'B', 'ü'];
const departments = ['d1', 'd2', 'd3', 'd4'];
const regions = ['r1', 'r2', 'r3'];
const accounts = ['p1', 'p2', 'p3'];

beforeAll(async () => {
  database = await freshDatabase({ role: 'connecting' });
  await database.db.pool.query(`create schema scratch;
    create table scratch.thing (shard text collate "C" not null, id bigint not null, name text, grade numeric, day date,
      at timestamptz not null, open boolean, department text not null, region text not null, account text not null,
      primary key (shard, id))`);
  listing = createListing({ db: database.db, lists: [things, secret], log: silentLogger() });
});
afterAll(() => database.drop());

async function insert(rows: readonly Thing[]): Promise<void> {
  await database.db.pool.query(
    `insert into scratch.thing select * from json_populate_recordset(null::scratch.thing, $1::json) on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}

const dayArbitrary = fc.integer({ min: 1, max: 6 }).map((n) => `2026-01-0${n}`);
const thing: fc.Arbitrary<Thing> = fc.record({
  shard: fc.constantFrom(...shards),
  id: fc.integer({ min: 1, max: 100 }),
  name: fc.option(fc.constantFrom('甲', '乙公司', '甲%', 'A_b', 'ab', 'a\\b')),
  grade: fc.option(fc.constantFrom(1, 2, 2.5, 10)),
  day: fc.option(dayArbitrary),
  at: fc
    .tuple(dayArbitrary, fc.constantFrom('00:00:00.000001', '23:59:59.999999', '12:00:00'))
    .map(([day, time]) => `${day} ${time}+08`),
  open: fc.option(fc.boolean()),
  department: fc.constantFrom(...departments),
  region: fc.constantFrom(...regions),
  account: fc.constantFrom(...accounts),
});
const distinct = fc.uniqueArray(thing, { maxLength: 60, selector: ({ shard, id }) => `${shard}${id}` });

const officer: fc.Arbitrary<Officer> = fc
  .record({
    reach: fc.constantFrom<Reach>('self', 'own', 'units', 'region', 'city'),
    department: fc.constantFrom(...departments),
    units: fc.subarray(departments),
    regions: fc.subarray(regions),
    account: fc.constantFrom(...accounts),
    unmasked: fc.boolean(),
  })
  .map(({ reach, department, units, regions: own, account, unmasked }) => ({
    kind: 'officer',
    accountId: account,
    personId: '1',
    name: '试',
    sessionId: 's',
    postId: '1',
    roles: [],
    department,
    region: own[0] ?? 'r1',
    units: [department, ...units],
    regions: own,
    regionUnits: [],
    grants: new Map<string, Reach>([
      ['batches.read', reach],
      ['batches.undo', reach],
      ...(unmasked ? ([['persons.read-unmasked', 'city']] as const) : []),
    ]),
  }));

const console_: Viewer = { kind: 'operator', name: 'test' };

const filtersArbitrary: fc.Arbitrary<FilterValues> = fc
  .record(
    {
      name: fc.constantFrom('甲', '%', '_', '\\', 'B', "'; drop table scratch.thing; --"),
      prefix: fc.constantFrom('甲', 'a', 'A_', '%'),
      shard: fc.subarray(shards, { minLength: 1 }).map((some) => some.join(',')),
      day: fc.constantFrom('2026-01-02..2026-01-04', '..2026-01-03', '2026-01-05..', '2026-01-02'),
      at: fc.constantFrom('2026-01-02..2026-01-04', '..2026-01-03', '2026-01-05..'),
      grade: fc.constantFrom('2..', '..2', '1..2'),
      open: fc.constantFrom('true', 'false'),
      even: fc.constantFrom('true', 'false'),
    },
    { requiredKeys: [] },
  )
  .map((values) => values as FilterValues);

/** The same, thought out anew without SQL. */
function fits(row: Thing, filters: FilterValues): boolean {
  const range = (value: string | null, written: string | undefined, compare: (a: string, b: string) => number) => {
    if (written === undefined) return true;
    if (value === null) return false;
    const [from, until] = written.includes('..') ? written.split('..') : [written, written];
    return (!from || compare(value, from) >= 0) && (!until || compare(value, until) <= 0);
  };
  const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const { name, prefix, shard, open, even } = filters;
  return (
    (name === undefined || (row.name?.toLowerCase().includes(name.toLowerCase()) ?? false)) &&
    (prefix === undefined || (row.name?.startsWith(prefix) ?? false)) &&
    (shard === undefined || shard.split(',').includes(row.shard)) &&
    range(row.day, filters.day, text) &&
    range(row.at.slice(0, 10), filters.at, text) &&
    range(row.grade === null ? null : String(row.grade), filters.grade, (a, b) => Number(a) - Number(b)) &&
    (open === undefined || (open === 'true' ? row.open === true : row.open !== true)) &&
    (even === undefined || (row.id % 2 === 0) === (even === 'true'))
  );
}

const keyOf = ({ shard, id }: Thing) => `${encodeURIComponent(shard)}~${id}`;

/** Order of the model: bytes of UTF-8, as collation C has it; empty values last, ties by the key in the same direction. */
function ordered(rows: Thing[], sort: string): Thing[] {
  const descending = sort.startsWith('-');
  const column = (descending ? sort.slice(1) : sort) as keyof Thing;
  const compare = (a: unknown, b: unknown): number => {
    if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(String(b)));
    return Number(a) - Number(b);
  };
  return [...rows].sort((a, b) => {
    const [x, y] = [a[column], b[column]];
    if ((x === null) !== (y === null)) return x === null ? 1 : -1;
    const turn = descending ? -1 : 1;
    const by = x === null ? 0 : compare(x, y);
    return turn * (by || compare(a.shard, b.shard) || a.id - b.id);
  });
}

async function walk(viewer: Viewer, ask: { filters: FilterValues; sort?: string }, limit: number): Promise<string[]> {
  const keys: string[] = [];
  let after: string | undefined;
  do {
    const page = await listing.page(viewer, 'things', { ...ask, limit, after });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    keys.push(...page.rows.map(({ key }) => key));
    after = page.next;
  } while (after !== undefined);
  return keys;
}

const sorts = ['id', 'shard', 'grade', 'day', 'at', 'open'].flatMap((name) => [name, `-${name}`]);

describe('against a model without SQL', () => {
  it('any rows, officer, filters, sort and page size give the rows of the model in its order', async () => {
    await fc.assert(
      fc.asyncProperty(
        distinct,
        officer,
        filtersArbitrary,
        fc.constantFrom(...sorts),
        fc.integer({ min: 1, max: 9 }),
        async (rows, viewer, filters, sort, limit) => {
          await database.db.pool.query('truncate scratch.thing');
          await insert(rows);
          const mine = rows.filter((row) => reachesTo(viewer, 'batches.read', row) && fits(row, filters));
          const expected = ordered(mine, sort).map(keyOf);
          expect(await walk(viewer, { filters, sort }, limit)).toEqual(expected);
          expect(await listing.count(viewer, 'things', filters)).toEqual({ count: expected.length, exact: true });
          const streamed: unknown[] = [];
          await listing.stream(viewer, 'things', { filters, sort, columns: ['shard', 'id'] }, async (portion) => {
            streamed.push(...portion.map(([shard, id]) => `${encodeURIComponent(String(shard))}~${id}`));
          });
          expect(streamed).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a row that stays is shown exactly once, whatever comes and goes between the pages', async () => {
    await fc.assert(
      fc.asyncProperty(distinct, distinct, fc.constantFrom(...sorts), async (rows, arriving, sort) => {
        await database.db.pool.query('truncate scratch.thing');
        await insert(rows);
        const seen: string[] = [];
        const late = [...arriving];
        let after: string | undefined;
        do {
          const page = await listing.page(console_, 'things', { filters: {}, sort, limit: 4, after });
          seen.push(...page.rows.map(({ key }) => key));
          after = page.next;
          await insert(late.splice(0, 7));
        } while (after !== undefined);
        expect(new Set(seen).size).toBe(seen.length);
        for (const row of rows) expect(seen).toContain(keyOf(row));
      }),
      { numRuns: 25 },
    );
  });
});
