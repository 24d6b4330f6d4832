/** What a scheme makes of a subject's metrics, in memory: the explanation's half of the one rule. */
import type { Demand, Indicator, Scheme } from '@xinheng/contracts/rating.ts';
import { hundredths } from './compile/scheme-sql.ts';

export interface Verdict {
  result: string;
  /** Hundredths; null for colours. */
  points: number | null;
  parts: number[] | null;
  grounds: string[];
}

/** The value of a metric; every metric of the city has one. */
export type Values = ReadonlyMap<string, number>;

const metricOf = (values: Values, metric: string) => values.get(metric) ?? 0;

function holds({ metric, atLeast, below }: Demand, values: Values): boolean {
  const value = metricOf(values, metric);
  return (atLeast === undefined || value >= atLeast) && (below === undefined || value < below);
}

/** Hundredths of points that an indicator leaves a subject. */
export function pointsOf(indicator: Indicator, values: Values): number {
  const full = hundredths(indicator.points);
  let found = 0;
  for (const { metric, steps, each } of indicator.parts) {
    const value = metricOf(values, metric);
    if (each) {
      found += Math.min(Math.floor(value) * hundredths(each.points), hundredths(each.atMost ?? indicator.points));
    } else {
      const reached = (steps ?? []).filter(({ atLeast }) => value >= atLeast);
      const step = reached.reduce<{ atLeast: number; points: number } | null>(
        (top, one) => (top === null || one.atLeast > top.atLeast ? one : top),
        null,
      );
      found += hundredths(step?.points ?? 0);
    }
  }
  return indicator.direction === 'add' ? Math.min(full, found) : full - Math.min(full, found);
}

/** Judges by a scheme. Pure; the SQL of `schemeSql` says the same. */
export function evaluate(scheme: Scheme, values: Values): Verdict {
  if (scheme.kind === 'colours') {
    const holding = scheme.triggers.filter((trigger) => trigger.when.every((demand) => holds(demand, values)));
    const ranks = scheme.results.map(({ code }) => code);
    const rank = Math.max(0, ...holding.map(({ result }) => ranks.indexOf(result)));
    return { result: ranks[rank] ?? '', points: null, parts: null, grounds: holding.map(({ code }) => code) };
  }
  const parts = scheme.groups.flatMap(({ indicators }) => indicators.map((one) => pointsOf(one, values)));
  const points = parts.reduce((sum, part) => sum + part, 0);
  const overriding = scheme.overrides.filter((one) => holds(one, values));
  const graded = scheme.results.find(({ atLeast }) => points >= hundredths(atLeast))?.code ?? '';
  return {
    result: overriding[0]?.result ?? graded,
    points,
    parts,
    grounds: overriding.map(({ metric }) => metric),
  };
}
