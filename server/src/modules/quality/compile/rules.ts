/** Rules over the fields of one row: what is required, what contradicts, how severe it is. */
import type { CatalogueItem, CodeList, Condition, Field, Severity } from '@xinheng/contracts/catalogue.ts';
import { type CheckedRow, type FieldValue, report } from '../row.ts';
import { identityCardFault } from './field.ts';

/** The values of one row by field index; undefined is empty. */
export type Slots = (FieldValue | undefined)[];
export type Test = (slots: Slots) => boolean;
export type RowRule = (slots: Slots, row: CheckedRow) => void;

/**
 * Index of a field by its name.
 * @throws Error naming item and field if the catalogue refers to a field that is not there
 */
export function indexOfField(item: CatalogueItem, name: string): number {
  const at = item.fields.findIndex((field) => field.name === name);
  if (at < 0) throw new Error(`catalogue item ${item.code} refers to field ${name}, which it does not declare`);
  return at;
}

export function compileCondition(item: CatalogueItem, condition: Condition): Test {
  const at = indexOfField(item, condition.field);
  const { anyOf, atLeast, below, filled } = condition;
  return (slots) => {
    const value = slots[at];
    if (filled !== undefined && (value !== undefined) !== filled) return false;
    if (anyOf !== undefined) {
      if (typeof value === 'string') {
        if (!anyOf.includes(value)) return false;
      } else if (!Array.isArray(value) || !value.some((code) => anyOf.includes(code))) return false;
    }
    if (atLeast === undefined && below === undefined) return true;
    const size = sizeOf(value);
    return size !== null && (atLeast === undefined || size >= atLeast) && (below === undefined || size < below);
  };
}

function sizeOf(value: FieldValue | undefined): number | null {
  if (typeof value === 'string') return Number(value);
  if (value === null || value === undefined || Array.isArray(value)) return null;
  return Number(value.amount);
}

/** The first fitting class, or null for items without classes. */
export function compileSeverity(item: CatalogueItem): (slots: Slots) => Severity | null {
  const rules = (item.severity ?? []).map(({ severity, when }) => ({
    severity,
    tests: when.map((condition) => compileCondition(item, condition)),
  }));
  return (slots) => {
    for (const { severity, tests } of rules) {
      let fits = true;
      for (const test of tests) {
        if (!test(slots)) {
          fits = false;
          break;
        }
      }
      if (fits) return severity;
    }
    return null;
  };
}

/** Says in Chinese when a conditional field must be filled. */
function conditionText(item: CatalogueItem, condition: Condition, codeLists: CodeList[]): string {
  const field = item.fields[indexOfField(item, condition.field)] as Field;
  const parts: string[] = [];
  if (condition.anyOf) {
    const list = codeLists.find(({ name }) => name === field.codeList);
    const labels = condition.anyOf.map((code) => list?.values.find((value) => value.code === code)?.label ?? code);
    parts.push(`为“${labels.join('、')}”`);
  }
  if (condition.filled !== undefined) parts.push(condition.filled ? '已填写' : '未填写');
  if (condition.atLeast !== undefined) parts.push(`不小于 ${condition.atLeast}`);
  if (condition.below !== undefined) parts.push(`小于 ${condition.below}`);
  return `${field.label}${parts.join('且')}时`;
}

/** FM-01 for every field that is required, always or under a condition. `complained` tells which are reported already. */
export function compileRequired(
  item: CatalogueItem,
  codeLists: CodeList[],
): (slots: Slots, complained: Uint8Array, row: CheckedRow) => void {
  const required: { at: number; label: string; test: Test | null; message: string }[] = [];
  for (const [at, field] of item.fields.entries()) {
    const { label } = field;
    if (field.required) required.push({ at, label, test: null, message: `必填项“${label}”未填写` });
    else if (field.requiredWhen) {
      const test = compileCondition(item, field.requiredWhen);
      const when = conditionText(item, field.requiredWhen, codeLists);
      required.push({ at, label, test, message: `${when},“${label}”必填,现未填写` });
    }
  }
  return (slots, complained, row) => {
    for (let i = 0; i < required.length; i++) {
      const rule = required[i] as (typeof required)[number];
      // What was refused above is not also missing.
      if (slots[rule.at] !== undefined || complained[rule.at] === 1) continue;
      if (rule.test !== null && !rule.test(slots)) continue;
      report(row, 'rejected', 'FM-01', rule.label, null, null, rule.message);
    }
  };
}

/** Every other rule that the item's fields call for. */
export function compileRules(item: CatalogueItem, today: string): RowRule[] {
  const rules: RowRule[] = [];
  for (const [at, field] of item.fields.entries()) {
    if (field.notBefore !== undefined) rules.push(notBefore(item, field, at, field.notBefore));
    if (field.type === 'person-id') {
      const type = item.fields.findIndex(({ name }) => name === `${field.name}Type`);
      if (type >= 0) rules.push(validIdentityCard(field, at, type, today));
    }
  }
  const category = item.fields.findIndex(
    ({ codeList, name }) => codeList === 'subject-category' || name === 'subjectCategory',
  );
  if (category >= 0) rules.push(categoryMatchesPrefix(item.fields[category] as Field, category));
  return rules;
}

/** LG-01: two dates in their order. */
function notBefore(item: CatalogueItem, field: Field, at: number, other: string): RowRule {
  const first = indexOfField(item, other);
  const { label } = field;
  const otherLabel = (item.fields[first] as Field).label;
  return (slots, row) => {
    const later = slots[at];
    const earlier = slots[first];
    if (typeof later !== 'string' || typeof earlier !== 'string' || later >= earlier) return;
    report(row, 'rejected', 'LG-01', label, later, null, `${label} ${later} 早于${otherLabel} ${earlier},应不早于后者`);
  };
}

/** FM-02: a number declared to be an identity card's must be one (GB 11643). The message never repeats it. */
function validIdentityCard(field: Field, at: number, type: number, today: string): RowRule {
  const { label } = field;
  return (slots, row) => {
    const value = slots[at];
    if (typeof value !== 'string' || slots[type] !== 'identity-card') return;
    const fault = identityCardFault(value, today);
    if (fault !== null) report(row, 'rejected', 'FM-02', label, null, null, `${label}有误:${fault}`);
  };
}

/** ID-02: 个体工商户 ⇔ code begins with 92; a natural person has no unified social credit code. */
function categoryMatchesPrefix(field: Field, at: number): RowRule {
  const { label } = field;
  return (slots, row) => {
    const category = slots[at];
    const uscc = row.candidates[0];
    if (typeof category !== 'string' || uscc === undefined || uscc.scheme !== 'uscc') return;
    const individual = uscc.value.startsWith('92');
    if (category === 'natural-person') {
      report(
        row,
        'rejected',
        'ID-02',
        label,
        '自然人',
        null,
        `${label}为自然人,但填了统一社会信用代码 ${uscc.value};应改类别或删去代码`,
      );
    } else if (individual !== (category === 'individual-business')) {
      const message = individual
        ? `代码 ${uscc.value} 以 92 开头,${label}应为“个体工商户”`
        : `${label}为个体工商户时,统一社会信用代码应以 92 开头,现为 ${uscc.value}`;
      report(row, 'rejected', 'ID-02', label, individual ? '法人及非法人组织' : '个体工商户', null, message);
    }
  };
}
