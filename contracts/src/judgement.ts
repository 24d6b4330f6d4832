/** 评判结果 of one subject as it is shown: every result opens to its grounds, these to metrics, and those to records. */

/** A record behind a metric, as its reader may see it. */
export interface JudgedRecord {
  recordKey: string;
  item: string;
  itemName: string;
  department: string;
  departmentName: string;
  documentNumber: string | null;
  occurredOn: string | null;
  /** 依据 that the record itself names. */
  basis: string | null;
  /** Counts from … to; null: until something ends it. */
  first: string;
  last: string | null;
}

export interface JudgedMetric {
  code: string;
  title: string;
  value: number;
  source: string;
  records: JudgedRecord[];
  /** Records that count and are not shown to this reader. */
  unseen: number;
}

/** A reason for a colour, or a rule that decides before the points do. */
export interface JudgedGround {
  code: string;
  title: string;
  /** Result that it leads to, in words. */
  result: string;
  /** What the subject can do about it; empty for overrides. */
  lift: string;
  source: string;
  metrics: JudgedMetric[];
}

export interface JudgedIndicator {
  code: string;
  title: string;
  direction: 'deduct' | 'add';
  /** Points with at most two decimals; those of all indicators sum to the points of the scheme. */
  points: number;
  full: number;
  source: string;
  metrics: JudgedMetric[];
}

export interface JudgedResult {
  code: string;
  name: string;
  /** Told beside a colour. */
  shape: string | null;
}

/** The fewest things whose going gives a better colour. */
export interface JudgedLift {
  result: JudgedResult;
  records: JudgedRecord[];
  /** Things that are not shown to this reader. */
  unseen: number;
  /** What to do, each sentence once. */
  actions: string[];
  /** The day on which it comes although nothing is done; null: never. */
  byItself: string | null;
}

export interface JudgedScheme {
  scheme: string;
  kind: 'colours' | 'points';
  title: string;
  edition: string;
  publicity: 'public' | 'internal';
  source: string;
  result: JudgedResult;
  points: number | null;
  total: number | null;
  /** Since when it is so, as the store knows; null when it has not been judged yet. */
  since: string | null;
  grounds: JudgedGround[];
  groups: { code: string; title: string; indicators: JudgedIndicator[] }[];
  /** What comes by itself if nothing happens. */
  changes: { on: string; result: JudgedResult; points: number | null }[];
  lifts: JudgedLift[];
}

/** A verdict that was once given. */
export interface PastVerdict {
  scheme: string;
  title: string;
  result: JudgedResult;
  points: number | null;
  edition: string;
  judgedOn: string;
  recordedFrom: string;
  recordedUntil: string | null;
}

export interface SubjectJudgement {
  subjectCode: string;
  /** The business day that is judged, and the moment whose knowledge is asked for (null: now). */
  day: string;
  knownAt: string | null;
  schemes: JudgedScheme[];
}

/** Public counts of a scheme. */
export interface ResultCounts {
  scheme: string;
  title: string;
  kind: 'colours' | 'points';
  edition: string;
  asOf: string;
  source: string;
  total: number;
  results: (JudgedResult & { subjects: number; share: number })[];
}
