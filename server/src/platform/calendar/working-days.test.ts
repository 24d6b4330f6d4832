import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addPeriod, addWorkingDays, businessToday, declaredCalendar, declaredYears, isWorkingDay } from './index.ts';

const calendar = declaredCalendar();
const plusDays = (day: string, n: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
const anyDay = fc.integer({ min: 0, max: 3000 }).map((n) => plusDays('2016-01-01', n));

describe('the table of 2026', () => {
  const days = Array.from({ length: 365 }, (_, n) => plusDays('2026-01-01', n));

  it('has 248 working days', () => {
    expect(days.filter((day) => isWorkingDay(calendar, day))).toHaveLength(248);
  });

  it('is the one of the State Council notice, day by day', () => {
    const off = [
      ['01-01', 3],
      ['02-15', 9],
      ['04-04', 3],
      ['05-01', 5],
      ['06-19', 3],
      ['09-25', 3],
      ['10-01', 7],
    ] as const;
    const holidays = new Set(
      off.flatMap(([start, n]) => Array.from({ length: n }, (_, i) => plusDays(`2026-${start}`, i))),
    );
    const worked = new Set(['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'].map((day) => `2026-${day}`));
    for (const day of days) {
      const weekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
      expect(isWorkingDay(calendar, day), day).toBe(worked.has(day) || (!weekend && !holidays.has(day)));
    }
  });
});

describe('time limits', () => {
  it.each([
    ['2026-01-01', 7, '2026-01-12'],
    ['2026-02-12', 7, '2026-02-28'],
    ['2026-02-14', 1, '2026-02-24'],
    ['2026-02-27', 3, '2026-03-03'],
    ['2026-03-02', 20, '2026-03-30'],
    ['2026-04-03', 1, '2026-04-07'],
    ['2026-04-30', 3, '2026-05-08'],
    ['2026-05-08', 1, '2026-05-09'],
    ['2026-06-18', 7, '2026-06-30'],
    ['2026-06-30', 10, '2026-07-14'],
    ['2026-09-18', 1, '2026-09-20'],
    ['2026-09-24', 7, '2026-10-12'],
    ['2026-09-24', 20, '2026-10-29'],
    ['2026-10-09', 1, '2026-10-10'],
    ['2026-12-01', 20, '2026-12-29'],
  ])('%s + %i working days = %s', (day, n, due) => {
    expect(addWorkingDays(calendar, day, n)).toBe(due);
    expect(addPeriod(calendar, day, { n, unit: 'WD' }, 'rolled')).toBe(due);
  });

  it.each([
    ['2026-01-31', { n: 1, unit: 'M' }, '2026-02-28'],
    ['2024-02-29', { n: 12, unit: 'M' }, '2025-02-28'],
    ['2024-02-29', { n: 1, unit: 'Y' }, '2025-02-28'],
    ['2025-11-30', { n: 3, unit: 'M' }, '2026-02-28'],
    ['2026-08-31', { n: 6, unit: 'M' }, '2027-02-28'],
  ] as const)('%s + %o = %s', (day, period, last) => {
    expect(addPeriod(calendar, day, period)).toBe(last);
  });

  it.each([
    ['2026-02-01', '2026-02-24'],
    ['2026-06-01', '2026-06-22'],
    ['2026-09-05', '2026-09-28'],
  ])('%s + 20 days, rolled = %s', (day, due) => {
    expect(addPeriod(calendar, day, { n: 20, unit: 'D' }, 'rolled')).toBe(due);
    expect(addPeriod(calendar, day, { n: 20, unit: 'D' })).toBe(plusDays(day, 20));
  });

  it('gives a working day, and splits anywhere', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (day, a, b) => {
        const first = addWorkingDays(calendar, day, a);
        expect(isWorkingDay(calendar, first)).toBe(true);
        expect(addWorkingDays(calendar, first, b)).toBe(addWorkingDays(calendar, day, a + b));
      }),
    );
  });
});

describe('what cannot be computed', () => {
  it('names the year whose notice is missing, also when only reached on the way', () => {
    const missing = expect.objectContaining({
      code: 'calendar-year-unknown',
      message: expect.stringContaining('2027年'),
    });
    expect(() => isWorkingDay(calendar, '2027-01-04')).toThrow(missing);
    expect(() => addWorkingDays(calendar, '2026-12-30', 3)).toThrow(missing);
    expect(() => addPeriod(calendar, '2026-08-31', { n: 6, unit: 'M' }, 'rolled')).toThrow(missing);
  });

  it('needs no table to count months without rolling', () => {
    expect(addPeriod({ years: new Set(), exceptions: new Map() }, '2030-05-31', { n: 3, unit: 'Y' })).toBe(
      '2033-05-31',
    );
  });

  it.each(['2026-02-30', '2026-2-3', '', '20260203'])('refuses %j as a day', (day) => {
    expect(() => isWorkingDay(calendar, day)).toThrow(expect.objectContaining({ code: 'bad-request' }));
  });
});

describe('the shipped years', () => {
  it('reach to 2026 without a gap', () => {
    const years = declaredYears().map(({ year }) => year);
    expect(years).toEqual(Array.from({ length: years.length }, (_, i) => (years[0] ?? 0) + i));
    expect(years.at(-1)).toBe(2026);
  });
});

describe('today', () => {
  it('is Beijing’s', () => {
    expect(businessToday(new Date('2026-11-22T15:59:59Z'))).toBe('2026-11-22');
    expect(businessToday(new Date('2026-11-22T16:00:00Z'))).toBe('2026-11-23');
  });
});
