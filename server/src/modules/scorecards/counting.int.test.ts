import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addPeriod, declaredCalendar } from '../../platform/calendar/index.ts';
import { undoBatch } from '../exchange/index.ts';
import { rebuildCounts } from './actions.ts';
import { workingDaysOf } from './store/working-days.ts';
import { city, county, licence, openSupply, registration, type Supply } from './test-supply.ts';

let supply: Supply;
beforeAll(async () => {
  supply = await openSupply();
});
afterAll(() => supply.close());

const licences = 'administrative-licence';
const countsOf = async (batch: number) =>
  (await supply.database.db.pool.query('select counts from scorecards.batch_counted where batch_id = $1', [batch]))
    .rows[0]?.counts;
const failing = async (batch: number, indicator: string) =>
  (
    await supply.database.db.pool.query(
      'select row_number, rule, field, decided_on, due_on from scorecards.failing_row where batch_id = $1 and indicator = $2 order by 1',
      [batch, indicator],
    )
  ).rows;

/** Counts what has happened, and proves that a rebuild from the store says the same. */
async function countedAndRebuilt() {
  await supply.count();
  const incremental = await supply.counted();
  await rebuildCounts(supply.database.db, city);
  expect(await supply.counted()).toEqual(incremental);
  return incremental;
}

describe('counts of batches', () => {
  let march: number;
  let pending: number;

  it('tell what became of the rows, late ones by working days, stock apart', async () => {
    await supply.hand(
      '2026-03-02',
      'enterprise-registration',
      [1, 2, 3].map((n) => registration(n)),
    );
    march = await supply.hand('2026-03-20', licences, [
      licence(1, '2026-03-20'),
      // Decided before the department supplied licences at all.
      licence(2, '2026-01-05'),
      licence(3, '2026-03-20', { content: '' }),
    ]);
    await supply.count();
    expect(await countsOf(march)).toMatchObject({
      received: 3,
      rejected: 1,
      judged: 1,
      backlog: 1,
      'rows.completeness': 1,
    });
    expect(await failing(march, 'completeness')).toMatchObject([{ rule: 'FM-01', field: '许可内容' }]);
    const april = await supply.hand('2026-04-15', licences, [
      // 2026-04-03 is a Friday before 清明节 (4 to 6 April): seven working days end on 15 April.
      licence(1, '2026-04-03'),
      licence(2, '2026-04-02'),
      licence(3, '2026-04-15'),
    ]);
    await countedAndRebuilt();
    expect(await countsOf(april)).toMatchObject({ received: 3, judged: 3, late: 1 });
    expect(await failing(april, 'timeliness')).toEqual([
      { row_number: 2, rule: 'TM-01', field: null, decided_on: '2026-04-02', due_on: '2026-04-14' },
    ]);
  });

  it('follow a waiting row that finds its subject, and the undo of a batch', async () => {
    pending = await supply.hand('2026-05-06', licences, [licence(9, '2026-05-06'), licence(1, '2026-05-06')]);
    await countedAndRebuilt();
    expect(await countsOf(pending)).toMatchObject({
      quarantined: 1,
      'rows.linkage': 1,
      'rows.valid-storage': 1,
      judged: 1,
    });
    await supply.hand('2026-05-20', 'enterprise-registration', [registration(9)]);
    await countedAndRebuilt();
    const settled = await countsOf(pending);
    expect(settled).toMatchObject({ quarantined: 1, attached: 1, judged: 2 });
    expect(settled['rows.linkage']).toBeUndefined();

    await undoBatch(supply.database.db, {
      ...{ city, batchId: march, reason: '报错了文件', doer: { actor: 'account:1', name: '王芳' } },
    });
    const { tally = [] } = await countedAndRebuilt();
    expect(await countsOf(march)).toBeUndefined();
    expect(
      tally.filter(
        (line) =>
          (line as { month: string; item: string }).month === '2026-03' && (line as { item: string }).item === licences,
      ),
    ).toEqual([]);
  });

  it('count a file sent again as repetition, and repeat nothing when events repeat', async () => {
    const rows = [licence(1, '2026-06-01'), licence(2, '2026-06-01')];
    await supply.hand('2026-06-02', licences, rows);
    const again = await supply.hand('2026-06-03', licences, rows);
    const once = await countedAndRebuilt();
    expect(await countsOf(again)).toMatchObject({ received: 2, duplicate: 2, 'rows.uniqueness': 2 });
    await supply.database.db.pool.query(`update platform.consumer set passed_transaction = '0', passed_event = 0`);
    await supply.count();
    expect(await supply.counted()).toEqual(once);
  });

  it('lie in the region of the supplying organisation and sum up to the batches', async () => {
    const { tally, batch_counted: batches } = await supply.counted();
    const all = tally as { department: string; region: string; name: string; n: number }[];
    expect(new Set(all.filter(({ department }) => department === county).map(({ region }) => region))).toEqual(
      new Set(['370102']),
    );
    const received = (batches as { counts: { received?: number } }[]).reduce(
      (sum, { counts }) => sum + (counts.received ?? 0),
      0,
    );
    expect(all.filter(({ name }) => name === 'received').reduce((sum, { n }) => sum + n, 0)).toBe(received);
    expect(all.every(({ n }) => n > 0)).toBe(true);
  });
});

it('the table of working days gives the last day in time that the calendar counts', () => {
  const calendar = declaredCalendar();
  const days = workingDaysOf(calendar);
  const at = new Map(days.map((one) => [one.day, one]));
  fc.assert(
    fc.property(fc.nat(days.length - 100), fc.integer({ min: 1, max: 25 }), (start, n) => {
      const from = days[start] as (typeof days)[number];
      const due = days.find(({ working, ordinal }) => working && ordinal === from.ordinal + n)?.day;
      expect(due).toBe(addPeriod(calendar, from.day, { n, unit: 'WD' }));
      const plain = addPeriod(calendar, from.day, { n, unit: 'D' });
      expect(at.get(plain)?.nextWorking).toBe(addPeriod(calendar, from.day, { n, unit: 'D' }, 'rolled'));
    }),
    { numRuns: 300 },
  );
});
