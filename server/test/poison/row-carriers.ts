/** One file of many row samples, by each kind of file that can carry them. */
import { cellsOf, header, nextCode } from '../bad-input/rows.ts';
import { book } from '../bad-input/zip.ts';
import type { Carrier, RowSample } from './sample.ts';

const wide = (text: string) => text.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

/** A code of its own in the shape that the sample asks for. */
function codeOf(asked: string): string {
  const code = nextCode();
  if (asked === 'WIDE') return wide(code);
  if (asked === 'LOWER') return code.toLowerCase();
  if (asked === 'SPACED') return code.replaceAll(/(.{4})/g, '$1 ');
  return asked.replace('CODE', code);
}

function rowOf({ cells }: RowSample): string[] {
  return cellsOf({ ...cells, ...(cells.code !== undefined && { code: codeOf(cells.code) }) });
}

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

/** What no XML can hold is written as spreadsheets write it. */
const inSheet = (cell: string) =>
  cell
    .replaceAll(/_x[0-9A-Fa-f]{4}_/g, (found) => `_x005F${found}`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is written otherwise
    .replaceAll(/[\0-\x08\x0b-\x1f\ufffe]/g, (sign) => `_x${sign.charCodeAt(0).toString(16).padStart(4, '0')}_`);

/** The samples as one file; they begin on row 2. */
export function fileOf(samples: readonly RowSample[], carrier: Carrier): Buffer {
  const rows = samples.map(rowOf);
  const titles = header.split(',');
  if (carrier === 'xlsx') return book({ sheets: [{ rows: [titles, ...rows.map((row) => row.map(inSheet))] }] });
  if (carrier === 'csv') return Buffer.from([titles, ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join(''));
  const lines = rows.map((row) => JSON.stringify(Object.fromEntries(titles.map((title, at) => [title, row[at]]))));
  return Buffer.from(`{"企业名称":"占一行"}\n${lines.join('\n')}\n`);
}
