/** Excel workbooks: finds the sheet and the header that belong to an item, and gives the rows below it. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import { mapHeader } from '../../../quality/index.ts';
import { type Archive, refuse } from './archive.ts';
import { type Merge, readMerges } from './merges.ts';
import { readSheet, type SheetRow } from './sheet.ts';
import { isWorkbook, openWorkbook, refuseForeign, type Sheet, type Workbook } from './workbook.ts';

export { Archive, isBomb, refuse } from './archive.ts';
export type { CellFault } from './cell-value.ts';
export type { SheetRow } from './sheet.ts';
export { isWorkbook, refuseForeign } from './workbook.ts';

/** The sheet of our own templates that shows what filled rows look like; read only when it is asked for by name. */
export const sampleSheet = '样例';
export const notesSheet = '填表说明';

/** A sheet of a workbook, ready to be read. */
export interface Table {
  workbook: Workbook;
  sheet: Sheet;
  header: string[];
  /** The sheet's own number of the header row. */
  headerRow: number;
  merges: Merge[];
  /** Other visible sheets with a header of this item, which are not read. */
  others: string[];
  /** Unpacked bytes of the sheet, for progress. */
  bytes: number;
  close(): void;
}

/** A header stands in one of the first rows; above it there may be a title, a unit, a date. */
const HEADER_WITHIN = 20;

interface HeaderFound {
  sheet: Sheet;
  header: string[];
  headerRow: number;
  known: number;
  missing: number;
}

/**
 * Opens a workbook at the sheet named, or at the first visible one with a header of the item.
 * @throws XinhengError batch-refused: not a workbook that can be read, or no such sheet
 */
export async function openTable(
  archive: Archive,
  name: string,
  of: { item: CatalogueItem; sheet?: string | undefined },
): Promise<Table> {
  refuseForeign(archive, name);
  if (!isWorkbook(archive)) refuse(`“${name}”不是 Excel 工作簿。`);
  const workbook = await openWorkbook(archive, name);
  try {
    const found: HeaderFound[] = [];
    for (const sheet of sheetsToLookAt(workbook, of.sheet)) found.push(await headerOf(workbook, sheet, of.item));
    const chosen =
      found.find(({ known, missing }) => known > 0 && missing === 0) ??
      found.reduce((best, one) => (one.known > best.known ? one : best));
    if (chosen.header.length === 0) refuse(`“${name}”的工作表“${chosen.sheet.name}”是空的，没有可导入的内容。`);
    const merges = await readMerges(workbook, chosen.sheet);
    return {
      workbook,
      sheet: chosen.sheet,
      header: chosen.header,
      headerRow: chosen.headerRow,
      merges: merges.filter(({ bottom }) => bottom > chosen.headerRow),
      others: found
        .filter((one) => one !== chosen && one.known > 0 && one.missing === 0)
        .map(({ sheet }) => sheet.name)
        .filter((name) => name !== sampleSheet && name !== notesSheet),
      bytes: archive.sizeOf(chosen.sheet.part),
      close: () => workbook.close(),
    };
  } catch (error) {
    workbook.close();
    throw error;
  }
}

function sheetsToLookAt(workbook: Workbook, wanted: string | undefined): Sheet[] {
  const names = workbook.sheets.map((sheet) => sheet.name).join('、');
  if (wanted !== undefined) {
    const sheet = workbook.sheets.find((one) => one.name === wanted.trim());
    return sheet ? [sheet] : refuse(`“${workbook.name}”里没有名为“${wanted}”的工作表，只有：${names.slice(0, 200)}。`);
  }
  const visible = workbook.sheets.filter((sheet) => !sheet.hidden);
  return visible.length > 0
    ? visible
    : refuse(`“${workbook.name}”的工作表都是隐藏的（${names.slice(0, 200)}），请取消隐藏。`);
}

/** The row with the most columns of the item among the first; of a sheet without any, its first row. */
async function headerOf(workbook: Workbook, sheet: Sheet, item: CatalogueItem): Promise<HeaderFound> {
  let best: HeaderFound = { sheet, header: [], headerRow: 0, known: -1, missing: 0 };
  let looked = 0;
  for await (const { rows } of readSheet(workbook, sheet)) {
    for (const row of rows) {
      if (looked++ >= HEADER_WITHIN) return best;
      const header = row.cells.map((cell) => cell.trim());
      const { columns, missing } = mapHeader(header, item);
      const known = columns.filter((field) => field >= 0).length;
      if (known > best.known) best = { sheet, header, headerRow: row.number, known, missing: missing.length };
    }
  }
  return best;
}

/** The rows below the header, with how many of the sheet's bytes have been read. */
export async function* tableRows(table: Table): AsyncGenerator<{ rows: SheetRow[]; bytes: number }> {
  const { workbook, sheet, header, headerRow, merges } = table;
  for await (const { rows, bytes } of readSheet(workbook, sheet, { width: header.length, merges })) {
    const [first] = rows;
    yield { rows: first && first.number <= headerRow ? rows.filter(({ number }) => number > headerRow) : rows, bytes };
  }
}
