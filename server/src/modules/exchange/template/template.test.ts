import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCity } from '../../../platform/city/index.ts';
import { compileItem, emptyRow, mapHeader } from '../../quality/index.ts';
import { openSource } from '../reader/source.ts';
import { sampleSheet, tableRows } from '../reader/xlsx/index.ts';
import { templateCsv, templateXlsx } from './index.ts';
import { sampleRows } from './sample.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xinheng-template-'));
});
afterAll(() => rm(folder, { recursive: true }));

const cities = ['jinan', 'nanchang', 'baoshan', 'shanghai'].map((name) => loadCity(name));
const items = cities.flatMap(({ code, catalogue }) => catalogue.items.map((item) => ({ code, item, catalogue })));
const own = items.filter(({ code }) => code === 'jinan');

/** What the checks find in cells under a header. */
function findings({ item, catalogue }: (typeof items)[number], header: string[], cells: string[]): string[] {
  const checker = compileItem(item, catalogue.codeLists, { today: '2026-11-24' });
  const { columns, missing, unknown } = mapHeader(header, item);
  const byField = item.fields.map((_, field) => cells[columns.indexOf(field)]);
  const row = emptyRow();
  checker.check(byField, row);
  return [...missing.map(({ label }) => label), ...unknown, ...row.findings.map(({ message }) => message)];
}

describe('the sample of every item', () => {
  it.each(items.map((one) => [`${one.code} ${one.item.code}`, one] as const))('%s passes the checks', (_, one) => {
    const header = one.item.fields.map(({ label }) => label);
    const rows = sampleRows(one.item, one.catalogue.codeLists);
    expect(rows.flatMap((cells) => findings(one, header, cells))).toEqual([]);
    expect(new Set(rows.map((cells) => cells.join())).size).toBe(rows.length);
    for (const [at, field] of one.item.fields.entries())
      if (field.required) expect(rows.map((cells) => cells[at])).not.toContain('');
  });
});

describe('the template of every item', () => {
  it.each(own.map((one) => [one.item.code, one] as const))('%s is read by our reader', async (_, one) => {
    const path = join(folder, `${one.item.code}.xlsx`);
    await writeFile(path, await templateXlsx(one.item, one.catalogue.codeLists));
    const empty = await openSource(path, 'x.xlsx', { item: one.item });
    expect(empty.table?.sheet.name).toBe('填报');
    // The sample is ours, and no sheet that somebody forgot to hand in.
    expect(empty.table?.others).toEqual([]);
    expect(mapHeader(empty.header, one.item)).toMatchObject({ missing: [], unknown: [], duplicated: [] });
    await empty.close();
    const sample = await openSource(path, 'x.xlsx', { item: one.item, sheet: sampleSheet });
    const read: string[][] = [];
    if (sample.table)
      for await (const { rows } of tableRows(sample.table)) read.push(...rows.map(({ cells }) => cells));
    expect(read).toHaveLength(2);
    expect(read.flatMap((cells) => findings(one, sample.header, cells))).toEqual([]);
    await sample.close();
  });

  it('has drop-downs from the code lists, marks and notes', async () => {
    const one = own.find(({ item }) => item.code === 'administrative-penalty') as (typeof own)[number];
    const book = new ExcelJS.Workbook();
    await book.xlsx.load((await templateXlsx(one.item, one.catalogue.codeLists)) as never);
    expect(book.worksheets.map(({ name }) => name)).toEqual(['填报', '填表说明', '样例', '代码']);
    const sheet = book.getWorksheet('填报') as ExcelJS.Worksheet;
    const at = (name: string) => one.item.fields.findIndex((field) => field.name === name) + 1;
    expect(sheet.getRow(1).getCell(at('name')).value).toBe('*行政相对人名称');
    expect(JSON.stringify(sheet.getRow(1).getCell(at('name')).note)).toContain('必填');
    const choice = sheet.getRow(2).getCell(at('category')).dataValidation;
    expect(choice).toMatchObject({ type: 'list', formulae: [expect.stringContaining('个体工商户')] });
    const values = one.catalogue.codeLists.find(({ name }) => name === 'penalty-kind')?.values ?? [];
    const long = String(sheet.getRow(2).getCell(at('kinds')).dataValidation?.formulae[0]);
    const codes = book.getWorksheet('代码') as ExcelJS.Worksheet;
    const listed = long.startsWith('"') ? long.slice(1, -1).split(',') : valuesAt(codes, long);
    expect(listed).toEqual(values.map(({ label }) => label));
  });

  it('is a CSV too', async () => {
    const one = own.find(({ item }) => item.code === 'tax-credit-a') as (typeof own)[number];
    expect(templateCsv(one.item, one.catalogue.codeLists, { sample: false })).toBe(
      '\uFEFF纳税人识别号,*纳税人名称,*评价年度,税务机关,公布日期\r\n',
    );
    expect(templateCsv(one.item, one.catalogue.codeLists, { sample: true }).trim().split('\r\n')).toHaveLength(3);
  });
});

/** The values that `代码!$B$2:$B$9` names. */
function valuesAt(sheet: ExcelJS.Worksheet, formula: string): string[] {
  const [, letter, first, last] = /^代码!\$([A-Z]+)\$(\d+):\$\1\$(\d+)$/.exec(formula) as RegExpExecArray;
  const found: string[] = [];
  for (let row = Number(first); row <= Number(last); row++) found.push(String(sheet.getCell(`${letter}${row}`).value));
  return found;
}
