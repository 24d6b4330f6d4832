/**
 * Judgement 信用评判 as `cities/` declares it: metrics over records, and schemes that make a colour, a grade or a risk
 * class of them. The three are never derived from one another. Points are written in units with at most two decimals.
 */
import type { Period, Severity } from './catalogue.ts';

/** A condition over one record. All given parts must hold. */
export interface RecordCondition {
  /** A field of the item; absent with `severity`. */
  field?: string;
  severity?: Severity[];
  filled?: boolean;
  anyOf?: string[];
  noneOf?: string[];
  atLeast?: number;
  below?: number;
}

/** `@occurredOn` `@effectiveFrom` `@effectiveUntil` `@shownFrom` `@shownUntil`, or a date field of the item. */
export type RecordDay = string;

/** Which records count, and from which day to which. */
export interface MetricSource {
  item: string;
  where?: RecordCondition[];
  from: RecordDay;
  /** Counts no longer than this. */
  for?: Period;
  /** The last day on which it counts, when filled. */
  until?: RecordDay;
  /** The day from which it counts no more, when filled (移出日期). */
  before?: RecordDay;
}

/** A metric 指标 of one subject on one day. */
export interface Metric {
  code: string;
  title: string;
  /** count: records · departments: different departments among them · sum, highest: of `field`; 0 when there is none. */
  aggregate: 'count' | 'departments' | 'sum' | 'highest';
  field?: string;
  sources?: MetricSource[];
  /** In place of records: 1 when the subject's card fits, else 0. */
  subject?: { status?: string[]; kind?: string[]; establishedWithin?: Period };
  /** The law that it rests on; when that ends, the metric is 0. */
  law?: string;
  source: string;
}

export interface Demand {
  metric: string;
  atLeast?: number;
  below?: number;
}

interface SchemeBase {
  code: string;
  title: string;
  edition: string;
  effectiveFrom: string;
  /** public: shown to everybody · internal: officers only. */
  publicity: 'public' | 'internal';
  /** Which subjects are judged, by their present card. */
  /** `industry`: beginnings of GB/T 4754 codes. */
  subjects: { status?: string[]; kind?: string[]; industry?: string[] };
  source: string;
}

/** A reason for a colour: holds when all its demands do. */
export interface Trigger {
  code: string;
  result: string;
  title: string;
  when: Demand[];
  /** What the subject can do about it; records that lapse do so by themselves. */
  lift: string;
  /** The law that it rests on; when that ends, so does the trigger. */
  law?: string;
  source: string;
}

/** 警示颜色: the gravest trigger that holds; the first result when none does. */
export interface ColourScheme extends SchemeBase {
  kind: 'colours';
  /** From the best to the worst; `shape` is told beside the colour. */
  results: { code: string; name: string; shape: string }[];
  triggers: Trigger[];
}

/** What a metric's value is worth: the highest step that it reaches, or so many points each, up to a limit. */
export interface IndicatorPart {
  metric: string;
  steps?: { atLeast: number; points: number }[];
  each?: { points: number; atMost?: number };
}

export interface Indicator {
  code: string;
  title: string;
  points: number;
  /** deduct: full points less what is found · add: nothing but what is found, up to the points. */
  direction: 'deduct' | 'add';
  parts: IndicatorPart[];
  /** The law that it rests on; when that ends, nothing is deducted or added. */
  law?: string;
  source: string;
}

/** 综合评价, 风险分类: levels of indicators, points, grades; an override that holds decides before the points do. */
export interface PointsScheme extends SchemeBase {
  kind: 'points';
  /** Sum of all indicators' points. */
  total: number;
  /** From the highest points down; the last begins at 0. */
  results: { code: string; name: string; atLeast: number }[];
  overrides: (Demand & { result: string; title: string; law?: string; source: string })[];
  groups: { code: string; title: string; indicators: Indicator[] }[];
}

export type Scheme = ColourScheme | PointsScheme;

/** A law 法律文件 that judgement rests on. */
export interface Law {
  code: string;
  title: string;
  from: string;
  /** From this day on it is law no more. */
  until?: string;
  source: string;
}

/** Everything a city judges by. */
export interface RatingRules {
  laws: Law[];
  metrics: Metric[];
  schemes: Scheme[];
}
