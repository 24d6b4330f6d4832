/** What a spreadsheet did to a row's values before anybody could check them, told in the words of the receipts. Pure. */
import type { Field } from '@xinheng/contracts/catalogue.ts';
import type { CheckedRow, Finding, Outcome } from '../quality/index.ts';
import type { CellFault, SheetRow } from './reader/xlsx/index.ts';

const messages: Record<CellFault, (label: string, text: string) => string> = {
  precision: (label, text) =>
    `${label}在 Excel 中被存成了数字 ${text}，第 15 位以后的数字已经丢失。请把该列设为“文本”格式，再按原证照重新填写`,
  error: (label, text) => `${label}的单元格显示为公式错误 ${text}。请改正公式，或填写实际的值`,
  'no-result': (label) => `${label}的单元格是公式，但没有计算结果。请在 Excel 中打开文件并保存，或填写实际的值`,
  overflow: (label) => `${label}的单元格显示为 ########，不是有效的日期。请填写如 2019-09-05 的日期`,
  distorted: (label, text) =>
    `${label}的数字格式使显示的数与实际存储的数 ${text} 不同（如以万显示），无法判断以哪个为准。请把单元格格式改为“常规”`,
  serial: (label, text) =>
    `${label}的单元格是数字 ${text}，而本工作簿采用 1904 日期系统，不能确定是哪一天。请把该列设为日期格式`,
};

const numeric = new Set<Field['type']>(['number', 'integer', 'capital', 'date']);

/** Whether the fault spoils a value of this type. A long number in a column of numbers the check itself refuses. */
function spoils(fault: CellFault, field: Field): boolean {
  if (fault === 'precision') return !numeric.has(field.type);
  if (fault === 'serial') return field.type === 'date';
  return true;
}

/** Findings of one row; `columns` says which field each column holds, -1 for none. */
export function sheetFindings(row: SheetRow, columns: readonly number[], fields: readonly Field[]): Finding[] {
  if (row.faults.length === 0 && row.filled.length === 0) return [];
  const fieldAt = (column: number) => fields[columns[column] ?? -1];
  const findings: Finding[] = [];
  for (const { column, fault, text } of row.faults) {
    const field = fieldAt(column);
    if (field === undefined || !spoils(fault, field)) continue;
    const message = messages[fault](field.label, text.slice(0, 80));
    findings.push({ outcome: 'rejected', rule: 'FM-14', field: field.label, before: text, after: null, message });
  }
  for (const column of row.filled) {
    const field = fieldAt(column);
    if (field === undefined) continue;
    const after = row.cells[column]?.slice(0, 80) ?? '';
    const message = `${field.label}在合并单元格中，已按合并区域左上角的值填入本行`;
    findings.push({ outcome: 'corrected', rule: 'FM-15', field: field.label, before: null, after, message });
  }
  return findings;
}

const gravity: readonly Outcome[] = ['accepted', 'corrected', 'quarantined', 'rejected'];

/** Adds findings to a checked row; what the checks made of a spoilt value is no news. */
export function addFindings(row: CheckedRow, findings: readonly Finding[]): void {
  const spoilt = new Set(findings.filter(({ rule }) => rule === 'FM-14').map(({ field }) => field));
  row.findings = [...row.findings.filter(({ field }) => field === null || !spoilt.has(field)), ...findings];
  row.outcome = row.findings.reduce<Outcome>(
    (worst, { outcome }) =>
      outcome !== 'warned' && gravity.indexOf(outcome) > gravity.indexOf(worst) ? outcome : worst,
    'accepted',
  );
}
