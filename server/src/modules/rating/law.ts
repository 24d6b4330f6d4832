/** 依据失效: what rests on a law that is none (yet, or any more) on a day stops, and is listed. Pure. */
import type { RatingRules, Scheme } from '@xinheng/contracts/rating.ts';

/** Something that does not apply because its law does not. */
export interface Stopped {
  kind: 'metric' | 'trigger' | 'indicator' | 'override';
  /** The scheme; null for a metric. */
  scheme: string | null;
  code: string;
  title: string;
  law: string;
}

/**
 * The rules as they apply on a day: a trigger or override without its law is gone, an indicator finds nothing, a metric
 * is 0. A scheme that loses something is an edition of its own, so that verdicts before and after are told apart.
 */
export function lawful(rules: RatingRules, day: string): { rules: RatingRules; stopped: Stopped[] } {
  const void_ = new Set(
    rules.laws.filter(({ from, until }) => from > day || (until !== undefined && until <= day)).map(({ code }) => code),
  );
  const stopped: Stopped[] = [];
  if (void_.size === 0) return { rules, stopped };
  /** Notes what rests on a void law. @returns whether it does */
  const rests = (kind: Stopped['kind'], scheme: string | null, of: { code: string; title: string; law?: string }) => {
    if (of.law === undefined || !void_.has(of.law)) return false;
    stopped.push({ kind, scheme, code: of.code, title: of.title, law: of.law });
    return true;
  };
  const metrics = rules.metrics.map((metric) => {
    if (!rests('metric', null, metric)) return metric;
    const { subject: _card, ...rest } = metric;
    return { ...rest, sources: [] };
  });
  const schemes = rules.schemes.map((scheme): Scheme => {
    const { code } = scheme;
    const before = stopped.length;
    const left: Scheme =
      scheme.kind === 'colours'
        ? { ...scheme, triggers: scheme.triggers.filter((one) => !rests('trigger', code, one)) }
        : {
            ...scheme,
            overrides: scheme.overrides.filter((one) => !rests('override', code, { ...one, code: one.metric })),
            groups: scheme.groups.map((group) => ({
              ...group,
              indicators: group.indicators.map((one) => (rests('indicator', code, one) ? { ...one, parts: [] } : one)),
            })),
          };
    const laws = [
      ...new Set([...stopped.slice(before), ...stopped.filter(({ kind }) => kind === 'metric')].map(({ law }) => law)),
    ];
    return laws.length === 0 ? scheme : { ...left, edition: `${scheme.edition}~${laws.sort().join('~')}` };
  });
  return { rules: { ...rules, metrics, schemes }, stopped };
}
