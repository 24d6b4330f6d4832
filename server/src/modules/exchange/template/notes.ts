/** What a column wants, in words for the officer who fills it. Pure. */
import type { CatalogueItem, CodeList, Condition, Field } from '@xinheng/contracts/catalogue.ts';

const kinds: Record<Field['type'], string> = {
  text: '文字',
  name: '名称，按证照填写全称',
  identifier: '代码，按证照填写，保留全部字符',
  'authority-code': '18 位统一社会信用代码',
  date: '日期，如 2026-01-31',
  number: '数字',
  integer: '整数',
  capital: '金额，写明单位和币种，如 100万元人民币',
  choice: '从下拉列表中选一项',
  choices: '可选多项，以“；”分隔',
  person: '自然人姓名',
  'person-id': '自然人证件号码，不公示',
};

const mostListed = 12;

/** 必填 · 视情况必填 · 选填. */
export function needOf(field: Field): '必填' | '视情况必填' | '选填' {
  if (field.required) return '必填';
  return field.requiredWhen === undefined ? '选填' : '视情况必填';
}

/** Everything a column wants, one sentence a line. */
export function noteOf(item: CatalogueItem, field: Field, codeLists: readonly CodeList[]): string[] {
  const { type, unit, min, max, maxLength, notBefore, notFuture, openEnded, requiredWhen } = field;
  const labelOf = (name: string) => item.fields.find((one) => one.name === name)?.label ?? name;
  const lines = [`${kinds[type]}。`];
  if (requiredWhen) lines.push(`${whenOf(item, requiredWhen, codeLists)}必填。`);
  if (unit) lines.push(`单位：${unit}，只填数字。`);
  if (min !== undefined && max !== undefined) lines.push(`${min} 至 ${max}。`);
  else if (min !== undefined) lines.push(`不小于 ${min}。`);
  else if (max !== undefined) lines.push(`不大于 ${max}。`);
  if (maxLength !== undefined) lines.push(`不超过 ${maxLength} 字。`);
  if (notFuture) lines.push('不得为将来的日期。');
  if (notBefore) lines.push(`不得早于${labelOf(notBefore)}。`);
  if (openEnded) lines.push('没有期限的填“长期”。');
  const list = codeLists.find(({ name }) => name === field.codeList);
  if (list) {
    const labels = list.values.map(({ label }) => label);
    lines.push(
      `可选：${labels.slice(0, mostListed).join('、')}${labels.length > mostListed ? '等，见“代码”工作表' : ''}。`,
    );
  }
  return lines;
}

function whenOf(item: CatalogueItem, condition: Condition, codeLists: readonly CodeList[]): string {
  const field = item.fields.find(({ name }) => name === condition.field);
  const label = field?.label ?? condition.field;
  const list = codeLists.find(({ name }) => name === field?.codeList);
  const parts: string[] = [];
  if (condition.anyOf) {
    const labels = condition.anyOf.map((code) => list?.values.find((value) => value.code === code)?.label ?? code);
    parts.push(`为“${labels.join('”“')}”`);
  }
  if (condition.filled !== undefined) parts.push(condition.filled ? '已填写' : '未填写');
  if (condition.atLeast !== undefined) parts.push(`不小于 ${condition.atLeast}`);
  if (condition.below !== undefined) parts.push(`小于 ${condition.below}`);
  return `${label}${parts.join('且')}时`;
}
