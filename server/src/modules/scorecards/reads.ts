/** Scorecards as they are shown: lines by department, item, region or month, each with all indicators. */
import type { ScoreLine } from '@xinheng/contracts/scorecards.ts';
import type { Viewer } from '../../platform/access/index.ts';
import { addDays, businessToday } from '../../platform/calendar/index.ts';
import type { City } from '../../platform/city/index.ts';
import type { Queryable } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { freshShare, lineOf, monthsBetween, type Share } from './rules.ts';
import { arrivalDays, type CountsAsked, type FeedDays, type Grouping, sumCounts } from './store/read.ts';

/** Open differences of the comparison 比对, once it is there: department → share without difference. */
export type ConsistencyOf = (
  q: Queryable,
  viewer: Viewer,
  asked: CountsAsked,
  by: Grouping,
) => Promise<Map<string, Share>>;

export interface ScorecardContext {
  city: City;
  /** Absent: the indicator says 尚无数据. */
  consistency?: ConsistencyOf | undefined;
}

/** What a code is called; a code nobody knows is shown as it stands. */
export function nameIn(city: City, by: Grouping): (key: string) => string {
  if (by === 'month') return (key) => key;
  const known = { department: city.departments, item: city.catalogue.items, region: city.regions }[by];
  const names = new Map<string, string>(known.map(({ code, name }) => [code, name]));
  return (key) => names.get(key) ?? (key === '' ? '区划未定' : key);
}

const longestMonths = 60;

/** @throws XinhengError `bad-request` for months in the wrong order, or too many of them */
export function checkMonths({ from, until }: { from: string; until: string }): void {
  if (from > until)
    throw new XinhengError('bad-request', 'from：起始月份不能晚于截止月份，例如 from=2026-01、until=2026-11。');
  if (monthsBetween(from, until).length > longestMonths)
    throw new XinhengError('bad-request', `until：一次最多查询 ${longestMonths} 个月，请缩短起止月份。`);
}

const add = (a: Share | undefined, b: Share): Share => ({
  numerator: (a?.numerator ?? 0) + b.numerator,
  denominator: (a?.denominator ?? 0) + b.denominator,
});

/** Days within rhythm by key. A month is one key for all its feeds. */
function freshness(feeds: readonly FeedDays[], { city }: ScorecardContext, asked: CountsAsked, by: Grouping) {
  const today = businessToday();
  const shares = new Map<string, Share>();
  for (const feed of feeds) {
    const spans =
      by === 'month'
        ? monthsBetween(asked.from, asked.until).map((month) => ({ key: month, from: month, until: month }))
        : [{ key: feed[by], from: asked.from, until: asked.until }];
    for (const { key, ...span } of spans)
      shares.set(key, add(shares.get(key), freshShare(feed.days, { ...span, today }, city.scorecards.rhythm)));
  }
  return shares;
}

export interface Scorecard {
  lines: ScoreLine[];
  /** All of them together. */
  total: ScoreLine;
}

/** The lines of a scorecard within the viewer's reach. @throws XinhengError `bad-request`, `forbidden` */
export async function readScorecard(
  q: Queryable,
  viewer: Viewer,
  context: ScorecardContext,
  asked: CountsAsked,
  by: Grouping,
): Promise<Scorecard> {
  checkMonths(asked);
  const { city } = context;
  const { from: _from, until: _until, ...where } = asked;
  const since = addDays(businessToday(), -city.scorecards.rhythm.lookBackDays);
  const [counts, feeds] = [await sumCounts(q, viewer, asked, by), await arrivalDays(q, viewer, where, since)];
  const fresh = freshness(feeds, context, asked, by);
  const consistent = (await context.consistency?.(q, viewer, asked, by)) ?? new Map<string, Share>();
  const nameOf = nameIn(city, by);
  const lines = [...counts].map(([key, found]) =>
    lineOf(city.scorecards, {
      ...{ key, name: nameOf(key), counts: found },
      shares: { rhythm: fresh.get(key), comparison: consistent.get(key) },
    }),
  );
  return { lines, total: totalOf(context, [...counts.values()], fresh, consistent) };
}

function totalOf(
  { city }: ScorecardContext,
  counts: readonly Record<string, number>[],
  fresh: ReadonlyMap<string, Share>,
  consistent: ReadonlyMap<string, Share>,
): ScoreLine {
  const sums: Record<string, number> = {};
  for (const one of counts) for (const [name, n] of Object.entries(one)) sums[name] = (sums[name] ?? 0) + n;
  const all = (shares: ReadonlyMap<string, Share>) =>
    [...shares.values()].reduce<Share | undefined>((sum, one) => add(sum, one), undefined);
  return lineOf(city.scorecards, {
    ...{ key: '', name: '合计', counts: sums },
    shares: { rhythm: all(fresh), comparison: all(consistent) },
  });
}
