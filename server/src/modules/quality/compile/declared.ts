/** Declared rules 质量规则 of one row: conditions over its values, compiled once an item. */
import type { CatalogueItem, CodeList } from '@xinheng/contracts/catalogue.ts';
import { foldName } from '@xinheng/contracts/fold-name.ts';
import type { QualityRule, RuleCondition, RuleGravity } from '@xinheng/contracts/quality.ts';
import { fieldBehind, looksIntoStore, rulesOfItem } from '../../../platform/city/index.ts';
import { type CheckedRow, type FieldValue, type Finding, report } from '../row.ts';
import { indexOfField, type RowRule, type Slots, type Test } from './rules.ts';

/** What a receipt calls a rule's gravity. */
export const outcomeOfGravity: Record<RuleGravity, Finding['outcome']> = {
  reject: 'rejected',
  quarantine: 'quarantined',
  correct: 'corrected',
  warn: 'warned',
};

type Read = (slots: Slots) => FieldValue | undefined;

/** The declared rules of an item that need nothing but the row. */
export function compileDeclared(
  item: CatalogueItem,
  of: { rules: readonly QualityRule[]; codeLists: readonly CodeList[]; today: string },
): RowRule[] {
  const ground = { item, today: of.today, codeLists: of.codeLists };
  return rulesOfItem(of.rules, item)
    .filter((rule) => !looksIntoStore(rule))
    .map((rule) => compileRule(rule, ground));
}

interface Ground {
  item: CatalogueItem;
  today: string;
  codeLists: readonly CodeList[];
}

function compileRule(rule: QualityRule, ground: Ground): RowRule {
  const { item } = ground;
  const tests = rule.when.flatMap((one) => compileTests(one, ground));
  const at = indexOfField(item, fieldBehind(item, rule.points) ?? '');
  const label = item.fields[at]?.label ?? null;
  const outcome = outcomeOfGravity[rule.gravity];
  const messageOf = compileMessage(rule.message, ground);
  const becomes = compileReplacement(rule, ground);
  return (slots, row) => {
    for (let i = 0; i < tests.length; i++) if (!(tests[i] as Test)(slots)) return;
    tell(row, { outcome, rule: rule.family, field: label }, slots, { at, messageOf, becomes });
  };
}

function tell(
  row: CheckedRow,
  of: Pick<Finding, 'outcome' | 'rule' | 'field'>,
  slots: Slots,
  { at, messageOf, becomes }: { at: number; messageOf: (slots: Slots) => string; becomes: Read | null },
): void {
  const before = textOf(slots[at]);
  const message = messageOf(slots);
  const after = becomes?.(slots);
  if (after !== undefined) slots[at] = after;
  report(row, of.outcome, of.rule, of.field, before, after === undefined ? null : textOf(after), message);
}

const textOf = (value: FieldValue | undefined): string | null =>
  value === undefined || value === null
    ? null
    : typeof value === 'string'
      ? value
      : Array.isArray(value)
        ? value.join('、')
        : value.amount;

/** A value of the row, today, or a day that the rule names. */
function compileOperand(operand: string, { item, today }: Ground): Read {
  const field = fieldBehind(item, operand);
  if (field === undefined || field === null) {
    const constant = operand === 'today' ? today : operand;
    return () => constant;
  }
  const at = indexOfField(item, field);
  return (slots) => slots[at];
}

function compileTests(one: RuleCondition, ground: Ground): Test[] {
  const read = compileOperand(one.field ?? '', ground);
  const tests: Test[] = [];
  const { filled, anyOf, noneOf, atLeast, below } = one;
  if (filled !== undefined) tests.push((slots) => (read(slots) !== undefined) === filled);
  if (anyOf) tests.push((slots) => codesOf(read(slots)).some((code) => anyOf.includes(code)));
  if (noneOf) tests.push((slots) => !codesOf(read(slots)).some((code) => noneOf.includes(code)));
  if (atLeast !== undefined) tests.push((slots) => numberOf(read(slots)) >= atLeast);
  if (below !== undefined) tests.push((slots) => numberOf(read(slots)) < below);
  if (one.matches !== undefined) {
    const pattern = new RegExp(one.matches, 'u');
    tests.push((slots) => pattern.test(textOf(read(slots)) ?? ''));
  }
  if (one.earlierThan !== undefined) tests.push(compareDays(read, compileOperand(one.earlierThan, ground), -1));
  if (one.laterThan !== undefined) tests.push(compareDays(read, compileOperand(one.laterThan, ground), 1));
  if (one.differsFrom !== undefined) {
    const other = compileOperand(one.differsFrom, ground);
    tests.push((slots) => {
      const [a, b] = [textOf(read(slots)), textOf(other(slots))];
      return a !== null && b !== null && foldName(a) !== foldName(b);
    });
  }
  if (one.amountInText) tests.push(compareAmount(read, one.amountInText, ground));
  return tests;
}

function codesOf(value: FieldValue | undefined): string[] {
  return typeof value === 'string' ? [value] : Array.isArray(value) ? value : [];
}

/** NaN for what is no number: it is neither at least nor below anything. */
function numberOf(value: FieldValue | undefined): number {
  if (typeof value === 'string') return Number(value);
  return value === undefined || value === null || Array.isArray(value) ? Number.NaN : Number(value.amount);
}

/** Days are ISO text, which sorts as they do. An empty or open end is neither earlier nor later. */
function compareDays(read: Read, other: Read, sign: -1 | 1): Test {
  return (slots) => {
    const [a, b] = [read(slots), other(slots)];
    if (typeof a !== 'string' || typeof b !== 'string') return false;
    return sign < 0 ? a < b : a > b;
  };
}

const amountPattern = /(\d[\d,，]*(?:\.\d+)?)\s*(亿|万)?\s*元/gu;

/** Amounts of money that a text writes in figures, in yuan. */
export function amountsInText(text: string): number[] {
  const plain = /[０-９]/u.test(text) ? text.normalize('NFKC') : text;
  return [...plain.matchAll(amountPattern)].map(([, digits = '', unit]) => {
    const scale = unit === '亿' ? 1e8 : unit === '万' ? 1e4 : 1;
    return Number(digits.replaceAll(/[,，]/gu, '')) * scale;
  });
}

function compareAmount(read: Read, of: NonNullable<RuleCondition['amountInText']>, ground: Ground): Test {
  const text = compileOperand(of.text, ground);
  return (slots) => {
    const amount = numberOf(read(slots)) * of.scale;
    const said = text(slots);
    if (Number.isNaN(amount) || typeof said !== 'string') return false;
    const amounts = amountsInText(said);
    // A text that names no amount says nothing about it.
    return amounts.length > 0 && amounts.some((one) => Math.abs(one - amount) < 0.01) === of.is;
  };
}

/** `{field}` in a message stands for the row's value, codes by their labels. */
function compileMessage(message: string, ground: Ground): (slots: Slots) => string {
  const parts = message.split(/\{([^}]+)\}/u).map((part, i) => {
    if (i % 2 === 0) return () => part;
    const read = compileOperand(part, ground);
    const field = ground.item.fields.find(({ name }) => name === fieldBehind(ground.item, part));
    const list = ground.codeLists.find(({ name }) => name === field?.codeList);
    return (slots: Slots) => {
      const value = read(slots);
      if (list === undefined) return textOf(value) ?? '空';
      return codesOf(value)
        .map((code) => list.values.find((one) => one.code === code)?.label ?? code)
        .join('、');
    };
  });
  return (slots) => parts.map((part) => part(slots)).join('');
}

function compileReplacement(rule: QualityRule, ground: Ground): Read | null {
  const { becomes } = rule;
  if (becomes === undefined) return null;
  const { times, value, field } = becomes;
  if (value !== undefined) return () => value;
  if (field !== undefined) return compileOperand(field, ground);
  const read = compileOperand(rule.points, ground);
  return (slots) => (numberOf(read(slots)) * (times ?? 1)).toFixed(6).replace(/0+$/u, '').replace(/\.$/u, '');
}
