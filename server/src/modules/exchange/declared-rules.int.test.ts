/** Declared rules that look at the register and at other records, on their way through trial, file and form. */
import type { RowCheck } from '@xinheng/contracts/row-check.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entryRoutes } from './entry/routes.ts';
import { city, nameOf, openOffice, penalty, registration, type TestOffice } from './entry/test-office.ts';

let office: TestOffice;
beforeAll(async () => {
  office = await openOffice(({ db }) => entryRoutes({ db, city }));
  await office.hand('enterprise-registration', 'market-regulation', [
    registration(1),
    registration(2),
    registration(3, { formerName: '济南旧名商贸有限公司' }),
  ]);
});
afterAll(() => office.close());

const receiptsOf = async (batch: number) =>
  (
    await office.database.db.pool.query<{ row_number: number; outcome: string; rule: string; message: string }>(
      `select row_number, outcome, rule, field, before, message from exchange.receipt where batch_id = $1
        order by row_number, seq`,
      [batch],
    )
  ).rows;

it('a file is told of names, days and deregistrations that the store knows otherwise, and stored all the same', async () => {
  const done = await office.hand('administrative-penalty', 'market-regulation-370102', [
    penalty(1),
    penalty(2, { name: '济南完全另名有限公司' }),
    penalty(3, { decidedOn: '2014-03-01' }),
  ]);
  expect(done).toMatchObject({ read: 3, accepted: 3 });
  expect(await receiptsOf(done.batch)).toMatchObject([
    {
      ...{ row_number: 2, outcome: 'warned', rule: 'ID-03', field: '行政相对人名称', before: '济南完全另名有限公司' },
      message: `代码相符而名称不符：来件为“济南完全另名有限公司”，登记名称为“${nameOf(2)}”；请核对名称，或核对代码是否误填`,
    },
    { row_number: 3, outcome: 'warned', rule: 'LG-01', before: '2014-03-01' },
  ]);
});

it('a licence after the deregistration is noticed, in whatever department that stands', async () => {
  const licence = {
    ...{ name: nameOf(1), uscc: penalty(1).uscc ?? '', documentNumber: '许字1号', content: '食品经营' },
    ...{ decidedOn: '2026-09-01', authority: '某局', validFrom: '2026-09-01' },
  };
  const before = await office.hand('administrative-licence', 'market-regulation', [licence]);
  expect(await receiptsOf(before.batch)).toEqual([]);
  const gone = await office.hand('deregistration', 'market-regulation', [
    { name: nameOf(1), uscc: penalty(1).uscc ?? '', kind: '注销登记', decidedOn: '2026-08-01' },
  ]);
  expect(gone).toMatchObject({ accepted: 1 });
  const after = await office.hand('administrative-licence', 'market-regulation', [
    { ...licence, documentNumber: '许字2号' },
  ]);
  expect(await receiptsOf(after.batch)).toMatchObject([{ outcome: 'warned', rule: 'LG-04', before: '2026-09-01' }]);
});

it('the form says so before anything is written', async () => {
  const { body } = await office.ask('POST', 'items/administrative-penalty/check', 'clerk', {
    row: penalty(2, { name: '济南完全另名有限公司', documentNumber: '济罚〔2026〕99号' }),
  });
  const { outcome, findings } = body as RowCheck;
  expect(outcome).toBe('accepted');
  expect(findings).toMatchObject([{ outcome: 'warned', rule: 'ID-03', field: 'name' }]);
});

it('a former name is no difference', async () => {
  const done = await office.hand('administrative-penalty', 'market-regulation-370102', [
    penalty(3, { name: '济南旧名商贸有限公司', documentNumber: '济罚〔2026〕98号' }),
  ]);
  expect(await receiptsOf(done.batch)).toEqual([]);
});
