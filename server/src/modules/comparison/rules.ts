/** Which side a decision changes, in which field and to what. Pure. */
import type { CatalogueItem, SubjectColumn } from '@xinheng/contracts/catalogue.ts';
import type { ComparedPair, ComparisonRule, DifferenceDecision, Side } from '@xinheng/contracts/comparison.ts';
import type { City } from '../../platform/city/index.ts';
import { valueText } from '../catalogue/index.ts';
import { fieldOf } from './store/compile/index.ts';
import { cardPart } from './store/compile/values.ts';
import type { DifferenceRow } from './store/differences.ts';

/** Who is right decides who is corrected; another value goes to whoever must act. */
export function sideToChange(
  row: Pick<DifferenceRow, 'acting' | 'left' | 'right'>,
  decision: DifferenceDecision,
): Side {
  if (decision === 'left') return 'right';
  if (decision === 'right') return 'left';
  return row.acting !== null && row.acting === row.right.department && row.acting !== row.left.department
    ? 'right'
    : 'left';
}

/** The rule and its pair as the city declares them now; null when it no longer does. */
export function ruleOf(city: City, row: Pick<DifferenceRow, 'rule' | 'pair'>) {
  const rule = city.comparison.rules.find(({ code }) => code === row.rule);
  const pair = rule?.compare[row.pair];
  return rule && pair ? { rule, pair } : null;
}

const itemOf = (city: City, code: string | null): CatalogueItem | undefined =>
  city.catalogue.items.find((item) => item.code === code);

/** What the other side's value is called in the field that is corrected. */
export function correctText(
  city: City,
  { rule, pair }: { rule: ComparisonRule; pair: ComparedPair },
  row: DifferenceRow,
  side: Side,
): string | null {
  const target = row[side];
  const item = itemOf(city, target.item);
  if (rule.ended && side === 'left' && item) {
    const field = fieldOf(item, rule.ended.field);
    return field ? valueText(field, rule.ended.becomes, city.catalogue.codeLists) : null;
  }
  const other = side === 'left' ? row.right : row.left;
  const operand = side === 'left' ? pair.right : pair.left;
  const otherItem = itemOf(city, other.item);
  const field = otherItem && fieldOf(otherItem, operand);
  return field ? valueText(field, other.value ?? undefined, city.catalogue.codeLists) : other.value;
}

/** The field of a record side. */
export function fieldOfSide(city: City, pair: ComparedPair, row: DifferenceRow, side: Side) {
  const item = itemOf(city, row[side].item);
  return item && fieldOf(item, side === 'left' ? pair.left : pair.right);
}

/** Items whose registrations set a part of the card, with the field they set it from. */
export function registeringItems(city: City, operand: string): Map<string, string> {
  const column = cardPart(operand) as SubjectColumn | undefined;
  const found = new Map<string, string>();
  for (const { code, subject } of city.catalogue.items) {
    if (subject.role !== 'registers' || column === undefined) continue;
    const field = subject.sets[column];
    if (field !== undefined) found.set(code, field);
  }
  return found;
}

/** A coded value of a side in words; the value itself where it has no code list. */
function codeText(city: City, operand: string, itemCode: string | null, value: string): string {
  const [item, name] = [...registeringItems(city, operand)][0] ?? [];
  const compared = itemOf(city, item ?? itemCode);
  const field = compared && fieldOf(compared, name ?? operand);
  return (field && valueText(field, value, city.catalogue.codeLists)) ?? value;
}

/** What kind of difference a shape is, in words. */
export function shapeText(city: City, of: { rule: string; pair: number; item: string; shape: string }): string {
  const found = /^(behind|before|lacks behind|lacks before|times) (.*)$/s.exec(of.shape);
  const [, kind = '', text = ''] = found ?? [];
  const words: Record<string, string> = {
    behind: `左值末尾多出“${text}”`,
    before: `左值开头多出“${text}”`,
    'lacks behind': `左值末尾缺少“${text}”`,
    'lacks before': `左值开头缺少“${text}”`,
    times: `左值是右值的 ${text} 倍`,
  };
  if (found) return words[kind] ?? of.shape;
  const declared = ruleOf(city, of);
  const [left, right] = of.shape.split(' → ');
  if (!declared || left === undefined || right === undefined) return of.shape;
  const { pair } = declared;
  return `左值“${codeText(city, pair.left, of.item, left)}”，右值“${codeText(city, pair.right, of.item, right)}”`;
}

const cardLabels: Record<string, string> = {
  ...{ code: '统一社会信用代码', name: '登记名称', status: '登记状态', region: '所在区划', address: '登记住所' },
  ...{ industry: '行业', entityType: '主体类型', establishedOn: '成立日期', legalRepresentative: '登记的法定代表人' },
};

export function cardLabel(operand: string): string {
  return cardLabels[cardPart(operand) ?? ''] ?? '登记值';
}
