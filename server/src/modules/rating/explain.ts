/** 解释: why a subject is judged as it is, down to the records, and what would lift it. Pure. */
import type { ColourScheme, Metric, Scheme } from '@xinheng/contracts/rating.ts';
import { evaluate, type Verdict } from './evaluate.ts';
import type { Contribution, Facts } from './store/facts.ts';

/** Whether a record counts on a day. */
export const countsOn = (one: Contribution, day: string) => one.first <= day && (one.last === null || one.last >= day);

/** The metrics of a subject on a day; the card's are those of the day that the facts were read for. */
export function valuesOn(
  metrics: readonly Metric[],
  facts: Facts,
  day: string,
  without: ReadonlySet<string> = new Set(),
): Map<string, number> {
  const values = new Map<string, number>();
  for (const metric of metrics) {
    const card = facts.card.find((one) => one.metric === metric.code);
    if (card) {
      values.set(metric.code, without.has(`card:${metric.code}`) ? 0 : card.value);
      continue;
    }
    const counted = facts.contributions.filter(
      (one) => one.metric === metric.code && countsOn(one, day) && !without.has(one.recordKey),
    );
    values.set(metric.code, aggregate(metric, counted));
  }
  return values;
}

function aggregate(metric: Metric, counted: readonly Contribution[]): number {
  // A record may belong to two sources of one metric, but it counts once.
  const records = [...new Map(counted.map((one) => [one.recordKey, one])).values()];
  if (metric.aggregate === 'count') return records.length;
  if (metric.aggregate === 'departments') return new Set(records.map(({ department }) => department)).size;
  const amounts = records.map(({ amount }) => Number(amount));
  if (metric.aggregate === 'highest') return Math.max(0, ...amounts);
  return Math.round(amounts.reduce((sum, amount) => sum + amount, 0) * 1e6) / 1e6;
}

/** Whether a scheme judges the subject at all. */
export function isConcerned(scheme: Scheme, card: Pick<Facts, 'status' | 'kind' | 'industry'>): boolean {
  const { status, kind, industry } = scheme.subjects;
  return (
    (status?.includes(card.status) ?? true) &&
    (kind?.includes(card.kind) ?? true) &&
    (industry?.some((begins) => card.industry?.startsWith(begins)) ?? true)
  );
}

/** The days after `day` on which something begins or ends to count. */
function turningDays(facts: Facts, day: string): string[] {
  const days = facts.contributions.flatMap(({ first, gone }) => [first, ...(gone === null ? [] : [gone])]);
  return [...new Set(days)].filter((one) => one > day).sort();
}

/** What the verdict becomes if nothing happens: each change and its day. */
export function forecast(
  scheme: Scheme,
  metrics: readonly Metric[],
  facts: Facts,
  day: string,
): { on: string; result: string; points: number | null }[] {
  const changes: { on: string; result: string; points: number | null }[] = [];
  let last = evaluate(scheme, valuesOn(metrics, facts, day));
  for (const on of turningDays(facts, day)) {
    const next = evaluate(scheme, valuesOn(metrics, facts, on));
    if (next.result === last.result && next.points === last.points) continue;
    changes.push({ on, result: next.result, points: next.points });
    last = next;
  }
  return changes;
}

/** What must go for a better colour: records to be lifted, or `card:metric` for a state of registration. */
export interface Lift {
  result: string;
  remove: string[];
  /** The day on which it is reached although nothing is done; null: never. */
  byItself: string | null;
}

/** The fewest things whose going gives each better colour; each answer has been tried in the same engine. */
export function liftsOf(scheme: ColourScheme, metrics: readonly Metric[], facts: Facts, day: string): Lift[] {
  const ranks = scheme.results.map(({ code }) => code);
  const rankOf = (verdict: Verdict) => ranks.indexOf(verdict.result);
  const now = rankOf(evaluate(scheme, valuesOn(metrics, facts, day)));
  const coming = forecast(scheme, metrics, facts, day);
  const used = new Set(scheme.triggers.flatMap(({ when }) => when.map(({ metric }) => metric)));
  const active = [
    ...new Set([
      ...facts.contributions.filter((one) => used.has(one.metric) && countsOn(one, day)).map((one) => one.recordKey),
      ...facts.card.filter((one) => used.has(one.metric) && one.value > 0).map((one) => `card:${one.metric}`),
    ]),
  ];
  return ranks.slice(0, now).map((result, rank) => {
    const reached = (remove: readonly string[]) =>
      rankOf(evaluate(scheme, valuesOn(metrics, facts, day, new Set(remove)))) <= rank;
    const byItself = coming.find((change) => ranks.indexOf(change.result) <= rank)?.on ?? null;
    return { result, remove: fewest(active, reached), byItself };
  });
}

/** Tries one, two, three things; beyond that everything, and puts back what is not needed. */
function fewest(all: readonly string[], reached: (remove: readonly string[]) => boolean): string[] {
  for (let size = 1; size <= 3 && all.length <= 40; size++)
    for (const some of choices(all, size)) if (reached(some)) return some;
  let remove = [...all];
  for (const one of all) {
    const without = remove.filter((other) => other !== one);
    if (reached(without)) remove = without;
  }
  return remove;
}

function* choices<T>(all: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let at = from; at <= all.length - size; at++)
    for (const rest of choices(all, size - 1, at + 1)) yield [all[at] as T, ...rest];
}
