/** Cross-department comparison 比对: rules as `cities/` declares them, and differences as officers read them. */

/** Kinds of comparison, in Chinese as the workbench writes them. */
export const comparisonKinds = {
  'same-fact': '同一事实两家报送',
  'self-published': '自行公示与政府数据',
  register: '与登记比对',
  'still-valid': '退出后仍有效的许可',
  'one-code': '一码两主体',
  'one-number': '一号两主体',
  'two-codes': '一主体两码',
} as const;
export type ComparisonKind = keyof typeof comparisonKinds;

/** How values are made alike before they are compared, so that spelling is not a difference. */
export type Likeness = 'name' | 'person' | 'address' | 'text' | 'code' | 'number' | 'date';

/**
 * What is compared: a field of the item, `@name` or `@documentNumber` (whatever field the item keeps there), and on the
 * right also `subject.name`, `subject.status` … of the register's card.
 */
export interface ComparedPair {
  left: string;
  right: string;
  as: Likeness;
  /** With `number`: a difference of this share of the greater value is none. */
  tolerance?: number;
}

/** Whose department must act: of a side, of the one that reported later, of the register. */
export type Acting = 'left' | 'right' | 'later' | 'register';
export type Side = 'left' | 'right';

export interface ComparisonRule {
  /** kebab-case English. */
  code: string;
  title: string;
  kind: ComparisonKind;
  /** Chinese: what is compared, and when it is a difference. */
  description: string;
  /** Items of the left side; `*` for all that are about subjects and have the fields. Absent for kinds about cards. */
  items?: string[] | '*';
  /** Items of the right side; the same item when absent. */
  others?: string[];
  /** Besides the subject, what two records must agree in to be one fact. */
  on?: { left: string; right: string }[];
  compare: ComparedPair[];
  /** A difference only while this holds of the left record. */
  when?: { field: string; noneOf: string[] };
  /** With `register`: a change of registration of these matters after the record's day explains the difference. */
  explainedBy?: { item: string; field: string; anyOf: string[] };
  /** With `still-valid`: statuses of the card that end a licence, and what the record should then say. */
  ended?: { statuses: string[]; field: string; becomes: string };
  /** With `one-number`: which number. */
  scheme?: 'registration-number' | 'organisation-code' | 'tax-number';
  actor: Acting;
  /** Working days for the decision. */
  days: number;
  gravity: 'severe' | 'general' | 'minor';
  /** The side that is proposed as right; absent when only the file can tell. */
  propose?: Side;
  source: string;
}

export interface ComparisonRules {
  edition: string;
  effectiveFrom: string;
  /** So many decisions alike, and none against them, may be proposed as an automatic correction. */
  confirmations: number;
  rules: ComparisonRule[];
}

export const differenceStates = {
  open: '待核对',
  decided: '待更正',
  written: '已更正',
  'not-an-error': '不是差错',
  gone: '已一致',
} as const;
export type DifferenceState = keyof typeof differenceStates;

/** The side that is right, another value, or no error at all. */
export const differenceDecisions = {
  left: '左值正确',
  right: '右值正确',
  other: '两值都不对，应为其他值',
  'not-an-error': '不是差错',
} as const;
export type DifferenceDecision = keyof typeof differenceDecisions;

export const gravities = { severe: '严重', general: '一般', minor: '轻微' } as const;

/** What happened to a difference. */
export const differenceSteps = {
  found: '发现',
  gone: '两值已一致',
  reopened: '再次出现',
  decided: '作出决定',
  written: '写入更正',
} as const;
export type DifferenceStep = keyof typeof differenceSteps;

/** One side as an officer may see it. */
export interface DifferenceSide {
  subjectCode: string;
  subjectName: string | null;
  /** Null for the register's card. */
  recordKey: string | null;
  version: number | null;
  item: string | null;
  itemName: string | null;
  fieldLabel: string;
  department: { code: string; name: string } | null;
  batch: number | null;
  row: number | null;
  recordedFrom: string | null;
  /** Null when the field is empty; the text that stands for it when the viewer may not see it. */
  text: string | null;
  masked: boolean;
}

export interface DifferenceFile {
  differenceId: string;
  revision: number;
  rule: { code: string; title: string; kind: ComparisonKind; description: string; source: string };
  gravity: keyof typeof gravities;
  subjectCode: string;
  subjectName: string | null;
  left: DifferenceSide;
  right: DifferenceSide;
  proposed: Side | null;
  /** What the proposal would write, in words; null without one or where the value is masked. */
  proposal: string | null;
  acting: { code: string; name: string } | null;
  state: DifferenceState;
  foundAt: string;
  dueOn: string | null;
  overdue: boolean;
  decision: DifferenceDecision | null;
  /** With `other`, and only for who may see the field. */
  value: string | null;
  reason: string | null;
  decidedAt: string | null;
  decidedByName: string | null;
  correctionId: number | null;
  mayDecide: boolean;
  mayWrite: boolean;
  history: { at: string; step: DifferenceStep; by: string | null; note: string | null }[];
}

export const correctionStates = { proposed: '待启用', on: '已启用', off: '已停用' } as const;
export type CorrectionState = keyof typeof correctionStates;
