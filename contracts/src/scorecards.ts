/** 评分卡: how well each department supplies. Indicators are data of `cities/`; figures, colours and points follow from them. */

/** Counts that the program keeps of every batch, before any indicator. */
export const baseCounts = [
  'received',
  'accepted',
  'corrected',
  'quarantined',
  'rejected',
  'duplicate',
  'attached',
  'required',
  'judged',
  'late',
  'backlog',
  'amended',
  'withdrawn',
] as const;

/** A sum of named counts. Beside {@link baseCounts}: `rows.<indicator>` failing rows, `faults.<indicator>` single faults. */
export interface CountSum {
  plus: string[];
  minus?: string[];
}

/** Which receipts make a row fail an indicator. */
export interface FailingReceipts {
  outcomes: ('corrected' | 'quarantined' | 'rejected' | 'duplicate' | 'warned')[];
  /** Rule codes; any when absent. */
  rules?: string[];
  /** Reasons of waiting rows; any when absent. */
  reasons?: string[];
  /** No longer a fault once the row has found its subject. */
  settledByAttaching?: boolean;
}

export interface Indicator {
  code: string;
  name: string;
  /** Of GB/T 36344-2018. */
  dimension: '规范性' | '完整性' | '准确性' | '一致性' | '时效性' | '可访问性';
  /** What it says, for the public. */
  meaning: string;
  /** `counts`: from the counts of batches. `rhythm`: from the days of the feed. `comparison`: from open differences. */
  basis: 'counts' | 'rhythm' | 'comparison';
  numerator?: CountSum;
  denominator?: CountSum;
  better: 'higher' | 'lower';
  /** Full points. 0: shown, not scored. */
  points: number;
  /** From this value on there are full points; below, value × points. Of `lower`: 1 − value is taken. */
  full: number;
  colours: { good: number; fair: number };
  failing?: FailingReceipts[];
  /** Its failing rows are those of another indicator. */
  failingOf?: string;
  /** Failing rows are those that arrived past their limit. */
  lateRows?: boolean;
  source: string;
}

export interface RhythmDeclaration {
  /** The usual gap between two days of arrival: this quantile of the gaps. */
  quantile: number;
  /** Silent after the usual gap times this. */
  factor: number;
  /** So many gaps must have been seen before anything is said. */
  leastGaps: number;
  /** Never silent before so many days, however brisk the feed. */
  leastDays: number;
  /** Gaps of so many days back are looked at. */
  lookBackDays: number;
  source: string;
}

export interface ChallengeDeclaration {
  /** Working days in which the department decides. */
  days: number;
  /** Challenges from one address in a day. */
  perDay: number;
  /** Contact details are removed so many days after the decision. */
  contactDays: number;
  source: string;
}

export interface Scorecards {
  edition: string;
  effectiveFrom: string;
  source: string;
  indicators: Indicator[];
  rhythm: RhythmDeclaration;
  challenges: ChallengeDeclaration;
}

export type Colour = 'good' | 'fair' | 'poor' | 'none';

/** What a colour says in words, and the mark that stands before it: never by colour alone. */
export const colourWords: Record<Colour, { word: string; mark: string }> = {
  good: { word: '良好', mark: '●' },
  fair: { word: '一般', mark: '▲' },
  poor: { word: '较差', mark: '■' },
  none: { word: '尚无数据', mark: '—' },
};

/** One indicator of one line. */
export interface Figure {
  indicator: string;
  numerator: number;
  denominator: number;
  /** Null while there is nothing to judge. */
  value: number | null;
  colour: Colour;
  /** Null while there is nothing to judge, and where the indicator is not scored. */
  points: number | null;
}

/** A line of a scorecard: one department, item, region or month. */
export interface ScoreLine {
  key: string;
  name: string;
  received: number;
  figures: Figure[];
  /** 0 to 100; null while nothing is scored. */
  score: number | null;
  colour: Colour;
}

export interface FeedRhythm {
  department: string;
  item: string;
  /** Days on which something arrived. */
  days: number;
  lastDay: string;
  /** Days; null while too few gaps were seen. */
  usualGap: number | null;
  /** Silent from this many days on. */
  limit: number | null;
  silentDays: number;
  state: 'in-time' | 'silent' | 'unknown';
}

export type ChallengeState = 'open' | 'upheld' | 'partly' | 'dismissed';

/** Why a record is doubted (浙江省公共信用信息管理条例的异议情形，加“不是这个主体的信息”). */
export const challengeGrounds = {
  wrong: '内容有错误',
  missing: '内容有遗漏',
  repeated: '重复公示',
  'not-public': '不应当公示',
  expired: '已过公示期',
  'other-subject': '不是这个主体的信息',
} as const;

export type ChallengeGround = keyof typeof challengeGrounds;

export const challengeStates: Record<ChallengeState, string> = {
  open: '核查中',
  upheld: '质疑成立',
  partly: '部分成立',
  dismissed: '质疑不成立',
};

/** What officers see of a challenge. */
export interface ChallengeFile {
  challengeId: string;
  subjectCode: string;
  subjectName: string;
  recordKey: string;
  recordVersion: number;
  item: string;
  department: string;
  ground: ChallengeGround;
  field: string | null;
  fieldLabel: string | null;
  claim: string;
  /** Masked unless the viewer may see persons unmasked. */
  contact: string | null;
  state: ChallengeState;
  openedAt: string;
  dueOn: string | null;
  overdue: boolean;
  decidedAt: string | null;
  decidedByName: string | null;
  answer: string | null;
  mayDecide: boolean;
}

/** Numbers about challenges as the public sees them. */
export interface ChallengeNumbers {
  opened: number;
  open: number;
  overdue: number;
  upheld: number;
  partly: number;
  dismissed: number;
  /** Working or not: days from the challenge to its decision; null while none is decided. */
  medianDays: number | null;
}

/** What a monthly report 月报 says, on its page and in its file alike. */
export interface ReportFigures {
  department: string;
  name: string;
  month: string;
  edition: string;
  indicators: { code: string; name: string; points: number; opens?: string }[];
  total: ScoreLine;
  items: ScoreLine[];
  /** The months up to this one. */
  months: ScoreLine[];
  /** What most rows fail by, most first. */
  reasons: { indicator: string; item: string; rule: string; field: string | null; rows: number }[];
  silent: { item: string; lastDay: string; silentDays: number; limit: number }[];
  challenges: ChallengeNumbers | null;
}
