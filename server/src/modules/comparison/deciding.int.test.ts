import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { officerOf } from '../../../test/officers.ts';
import { publicViewer, type Viewer } from '../../platform/access/index.ts';
import { buildHttp } from '../../platform/http/index.ts';
import { createListing } from '../../platform/listing/index.ts';
import { silentLogger } from '../../platform/log/index.ts';
import { readRecords } from '../records/index.ts';
import { applyCorrections } from './corrections.ts';
import { comparisonLists } from './lists.ts';
import { comparisonRoutes } from './routes/index.ts';
import { city, codeOf, type Departments, licence, nameOf, openDepartments, registration } from './test-departments.ts';

const officers: Record<string, Viewer> = {
  health: officerOf(city, 'health', ['reviewer'], '孙丽'),
  second: officerOf(city, 'health', ['reviewer'], '周伟'),
  clerk: officerOf(city, 'health', ['entry-clerk'], '王芳'),
  register: officerOf(city, 'market-regulation', ['reviewer'], '赵敏'),
  tax: officerOf(city, 'tax', ['reviewer'], '郑税'),
  credit: officerOf(city, 'development-reform', ['credit-officer'], '吴信'),
};
const byName = 'name-differs-from-register';
let departments: Departments;
let app: ReturnType<typeof buildHttp>;
let keys = 0;

async function ask(who: string, method: 'GET' | 'POST', path: string, body?: object) {
  const reply = await app.inject({
    method,
    url: `/api/v1/officer/${path}`,
    headers: {
      authorization: `Bearer ${who}`,
      'x-purpose': 'case-handling',
      'idempotency-key': `key-of-comparison-${keys++}`,
    },
    ...(body && { payload: body }),
  });
  return { status: reply.statusCode, body: reply.json() };
}

/** A difference of the name about subject `n`, by the health department. */
async function differing(n: number, name = `济南市比对第${n}号贸易公司`) {
  await departments.hand('administrative-licence', 'health', [licence(n, { name })]);
  return departments.one(byName, n);
}
const decide = (who: string, { id, revision }: { id: string; revision: number }, more: object) =>
  ask(who, 'POST', `differences/${id}/decision`, { revision, ...more });
const nameOnRecord = async (n: number) => {
  const rows = await readRecords(departments.database.db.pool, city.catalogue, publicViewer, {
    ...{ subjectCode: codeOf(n), region: '370102' },
  });
  return rows.filter(({ item }) => item === 'administrative-licence').map(({ payload }) => payload.name);
};

beforeAll(async () => {
  departments = await openDepartments();
  app = buildHttp({
    routes: comparisonRoutes({ db: departments.database.db, city, enqueueAll: async () => undefined }),
    ...{ logger: silentLogger(), db: departments.database.db, matters: city.matters },
    authenticate: async (secret) => officers[secret] ?? null,
  });
  const registered = Array.from({ length: 30 }, (_, n) => registration(n + 1));
  await departments.hand('enterprise-registration', 'market-regulation', registered);
});
afterAll(async () => {
  await app?.close();
  await departments?.close();
});

describe('a difference decided', () => {
  it('for the register is a new version of the record, public at once, with step, audit and event', async () => {
    const one = await differing(1);
    const seen = await ask('health', 'GET', `differences/${one.id}`);
    expect(seen.body).toMatchObject({
      ...{ state: 'open', proposed: 'right', mayDecide: true, acting: { code: 'health' } },
      left: {
        text: '济南市比对第1号贸易公司',
        department: { code: 'health' },
        row: 1,
        itemName: '行政许可',
        version: 1,
      },
      right: { text: nameOf(1), department: { code: 'market-regulation' }, fieldLabel: '登记名称' },
    });
    const reply = await decide('health', one, { decision: 'right' });
    expect(reply).toMatchObject({
      status: 200,
      body: { difference: { state: 'written', decidedByName: '孙丽', mayDecide: false } },
    });
    expect(await nameOnRecord(1)).toEqual([nameOf(1)]);
    const { pool } = departments.database.db;
    const versions = await pool.query(
      `select version, payload->>'name' as name, recorded_until = 'infinity' as stands from records.record
       where subject_code = $1 and item = 'administrative-licence' order by version`,
      [codeOf(1)],
    );
    expect(versions.rows).toEqual([
      { version: 1, name: '济南市比对第1号贸易公司', stands: false },
      { version: 2, name: nameOf(1), stands: true },
    ]);
    const kept = await pool.query(
      `select (select count(*)::integer from platform.audit_entry where action in ('comparison.decide', 'comparison.write') and object = $1) as audited,
         (select count(*)::integer from platform.outbox where type like 'comparison.difference-%' and payload->>'differenceId' = $2) as told`,
      [`difference:${one.id}`, one.id],
    );
    expect(kept.rows).toEqual([{ audited: 2, told: 2 }]);
    await departments.compare();
    expect((await departments.one(byName, 1)).state).toBe('written');
    expect(reply.body.difference.history.map(({ step }: { step: string }) => step)).toEqual([
      'written',
      'decided',
      'found',
    ]);
  });

  it('by two at once: one wins, the other is told who', async () => {
    const one = await differing(2);
    const replies = await Promise.all([
      decide('health', one, { decision: 'right' }),
      decide('second', one, { decision: 'not-an-error', reason: '文书原样如此' }),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    const winner = replies[0]?.status === 200 ? '孙丽' : '周伟';
    const lost = replies.find(({ status }) => status === 409);
    expect(lost?.body.detail ?? lost?.body.message).toContain(`已由${winner}于`);
  });

  it('to another value, with its reason; a reason is asked for by name', async () => {
    const one = await differing(3);
    expect(await decide('health', one, { decision: 'other', value: ' ' })).toMatchObject({ status: 400 });
    const { status } = await decide('health', one, { decision: 'other', value: nameOf(3), reason: '按营业执照' });
    expect(status).toBe(200);
    expect(await nameOnRecord(3)).toEqual([nameOf(3)]);
  });

  it('as no error stays closed until a value changes', async () => {
    const one = await differing(4);
    expect((await decide('health', one, { decision: 'not-an-error', reason: '分支机构名称' })).status).toBe(200);
    await departments.hand('administrative-licence', 'health', [
      licence(4, { name: '济南市比对第4号贸易公司', note: '补充' }),
    ]);
    expect((await departments.one(byName, 4)).state).toBe('not-an-error');
    await departments.hand('administrative-licence', 'health', [licence(4, { name: '另一个名称' })]);
    expect((await departments.one(byName, 4)).state).toBe('open');
  });

  it('against the register waits for the registrar, who writes it', async () => {
    await departments.hand('administrative-licence', 'health', [licence(5, { legalRepresentative: '新法人' })]);
    const rule = 'representative-differs-from-register';
    const one = await departments.one(rule, 5);
    const reply = await decide('health', one, { decision: 'left', reason: '已见任命文件' });
    expect(reply.body).toMatchObject({
      difference: { state: 'decided', acting: { code: 'market-regulation' }, mayWrite: false },
    });
    const now = await departments.one(rule, 5);
    const path = `differences/${one.id}/write-back`;
    expect((await ask('health', 'POST', path, { revision: now.revision })).status).toBe(403);
    expect(await ask('register', 'POST', path, { revision: now.revision })).toMatchObject({
      ...{ status: 200, body: { difference: { state: 'written' } } },
    });
    const { rows } = await departments.database.db.pool.query(
      'select legal_representative as name from registry.subject where subject_code = $1',
      [codeOf(5)],
    );
    expect(rows).toEqual([{ name: '新法人' }]);
    await departments.compare();
    expect((await departments.one(rule, 5)).state).toBe('written');
  });

  it('comes back when the old value is sent again', async () => {
    const one = await differing(6);
    await decide('health', one, { decision: 'right' });
    await departments.compare();
    await departments.hand('administrative-licence', 'health', [
      licence(6, { name: '济南市比对第6号贸易公司', note: '重报' }),
    ]);
    expect((await departments.one(byName, 6)).state).toBe('open');
  });
});

describe('reach', () => {
  it('who must act decides, both departments read, others find nothing, clerks do not decide', async () => {
    const one = await differing(7);
    const path = `differences/${one.id}`;
    expect((await ask('register', 'GET', path)).body).toMatchObject({ mayDecide: false });
    expect((await ask('tax', 'GET', path)).status).toBe(404);
    expect((await decide('tax', one, { decision: 'right' })).status).toBe(404);
    expect((await decide('register', one, { decision: 'right' })).status).toBe(403);
    expect((await decide('clerk', one, { decision: 'right' })).status).toBe(403);
    expect((await ask('nobody', 'GET', path)).status).toBe(401);
    // The lead department decides for all, and leaves the writing to the supplier.
    expect((await decide('credit', one, { decision: 'right' })).body).toMatchObject({
      difference: { state: 'decided', acting: { code: 'health' } },
    });
  });

  it('a citizen is masked for whoever may not read persons, in file and list', async () => {
    const registrationNumber = '370102200000153';
    await departments.hand('enterprise-registration', 'market-regulation', [registration(8, { registrationNumber })]);
    const citizen = { category: '自然人', certificateType: '身份证', certificate: '11010519491231002X' };
    await departments.hand('administrative-licence', 'health', [
      licence(8, { ...citizen, name: '王大明', uscc: '', registrationNumber }),
    ]);
    const one = await departments.one(byName, 8);
    expect((await ask('health', 'GET', `differences/${one.id}`)).body.left).toMatchObject({
      text: '王**',
      masked: true,
    });
    expect((await ask('credit', 'GET', `differences/${one.id}`)).body.left).toMatchObject({
      text: '王大明',
      masked: false,
    });
    const listing = createListing({
      db: departments.database.db,
      lists: comparisonLists({ city }),
      log: silentLogger(),
    });
    const page = await listing.page(officers.credit as Viewer, 'differences', {
      filters: { code: codeOf(8) },
      limit: 10,
    });
    expect(JSON.stringify(page)).not.toContain('王大明');
    expect(JSON.stringify(page)).toContain(one.id);
  });

  it('the to-do counts what the own department must act on, and lists say codes in words', async () => {
    await departments.hand('administrative-licence', 'health', [licence(9, { state: '有效' })]);
    await departments.hand('deregistration', 'market-regulation', [
      { name: nameOf(9), uscc: codeOf(9), kind: '注销', decidedOn: '2026-07-01', authority: '某局' },
    ]);
    const listing = createListing({
      db: departments.database.db,
      lists: comparisonLists({ city }),
      log: silentLogger(),
    });
    const filters = { state: 'open', mine: 'true', rule: 'licence-of-deregistered' };
    const count = (who: string) => listing.count(officers[who] as Viewer, 'differences', filters);
    expect([(await count('health')).count, (await count('register')).count]).toEqual([1, 0]);
    const page = await listing.page(officers.register as Viewer, 'differences', {
      filters: { code: codeOf(9) },
      limit: 10,
    });
    expect(page.rows.map(({ cells }) => [cells.left, cells.right])).toEqual([['有效', '注销']]);
  });
});

describe('an automatic correction', () => {
  const wrong = (n: number) => `${nameOf(n)}（旧）`;

  it('is proposed after decisions alike, counted, switched on by a second person, and traceable', async () => {
    for (const n of [11, 12]) await decide('health', await differing(n, wrong(n)), { decision: 'right' });
    expect((await ask('health', 'GET', 'correction-proposals')).body.rows).toEqual([]);
    await decide('health', await differing(13, wrong(13)), { decision: 'right' });
    await differing(14, wrong(14));
    await differing(15, '毫不相干的名称');
    const [likes] = (await ask('health', 'GET', 'correction-proposals')).body.rows;
    expect(likes).toMatchObject({
      rule: byName,
      department: 'health',
      decision: 'right',
      confirmations: 3,
      open: 1,
      shape: 'behind （旧）',
      shapeText: '左值末尾多出“（旧）”',
    });
    expect((await ask('tax', 'GET', 'correction-proposals')).body.rows).toEqual([]);
    const {
      shapeText: _s,
      ruleTitle: _t,
      departmentName: _d,
      itemName: _i,
      confirmations: _c,
      open: _o,
      ...proposal
    } = likes;
    const made = await ask('health', 'POST', 'corrections', proposal);
    expect(made).toMatchObject({ status: 201, body: { state: 'proposed', open: 1, maySwitchOn: false } });
    const id = made.body.correctionId;
    expect((await ask('health', 'POST', `corrections/${id}/on`, {})).status).toBe(403);
    const given = { db: departments.database.db, city };
    expect(await applyCorrections(given, silentLogger())).toBe(0);
    expect(await ask('second', 'POST', `corrections/${id}/on`, {})).toMatchObject({
      status: 200,
      body: { state: 'on' },
    });
    expect(await applyCorrections(given, silentLogger())).toBe(1);
    expect(await nameOnRecord(14)).toEqual([nameOf(14)]);
    const { rows } = await departments.database.db.pool.query(
      `select d.state, d.correction_id::integer as correction, b.reason like '%自动更正规则 ' || d.correction_id || '%' as told
       from comparison.difference d join records.record r on r.subject_code = d.subject_code and r.record_key = d.left_record
         and r.version = d.written_version join exchange.batch b on b.batch_id = r.batch_id
       where d.subject_code = $1`,
      [codeOf(14)],
    );
    expect(rows).toEqual([{ state: 'written', correction: id, told: true }]);
    expect((await departments.one(byName, 15)).state).toBe('open');
  });

  it('switched off changes nothing more; a decision the other way is no ground for one', async () => {
    const { rows } = await departments.database.db.pool.query('select correction_id as id from comparison.correction');
    const id = rows[0].id;
    expect((await ask('tax', 'POST', `corrections/${id}/off`, { reason: '不再需要' })).status).toBe(404);
    expect(await ask('health', 'POST', `corrections/${id}/off`, { reason: '不再需要' })).toMatchObject({
      body: { state: 'off', corrected: 1 },
    });
    await differing(16, wrong(16));
    expect(await applyCorrections({ db: departments.database.db, city }, silentLogger())).toBe(0);
    expect((await ask('health', 'GET', 'correction-proposals')).body.rows).toHaveLength(1);
    await decide('health', await departments.one(byName, 16), { decision: 'not-an-error', reason: '确为旧称' });
    expect((await ask('health', 'GET', 'correction-proposals')).body.rows).toEqual([]);
  });
});
