/**
 * XLSX (ECMA-376) as far as a list needs it: sheets of text and numbers, written front to back with texts in place, so
 * that memory stays flat. Texts are texts: no cell of ours is a formula, and one that looks like a formula is marked
 * (quotePrefix) to stay a text when somebody edits it. bench/results has it beside exceljs.
 */
import type { Writable } from 'node:stream';
import type { RowFile } from './csv.ts';
import { looksLikeFormula } from './text.ts';
import { type ZipEntry, ZipStream } from './zip.ts';

/** A sheet holds 1,048,576 rows; the rest goes onto the next one. */
const rowsOfSheet = 1_000_000;
const longestText = 32_767;

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const parts = 'http://schemas.openxmlformats.org/package/2006';

const styles = { plain: 0, quoted: 1, head: 2 } as const;

const styleSheet = `${declaration}<styleSheet xmlns="${main}"><fonts count="2"><font/><font><b/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/><xf xfId="0" quotePrefix="1"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>`;

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text for XML: what XML cannot hold is dropped, and _x005F_ keeps a text that looks like an escape as it is. */
function xml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be written
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
      .toWellFormed()
      .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
      .replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign)
      // A line end that XML would fold to \n.
      .replace(/\r/g, '_x000D_')
  );
}

/** A, B … Z, AA …. */
export function columnName(at: number): string {
  return at < 26 ? String.fromCharCode(65 + at) : columnName(Math.floor(at / 26) - 1) + columnName(at % 26);
}

function cellXml(value: string | number | null, place: string, style: number): string {
  if (value === null || value === '') return '';
  if (typeof value === 'number') return Number.isFinite(value) ? `<c r="${place}"><v>${value}</v></c>` : '';
  const text = value.length > longestText ? `${value.slice(0, longestText - 6)}…（已截断）` : value;
  const of = style === styles.plain && looksLikeFormula(text) ? styles.quoted : style;
  return `<c r="${place}" t="inlineStr"${of ? ` s="${of}"` : ''}><is><t xml:space="preserve">${xml(text)}</t></is></c>`;
}

function rowXml(cells: readonly (string | number | null)[], number: number, style: number = styles.plain): string {
  const written = cells.map((cell, at) => cellXml(cell, `${columnName(at)}${number}`, style)).join('');
  return `<row r="${number}">${written}</row>`;
}

/** The workbook of one list. The note is the last row of the last sheet. */
export async function xlsxFile(
  stream: Writable,
  { title, titles, perSheet = rowsOfSheet }: { title: string; titles: readonly string[]; perSheet?: number },
): Promise<RowFile> {
  const zip = new ZipStream(stream);
  let sheets = 0;
  let written = 0;
  let sheet: ZipEntry | undefined;
  const begin = async () => {
    sheets += 1;
    written = 0;
    const entry = await zip.entry(`xl/worksheets/sheet${sheets}.xml`);
    const frozen = `<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`;
    await entry.write(`${declaration}<worksheet xmlns="${main}">${frozen}<sheetData>${rowXml(titles, 1, styles.head)}`);
    return entry;
  };
  const close = async (entry: ZipEntry) => {
    await entry.write(`</sheetData></worksheet>`);
    await entry.end();
  };
  return {
    async rows(rows) {
      for (let at = 0; at < rows.length; ) {
        sheet ??= await begin();
        const portion = rows.slice(at, at + perSheet - written);
        await sheet.write(portion.map((cells, n) => rowXml(cells, written + n + 2)).join(''));
        at += portion.length;
        written += portion.length;
        if (written < perSheet) continue;
        // The note still has to fit onto the last sheet: the next one begins only when there is a row for it.
        if (at < rows.length) {
          await close(sheet);
          sheet = undefined;
        } else written = perSheet;
      }
    },
    async end(note) {
      sheet ??= await begin();
      await sheet.write(rowXml([note], written + 2));
      await close(sheet);
      await writeFrame(zip, title, sheets);
      await zip.end();
    },
  };
}

/** The parts around the sheets. */
async function writeFrame(zip: ZipStream, title: string, sheets: number): Promise<void> {
  const numbers = Array.from({ length: sheets }, (_, at) => at + 1);
  const base = title.replace(/[\\/?*[\]:']/g, '').slice(0, 24) || '列表';
  const named = numbers
    .map((n) => `<sheet name="${xml(n === 1 ? base : `${base} ${n}`)}" sheetId="${n}" r:id="rId${n}"/>`)
    .join('');
  await zip.file(
    'xl/workbook.xml',
    `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${named}</sheets></workbook>`,
  );
  const related = numbers
    .map((n) => `<Relationship Id="rId${n}" Type="${office}/worksheet" Target="worksheets/sheet${n}.xml"/>`)
    .join('');
  await zip.file(
    'xl/_rels/workbook.xml.rels',
    `${declaration}<Relationships xmlns="${parts}/relationships">${related}<Relationship Id="rId${sheets + 1}" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  );
  await zip.file('xl/styles.xml', styleSheet);
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const overrides = numbers
    .map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${types}.worksheet+xml"/>`)
    .join('');
  await zip.file(
    '[Content_Types].xml',
    `${declaration}<Types xmlns="${parts}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/>${overrides}</Types>`,
  );
  await zip.file(
    '_rels/.rels',
    `${declaration}<Relationships xmlns="${parts}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
}
