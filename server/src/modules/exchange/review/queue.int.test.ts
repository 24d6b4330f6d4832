import type { DecisionResult } from '@xinheng/contracts/pending.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { officerOf } from '../../../../test/officers.ts';
import { may, reachesTo } from '../../../platform/access/index.ts';
import { createListing } from '../../../platform/listing/index.ts';
import { silentLogger } from '../../../platform/log/index.ts';
import { city, codeOf, officers, openOffice, penalty, registration, type TestOffice } from '../entry/test-office.ts';
import { exchangeLists } from '../lists.ts';
import { undoBatch } from '../undo/index.ts';
import { pendingActions } from './bulk.ts';
import { reviewRoutes } from './routes.ts';
import { department, item, nameOnly, queueOf } from './test-queue.ts';

let office: TestOffice;
const { waiting, open, decide, rowOf } = queueOf(() => office);
beforeAll(async () => {
  office = await openOffice(({ db }) => reviewRoutes({ db, city }));
  await office.hand(
    'enterprise-registration',
    'market-regulation',
    [1, 2, 3, 4].map((n) => registration(n)),
  );
});
afterAll(() => office.close());

describe('rows that wait no more', () => {
  it('sent back end when the department sends the row anew', async () => {
    const documentNumber = '济退回重报';
    const [key, other] = [await waiting({ ...nameOnly(2), documentNumber }), await waiting(nameOnly(3))];
    for (const one of [key, other])
      await decide(one, 'reviewer', { decision: 'send-back', version: 1, reason: '请补代码' });
    expect((await open(other)).allowed).toEqual(['dismiss', 'undo']);
    const again = await office.hand(item, department, [penalty(2, { documentNumber })]);
    expect(again.accepted).toBe(1);
    expect(await open(key)).toMatchObject({
      state: 'dismissed',
      allowed: [],
      decisions: [{ by: '系统', automatic: true, reason: `提供部门已重报（批次 ${again.batch}）` }, { by: '孙丽' }],
    });
    expect(await rowOf(other)).toMatchObject({ state: 'returned', version: 2 });
  });

  it('end where their batch is undone; what an attached row repeats it stands behind', async () => {
    const { db } = office.database;
    const undo = (key: string) =>
      undoBatch(db, {
        city,
        batchId: Number(key.split('-')[0]),
        doer: { actor: 'account:9', name: '陈撤' },
        reason: '整批错报',
      });
    const [open1, sentBack] = [await waiting(nameOnly(1)), await waiting(nameOnly(1))];
    await decide(sentBack, 'reviewer', { decision: 'send-back', version: 1, reason: '请补代码' });
    for (const key of [open1, sentBack]) await undo(key);
    expect(await open(open1)).toMatchObject({ state: 'dismissed', allowed: [], decisions: [{ by: '陈撤' }] });
    expect(await open(sentBack)).toMatchObject({ state: 'returned', allowed: [] });
    for (const [key, version] of [
      [open1, 2],
      [sentBack, 2],
    ] as const)
      expect((await decide(key, 'reviewer', { decision: 'undo', version, reason: '再看看' })).status).toBe(409);
    // Sent twice and attached twice: the second adds nothing, but stands behind what the first wrote.
    const row = { ...nameOnly(1), documentNumber: '济重' };
    const first = await waiting(row);
    const attach = { decision: 'attach', version: 1, subjectCode: codeOf(1) };
    const written = (await decide(first, 'reviewer', attach)).body as DecisionResult;
    const again = await waiting(row);
    const repeated = (await decide(again, 'reviewer', attach)).body as DecisionResult;
    expect([written.record?.version, repeated.state, repeated.record]).toEqual([1, 'attached', undefined]);
    const valid = () =>
      office.count(`records.record where record_key = $1 and recorded_until = 'infinity' and state = 'valid'`, [
        written.record?.recordKey,
      ]);
    await undo(first);
    expect(await valid()).toBe(1);
    await undo(again);
    expect(await valid()).toBe(0);
  });
});

it('what was taken back does not come back when the batch before it is undone', async () => {
  const documentNumber = '济先后';
  const first = await office.hand(item, department, [penalty(4, { documentNumber, facts: '先报' })]);
  const key = await waiting({ ...nameOnly(4, { facts: '后报' }), documentNumber });
  const attached = await decide(key, 'reviewer', { decision: 'attach', version: 1, subjectCode: codeOf(4) });
  expect(attached.body).toMatchObject({ record: { version: 2 } });
  const undone = await decide(key, 'reviewer', { decision: 'undo', version: 2, reason: '认错了' });
  const recordKey = (undone.body as DecisionResult).record?.recordKey;
  const doer = { actor: 'account:9', name: '陈撤' };
  await undoBatch(office.database.db, { city, batchId: first.batch, doer, reason: '整批错报' });
  const { rows } = await office.database.db.pool.query(
    `select version, state, payload->>'facts' as facts from records.record where record_key = $1 order by version`,
    [recordKey],
  );
  expect(rows.map(({ version, state, facts }) => [version, state, facts])).toEqual([
    [1, 'valid', '先报'],
    [2, 'valid', '后报'],
    [3, 'valid', '先报'],
    [4, 'withdrawn', '先报'],
  ]);
});

it('an officer and the arriving registration at once: the row goes to one of them, and is in the store once', async () => {
  for (const n of [21, 22, 23]) {
    const key = await waiting(penalty(n, { documentNumber: `济同时${n}` }));
    const [decided] = await Promise.all([
      decide(key, 'reviewer', { decision: 'attach', version: 1, subjectCode: codeOf(1) }),
      office.hand('enterprise-registration', 'market-regulation', [registration(n)]),
    ]);
    const { decisions, version, attachedTo } = await open(key);
    expect([decisions.length, version]).toEqual([1, 2]);
    const automatic = decisions[0]?.automatic === true;
    expect([automatic, decided.status, attachedTo]).toEqual([
      automatic,
      automatic ? 409 : 200,
      codeOf(automatic ? n : 1),
    ]);
    expect(await office.count('records.record where batch_id = $1', [key.split('-')[0]])).toBe(1);
  }
});

describe('reach', () => {
  it('of random officers: a row is there for those whom the declarations let to it, and for nobody else', async () => {
    const codes = city.departments.map(({ code }) => code);
    const rows = new Map<string, string>();
    for (const by of ['market-regulation-370102', 'market-regulation-370103', 'tax'])
      rows.set(by, await waiting(nameOnly(4), by));
    const roles = fc.subarray(['entry-clerk', 'reviewer', 'credit-officer', 'region-supervisor', 'auditor']);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...codes), roles, async (own, held) => {
        const viewer = officerOf(city, own, held);
        officers.random = viewer;
        for (const [by, key] of rows) {
          const read = reachesTo(viewer, 'pending.read', { department: by });
          const told = (await office.ask('GET', `pending/${key}`, 'random')).status;
          expect([own, held, by, told]).toEqual([own, held, by, read ? 200 : may(viewer, 'pending.read') ? 404 : 403]);
          // A decision on a version that never was shows how far one gets without changing anything.
          const act = reachesTo(viewer, 'pending.decide', { department: by });
          const tried = await decide(key, 'random', { decision: 'dismiss', version: 99, reason: '试探' });
          expect([own, held, by, tried.status]).toEqual([
            ...[own, held, by],
            act ? 409 : may(viewer, 'pending.decide') ? 404 : 403,
          ]);
        }
      }),
      { numRuns: 30 },
    );
    for (const key of rows.values()) expect(await rowOf(key)).toMatchObject({ state: 'waiting', version: 1 });
  });
});

describe('several at once', () => {
  it('are each decided for themselves, within reach, and counted down in the to-do', async () => {
    const { db } = office.database;
    const listing = createListing({
      db,
      log: silentLogger(),
      lists: exchangeLists({ city, pendingActions: pendingActions({ db, city }) }),
    });
    const reviewer = officers.reviewer as NonNullable<(typeof officers)['reviewer']>;
    const todo = async () => (await listing.count(reviewer, 'pending', { state: 'waiting' })).count;
    const keys = [await waiting(nameOnly(1)), await waiting(nameOnly(2)), await waiting(nameOnly(3))];
    const before = await todo();
    await decide(keys[1] as string, 'second', { decision: 'dismiss', version: 1, reason: '早一步' });
    const act = (viewer: typeof reviewer) =>
      listing.act(
        viewer,
        'pending',
        'send-back',
        { keys: [...keys.map((key) => key.replace('-', '~')), '999999~1'], fields: { reason: '请补充代码' } },
        'request-1',
      );
    const foreign = await act(officers.tax as typeof reviewer);
    expect(foreign.results.map(({ code }) => code)).toEqual(keys.concat('x').map(() => 'not-found'));
    const { results } = await act(reviewer);
    expect(results.map(({ done, code }) => [done, code])).toEqual([
      [true, undefined],
      [false, 'conflict'],
      [true, undefined],
      [false, 'not-found'],
    ]);
    expect(await todo()).toBe(before - 3);
    expect(await rowOf(keys[0] as string)).toMatchObject({ state: 'returned', version: 2 });
  });
});
