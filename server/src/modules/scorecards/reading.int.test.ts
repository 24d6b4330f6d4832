import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { officerOf } from '../../../test/officers.ts';
import { createListing } from '../../platform/listing/index.ts';
import { silentLogger } from '../../platform/log/index.ts';
import { scorecardLists } from './lists.ts';
import { readScorecard } from './reads.ts';
import { city, county, licence, openSupply, registration, type Supply } from './test-supply.ts';

let supply: Supply;
const other = 'market-regulation-370103';
const officers = {
  county: officerOf(city, county, ['entry-clerk']),
  neighbour: officerOf(city, other, ['entry-clerk']),
  credit: officerOf(city, 'development-reform', ['credit-officer']),
};

beforeAll(async () => {
  supply = await openSupply();
  await supply.hand(
    '2026-03-02',
    'enterprise-registration',
    [1, 2, 3].map((n) => registration(n)),
  );
  for (const [at, day] of ['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23', '2026-03-30'].entries())
    await supply.hand(day, 'administrative-licence', [
      licence(1, day),
      licence(2, '2026-03-02', { content: `第${at}种` }),
    ]);
  await supply.hand('2026-03-31', 'administrative-licence', [licence(3, '2026-03-03'), licence(77, '2026-03-30')]);
  await supply.hand(
    '2026-03-30',
    'administrative-licence',
    [licence(1, '2026-03-30'), licence(2, '2026-03-30', { content: '' })],
    other,
  );
  await supply.count();
});
afterAll(() => supply.close());

const months = { from: '2026-03', until: '2026-03' };
const read = (viewer: keyof typeof officers, by: 'department' | 'item' | 'region' | 'month', more = {}) =>
  readScorecard(supply.database.db.pool, officers[viewer], { city }, { ...months, ...more }, by);

describe('a scorecard', () => {
  it('has the departments within reach, and nobody else', async () => {
    const keys = async (viewer: keyof typeof officers) =>
      (await read(viewer, 'department')).lines.map(({ key }) => key);
    expect(await keys('county')).toEqual([county]);
    expect(await keys('neighbour')).toEqual([other]);
    expect(await keys('credit')).toEqual(
      ['market-regulation', county, other].filter((key) => key !== 'market-regulation'),
    );
  });

  it('opens every figure to exactly as many rows as it counts against', async () => {
    const listing = createListing({ db: supply.database.db, lists: scorecardLists({ city }), log: silentLogger() });
    const { lines } = await read('credit', 'department', { item: 'administrative-licence' });
    let opened = 0;
    for (const { key, figures } of lines) {
      for (const { indicator, numerator, denominator } of figures) {
        const declared = city.scorecards.indicators.find(({ code }) => code === indicator);
        if (!(declared?.failing || declared?.lateRows)) continue;
        const rows = new Set<string>();
        const filters = { indicator, department: key, item: 'administrative-licence', ...months };
        await listing.stream(
          officers.credit,
          'failing-rows',
          { filters, columns: ['batch', 'row', 'message'] },
          async (found) => {
            for (const [batch, row, message] of found) {
              expect(message).not.toBe('');
              rows.add(`${batch}-${row}`);
            }
          },
        );
        expect([key, indicator, rows.size]).toEqual([
          key,
          indicator,
          declared.better === 'higher' ? denominator - numerator : numerator,
        ]);
        opened += rows.size;
      }
    }
    expect(opened).toBeGreaterThan(4);
  });

  it('is the same by item, region and month as in all', async () => {
    const { total } = await read('credit', 'department');
    for (const by of ['item', 'region', 'month'] as const) expect((await read('credit', by)).total).toEqual(total);
  });

  it('refuses months in the wrong order', async () => {
    await expect(read('credit', 'month', { from: '2026-04' })).rejects.toThrow('起始月份不能晚于截止月份');
  });
});

describe('the list of feeds', () => {
  it('finds the one that fell silent by its own gaps', async () => {
    const listing = createListing({ db: supply.database.db, lists: scorecardLists({ city }), log: silentLogger() });
    const { rows } = await listing.page(officers.county, 'feeds', { filters: {}, limit: 10 });
    const licences = rows.find(({ cells }) => JSON.stringify(cells).includes('administrative-licence'));
    expect(JSON.stringify(licences)).toContain('silent');
    const { count } = await listing.count(officers.county, 'feeds', { state: 'silent' });
    expect(count).toBe(1);
  });

  it('refuses a month that is none', async () => {
    const listing = createListing({ db: supply.database.db, lists: scorecardLists({ city }), log: silentLogger() });
    await expect(
      listing.page(officers.county, 'failing-rows', { filters: { from: '2026-13' }, limit: 10 }),
    ).rejects.toThrow('月份应写作');
  });
});
