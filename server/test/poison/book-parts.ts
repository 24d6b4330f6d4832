/** Workbooks of good rows, to be spoilt. */
import { header, row } from '../bad-input/rows.ts';
import { type BookXml, book, bookParts, type CellXml, type Part, zip } from '../bad-input/zip.ts';

export const titles = header.split(',');
export const good = (): CellXml[] => row().split(',');
export const name = '报送.xlsx';
export const sheet1 = 'xl/worksheets/sheet1.xml';
export const declaration = '<?xml version="1.0" encoding="UTF-8"?>';

/** A workbook with a good row before and after those given, which are made when the file is. */
export const around =
  (more: () => CellXml[][], rest: Partial<BookXml> = {}) =>
  () =>
    book({ sheets: [{ rows: [titles, good(), ...more(), good()] }], ...rest });
/** The good row with one cell in place of its own. */
export function withCell(column: number, cell: CellXml): CellXml[] {
  const cells = good();
  cells[column] = cell;
  return cells;
}
export const inline = (content: string): CellXml => ({ attributes: 't="inlineStr"', content: `<is>${content}</is>` });
/** A workbook with one part spoilt by hand. */
export const spoilt = (part: string, data: (own: string) => string | Buffer) => () => {
  const parts = bookParts({ sheets: [{ rows: [titles, good(), good()] }], strings: '<sst><si><t>甲</t></si></sst>' });
  return zip(parts.map((one) => (one.name === part ? { ...one, data: data(String(one.data)) } : one)));
};
export const withParts = (...parts: Part[]) => around(() => [], { parts });

export const DATE = 2;
export const CODE = 1;
export const SCOPE = 6;
