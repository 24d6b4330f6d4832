/** Metrics as SQL over versions of records `r` on a day: the same text judges the whole city and explains one subject. */
import type { CatalogueItem, Period } from '@xinheng/contracts/catalogue.ts';
import type { Metric, MetricSource, RecordCondition } from '@xinheng/contracts/rating.ts';

/** Takes a value into the statement's parameters. @returns its placeholder */
export type Bind = (value: unknown) => string;

export interface MetricGround {
  bind: Bind;
  /** SQL of the day that is judged. */
  day: string;
}

const unitNames = { D: 'day', M: 'month', Y: 'year', WD: 'day' } as const;

/** SQL of a period as an interval. */
const intervalOf = ({ n, unit }: Period, bind: Bind) => `make_interval(${unitNames[unit]}s => ${bind(n)}::integer)`;

const typedDays: Record<string, string> = {
  '@occurredOn': 'r.occurred_on',
  '@effectiveFrom': 'r.effective_from',
  '@effectiveUntil': 'r.effective_until',
  '@shownFrom': 'r.shown_from',
  '@shownUntil': 'r.shown_until',
};

const dayOf = (day: string, bind: Bind) => typedDays[day] ?? `(r.payload ->> ${bind(day)})::date`;

function conditionSql(one: RecordCondition, bind: Bind): string {
  if (one.severity) return `r.severity = any(${bind(one.severity)}::text[])`;
  const field = bind(one.field);
  const parts: string[] = [];
  if (one.filled !== undefined) parts.push(`(r.payload -> ${field}) is ${one.filled ? 'not ' : ''}null`);
  // A choice is text, several choices are a list: the operator takes both.
  if (one.anyOf) parts.push(`coalesce((r.payload -> ${field}) ?| ${bind(one.anyOf)}::text[], false)`);
  if (one.noneOf) parts.push(`not coalesce((r.payload -> ${field}) ?| ${bind(one.noneOf)}::text[], false)`);
  if (one.atLeast !== undefined) parts.push(`(r.payload ->> ${field})::numeric >= ${bind(one.atLeast)}::numeric`);
  if (one.below !== undefined) parts.push(`(r.payload ->> ${field})::numeric < ${bind(one.below)}::numeric`);
  return parts.join(' and ');
}

/**
 * The first and the last day on which a record of the source counts; without an end `infinity`. A period ends on the
 * computed day, as display periods do (platform/calendar).
 */
export function daysSql(source: MetricSource, bind: Bind): { first: string; last: string } {
  const first = dayOf(source.from, bind);
  const ends: string[] = [];
  if (source.for) ends.push(`((${first}) + ${intervalOf(source.for, bind)})::date`);
  if (source.until) ends.push(dayOf(source.until, bind));
  if (source.before) ends.push(`${dayOf(source.before, bind)} - 1`);
  return { first, last: ends.length === 0 ? `'infinity'::date` : `coalesce(least(${ends.join(', ')}), 'infinity')` };
}

/** That a record belongs to the source at all, whatever the day. Guarded, so that a cast meets its own item only. */
export function belongsSql(source: MetricSource, bind: Bind): string {
  const conditions = (source.where ?? []).map((one) => conditionSql(one, bind));
  const inner = conditions.length === 0 ? 'true' : conditions.join(' and ');
  return `case when r.item = ${bind(source.item)} then ${inner} else false end`;
}

/** A field's number in a record. */
export const amountSql = (field: string, bind: Bind) => `coalesce((r.payload ->> ${bind(field)})::numeric, 0)`;

/** That a record counts on the day, by any of the metric's sources. */
function countsSql(metric: Metric, { bind, day }: MetricGround): string {
  return (metric.sources ?? [])
    .map((source) => {
      const { first, last } = daysSql(source, bind);
      const within = `${first} <= ${day} and ${last} >= ${day}`;
      const conditions = (source.where ?? []).map((one) => conditionSql(one, bind));
      return `case when r.item = ${bind(source.item)} then ${[...conditions, within].join(' and ')} else false end`;
    })
    .join(' or ');
}

/** The aggregate of a metric over a subject's records; `departments` are counted apart. */
export function aggregateSql(metric: Metric, ground: MetricGround): string {
  const counts = countsSql(metric, ground);
  if (metric.aggregate === 'count') return `count(*) filter (where ${counts})`;
  if (metric.aggregate === 'departments') return `count(distinct r.department) filter (where ${counts})`;
  const amount = amountSql(metric.field ?? '', ground.bind);
  return `coalesce(${metric.aggregate === 'sum' ? 'sum' : 'max'}(${amount}) filter (where ${counts}), 0)`;
}

/** The next day on which a record begins or ends to count for the source. */
export function nextDaySql(source: MetricSource, { bind, day }: MetricGround): string {
  const { first, last } = daysSql(source, bind);
  return `min(case when ${belongsSql(source, bind)} then
      case when ${first} > ${day} and ${last} >= ${first} then ${first} when ${first} <= ${day} and ${last} >= ${day} then ${last} + 1 end end)`;
}

/** A metric of the subject's card `s`: 1 when it fits. */
export function cardSql(metric: Metric, { bind, day }: MetricGround): string {
  const { status, kind, establishedWithin } = metric.subject ?? {};
  const parts: string[] = [];
  if (status) parts.push(`s.status = any(${bind(status)}::text[])`);
  if (kind) parts.push(`s.kind = any(${bind(kind)}::text[])`);
  if (establishedWithin)
    parts.push(
      `s.established_on <= ${day} and (s.established_on + ${intervalOf(establishedWithin, bind)})::date > ${day}`,
    );
  return `coalesce(${parts.join(' and ')}, false)::integer`;
}

/** The day on which a card's metric changes by itself. */
export function cardNextDaySql(metric: Metric, { bind, day }: MetricGround): string | null {
  const { establishedWithin } = metric.subject ?? {};
  if (!establishedWithin) return null;
  const end = `(s.established_on + ${intervalOf(establishedWithin, bind)})::date`;
  return `case when s.established_on > ${day} then s.established_on when ${end} > ${day} then ${end} end`;
}

/** Codes of the items that a city has and the metrics look at. */
export function itemsOf(metrics: readonly Metric[], items: readonly CatalogueItem[]): string[] {
  const known = new Set(items.map(({ code }) => code));
  const used = metrics.flatMap(({ sources }) => (sources ?? []).map(({ item }) => item));
  return [...new Set(used)].filter((item) => known.has(item));
}
