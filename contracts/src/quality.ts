/**
 * Quality rules 质量规则 as `cities/` declares them: what no type, length or code list of a field can say. A rule names a
 * row as wrong when all its conditions hold.
 */

/** reject 退回 · quarantine 暂存 · correct 更正 · warn 告警 (kept as it is, told to the department). */
export type RuleGravity = 'reject' | 'quarantine' | 'correct' | 'warn';

/**
 * What a condition compares with: a field of the row, `@name`, `@occurredOn`, `@effectiveFrom`, `@effectiveUntil` or
 * `@documentNumber` (whatever field the item keeps there), `subject.name`, `subject.establishedOn` … of the matched
 * subject's card, `today`, or a day as `1949-10-01`.
 */
export type Operand = string;

/** All parts that are given must hold. */
export interface RuleCondition {
  /** Which value is looked at; absent only with `hasRecord`. */
  field?: Operand;
  filled?: boolean;
  /** Codes of a code list. */
  anyOf?: string[];
  noneOf?: string[];
  atLeast?: number;
  below?: number;
  /** A regular expression that JavaScript and PostgreSQL read alike. */
  matches?: string;
  earlierThan?: Operand;
  laterThan?: Operand;
  /** The other value is filled and another one, spelling variants of names left aside. */
  differsFrom?: Operand;
  /** The text names amounts of money in figures, and this number times `scale` is (or is not) one of them, in yuan. */
  amountInText?: { text: string; scale: number; is: boolean };
  /** The subject has a standing record of another item, from whatever department. */
  hasRecord?: { item: string; earlierThan?: Operand; laterThan?: Operand; is: boolean };
}

export interface QualityRule {
  /** kebab-case English. */
  code: string;
  /** Family of rules as receipts name it: LG-02, ID-03 …. */
  family: string;
  title: string;
  /** Codes of items, or `*`; an item without a field that the rule names is left out under `*`. */
  items: string[] | '*';
  gravity: RuleGravity;
  when: RuleCondition[];
  /** The field that the receipt points at. */
  points: Operand;
  /** Chinese: what is wrong and what would be right; `{fine}` or `{subject.name}` stand for values. */
  message: string;
  /** With `correct`: what the pointed field becomes. */
  becomes?: { times?: number; value?: string; field?: string };
  source: string;
}

export interface QualityRules {
  edition: string;
  effectiveFrom: string;
  rules: QualityRule[];
}
