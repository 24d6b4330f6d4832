/** From counts to figures, colours, points and a score; from days of arrival to the rhythm of a feed. Pure. */
import type {
  Colour,
  CountSum,
  FeedRhythm,
  Figure,
  Indicator,
  RhythmDeclaration,
  Scorecards,
  ScoreLine,
} from '@xinheng/contracts/scorecards.ts';
import { addDays } from '../../platform/calendar/index.ts';

/** Count → number; what is missing is 0. */
export type Counts = Readonly<Record<string, number>>;

/** What is judged and how much of it is well: for indicators that are not made of counts. */
export interface Share {
  numerator: number;
  denominator: number;
}

/** The value of a sum of counts. */
export function sumOf({ plus, minus = [] }: CountSum, counts: Counts): number {
  const total = (names: readonly string[]) => names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
  return total(plus) - total(minus);
}

/** The colour of a value; `none` while there is nothing to judge. */
export function colourOf({ better, colours }: Pick<Indicator, 'better' | 'colours'>, value: number | null): Colour {
  if (value === null) return 'none';
  const reaches = (line: number) => (better === 'higher' ? value >= line : value <= line);
  if (reaches(colours.good)) return 'good';
  return reaches(colours.fair) ? 'fair' : 'poor';
}

/** Full points from the declared line on, below it in proportion (苏州市考核办法: 95% 以上得满分，不足的按比例). */
export function pointsOf({ better, full, points }: Indicator, value: number | null): number | null {
  if (value === null || points === 0) return null;
  const reached = better === 'higher' ? value >= full : value <= full;
  return reached ? points : points * (better === 'higher' ? value : 1 - value);
}

/** One indicator over the counts, or over the share it is given. */
export function figureOf(indicator: Indicator, counts: Counts, share: Share | undefined): Figure {
  const { numerator: over, denominator: under } = indicator;
  const { numerator, denominator } =
    over && under
      ? { numerator: sumOf(over, counts), denominator: sumOf(under, counts) }
      : (share ?? { numerator: 0, denominator: 0 });
  const value = denominator > 0 ? Math.max(0, Math.min(1, numerator / denominator)) : null;
  return {
    ...{ indicator: indicator.code, numerator, denominator, value, colour: colourOf(indicator, value) },
    points: pointsOf(indicator, value),
  };
}

/** Lines of the whole score: the share of all points that could have been had. */
const scoreColours = { better: 'higher', colours: { good: 0.9, fair: 0.75 } } as const;

/** Everything about one line. What has no data is left out of the score, not counted as 0. */
export function lineOf(
  { indicators }: Pick<Scorecards, 'indicators'>,
  of: { key: string; name: string; counts: Counts; shares: Readonly<Record<string, Share | undefined>> },
): ScoreLine {
  const figures = indicators.map((one) => figureOf(one, of.counts, of.shares[one.basis]));
  const scored = figures.flatMap(({ points }, at) =>
    points === null ? [] : [{ had: points, full: indicators[at]?.points ?? 0 }],
  );
  const full = scored.reduce((sum, one) => sum + one.full, 0);
  const share = full > 0 ? scored.reduce((sum, one) => sum + one.had, 0) / full : null;
  return {
    ...{ key: of.key, name: of.name, received: of.counts.received ?? 0, figures },
    score: share === null ? null : Math.round(share * 1000) / 10,
    colour: colourOf(scoreColours, share),
  };
}

const millisecondsOfDay = 86_400_000;
/** Days from one day to another. */
export const daysBetween = (from: string, until: string) =>
  Math.round((Date.parse(`${until}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / millisecondsOfDay);

/**
 * A feed's rhythm by its own days of arrival, in order: the usual gap is a quantile of the gaps between them, and it is
 * silent when nothing has come for the declared multiple of that. Few gaps say nothing.
 */
export function rhythmOf(
  days: readonly string[],
  today: string,
  declared: RhythmDeclaration,
): Omit<FeedRhythm, 'department' | 'item'> {
  const lastDay = days.at(-1) ?? today;
  const silentDays = Math.max(0, daysBetween(lastDay, today));
  const usual = usualGap(days, declared);
  const known = { days: days.length, lastDay, silentDays };
  if (usual === null) return { ...known, usualGap: null, limit: null, state: 'unknown' };
  const limit = limitOf(usual, declared);
  return { ...known, usualGap: usual, limit, state: silentDays > limit ? 'silent' : 'in-time' };
}

/** As `percentile_disc` of PostgreSQL: the first gap at or beyond that share of all. */
function usualGap(days: readonly string[], { quantile, leastGaps }: RhythmDeclaration): number | null {
  const gaps = days.slice(1).map((day, at) => daysBetween(days[at] as string, day));
  if (gaps.length < leastGaps) return null;
  gaps.sort((a, b) => a - b);
  return gaps[Math.max(0, Math.ceil(quantile * gaps.length) - 1)] as number;
}

const limitOf = (usual: number, { factor, leastDays }: RhythmDeclaration) =>
  Math.max(leastDays, Math.ceil(usual * factor));

/** Of the days of these months up to today since the feed began, how many were within its rhythm. */
export function freshShare(
  days: readonly string[],
  of: { from: string; until: string; today: string },
  declared: RhythmDeclaration,
): Share {
  const usual = usualGap(days, declared);
  const [first] = days;
  if (usual === null || first === undefined) return { numerator: 0, denominator: 0 };
  const limit = limitOf(usual, declared);
  const begin = first > `${of.from}-01` ? first : `${of.from}-01`;
  const monthEnd = addDays(`${nextMonth(of.until)}-01`, -1);
  const end = monthEnd < of.today ? monthEnd : of.today;
  let [numerator, denominator, at] = [0, 0, 0];
  for (let day = begin; day <= end; day = addDays(day, 1)) {
    while (at + 1 < days.length && (days[at + 1] as string) <= day) at += 1;
    denominator += 1;
    if (daysBetween(days[at] as string, day) <= limit) numerator += 1;
  }
  return { numerator, denominator };
}

/** The month after `2026-12` is `2027-01`. */
export function nextMonth(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

/** Every month from one to another, both included. */
export function monthsBetween(from: string, until: string): string[] {
  const months: string[] = [];
  for (let month = from; month <= until; month = nextMonth(month)) months.push(month);
  return months;
}
