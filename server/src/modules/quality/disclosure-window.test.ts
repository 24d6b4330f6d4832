import type { CatalogueItem, DisclosureWindow } from '@xinheng/contracts/catalogue.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileWindow, computeWindow, endOfPeriod } from './disclosure-window.ts';

const base = {
  code: 'sample',
  name: '样例',
  nationalClass: 3,
  polarity: 'negative',
  legalBasis: '样例',
  provider: 'market-regulation',
  due: { n: 7, unit: 'WD', from: 'decidedOn', source: '样例' },
  disclosure: 'public',
  section: 'penalties',
  subject: { role: 'about' },
  identity: { codes: [], name: 'name' },
  naturalKey: ['subject'],
  occurredOn: 'decidedOn',
  fields: [],
} satisfies Omit<CatalogueItem, 'windows'>;
const withWindows = (...windows: DisclosureWindow[]): CatalogueItem => ({ ...base, windows });

const former: DisclosureWindow = {
  longest: { minor: 'not-shown', general: { n: 3, unit: 'Y' } },
  effectiveFrom: '2023-05-01',
  source: '58',
};
const present: DisclosureWindow = {
  longest: { minor: { n: 3, unit: 'M' }, general: { n: 1, unit: 'Y' }, severe: { n: 3, unit: 'Y' } },
  notEndsBefore: 'restrictionUntil',
  effectiveFrom: '2026-04-01',
  source: '36',
};

describe('display window', () => {
  it.each([
    ['2026-01-31', 1, 'M', '2026-02-28'],
    ['2024-02-29', 12, 'M', '2025-02-28'],
    ['2025-11-30', 3, 'M', '2026-02-28'],
    ['2026-08-31', 6, 'M', '2027-02-28'],
    ['2024-02-29', 1, 'Y', '2025-02-28'],
    ['2024-02-29', 4, 'Y', '2028-02-29'],
    ['2026-02-01', 20, 'D', '2026-02-21'],
    ['2026-12-31', 1, 'D', '2027-01-01'],
  ] as const)('%s + %s %s = %s', (day, n, unit, end) => expect(endOfPeriod(day, { n, unit })).toBe(end));

  it('counts by the law edition of the day it occurred', () => {
    const item = withWindows(present, former);
    expect(computeWindow(item, { decidedOn: '2026-04-01' }, 'general')).toEqual({
      shownFrom: '2026-04-01',
      shownUntil: '2027-04-01',
    });
    expect(computeWindow(item, { decidedOn: '2026-03-31' }, 'general')).toEqual({
      shownFrom: '2026-03-31',
      shownUntil: '2029-03-31',
    });
    expect(computeWindow(item, { decidedOn: '2026-03-31' }, 'minor')).toBe('never');
    expect(computeWindow(item, { decidedOn: '2026-04-30' }, 'minor')).toEqual({
      shownFrom: '2026-04-30',
      shownUntil: '2026-07-30',
    });
    expect(computeWindow(item, { decidedOn: '2000-01-01' }, 'general')).toEqual({
      shownFrom: '2000-01-01',
      shownUntil: '2003-01-01',
    });
  });

  it('is never for absent classes, other disclosure levels and records without a day', () => {
    expect(computeWindow(withWindows(former), { decidedOn: '2024-01-01' }, 'severe')).toBe('never');
    expect(computeWindow(withWindows(present), {}, 'general')).toBe('never');
    expect(
      computeWindow({ ...withWindows(present), disclosure: 'shared' }, { decidedOn: '2026-05-01' }, 'general'),
    ).toBe('never');
    expect(computeWindow(withWindows(), { decidedOn: '2026-05-01' }, null)).toBe('never');
  });

  it('does not end before a running restriction, but ends with a removal', () => {
    const item = withWindows({ ...present, endsOn: ['removedOn'] });
    const values = { decidedOn: '2026-05-01', restrictionUntil: '2030-01-01' };
    expect(computeWindow(item, values, 'severe')).toEqual({ shownFrom: '2026-05-01', shownUntil: '2030-01-01' });
    expect(computeWindow(item, { ...values, removedOn: '2026-06-01' }, 'severe')).toEqual({
      shownFrom: '2026-05-01',
      shownUntil: '2026-06-01',
    });
    expect(computeWindow(item, { ...values, removedOn: '2026-04-01' }, 'severe')).toBe('never');
  });

  it('unlimited has no last day, and needs no first', () => {
    const item = withWindows({
      longest: { all: 'unlimited' },
      endsOn: ['validUntil'],
      effectiveFrom: '1949-10-01',
      source: '样例',
    });
    expect(computeWindow(item, { decidedOn: '1980-01-01' }, null)).toEqual({
      shownFrom: '1980-01-01',
      shownUntil: '9999-12-31',
    });
    expect(computeWindow(item, { validUntil: null }, null)).toEqual({
      shownFrom: '1949-10-01',
      shownUntil: '9999-12-31',
    });
    expect(computeWindow(item, { decidedOn: '2020-01-01', validUntil: '2021-01-01' }, null)).toMatchObject({
      shownUntil: '2021-01-01',
    });
  });

  it('refuses periods in working days when it is compiled', () => {
    expect(() =>
      compileWindow(
        withWindows({ longest: { all: { n: 7, unit: 'WD' } }, effectiveFrom: '2020-01-01', source: '样例' }),
      ),
    ).toThrow(RangeError);
  });

  it('months end on the same day of the month or the last one', () => {
    const day = fc
      .date({ min: new Date('1950-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
      .map((moment) => moment.toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 60 }), (from, n) => {
        const end = endOfPeriod(from, { n, unit: 'M' });
        expect(new Date(`${end}T00:00:00Z`).toISOString().slice(0, 10)).toBe(end);
        expect(Number(end.slice(8))).toBeLessThanOrEqual(Number(from.slice(8)));
        expect(endOfPeriod(from, { n: 12 * n, unit: 'M' })).toBe(endOfPeriod(from, { n, unit: 'Y' }));
      }),
    );
  });
});
