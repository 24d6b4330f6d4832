import type { EntryReceipt } from '@xinheng/contracts/row-check.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicViewer } from '../../../platform/access/index.ts';
import { versionsOf } from '../../records/index.ts';
import { undoBatch } from '../undo/index.ts';
import { entryRoutes } from './routes.ts';
import { city, codeOf, openOffice, penalty, registration, type TestOffice } from './test-office.ts';

let office: TestOffice;
beforeAll(async () => {
  office = await openOffice(({ db }) => entryRoutes({ db, city }));
  await office.hand(
    'enterprise-registration',
    'market-regulation',
    [1, 2, 3, 4].map((n) => registration(n)),
  );
});
afterAll(() => office.close());

let number = 0;
/** A penalty of the clerk's office about subject `n`, with its address. */
async function entered(n: number, more: Record<string, string> = {}) {
  const row = penalty(n, { documentNumber: `济罚${++number}`, ...more });
  const { body } = await office.ask('POST', 'items/administrative-penalty/records', 'clerk', { row });
  const key = (body as EntryReceipt).record?.recordKey as string;
  return { key, place: `subjects/${codeOf(n)}/records/${key}` };
}
const versions = async (key: string) =>
  (
    await office.database.db.pool.query(
      `select version, state, payload->>'facts' as facts, recorded_until = 'infinity' as present from records.record
       where record_key = $1 order by version`,
      [key],
    )
  ).rows;
const held = () =>
  office.count(
    `(select current_records from records.holding where item = 'administrative-penalty') h
      where current_records = (select count(*) from records.record where item = 'administrative-penalty'
        and recorded_until = 'infinity' and state <> 'withdrawn')`,
  );
const shownToAll = async (n: number, key: string) =>
  (
    await versionsOf(office.database.db.pool, publicViewer, {
      subjectCode: codeOf(n),
      region: '370102',
      recordKey: key,
    })
  ).length;

describe('an amendment', () => {
  it('is a further version with its reason, proof and event; the earlier one stays', async () => {
    const { key, place } = await entered(1);
    const request = { version: 1, changes: { facts: '占用盲道', note: null }, reason: '笔误' };
    const reply = await office.ask('POST', `${place}/amendments`, 'clerk', request);
    expect(reply).toMatchObject({ status: 201, body: { record: { recordKey: key, version: 2 }, outcome: 'accepted' } });
    expect(await versions(key)).toEqual([
      { version: 1, state: 'valid', facts: '占道经营', present: false },
      { version: 2, state: 'valid', facts: '占用盲道', present: true },
    ]);
    const { rows } = await office.database.db.pool.query(
      `select reason, subject_code, before_hash <> after_hash as differs from platform.audit_entry
       where action = 'records.amend' and object = $1`,
      [`record:${key}`],
    );
    expect(rows).toEqual([{ reason: '笔误', subject_code: codeOf(1), differs: true }]);
    expect(
      await office.count(`platform.outbox where type = 'records.amended' and payload->>'recordKey' = $1`, [key]),
    ).toBe(1);
    expect(await office.count(`exchange.batch where channel = 'amendment' and reason = '笔误'`)).toBe(1);
  });

  it('by two officers at once: one wins, the other is told who and when', async () => {
    const { key, place } = await entered(2);
    const replies = await Promise.all(
      ['clerk', 'colleague', 'clerk', 'colleague'].map(async (who, at) => ({
        who,
        ...(await office.ask('POST', `${place}/amendments`, who, {
          version: 1,
          changes: { facts: `改法${at}` },
          reason: '核对原件',
        })),
      })),
    );
    const [winner, ...more] = replies.filter(({ status }) => status === 201);
    expect(more).toEqual([]);
    const name = winner?.who === 'clerk' ? '王芳' : '李强';
    for (const { status, body } of replies.filter((reply) => reply !== winner)) {
      expect(status).toBe(409);
      expect(body).toMatchObject({
        code: 'conflict',
        changed: { version: 2, by: name, at: expect.stringMatching(/^20/) },
      });
      expect((body as { detail: string }).detail).toContain(name);
    }
    expect((await versions(key)).map(({ version }) => version)).toEqual([1, 2]);
  });

  it('cannot change whose record it is, break a rule, say nothing, or go without a reason', async () => {
    const { key, place } = await entered(3);
    const amend = async (changes: object, more: object = {}) =>
      office.ask('POST', `${place}/amendments`, 'clerk', { version: 1, changes, reason: '核对', ...more });
    expect(await amend({ documentNumber: '别的' })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('文号') },
    });
    expect((await amend({ uscc: codeOf(4) })).status).toBe(400);
    expect((await amend({ nothing: '1' })).status).toBe(400);
    expect(await amend({ decidedOn: '2099-01-01' })).toMatchObject({
      status: 422,
      body: { code: 'row-rejected', findings: [{ field: 'decidedOn', outcome: 'rejected' }] },
    });
    expect((await amend({ facts: '占道经营' })).status).toBe(400);
    expect((await amend({ facts: '改' }, { reason: ' ' })).status).toBe(400);
    expect(await versions(key)).toHaveLength(1);
  });

  it('of any changes leaves every other field as it was', async () => {
    const { key, place } = await entered(1, { legalRepresentative: '欧阳试', fine: '0.05', validUntil: '长期' });
    const payload = async () =>
      (
        await office.database.db.pool.query(
          `select payload from records.record where record_key = $1 and recorded_until = 'infinity'`,
          [key],
        )
      ).rows[0].payload;
    let version = 1;
    const fields = {
      facts: fc.stringMatching(/^[一-龥]{1,8}$/),
      fine: fc.constantFrom('1', '2.5', '30'),
      note: fc.constantFrom('注', '备'),
    };
    await fc.assert(
      fc.asyncProperty(fc.record(fields, { requiredKeys: ['facts'] }), async (changes) => {
        const before = await payload();
        const { status } = await office.ask('POST', `${place}/amendments`, 'clerk', {
          version,
          changes,
          reason: '核对',
        });
        const same = Object.entries(changes).every(([name, text]) => before[name] === text);
        expect(status).toBe(same ? 400 : 201);
        if (!same) version++;
        expect(await payload()).toEqual({ ...before, ...changes });
      }),
      { numRuns: 10 },
    );
  });
});

describe('a withdrawal', () => {
  it('is a version that the public does not see; entered again, the record stands again', async () => {
    const { key, place } = await entered(4, { documentNumber: '济罚撤回', kinds: '没收违法所得' });
    expect(await shownToAll(4, key)).toBe(1);
    const reply = await office.ask('POST', `${place}/withdrawal`, 'clerk', { version: 1, reason: '文书被撤销' });
    expect(reply).toMatchObject({ status: 201, body: { record: { recordKey: key, version: 2 } } });
    expect((await versions(key)).map(({ state, present }) => [state, present])).toEqual([
      ['valid', false],
      ['withdrawn', true],
    ]);
    expect(await shownToAll(4, key)).toBe(0);
    expect(await held()).toBe(1);
    expect(
      await office.count(`platform.outbox where type = 'records.withdrawn' and payload->>'recordKey' = $1`, [key]),
    ).toBe(1);
    const twice = await office.ask('POST', `${place}/withdrawal`, 'clerk', { version: 2, reason: '再撤一次' });
    expect(twice.status).toBe(409);
    const row = penalty(4, { documentNumber: '济罚撤回', kinds: '没收违法所得' });
    const again = await office.ask('POST', 'items/administrative-penalty/records', 'clerk', { row });
    expect(again.body).toMatchObject({ record: { recordKey: key, version: 3 } });
    expect(await shownToAll(4, key)).toBe(1);
    expect(await held()).toBe(1);
  });

  it('is not for registrations', async () => {
    const { rows } = await office.database.db.pool.query(
      `select record_key from records.record where item = 'enterprise-registration' and subject_code = $1`,
      [codeOf(1)],
    );
    const place = `subjects/${codeOf(1)}/records/${rows[0].record_key}`;
    const reply = await office.ask('POST', `${place}/withdrawal`, 'reviewer', { version: 1, reason: '试试看' });
    expect(reply.status).toBe(400);
  });
});

it('amending and withdrawing are the supplying department’s', async () => {
  const { place } = await entered(2);
  const bodies = {
    amendments: { version: 1, changes: { facts: '改' }, reason: '核对' },
    withdrawal: { version: 1, reason: '核对' },
  };
  for (const [path, body] of Object.entries(bodies)) {
    // 孙丽's office lies above the clerk's; the tax office sees the subject; the neighbour's region is another.
    const answers: [string | undefined, number][] = [
      [undefined, 401],
      ['credit', 403],
      ['tax', 403],
      ['neighbour', 404],
      ['system', 403],
    ];
    for (const [who, status] of answers)
      expect([path, who, (await office.ask('POST', `${place}/${path}`, who, body)).status]).toEqual([
        path,
        who,
        status,
      ]);
  }
});

it('an amendment and a withdrawal are batches, and are undone like any other', async () => {
  const { key, place } = await entered(1);
  const { db } = office.database;
  const undo = (reply: { body: unknown }) =>
    undoBatch(db, {
      ...{ city, batchId: (reply.body as { batch: number }).batch },
      ...{ doer: { actor: 'account:9', name: '陈撤' }, reason: '再议' },
    });
  const amended = await office.ask('POST', `${place}/amendments`, 'clerk', {
    ...{ version: 1, changes: { facts: '另有所见' }, reason: '核对' },
  });
  await undo(amended);
  const withdrawn = await office.ask('POST', `${place}/withdrawal`, 'clerk', { version: 3, reason: '错报' });
  expect(withdrawn.status).toBe(201);
  await undo(withdrawn);
  expect((await versions(key)).map(({ version, state, facts }) => [version, state, facts])).toEqual([
    [1, 'valid', '占道经营'],
    [2, 'valid', '另有所见'],
    [3, 'valid', '占道经营'],
    [4, 'withdrawn', '占道经营'],
    [5, 'valid', '占道经营'],
  ]);
  // Whoever still holds the second version open is told that the undo was faster.
  const late = await office.ask('POST', `${place}/withdrawal`, 'clerk', { version: 2, reason: '错报' });
  expect(late).toMatchObject({ status: 409, body: { changed: { version: 5, by: '陈撤' } } });
});
