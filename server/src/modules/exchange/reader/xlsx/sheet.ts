/** The rows of one sheet, streamed: each as the texts that its cells show, with what is wrong with them. */
import { refuse } from './archive.ts';
import { type CellFault, numberText } from './cell-value.ts';
import type { Merge } from './merges.ts';
import { formatOf, type Sheet, type Workbook } from './workbook.ts';
import { unescapeText, XmlReader, type XmlSink } from './xml.ts';

export interface SheetRow {
  /** As the sheet numbers it, 1-based. */
  number: number;
  /** One text a column; empty where the cell is. */
  cells: string[];
  /** Columns with a doubtful text. */
  faults: { column: number; fault: CellFault; text: string }[];
  /** Columns filled from a merged cell that began in an earlier row. */
  filled: number[];
  hidden: boolean;
  /** Cells with content behind the last column. */
  stray: number;
}

export interface SheetOptions {
  /** How many columns are wanted; all that there are when absent. */
  width?: number;
  /** Merged ranges over several rows. */
  merges?: Merge[];
}

const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 16_384;

/** Zero-based column of a reference such as AB12; -1 for none. */
export function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at++) {
    const unit = reference.charCodeAt(at);
    if (unit < 65 || unit > 90) break;
    column = column * 26 + unit - 64;
  }
  return column - 1;
}

/** Gives the rows that hold anything, in the sheet's order, as many at a time as one piece of the file brings. */
export async function* readSheet(
  workbook: Workbook,
  sheet: Sheet,
  options: SheetOptions = {},
): AsyncGenerator<{ rows: SheetRow[]; bytes: number }> {
  const rows = new RowBuilder(workbook, options);
  const reader = new XmlReader(rows, workbook.name);
  let bytes = 0;
  for await (const chunk of workbook.archive.read(sheet.part)) {
    bytes += chunk.length;
    reader.write(chunk);
    if (rows.ready.length > 0) yield { rows: rows.take(), bytes };
  }
  reader.end();
  yield { rows: rows.take(), bytes };
}

/** Puts rows together from tags. */
class RowBuilder implements XmlSink {
  ready: SheetRow[] = [];
  readonly #workbook: Workbook;
  readonly #width: number | undefined;
  readonly #merges: Merge[];
  #nextMerge = 0;
  #active: { merge: Merge; text: string }[] = [];
  #inside = false;
  #row: SheetRow | null = null;
  #lastRow = 0;
  #column = -1;
  #lastColumn = -1;
  #type = 'n';
  #style: string | undefined;
  #value = '';
  #formula = false;
  #reading = false;
  #phonetic = 0;

  constructor(workbook: Workbook, { width, merges = [] }: SheetOptions) {
    this.#workbook = workbook;
    this.#width = width;
    this.#merges = merges;
  }

  take(): SheetRow[] {
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  open(tag: string, attributes: Record<string, string>): void {
    if (tag === 'c') this.#openCell(attributes);
    else if (tag === 'v') this.#reading = this.#column >= 0;
    else if (tag === 'row') this.#openRow(attributes);
    else if (tag === 't') this.#reading = this.#column >= 0 && this.#phonetic === 0;
    else if (tag === 'f') this.#formula = true;
    else if (tag === 'rPh') this.#phonetic++;
    else if (tag === 'sheetData') this.#inside = true;
  }

  close(tag: string): void {
    if (tag === 'v' || tag === 't') this.#reading = false;
    else if (tag === 'c') this.#closeCell();
    else if (tag === 'row') this.#closeRow();
    else if (tag === 'rPh') this.#phonetic--;
    else if (tag === 'sheetData') this.#inside = false;
  }

  text(text: string): void {
    if (this.#reading) this.#value += text;
  }

  #openRow({ r, hidden }: Record<string, string>): void {
    if (!this.#inside) return;
    const number = r === undefined ? this.#lastRow + 1 : Number(r);
    if (!Number.isInteger(number) || number <= this.#lastRow || number > MOST_ROWS)
      refuse(`“${this.#workbook.name}”的工作表行号有误（${String(r).slice(0, 20)}），文件已损坏。请重新保存。`);
    this.#lastRow = number;
    this.#lastColumn = -1;
    const cells = this.#width === undefined ? [] : new Array<string>(this.#width).fill('');
    this.#row = { number, cells, faults: [], filled: [], hidden: hidden === '1' || hidden === 'true', stray: 0 };
  }

  #openCell({ r, t, s }: Record<string, string>): void {
    if (this.#row === null) return;
    const column = r === undefined ? this.#lastColumn + 1 : columnOf(r);
    if (column < 0 || column >= MOST_COLUMNS)
      refuse(`“${this.#workbook.name}”的单元格位置有误（${String(r).slice(0, 20)}），文件已损坏。请重新保存。`);
    this.#column = this.#lastColumn = column;
    this.#type = t ?? 'n';
    this.#style = s;
    this.#value = '';
    this.#formula = false;
  }

  #closeCell(): void {
    const row = this.#row;
    const column = this.#column;
    this.#column = -1;
    if (row === null || column < 0) return;
    const { text, fault } = this.#cell();
    if (text === '' && fault === undefined) return;
    if (this.#width !== undefined && column >= this.#width) {
      if (text.trim() !== '') row.stray++;
      return;
    }
    while (row.cells.length < column) row.cells.push('');
    row.cells[column] = text;
    if (fault !== undefined) row.faults.push({ column, fault, text });
  }

  #cell(): { text: string; fault?: CellFault } {
    const value = this.#value;
    switch (this.#type) {
      case 's': {
        if (value === '') return { text: '' };
        const text = this.#workbook.strings.get(Number(value));
        if (text === undefined)
          refuse(`“${this.#workbook.name}”的共享字符串表不全，文件已损坏。请在 Excel 中打开并重新保存。`);
        return { text };
      }
      case 'inlineStr':
      case 'str':
        return this.#type === 'str' && this.#formula && value === '' ? { text: '' } : { text: unescapeText(value) };
      case 'b':
        return { text: value === '' ? '' : value === '0' || value === 'false' ? 'FALSE' : 'TRUE' };
      case 'e':
        return { text: value === '' ? '#N/A' : value, fault: 'error' };
      case 'd':
        return { text: value.replace(/T00:00:00(\.0+)?Z?$/, '').replace('T', ' ') };
      default:
        if (value === '') return this.#formula ? { text: '', fault: 'no-result' } : { text: '' };
        return numberText(value, formatOf(this.#workbook, this.#style), this.#workbook.base1904);
    }
  }

  #closeRow(): void {
    const row = this.#row;
    this.#row = null;
    if (row === null) return;
    if (this.#merges.length > 0) this.#fillMerged(row);
    if (row.faults.length > 0 || row.cells.some((cell) => cell.trim() !== '')) this.ready.push(row);
  }

  /** A merged cell shows the text of its first cell in all its rows; what lies hidden under it is not read. */
  #fillMerged(row: SheetRow): void {
    this.#active = this.#active.filter(({ merge }) => merge.bottom >= row.number);
    for (const { merge, text } of this.#active) {
      for (let column = merge.left; column <= merge.right && column < row.cells.length; column++) {
        row.cells[column] = column === merge.left ? text : '';
        row.faults = row.faults.filter((fault) => fault.column !== column);
      }
      if (text !== '' && merge.left < row.cells.length) row.filled.push(merge.left);
    }
    for (; this.#nextMerge < this.#merges.length; this.#nextMerge++) {
      const merge = this.#merges[this.#nextMerge] as Merge;
      if (merge.top > row.number) break;
      if (merge.bottom > row.number && merge.top === row.number)
        this.#active.push({ merge, text: row.cells[merge.left] ?? '' });
    }
  }
}
