import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addWorkingDays, businessToday, readCalendar } from '../../platform/calendar/index.ts';
import { undoBatch } from '../exchange/index.ts';
import { compareEverything } from './compare.ts';
import { city, codeOf, type Departments, licence, nameOf, openDepartments, registration } from './test-departments.ts';

let departments: Departments;
beforeAll(async () => {
  departments = await openDepartments();
  const registered = Array.from({ length: 20 }, (_, n) => registration(n + 1));
  await departments.hand('enterprise-registration', 'market-regulation', registered);
});
afterAll(() => departments.close());

const byName = 'name-differs-from-register';
const steps = async (n: number) =>
  (
    await departments.database.db.pool.query<{ step: string }>(
      'select step from comparison.step where subject_code = $1 order by step_id',
      [codeOf(n)],
    )
  ).rows.map(({ step }) => step);

describe('against the register', () => {
  it('a name that is neither the present nor a former one is a difference of its department, once, with a term', async () => {
    await departments.hand('administrative-licence', 'health', [licence(1, { name: '济南市比对第一号商贸有限公司' })]);
    expect(await departments.found(byName, 1)).toEqual([`济南市比对第一号商贸有限公司|${nameOf(1)}|open|health`]);
    const calendar = await readCalendar(departments.database.db.pool);
    const { due } = await departments.one(byName, 1);
    expect(due).toBe(addWorkingDays(calendar, businessToday(), 5));
    await departments.hand('administrative-licence', 'health', [licence(1, { name: '济南市比对第一号商贸有限公司' })]);
    expect(await steps(1)).toEqual(['found']);
  });

  it('spelling is no difference: width, spaces, brackets, capitals', async () => {
    await departments.hand('enterprise-registration', 'market-regulation', [
      registration(2, { name: '济南（比对）第2号ABC有限公司', address: '济南市历下区测试路2号-3室' }),
    ]);
    await departments.hand('administrative-licence', 'health', [licence(2, { name: '济南(比对) 第２号abc有限公司' })]);
    await departments.hand('annual-report', 'market-regulation', [
      {
        name: '济南〔比对〕第2号ＡＢＣ有限公司',
        uscc: codeOf(2),
        year: '2025',
        publishedOn: '2026-03-01',
        address: '济南市历下区测试路2号－3室。',
      },
    ]);
    expect(await departments.found(byName, 2)).toEqual([]);
    expect(await departments.found('address-self-published', 2)).toEqual([]);
  });

  it('a representative is a difference until a later change of registration explains it', async () => {
    await departments.hand('administrative-licence', 'health', [licence(3, { legalRepresentative: '旧法人' })]);
    expect(await departments.found('representative-differs-from-register', 3)).toEqual(['旧法人|测3|open|health']);
    await departments.hand('registration-change', 'market-regulation', [
      {
        name: nameOf(3),
        uscc: codeOf(3),
        matter: '法定代表人变更',
        before: '旧法人',
        after: '测3',
        changedOn: '2026-05-06',
      },
    ]);
    expect(await departments.found('representative-differs-from-register', 3)).toEqual(['旧法人|测3|gone|health']);
    expect(await steps(3)).toEqual(['found', 'gone']);
  });

  it('an address that the enterprise itself publishes is compared with the registered one', async () => {
    await departments.hand('annual-report', 'market-regulation', [
      { name: nameOf(4), uscc: codeOf(4), year: '2025', publishedOn: '2026-03-01', address: '济南市槐荫区别处1号' },
    ]);
    expect(await departments.found('address-self-published', 4)).toEqual([
      '济南市槐荫区别处1号|济南市历下区测试路4号|open|market-regulation',
    ]);
  });

  it('a licence outlives its subject: open while it is valid, gone when it is marked invalid', async () => {
    await departments.hand('administrative-licence', 'health', [licence(5), licence(6, { validUntil: '2026-06-01' })]);
    expect(await departments.found('licence-of-deregistered', 5)).toEqual([]);
    await departments.hand(
      'deregistration',
      'market-regulation',
      [5, 6].map((n) => ({
        name: nameOf(n),
        uscc: codeOf(n),
        kind: '注销',
        decidedOn: '2026-07-01',
        authority: '某局',
      })),
    );
    expect(await departments.found('licence-of-deregistered', 5)).toEqual(['-|deregistered|open|health']);
    expect(await departments.found('licence-of-deregistered', 6)).toEqual([]);
    await departments.hand('administrative-licence', 'health', [licence(5, { state: '无效' })]);
    expect(await departments.found('licence-of-deregistered', 5)).toEqual(['-|deregistered|gone|health']);
  });
});

describe('two departments', () => {
  it('report one decision differently: every field that differs, to whoever reported later', async () => {
    await departments.hand('administrative-licence', 'health', [licence(7, { documentNumber: '济许（2026）7号' })]);
    const batch = await departments.hand('administrative-licence', 'emergency', [
      licence(7, { documentNumber: '济许(2026)7号', decidedOn: '2026-03-03', validUntil: '2030-01-01' }),
      licence(8),
    ]);
    const found = await departments.found('licence-reported-twice', 7);
    expect(found.map((line) => line.split('|').slice(2).join('|'))).toEqual(['open|emergency', 'open|emergency']);
    expect(found[0]?.split('|').slice(0, 2).sort()).toEqual(['2026-03-02', '2026-03-03']);
    await undoBatch(departments.database.db, { city, batchId: batch, doer: { actor: 'test' }, reason: '测试撤销' });
    await departments.compare();
    expect((await departments.found('licence-reported-twice', 7)).map((line) => line.split('|')[2])).toEqual([
      'gone',
      'gone',
    ]);
  });

  it('agree, or one of them leaves the field empty: no difference', async () => {
    await departments.hand('administrative-licence', 'health', [licence(9)]);
    await departments.hand('administrative-licence', 'emergency', [
      licence(9, { validUntil: '', licenceNumber: 'A-1' }),
    ]);
    expect(await departments.found('licence-reported-twice', 9)).toEqual([]);
  });

  it('report other amounts of one fine; 1 and 1.0 are the same', async () => {
    const penalty = (n: number, fine: string) => ({
      ...{
        name: nameOf(n),
        uscc: codeOf(n),
        documentNumber: `济罚〔2026〕${n}号`,
        facts: '某事',
        basis: '某条',
        kinds: '罚款',
      },
      ...{ content: `罚款${fine}万元`, fine, decidedOn: '2026-04-01', authority: '某局' },
    });
    await departments.hand('administrative-penalty', 'ecology', [penalty(10, '1'), penalty(11, '1')]);
    await departments.hand('administrative-penalty', 'emergency', [penalty(10, '10'), penalty(11, '1.0')]);
    expect((await departments.found('penalty-reported-twice', 10)).map((line) => line.split('|')[3])).toEqual([
      'emergency',
    ]);
    expect(await departments.found('penalty-reported-twice', 11)).toEqual([]);
  });

  it('know other numbers of employees than the annual report says: beyond the tolerance only', async () => {
    const report = (n: number, employees: string) => ({
      ...{ name: nameOf(n), uscc: codeOf(n), year: '2025', publishedOn: '2026-03-01', employees },
    });
    const arrears = (n: number) => ({
      ...{
        name: nameOf(n),
        uscc: codeOf(n),
        kind: '养老保险',
        periodFrom: '2025-04-01',
        amount: '100',
        employees: '40',
      },
      determinedOn: '2025-06-01',
    });
    await departments.hand('annual-report', 'market-regulation', [report(12, '5'), report(13, '35')]);
    await departments.hand('social-security-arrears', 'human-resources', [arrears(12), arrears(13)]);
    expect(await departments.found('employees-self-published', 12)).toEqual(['5|40|open|market-regulation']);
    expect(await departments.found('employees-self-published', 13)).toEqual([]);
  });
});

describe('cards', () => {
  it('two registrations of one code with other names', async () => {
    await departments.hand('individual-business-registration', 'market-regulation', [
      { name: '济南市历下区测试便利店', uscc: codeOf(14), registeredOn: '2015-03-02', operator: '测14' },
    ]);
    expect(await departments.found('two-registrations-of-one-code', 14)).toHaveLength(1);
  });

  it('one number of two subjects, and one subject with two codes', async () => {
    await departments.hand('enterprise-registration', 'market-regulation', [
      registration(15, { registrationNumber: '370102200000153' }),
      registration(16, { registrationNumber: '370102200000153' }),
      registration(31, { name: nameOf(17), legalRepresentative: '测17' }),
      registration(32, { name: nameOf(18), legalRepresentative: '另有其人' }),
    ]);
    expect((await departments.found('one-registration-number', 15))[0]?.split('|').slice(2)).toEqual([
      'open',
      'market-regulation',
    ]);
    expect((await departments.found('one-subject-two-codes', 17))[0]?.split('|').slice(0, 2).sort()).toEqual(
      [codeOf(17), codeOf(31)].sort(),
    );
    expect(await departments.found('one-subject-two-codes', 18)).toEqual([]);
  });
});

describe('the whole store', () => {
  const all = async () =>
    (
      await departments.database.db.pool.query(
        `select rule, subject_code, left_value, right_value, state, acting, gravity from comparison.difference
         order by rule, subject_code, pair, left_value`,
      )
    ).rows;

  it('compared at once gives what the events gave, and nothing is opened or closed twice', async () => {
    const before = await all();
    expect(await compareEverything(departments.database.db, city)).toEqual({ opened: 0, gone: 0 });
    expect(await all()).toEqual(before);
    // Everything closed, it is found again as it was.
    await departments.database.db.pool.query(`update comparison.difference set state = 'gone' where state = 'open'`);
    await compareEverything(departments.database.db, city);
    expect(await all()).toEqual(before);
    const { rows } = await departments.database.db.pool.query(
      'select state, by_rule from comparison.run order by run_id desc limit 1',
    );
    expect(rows[0].state).toBe('finished');
    expect(rows[0].by_rule[byName]).toBe(1);
  });

  it('stopped between ranges, the next call goes on and closes what is gone', async () => {
    const { pool } = departments.database.db;
    // Behind the back of the events: only a full comparison can see it.
    await pool.query(`update registry.subject set name = '济南市比对第一号商贸有限公司' where subject_code = $1`, [
      codeOf(1),
    ]);
    const stopped = new AbortController();
    stopped.abort();
    await expect(compareEverything(departments.database.db, city, { signal: stopped.signal })).rejects.toThrow();
    expect(
      (await pool.query(`select count(*)::integer as n from comparison.run where state = 'running'`)).rows,
    ).toEqual([{ n: 1 }]);
    expect(await compareEverything(departments.database.db, city)).toMatchObject({ gone: 1 });
    expect((await departments.found(byName, 1))[0]).toContain('|gone|');
    expect((await pool.query('select 1 from comparison.sighting')).rowCount).toBe(0);
  });
});
