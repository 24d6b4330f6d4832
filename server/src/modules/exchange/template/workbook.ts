/**
 * 模板: a workbook to fill. First the sheet to fill, with required columns marked, a note on every title and drop-downs
 * from the code lists; then what each column wants, a filled sample, and the long code lists. Every cell is a text, so
 * that a spreadsheet does not turn a code into a number or a day into another one.
 */
import type { CatalogueItem, CodeList, Field } from '@xinheng/contracts/catalogue.ts';
import type ExcelJS from 'exceljs';
import { notesSheet, sampleSheet } from '../reader/xlsx/index.ts';
import { needOf, noteOf } from './notes.ts';
import { sampleRows } from './sample.ts';

/** Drop-downs reach so far down. */
const rowsToFill = 5000;
/** A longer list does not fit into a cell's own drop-down. */
const longestOwnList = 240;
const codesSheet = '代码';

const fills = { 必填: 'FFFFE0B2', 视情况必填: 'FFFFF9C4', 选填: 'FFECEFF1' } as const;

/** The title as the template writes it: an asterisk before what must be filled. */
export const titleOf = (field: Field) => (field.required ? `*${field.label}` : field.label);

/** The template of an item as an .xlsx file. */
export async function templateXlsx(item: CatalogueItem, codeLists: readonly CodeList[]): Promise<Buffer> {
  // Loaded when it is needed: it costs as much memory as all else of a small process.
  const { default: excel } = await import('exceljs');
  const book = new excel.Workbook();
  const lists = listsOf(item, codeLists);
  const sheet = book.addWorksheet('填报', { views: [{ state: 'frozen', ySplit: 1 }] });
  writeHeader(sheet, item, codeLists);
  addDropDowns(sheet, item, lists);
  writeNotes(book, item, codeLists);
  const sample = book.addWorksheet(sampleSheet, { views: [{ state: 'frozen', ySplit: 1 }] });
  writeHeader(sample, item, codeLists);
  for (const row of sampleRows(item, codeLists)) sample.addRow(row);
  writeCodes(book, lists);
  return Buffer.from(await book.xlsx.writeBuffer());
}

function writeHeader(sheet: ExcelJS.Worksheet, item: CatalogueItem, codeLists: readonly CodeList[]): void {
  sheet.columns = item.fields.map((field) => ({
    header: titleOf(field),
    width: Math.min(40, Math.max(12, field.label.length * 2 + 4)),
    style: { numFmt: '@' },
  }));
  const header = sheet.getRow(1);
  for (const [at, field] of item.fields.entries()) {
    const cell = header.getCell(at + 1);
    const need = needOf(field);
    cell.font = { bold: true };
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: fills[need] } };
    cell.note = [need, ...noteOf(item, field, codeLists)].join('\n');
  }
}

function writeNotes(book: ExcelJS.Workbook, item: CatalogueItem, codeLists: readonly CodeList[]): void {
  const sheet = book.addWorksheet(notesSheet);
  sheet.columns = [
    { header: '栏目', width: 30 },
    { header: '是否要填', width: 14 },
    { header: '怎样填', width: 80 },
  ];
  sheet.getRow(1).font = { bold: true };
  for (const field of item.fields) sheet.addRow([field.label, needOf(field), noteOf(item, field, codeLists).join('')]);
  sheet.addRow([]);
  sheet.addRow(['请在“填报”工作表中从第 2 行起填写，一行一条；不要改动表头。带 * 的栏目必填。']);
  sheet.addRow([`“${sampleSheet}”工作表仅供参考，导入时不读取。`]);
}

/** The code lists that the item uses, each once, in the order of its columns. */
function listsOf(item: CatalogueItem, codeLists: readonly CodeList[]): CodeList[] {
  const used = new Set(item.fields.flatMap(({ codeList }) => codeList ?? []));
  return [...used].flatMap((name) => codeLists.find((list) => list.name === name) ?? []);
}

function writeCodes(book: ExcelJS.Workbook, lists: readonly CodeList[]): void {
  if (lists.length === 0) return;
  const sheet = book.addWorksheet(codesSheet);
  for (const [at, { name, values }] of lists.entries()) {
    const column = sheet.getColumn(at + 1);
    column.width = 30;
    column.values = [name, ...values.map(({ label }) => label)];
  }
  sheet.getRow(1).font = { bold: true };
}

/** exceljs has it, its types do not say so. */
interface WithValidations {
  dataValidations: { add(range: string, validation: ExcelJS.DataValidation): void };
}

function addDropDowns(sheet: ExcelJS.Worksheet, item: CatalogueItem, lists: readonly CodeList[]): void {
  const { dataValidations } = sheet as unknown as WithValidations;
  for (const [at, field] of item.fields.entries()) {
    const place = lists.findIndex(({ name }) => name === field.codeList);
    const list = lists[place];
    if (list === undefined) continue;
    const letter = sheet.getColumn(at + 1).letter;
    const several = field.type === 'choices';
    dataValidations.add(`${letter}2:${letter}${rowsToFill + 1}`, {
      ...{ type: 'list', allowBlank: true, formulae: [formulaOf(list, place)] },
      // Several values are typed, so nothing may be refused.
      showErrorMessage: !several,
      errorTitle: field.label,
      error: '请从下拉列表中选择。',
      showInputMessage: several,
      promptTitle: several ? field.label.slice(0, 30) : '',
      prompt: several ? '可选多项，以“；”分隔。' : '',
    });
  }
}

function formulaOf({ values }: CodeList, place: number): string {
  const own = values.map(({ label }) => label).join(',');
  if (own.length <= longestOwnList && !values.some(({ label }) => /[,"]/.test(label))) return `"${own}"`;
  const letter = columnLetter(place);
  return `${codesSheet}!$${letter}$2:$${letter}$${values.length + 1}`;
}

function columnLetter(at: number): string {
  const before = Math.floor(at / 26);
  return (before > 0 ? columnLetter(before - 1) : '') + String.fromCharCode(65 + (at % 26));
}
