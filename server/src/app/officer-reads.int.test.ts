import type { RecordFile, RecordLines, SubjectFile } from '@xinheng/contracts/subject-file.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../test/database.ts';
import { officerOf } from '../../test/officers.ts';
import type { Viewer } from '../platform/access/index.ts';
import { loadCity } from '../platform/city/index.ts';
import { buildHttp } from '../platform/http/index.ts';
import { silentLogger } from '../platform/log/index.ts';
import { officerRoutes } from './officer-reads.ts';

const city = loadCity('jinan');
const here = '91370102MA3XTE5T8Q';
const there = '91370103MA3XTE5T9P';
const keys = {
  penalty: '00000000-0000-4000-8000-000000000001',
  shared: '00000000-0000-4000-8000-000000000002',
  foreign: '00000000-0000-4000-8000-000000000003',
  supplied: '00000000-0000-4000-8000-000000000004',
};
const officers: Record<string, Viewer> = {
  clerk: officerOf(city, 'market-regulation-370102', ['entry-clerk']),
  neighbour: officerOf(city, 'market-regulation-370103', ['entry-clerk']),
  reviewer: officerOf(city, 'market-regulation', ['reviewer']),
  credit: officerOf(city, 'development-reform', ['credit-officer']),
  inquirer: officerOf(city, 'central-bank', ['credit-inquirer']),
  system: officerOf(city, 'big-data', ['system-administrator']),
};

let database: TestDatabase;
let app: ReturnType<typeof buildHttp>;

beforeAll(async () => {
  database = await freshDatabase();
  const { db } = database;
  await db.pool.query(
    `insert into registry.subject (subject_code, kind, name, name_folded, status, region, batch_id, row_number, updated_at)
     values ($1, 'enterprise', '济南样例甲公司', '济南样例甲公司', 'live', '370102', 1, 2, now()),
            ($2, 'enterprise', '济南样例乙公司', '济南样例乙公司', 'live', '370103', 1, 3, now())`,
    [here, there],
  );
  await db.pool.query(
    `insert into exchange.batch (item, department, edition, channel, source_name, source_digest, source_bytes, format, state, actor)
     values ('administrative-penalty', 'market-regulation-370102', 'e', 'cli', '处罚.csv', 'd', 1, 'csv', 'finished', 'test')`,
  );
  const person = { name: '欧阳试', category: 'natural-person', certificate: '370102190101010032', note: '内部备注' };
  const write = (
    code: string,
    key: string,
    version: number,
    of: { item: string; department: string; disclosure: string },
    payload: object,
    until: string,
    ago: number,
  ) =>
    db.pool.query(
      `insert into records.record (subject_code, record_key, version, item, department, document_number, occurred_on, polarity,
         disclosure, shown_from, shown_until, matched_by, payload, content_hash, batch_id, row_number, recorded_from, recorded_until)
       values ($1, $2, $3, $4, $5, '济罚1号', '2026-01-05', 'negative', $6, '2026-01-05', '2026-02-05', 'code', $7,
         gen_random_uuid(), 1, $3 + 1, now() - $8 * interval '1 hour', $9::timestamptz)`,
      [code, key, version, of.item, of.department, of.disclosure, payload, ago, until],
    );
  const { rows } = await db.pool.query<{ at: string }>(`select (now() - interval '5 hours')::text as at`);
  const penalty = { item: 'administrative-penalty', department: 'market-regulation-370102', disclosure: 'public' };
  const at = (rows[0] as { at: string }).at;
  await write(here, keys.penalty, 1, penalty, { ...person, facts: '占道经营' }, at, 9);
  await write(here, keys.penalty, 2, penalty, { ...person, name: '欧阳测', facts: '占道' }, 'infinity', 5);
  await write(
    here,
    keys.shared,
    1,
    { item: 'utility-arrears', department: 'utilities', disclosure: 'shared' },
    {},
    'infinity',
    3,
  );
  await write(there, keys.foreign, 1, { ...penalty, department: 'tax-370103' }, person, 'infinity', 3);
  await write(there, keys.supplied, 1, penalty, person, 'infinity', 3);
  await db.pool.query(
    `insert into exchange.receipt (batch_id, row_number, seq, outcome, rule, field, before, after, message) values
       (1, 3, 0, 'corrected', 'FM-02', '违法事实', '占​道', '占道', '违法事实中的零宽字符已去除'),
       (1, 3, 1, 'corrected', 'FM-02', '行政相对人名称', '欧阳​测', '欧阳测', '行政相对人名称“欧阳测”'),
       (1, 3, 2, 'corrected', 'FM-02', '自然人证件号码', '370102190101010032', 'x', '370102190101010032')`,
  );
  app = buildHttp({
    routes: officerRoutes({ db, city }),
    logger: silentLogger(),
    matters: city.matters,
    authenticate: async (secret) => officers[secret] ?? null,
  });
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

const get = (path: string, who?: string, purpose = true) =>
  app.inject({
    url: `/api/v1/officer/subjects/${path}`,
    headers: { ...(who && { authorization: `Bearer ${who}` }), ...(purpose && { 'x-purpose': 'case-handling' }) },
  });
const looks = async () =>
  (await database.db.pool.query('select action, purpose, subject_code from platform.audit_entry order by entry_id'))
    .rows;

describe('the subject file', () => {
  it('shows to each what the permission reaches there, and keeps one entry a look', async () => {
    const before = (await looks()).length;
    const seen = async (who: string) => {
      const file = (await get(here, who)).json<SubjectFile>();
      return [file.level, file.unmasked, file.items.map(({ item, count }) => `${item} ${count}`)];
    };
    expect(await seen('clerk')).toEqual(['shared', false, ['administrative-penalty 1', 'utility-arrears 1']]);
    expect(await seen('credit')).toEqual(['authorised', true, ['administrative-penalty 1', 'utility-arrears 1']]);
    // A window that has passed hides the record from whoever has the public's sight only.
    expect(await seen('inquirer')).toEqual(['public', false, []]);
    const kept = (await looks()).slice(before);
    expect(kept).toEqual(
      Array.from({ length: 3 }, () => ({
        action: 'registry.look-at-subject',
        purpose: 'case-handling',
        subject_code: here,
      })),
    );
  });

  it('asks both clocks', async () => {
    const early = new Date(Date.now() - 7 * 3_600_000).toISOString();
    const textAt = async (query: string) => {
      const { items } = (await get(`${here}?${query}`, 'credit')).json<SubjectFile>();
      return items[0]?.records[0]?.fields.find(({ name }) => name === 'facts')?.text;
    };
    expect(await textAt('')).toBe('占道');
    expect(await textAt(`knownAt=${early}`)).toBe('占道经营');
    expect(await textAt('asOf=2025-12-31')).toBeUndefined();
  });
});

describe('records of a subject', () => {
  it('are paged without a gap, by item and over all', async () => {
    const first = (await get(`${here}/records?limit=1`, 'reviewer')).json<RecordLines>();
    const second = (await get(`${here}/records?limit=1&after=${first.next}`, 'reviewer')).json<RecordLines>();
    expect([...first.records, ...second.records].map(({ recordKey }) => recordKey)).toEqual([
      keys.penalty,
      keys.shared,
    ]);
    expect(second.next).toBeUndefined();
    const one = (await get(`${here}/records?item=utility-arrears`, 'reviewer')).json<RecordLines>();
    expect(one.records.map(({ item }) => item)).toEqual(['utility-arrears']);
  });

  it('tell their versions, sources, corrections and changes; masks are not undone by a receipt', async () => {
    const file = (await get(`${here}/records/${keys.penalty}`, 'clerk')).json<RecordFile>();
    expect(file).toMatchObject({ mayAmend: true, mayWithdraw: true, level: 'shared', unmasked: false });
    const [now, earlier] = file.versions;
    expect(now).toMatchObject({
      version: 2,
      recordedUntil: null,
      source: { batch: 1, row: 3, sourceName: '处罚.csv', channelName: '文件导入' },
    });
    expect(now?.fields.find(({ name }) => name === 'facts')).toMatchObject({ original: '占​道', rule: 'FM-02' });
    expect(now?.fields.find(({ name }) => name === 'name')).toEqual({
      name: 'name',
      label: '行政相对人名称',
      text: '欧**',
      masked: true,
      original: null,
      rule: 'FM-02',
    });
    expect(now?.changes?.map(({ name }) => name)).toEqual(['name', 'facts']);
    expect(earlier).toMatchObject({ version: 1 });
    expect(earlier).not.toHaveProperty('changes');
    expect(JSON.stringify(file)).not.toMatch(/欧阳|370102190101010032/);
    const whole = (await get(`${here}/records/${keys.penalty}`, 'credit')).body;
    expect(whole).toContain('370102190101010032');
    expect(whole).toContain('"mayAmend":false');
  });
});

describe('out of reach', () => {
  it('is not there: other regions, other subjects’ records, swapped keys', async () => {
    const answers: [string, string, number][] = [
      [there, 'clerk', 404],
      [`${there}/records`, 'clerk', 404],
      [`${there}/records/${keys.foreign}`, 'clerk', 404],
      [here, 'neighbour', 404],
      [`${here}/records`, 'neighbour', 404],
      [`${here}/records/${keys.penalty}`, 'neighbour', 404],
      [`${here}/records/${keys.shared}`, 'neighbour', 404],
      // The key of another subject's record under one's own subject.
      [`${here}/records/${keys.foreign}`, 'clerk', 404],
      [`${here}/records/${keys.penalty}`, 'inquirer', 404],
      ['91370100MA3XTE0000', 'credit', 404],
      // What a department has supplied it may read wherever its subject is.
      [`${there}/records/${keys.supplied}`, 'clerk', 200],
      [here, 'clerk', 200],
      [there, 'neighbour', 200],
      [there, 'reviewer', 200],
    ];
    for (const [path, who, status] of answers)
      expect([path, who, (await get(path, who)).statusCode]).toEqual([path, who, status]);
  });

  it('answers 401 without a session, 403 without the permission or a purpose', async () => {
    for (const path of [here, `${here}/records`, `${here}/records/${keys.penalty}`]) {
      expect((await get(path)).statusCode).toBe(401);
      expect((await get(path, 'system')).json()).toMatchObject({ status: 403, code: 'forbidden' });
      expect((await get(path, 'clerk', false)).json()).toMatchObject({ status: 403, code: 'purpose-required' });
    }
  });
});
