/** Schemes as SQL over measured subjects `m` and their cards `s`: result, points, points of each indicator, grounds. */
import type { Demand, Indicator, Metric, PointsScheme, Scheme } from '@xinheng/contracts/rating.ts';
import { columnOf } from './measure-sql.ts';
import type { Bind } from './metric-sql.ts';

/** Points are counted in hundredths, so that the parts sum exactly. */
export const hundredths = (points: number) => Math.round(points * 100);

export interface SchemeSql {
  /** That a subject is judged at all. */
  concerns: string;
  result: string;
  /** Hundredths; null for colours. */
  points: string;
  /** One a indicator, in the order of the scheme; null for colours. */
  parts: string;
  /** Codes of the triggers, or metrics of the overrides, that hold. */
  grounds: string;
}

export function schemeSql(scheme: Scheme, metrics: readonly Metric[], bind: Bind): SchemeSql {
  const column = (code: string) => `m.${columnOf(metrics.findIndex((metric) => metric.code === code))}`;
  const holds = ({ metric, atLeast, below }: Demand) =>
    [
      ...(atLeast === undefined ? [] : [`${column(metric)} >= ${bind(atLeast)}::numeric`]),
      ...(below === undefined ? [] : [`${column(metric)} < ${bind(below)}::numeric`]),
    ].join(' and ');
  const { status, kind, industry } = scheme.subjects;
  const concerns = [
    'true',
    ...(status ? [`s.status = any(${bind(status)}::text[])`] : []),
    ...(kind ? [`s.kind = any(${bind(kind)}::text[])`] : []),
    ...(industry
      ? [`coalesce(s.industry like any(${bind(industry.map((begins) => `${begins}%`))}::text[]), false)`]
      : []),
  ].join(' and ');
  if (scheme.kind === 'points') return { concerns, ...pointsSql(scheme, { column, holds, bind }) };
  const triggers = scheme.triggers.map((trigger) => ({
    ...trigger,
    sql: trigger.when.map((demand) => `(${holds(demand)})`).join(' and '),
  }));
  const [best] = scheme.results;
  const cases = [...scheme.results].reverse().flatMap(({ code }) => {
    const of = triggers.filter(({ result }) => result === code);
    return of.length === 0 ? [] : [`when ${of.map(({ sql }) => `(${sql})`).join(' or ')} then ${bind(code)}`];
  });
  return {
    concerns,
    result: cases.length === 0 ? bind(best?.code) : `case ${cases.join(' ')} else ${bind(best?.code)} end`,
    points: 'null::integer',
    parts: 'null::integer[]',
    grounds: groundsSql(
      triggers.map(({ code, sql }) => ({ code, sql })),
      bind,
    ),
  };
}

function groundsSql(grounds: readonly { code: string; sql: string }[], bind: Bind): string {
  if (grounds.length === 0) return `'{}'::text[]`;
  const each = grounds.map(({ code, sql }) => `case when ${sql} then ${bind(code)}::text end`);
  return `array_remove(array[${each.join(', ')}], null)`;
}

interface PointsGround {
  column: (code: string) => string;
  holds: (demand: Demand) => string;
  bind: Bind;
}

function pointsSql(scheme: PointsScheme, ground: PointsGround): Omit<SchemeSql, 'concerns'> {
  const { bind, holds } = ground;
  const parts = scheme.groups.flatMap(({ indicators }) => indicators.map((one) => indicatorSql(one, ground)));
  const sum = `(${parts.join(' + ')})`;
  const overrides = scheme.overrides.map((one) => ({ code: one.metric, sql: holds(one), result: one.result }));
  const cases = [
    ...overrides.map(({ sql, result }) => `when ${sql} then ${bind(result)}`),
    ...scheme.results.map(({ code, atLeast }) => `when ${sum} >= ${hundredths(atLeast)} then ${bind(code)}`),
  ];
  return {
    result: `case ${cases.join(' ')} end`,
    points: sum,
    parts: `array[${parts.join(', ')}]`,
    grounds: groundsSql(overrides, bind),
  };
}

function indicatorSql(indicator: Indicator, { column }: PointsGround): string {
  const full = hundredths(indicator.points);
  // Without parts (its law has ended) nothing is found.
  if (indicator.parts.length === 0) return indicator.direction === 'add' ? '0' : `${full}`;
  const parts = indicator.parts.map(({ metric, steps, each }) => {
    const value = column(metric);
    if (each) {
      const points = `floor(${value}) * ${hundredths(each.points)}`;
      return `least(${points}, ${hundredths(each.atMost ?? indicator.points)})`;
    }
    const cases = [...(steps ?? [])]
      .sort((a, b) => b.atLeast - a.atLeast)
      .map(({ atLeast, points }) => `when ${value} >= ${atLeast} then ${hundredths(points)}`);
    return `case ${cases.join(' ')} else 0 end`;
  });
  const found = `least(${full}, ${parts.join(' + ')})::integer`;
  return indicator.direction === 'add' ? found : `(${full} - ${found})`;
}
