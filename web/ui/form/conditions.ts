import type { CodeList, Condition } from '@xinheng/contracts/catalogue.ts';
import type { ItemField, ItemFile } from '@xinheng/contracts/catalogue-browser.ts';

/** A row as the officer writes it: field name → text. */
export type Row = Record<string, string>;

/** Separates the values of a field that takes several. */
export const separator = '；';

/** The several values of a `choices` field. */
export function partsOf(text: string): string[] {
  return text
    .split(/[;；、，,]/)
    .map((part) => part.trim())
    .filter(Boolean);
}

function codesOf(text: string, list: CodeList | undefined): string[] {
  return [text, ...partsOf(text)].map(
    (part) =>
      list?.values.find(({ code, label, aliases }) => code === part || label === part || aliases?.includes(part))
        ?.code ?? part,
  );
}

/** Whether a condition holds for what is written so far. */
export function holds(condition: Condition, row: Row, item: Pick<ItemFile, 'fields' | 'codeLists'>): boolean {
  const text = row[condition.field]?.trim() ?? '';
  const { anyOf, atLeast, below, filled } = condition;
  if (filled !== undefined && (text !== '') !== filled) return false;
  if (anyOf) {
    const listName = item.fields.find(({ name }) => name === condition.field)?.codeList;
    const list = item.codeLists.find(({ name }) => name === listName);
    if (!codesOf(text, list).some((code) => anyOf.includes(code))) return false;
  }
  if (atLeast === undefined && below === undefined) return true;
  const amount = Number(text.replaceAll(/[,，]/g, ''));
  if (text === '' || Number.isNaN(amount)) return false;
  return (atLeast === undefined || amount >= atLeast) && (below === undefined || amount < below);
}

/** Whether a field must be filled now. */
export function isRequired(field: ItemField, row: Row, item: Pick<ItemFile, 'fields' | 'codeLists'>): boolean {
  return field.required || (field.requiredWhen !== undefined && holds(field.requiredWhen, row, item));
}

/** Whether a field is asked for now: what only some rows need stays away until the row needs it or it was filled. */
export function isAsked(field: ItemField, row: Row, item: Pick<ItemFile, 'fields' | 'codeLists'>): boolean {
  return field.requiredWhen === undefined || isRequired(field, row, item) || Boolean(row[field.name]);
}

/** A condition in words: 行政相对人类别为自然人. */
export function conditionText(condition: Condition, item: Pick<ItemFile, 'fields' | 'codeLists'>): string {
  const field = item.fields.find(({ name }) => name === condition.field);
  const list = item.codeLists.find(({ name }) => name === field?.codeList);
  const label = field?.label ?? condition.field;
  const unit = field?.unit ? ` ${field.unit}` : '';
  const parts: string[] = [];
  if (condition.anyOf) {
    const names = condition.anyOf.map((code) => list?.values.find((value) => value.code === code)?.label ?? code);
    parts.push(`${label}为${names.join('、')}`);
  }
  if (condition.atLeast !== undefined) parts.push(`${label}不低于 ${condition.atLeast}${unit}`);
  if (condition.below !== undefined) parts.push(`${label}低于 ${condition.below}${unit}`);
  if (condition.filled !== undefined) parts.push(`${label}${condition.filled ? '已填写' : '为空'}`);
  return parts.join('，');
}
