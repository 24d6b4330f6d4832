/** One statement that measures subjects: all metrics of each, and the day on which one of them changes by itself. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { Metric } from '@xinheng/contracts/rating.ts';
import {
  aggregateSql,
  type Bind,
  cardNextDaySql,
  cardSql,
  itemsOf,
  type MetricGround,
  nextDaySql,
} from './metric-sql.ts';

/** Column of the n-th metric. */
export const columnOf = (at: number) => `m${at}`;

/** DDL of what `measureSql` gives. */
export function measureColumns(metrics: readonly Metric[]): string {
  const columns = metrics.map((metric, at) => `${columnOf(at)} ${typeOf(metric)} not null`);
  return ['subject_code text collate "C" not null', ...columns, 'due date not null'].join(', ');
}

const typeOf = ({ aggregate }: Metric) => (aggregate === 'sum' || aggregate === 'highest' ? 'numeric' : 'integer');

const present = `r.recorded_until = 'infinity' and r.state = 'valid'`;

/**
 * @param of.codes placeholder of the subjects that are measured; all of the city when absent
 * @returns a SELECT of subject_code, every metric, due (`infinity`: never)
 */
export function measureSql(
  metrics: readonly Metric[],
  of: { items: readonly CatalogueItem[]; bind: Bind; day: string; codes?: string },
): string {
  const { bind, day } = of;
  const ground: MetricGround = { bind, day };
  const known = new Set(of.items.map(({ code }) => code));
  const sourced = metrics.map((metric) => ({
    ...metric,
    sources: (metric.sources ?? []).filter(({ item }) => known.has(item)),
  }));
  const only = of.codes === undefined ? '' : `and r.subject_code = any(${of.codes}::text[])`;
  // Sorting every subject's records for one DISTINCT doubles the pass: departments are counted over their few records.
  const wide = sourced.flatMap((metric, at) =>
    metric.sources.length > 0 && metric.aggregate !== 'departments' ? [{ metric, at }] : [],
  );
  const narrow = sourced.flatMap((metric, at) =>
    metric.sources.length > 0 && metric.aggregate === 'departments' ? [{ metric, at }] : [],
  );
  const next = [
    ...new Map(sourced.flatMap(({ sources }) => sources).map((one) => [JSON.stringify(one), one])).values(),
  ];
  const aggregates = wide.map(({ metric, at }) => `${aggregateSql(metric, ground)} as ${columnOf(at)}`);
  const due = next.length === 0 ? `null::date` : `least(${next.map((one) => nextDaySql(one, ground)).join(', ')})`;
  const passes = [
    `a as (select r.subject_code, ${[...aggregates, `${due} as due`].join(',\n    ')}
      from records.record r where ${present} and r.item = any(${bind(itemsOf(sourced, of.items))}::text[]) ${only}
      group by r.subject_code)`,
    ...narrow.map(
      ({ metric, at }) => `d${at} as (select r.subject_code, ${aggregateSql(metric, ground)} as n
      from records.record r where ${present} and r.item = any(${bind(itemsOf([metric], of.items))}::text[]) ${only}
      group by r.subject_code)`,
    ),
  ];
  const values = sourced.map((metric, at) => {
    if (metric.subject) return cardSql(metric, ground);
    if (metric.sources.length === 0) return '0';
    return metric.aggregate === 'departments' ? `coalesce(d${at}.n, 0)` : `coalesce(a.${columnOf(at)}, 0)`;
  });
  const cardDays = sourced.flatMap((metric) => cardNextDaySql(metric, ground) ?? []);
  return `with ${passes.join(',\n  ')}
  select s.subject_code, ${values.map((value, at) => `${value} as ${columnOf(at)}`).join(', ')},
    coalesce(least(${['a.due', ...cardDays].join(', ')}), 'infinity') as due
  from registry.subject s left join a using (subject_code)
    ${narrow.map(({ at }) => `left join d${at} using (subject_code)`).join(' ')}
  ${of.codes === undefined ? '' : `where s.subject_code = any(${of.codes}::text[])`}`;
}
