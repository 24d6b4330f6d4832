/** 评判结果 of a subject in full: results, grounds, points and records, as one reader may see them. Pure. */
import type {
  JudgedGround,
  JudgedIndicator,
  JudgedLift,
  JudgedMetric,
  JudgedRecord,
  JudgedResult,
  JudgedScheme,
} from '@xinheng/contracts/judgement.ts';
import type { ColourScheme, Indicator, Metric, PointsScheme, RatingRules, Scheme } from '@xinheng/contracts/rating.ts';
import { evaluate, pointsOf, type Values } from './evaluate.ts';
import { countsOn, forecast, liftsOf, valuesOn } from './explain.ts';
import type { Contribution, Facts } from './store/facts.ts';

/** What a reader sees of records, by their key; a record that is not here is counted and not shown. */
export type SeenRecords = ReadonlyMap<string, { basis: string | null }>;

export interface JudgementGround {
  rules: RatingRules;
  facts: Facts;
  day: string;
  seen: SeenRecords;
  itemName(code: string): string;
  departmentName(code: string): string;
  /** Since when the present verdict of a scheme stands. */
  since(scheme: string): string | null;
}

/** The result of a scheme in words. */
export function resultOf(scheme: Scheme, code: string): JudgedResult {
  const found = scheme.results.find((result) => result.code === code);
  return { code, name: found?.name ?? code, shape: found && 'shape' in found ? found.shape : null };
}

const points = (hundredths: number) => hundredths / 100;

/** One scheme's judgement of a subject that it concerns. */
export function judgedScheme(ground: JudgementGround, scheme: Scheme): JudgedScheme {
  const { rules, facts, day } = ground;
  const values = valuesOn(rules.metrics, facts, day);
  const verdict = evaluate(scheme, values);
  return {
    ...{ scheme: scheme.code, kind: scheme.kind, title: scheme.title, edition: scheme.edition },
    ...{ publicity: scheme.publicity, source: scheme.source },
    result: resultOf(scheme, verdict.result),
    points: verdict.points === null ? null : points(verdict.points),
    total: scheme.kind === 'points' ? scheme.total : null,
    since: ground.since(scheme.code),
    grounds: groundsOf(ground, scheme, values, verdict.grounds),
    groups: scheme.kind === 'points' ? groupsOf(ground, scheme, values) : [],
    changes: forecast(scheme, rules.metrics, facts, day).map((change) => ({
      on: change.on,
      result: resultOf(scheme, change.result),
      points: change.points === null ? null : points(change.points),
    })),
    lifts: scheme.kind === 'colours' ? liftsShown(ground, scheme) : [],
  };
}

function groundsOf(
  ground: JudgementGround,
  scheme: Scheme,
  values: Values,
  holding: readonly string[],
): JudgedGround[] {
  if (scheme.kind === 'colours') {
    return scheme.triggers
      .filter(({ code }) => holding.includes(code))
      .map(({ code, title, result, lift, source, when }) => ({
        ...{ code, title, lift, source, result: resultOf(scheme, result).name },
        metrics: metricsOf(ground, values, when),
      }));
  }
  return scheme.overrides
    .filter(({ metric }) => holding.includes(metric))
    .map((one) => ({
      ...{ code: one.metric, title: one.title, lift: '', source: one.source },
      result: resultOf(scheme, one.result).name,
      metrics: metricsOf(ground, values, [one]),
    }));
}

function groupsOf(ground: JudgementGround, scheme: PointsScheme, values: Values): JudgedScheme['groups'] {
  const shown = (indicator: Indicator): JudgedIndicator => ({
    ...{ code: indicator.code, title: indicator.title, direction: indicator.direction, source: indicator.source },
    points: points(pointsOf(indicator, values)),
    full: indicator.points,
    metrics: metricsOf(ground, values, indicator.parts),
  });
  return scheme.groups.map(({ code, title, indicators }) => ({ code, title, indicators: indicators.map(shown) }));
}

function metricsOf(ground: JudgementGround, values: Values, named: readonly { metric: string }[]): JudgedMetric[] {
  const codes = new Set(named.map(({ metric }) => metric));
  return ground.rules.metrics
    .filter(({ code }) => codes.has(code))
    .map((metric) => ({
      ...{ code: metric.code, title: metric.title, source: metric.source },
      value: values.get(metric.code) ?? 0,
      ...recordsOf(ground, metric),
    }));
}

function recordsOf(ground: JudgementGround, metric: Metric): Pick<JudgedMetric, 'records' | 'unseen'> {
  const counted = ground.facts.contributions.filter((one) => one.metric === metric.code && countsOn(one, ground.day));
  // A record may belong to two sources of one metric: the longer is told.
  const once = new Map<string, Contribution>();
  for (const one of counted) {
    const known = once.get(one.recordKey);
    if (!known || (known.last !== null && (one.last === null || one.last > known.last))) once.set(one.recordKey, one);
  }
  const records = [...once.values()].flatMap((one) => recordShown(ground, one) ?? []);
  return { records, unseen: once.size - records.length };
}

function recordShown(ground: JudgementGround, one: Contribution): JudgedRecord | null {
  const seen = ground.seen.get(one.recordKey);
  if (!seen) return null;
  const { recordKey, item, department, documentNumber, occurredOn, first, last } = one;
  return {
    ...{ recordKey, item, department, documentNumber, occurredOn, first, last },
    itemName: ground.itemName(item),
    departmentName: ground.departmentName(department),
    basis: seen.basis,
  };
}

function liftsShown(ground: JudgementGround, scheme: ColourScheme): JudgedLift[] {
  const { rules, facts, day } = ground;
  return liftsOf(scheme, rules.metrics, facts, day).map((lift) => {
    const records = lift.remove.flatMap((key) => {
      const one = facts.contributions.find(({ recordKey }) => recordKey === key);
      return (one && recordShown(ground, one)) ?? [];
    });
    return {
      result: resultOf(scheme, lift.result),
      records,
      unseen: lift.remove.filter((key) => !key.startsWith('card:')).length - records.length,
      actions: actionsOf(ground, scheme, lift.remove),
      byItself: lift.byItself,
    };
  });
}

/** The advice of every trigger that one of the things holds up. */
function actionsOf({ facts, rules, day }: JudgementGround, scheme: ColourScheme, remove: readonly string[]): string[] {
  const gone = new Set(remove);
  const touched = new Set([
    ...facts.contributions.filter((one) => gone.has(one.recordKey) && countsOn(one, day)).map(({ metric }) => metric),
    ...facts.card.filter(({ metric }) => gone.has(`card:${metric}`)).map(({ metric }) => metric),
  ]);
  const holding = new Set(evaluate(scheme, valuesOn(rules.metrics, facts, day)).grounds);
  const advising = scheme.triggers.filter(
    ({ code, when }) => holding.has(code) && when.some(({ metric }) => touched.has(metric)),
  );
  return [...new Set(advising.map(({ lift }) => lift))];
}
