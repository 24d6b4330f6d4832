import {
  type Draft,
  type DraftLine,
  draftDays,
  type EntryReceipt,
  type RowCheck,
} from '@xinheng/contracts/row-check.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemByCode } from '../../catalogue/index.ts';
import { allReceipts } from '../receipts.ts';
import { forgetDrafts } from '../store/drafts.ts';
import { storeDigest } from '../store-digest.ts';
import { entryRoutes } from './routes.ts';
import { city, codeOf, nameOf, openOffice, penalty, registration, type TestOffice } from './test-office.ts';
import { byFieldName } from './written-row.ts';

let office: TestOffice;
let twin: TestOffice;
beforeAll(async () => {
  const open = () => openOffice(({ db }) => entryRoutes({ db, city }));
  [office, twin] = await Promise.all([open(), open()]);
  for (const each of [office, twin])
    await each.hand(
      'enterprise-registration',
      'market-regulation',
      [1, 2, 3].map((n) => registration(n)),
    );
});
afterAll(() => Promise.all([office.close(), twin.close()]));

const penalties = 'items/administrative-penalty';
const department = 'market-regulation-370102';
const check = async (row: Record<string, string>) =>
  (await office.ask('POST', `${penalties}/check`, 'clerk', { row })).body as RowCheck;

describe('checking a row', () => {
  it('tells what is wrong beside its field, whose it is and what it would do, and stores nothing', async () => {
    const before = await storeDigest(office.database.db.pool);
    const good = await check(penalty(1));
    expect(good).toMatchObject({
      outcome: 'accepted',
      effect: 'new',
      findings: [],
      subject: { subjectCode: codeOf(1), name: nameOf(1), matchedBy: 'code' },
      candidates: [],
    });
    const bad = await check(penalty(1, { decidedOn: '2099-01-01', kinds: '没有这种' }));
    expect(bad).toMatchObject({ outcome: 'rejected', effect: 'none' });
    expect(bad.findings.map(({ field }) => field).sort()).toEqual(['decidedOn', 'kinds']);
    // Of a negative record the name alone is no proof: the clerk is told who it may be.
    const nameOnly = await check(penalty(2, { uscc: '' }));
    expect(nameOnly).toMatchObject({ outcome: 'quarantined', effect: 'none' });
    expect(nameOnly.candidates[0]).toMatchObject({
      subjectCode: codeOf(2),
      reason: expect.stringContaining('名称完全相同'),
    });
    expect(await storeDigest(office.database.db.pool)).toEqual(before);
    expect(await office.count(`pg_tables where schemaname = 'staging'`)).toBe(0);
  });

  it('names fields that the item has not', async () => {
    const reply = await office.ask('POST', `${penalties}/check`, 'clerk', { row: { nonsense: '1' } });
    expect(reply).toMatchObject({
      status: 400,
      body: { code: 'bad-request', detail: expect.stringContaining('nonsense') },
    });
  });
});

describe('a row entered by hand', () => {
  it('is in the store as the same row of a file is, findings included', async () => {
    const item = itemByCode(city.catalogue, 'administrative-penalty');
    const dirty = (text: string) =>
      fc.oneof(
        { weight: 5, arbitrary: fc.constant(text) },
        fc.constant(''),
        fc.constant(`  ${text}\u200b`),
        fc.string({ maxLength: 12 }),
        fc.constantFrom('２０２６年１月５日', '无', '罚款、警告', '12.5', 'XX', '2026/13/45', '长期'),
      );
    let number = 100;
    const rows = fc
      .record(Object.fromEntries(Object.entries(penalty(1)).map(([name, text]) => [name, dirty(text)])))
      .map((row) => ({ ...row, documentNumber: row.documentNumber === '' ? '' : `济罚${number++}` }));
    await fc.assert(
      fc.asyncProperty(rows, async (row) => {
        const told = await check(row);
        const imported = await twin.hand('administrative-penalty', department, [row]);
        const receipts = (await Array.fromAsync(allReceipts(twin.database.db.pool, imported.batch))).flat();
        expect(told.findings).toEqual(byFieldName(item, receipts));
        const entered = await office.ask('POST', `${penalties}/records`, 'clerk', { row });
        expect(entered.status).toBe(told.outcome === 'rejected' ? 422 : 201);
        if (entered.status !== 201) return;
        const receipt = entered.body as EntryReceipt;
        expect(receipt.findings).toEqual(told.findings);
        expect(receipt.outcome).toBe(told.outcome);
        expect(receipt.record === undefined).toBe(told.effect === 'none');
      }),
      { numRuns: 25 },
    );
    expect(await storeDigest(office.database.db.pool)).toEqual(await storeDigest(twin.database.db.pool));
  });

  it('is a batch of one with its receipt, its proof and its event, and takes the draft away', async () => {
    const draft = (await office.ask('POST', 'drafts', 'clerk', { item: 'administrative-penalty', row: penalty(3) }))
      .body as Draft;
    const body = { row: penalty(3), draftId: draft.draftId };
    const headers = { 'idempotency-key': 'the-same-again' };
    const first = await office.ask('POST', `${penalties}/records`, 'clerk', body, headers);
    const again = await office.ask('POST', `${penalties}/records`, 'clerk', body, headers);
    expect(first).toMatchObject({
      status: 201,
      body: { outcome: 'accepted', subject: { subjectCode: codeOf(3) }, record: { version: 1 }, message: '已入库。' },
    });
    expect(again).toEqual(first);
    const receipt = first.body as EntryReceipt;
    const { pool } = office.database.db;
    const { rows } = await pool.query(
      `select channel, department, state, rows_read, accepted from exchange.batch where batch_id = $1`,
      [receipt.batch],
    );
    expect(rows).toEqual([{ channel: 'form', department, state: 'finished', rows_read: 1, accepted: 1 }]);
    const key = receipt.record?.recordKey;
    expect(await office.count(`records.record where record_key = $1`, [key])).toBe(1);
    expect(
      await office.count(
        `platform.audit_entry where action = 'records.publish' and object = $1 and subject_code = $2`,
        [`record:${key}`, codeOf(3)],
      ),
    ).toBe(1);
    expect(
      await office.count(`platform.outbox where type = 'records.published' and ordering_key = $1`, [codeOf(3)]),
    ).toBe(1);
    expect((await office.ask('GET', `drafts/${draft.draftId}`, 'clerk')).status).toBe(404);
    const same = await office.ask('POST', `${penalties}/records`, 'clerk', { row: penalty(3) });
    expect(same).toMatchObject({ status: 201, body: { outcome: 'duplicate' } });
    expect(same.body).not.toHaveProperty('record');
  });

  it('of a registration gives waiting rows their subject', async () => {
    const waiting = await office.ask('POST', `${penalties}/records`, 'clerk', { row: penalty(9) });
    expect(waiting.body).toMatchObject({ outcome: 'quarantined', attached: 0 });
    const reply = await office.ask('POST', 'items/enterprise-registration/records', 'reviewer', {
      row: registration(9),
    });
    expect(reply).toMatchObject({ status: 201, body: { attached: 1, record: { version: 1 } } });
  });

  it('is for one’s own department only', async () => {
    const body = { row: penalty(1), department: 'market-regulation-370103' };
    for (const path of ['check', 'records'])
      expect((await office.ask('POST', `${penalties}/${path}`, 'clerk', body)).status).toBe(403);
    expect((await office.ask('POST', `${penalties}/check`, 'credit', { row: {} })).status).toBe(403);
    expect((await office.ask('POST', `${penalties}/check`, undefined, { row: {} })).status).toBe(401);
  });
});

describe('drafts', () => {
  it('are kept as written, change by compare-and-set, and are nobody else’s', async () => {
    const row = { name: ' 半个名', decidedOn: '昨天' };
    const made = await office.ask('POST', 'drafts', 'clerk', { item: 'administrative-penalty', row });
    expect(made).toMatchObject({ status: 201, body: { title: '半个名', version: 1, row } });
    const { draftId } = made.body as Draft;
    const place = `drafts/${draftId}`;
    const [a, b] = await Promise.all(
      ['甲', '乙'].map((name) => office.ask('PUT', place, 'clerk', { row: { name }, version: 1 })),
    );
    expect([a?.status, b?.status].sort()).toEqual([200, 409]);
    for (const who of ['colleague', 'neighbour', 'reviewer']) {
      expect((await office.ask('GET', place, who)).status).toBe(404);
      expect((await office.ask('PUT', place, who, { row: {}, version: 2 })).status).toBe(404);
      expect((await office.ask('DELETE', `${place}?version=2`, who)).status).toBe(404);
      expect((await office.ask('GET', 'drafts', who)).body).toEqual({ drafts: [] });
    }
    const { drafts } = (await office.ask('GET', 'drafts?item=administrative-penalty', 'clerk')).body as {
      drafts: DraftLine[];
    };
    expect(drafts).toMatchObject([{ draftId, version: 2 }]);
    expect((await office.ask('DELETE', `${place}?version=1`, 'clerk')).status).toBe(409);
    expect((await office.ask('DELETE', `${place}?version=2`, 'clerk')).status).toBe(200);
    expect((await office.ask('GET', place, 'clerk')).status).toBe(404);
  });

  it('nobody has saved for long are dropped', async () => {
    const made = await office.ask('POST', 'drafts', 'clerk', { item: 'administrative-penalty', row: {} });
    const { draftId } = made.body as Draft;
    const { pool } = office.database.db;
    const age = (days: number) =>
      pool.query(`update exchange.entry_draft set saved_at = now() - $1 * interval '1 day' where draft_id = $2`, [
        days,
        draftId,
      ]);
    await age(draftDays - 1);
    expect(await forgetDrafts(pool)).toBe(0);
    await age(draftDays + 1);
    expect(await forgetDrafts(pool)).toBe(1);
    expect((await office.ask('GET', `drafts/${draftId}`, 'clerk')).status).toBe(404);
  });
});
