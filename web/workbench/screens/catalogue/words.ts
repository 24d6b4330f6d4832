import type { DisclosureWindow, FieldType, Period, PeriodUnit } from '@xinheng/contracts/catalogue.ts';
import type { ItemFile } from '@xinheng/contracts/catalogue-browser.ts';

const units: Record<PeriodUnit, string> = { WD: ' 个工作日', D: ' 日', M: ' 个月', Y: ' 年' };

export const fieldTypes: Record<FieldType, string> = {
  text: '文字',
  name: '名称',
  identifier: '主体代码',
  'authority-code': '机关代码',
  date: '日期',
  number: '数值',
  integer: '整数',
  capital: '金额与币种',
  choice: '代码（单选）',
  choices: '代码（多选）',
  person: '自然人姓名',
  'person-id': '自然人证件号码',
};

export const roles: Record<ItemFile['role'], string> = {
  registers: '登记：建立或更新主体',
  updates: '变更：更新主体的状态或登记内容',
  about: '记载：关于主体的信息',
};

const severityNames = { minor: '轻微', general: '一般', severe: '严重', all: '' };

/** A span in words: 7 个工作日. */
export function periodText({ n, unit }: Period): string {
  return `${n}${units[unit]}`;
}

/** The longest display of a window in words, class by class. */
export function longestText({ longest }: DisclosureWindow): string {
  if (!longest) return '未规定最长期限';
  return Object.entries(longest)
    .map(([severity, period]) => {
      const name = severityNames[severity as keyof typeof severityNames];
      const span =
        period === 'not-shown' ? '不公示' : period === 'unlimited' ? '长期' : `最长 ${periodText(period as Period)}`;
      return name ? `${name}：${span}` : span;
    })
    .join('；');
}
