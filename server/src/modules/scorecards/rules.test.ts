import type { Indicator } from '@xinheng/contracts/scorecards.ts';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { loadCity } from '../../platform/city/index.ts';
import { colourOf, figureOf, freshShare, lineOf, monthsBetween, pointsOf, rhythmOf } from './rules.ts';

const { scorecards } = loadCity('jinan');
const indicator = (code: string) => scorecards.indicators.find((one) => one.code === code) as Indicator;

describe('a figure', () => {
  it('is the declared formula over the counts', () => {
    const counts = { received: 120, duplicate: 20, accepted: 80, corrected: 10, attached: 4 };
    expect(figureOf(indicator('valid-storage'), counts, undefined)).toMatchObject({
      ...{ numerator: 94, denominator: 100, value: 0.94, colour: 'fair' },
      points: 6 * 0.94,
    });
  });

  it('says that there is no data where nothing was judged, and costs no points', () => {
    expect(figureOf(indicator('timeliness'), { received: 5, accepted: 5 }, undefined)).toMatchObject({
      ...{ value: null, colour: 'none', points: null },
    });
    const line = lineOf(scorecards, { key: 'a', name: 'a', counts: { received: 5, accepted: 5 }, shares: {} });
    expect(line).toMatchObject({ score: 100, colour: 'good' });
    expect(lineOf(scorecards, { key: 'a', name: 'a', counts: {}, shares: {} })).toMatchObject({
      score: null,
      colour: 'none',
    });
  });

  test.each([
    ['timeliness', 0.95, 'good', 6],
    ['timeliness', 0.8, 'fair', 4.8],
    ['timeliness', 0.79, 'poor', 4.74],
    ['uniqueness', 0.05, 'good', 1],
    ['uniqueness', 0.31, 'poor', 0.69],
    ['lateness', 0.2, 'fair', null],
  ])('of %s at %s is %s with %s points', (code, value, colour, points) => {
    expect(colourOf(indicator(code), value)).toBe(colour);
    const had = pointsOf(indicator(code), value);
    if (points === null) expect(had).toBeNull();
    else expect(had).toBeCloseTo(points, 9);
  });

  it('never has more than its points, nor less than none, whatever the counts', () => {
    const names = ['received', 'accepted', 'corrected', 'rejected', 'duplicate', 'judged', 'late', 'rows.accuracy'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.nat(1000)), (counts) => {
        const { score, figures } = lineOf(scorecards, { key: '', name: '', counts, shares: {} });
        for (const [at, { points, value }] of figures.entries()) {
          if (value === null) expect(points).toBeNull();
          else expect(points ?? 0).toBeLessThanOrEqual(scorecards.indicators[at]?.points ?? 0);
        }
        if (score !== null) expect(score >= 0 && score <= 100).toBe(true);
      }),
    );
  });
});

describe('the rhythm of a feed', () => {
  const weekly = ['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23', '2026-03-30', '2026-04-06'];

  it('is silent by its own gaps only', () => {
    expect(rhythmOf(weekly, '2026-04-20', scorecards.rhythm)).toEqual({
      ...{ days: 6, lastDay: '2026-04-06', silentDays: 14, usualGap: 7, limit: 14, state: 'in-time' },
    });
    expect(rhythmOf(weekly, '2026-04-21', scorecards.rhythm).state).toBe('silent');
    const daily = Array.from({ length: 9 }, (_, at) => `2026-03-0${at + 1}`);
    expect(rhythmOf(daily, '2026-03-12', scorecards.rhythm).state).toBe('in-time');
    expect(rhythmOf(daily, '2026-03-13', scorecards.rhythm).state).toBe('silent');
    expect(rhythmOf(weekly.slice(0, 3), '2026-12-01', scorecards.rhythm)).toMatchObject({
      state: 'unknown',
      limit: null,
    });
  });

  it('gives the days within it, not before the feed began and not beyond today', () => {
    const share = (from: string, until: string, today: string) =>
      freshShare(weekly, { from, until, today }, scorecards.rhythm);
    expect(share('2026-03', '2026-03', '2026-12-01')).toEqual({ numerator: 30, denominator: 30 });
    expect(share('2026-04', '2026-04', '2026-12-01')).toEqual({ numerator: 20, denominator: 30 });
    expect(share('2026-04', '2026-04', '2026-04-22')).toEqual({ numerator: 20, denominator: 22 });
    expect(share('2026-01', '2026-02', '2026-12-01')).toEqual({ numerator: 0, denominator: 0 });
  });
});

test('months run over the end of a year', () => {
  expect(monthsBetween('2025-11', '2026-02')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
});
