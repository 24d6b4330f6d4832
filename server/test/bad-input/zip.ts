/** ZIP files and workbooks put together by hand, so that a test can spoil any part of them. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface Part {
  /** As bytes it is written without the mark of UTF-8. */
  name: string | Buffer;
  data: string | Buffer;
  /** What the container claims the part unpacks to; the truth when absent. */
  claimed?: number;
  encrypted?: boolean;
  method?: number;
  /** What the container claims the checksum to be. */
  sum?: number;
  extra?: Buffer;
}

/** A ZIP file of the parts, in their order. */
export function zip(parts: Part[]): Buffer<ArrayBuffer> {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const data = typeof part.data === 'string' ? Buffer.from(part.data) : part.data;
    const packed = deflateRawSync(data, { level: 1 });
    const name = Buffer.from(part.name as string);
    const extra = part.extra ?? Buffer.alloc(0);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE((typeof part.name === 'string' ? 0x800 : 0) | (part.encrypted ? 1 : 0), 2);
    head.writeUInt16LE(part.method ?? 8, 4);
    head.writeUInt32LE(part.sum ?? crc32(data), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(part.claimed ?? data.length, 18);
    head.writeUInt16LE(name.length, 22);
    head.writeUInt16LE(extra.length, 24);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, name, extra, packed]);
    const central = Buffer.alloc(14);
    central.writeUInt32LE(offset, 10);
    // Version made by, the same head, no comment, no attributes, where the part begins.
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, central, name, extra]));
    pieces.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...pieces, central, end]);
}

const xml = (text: string) => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${text}`;
export const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';

/** AB of 27. */
export function letters(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest > 0 ? letters(rest - 1) : '') + String.fromCharCode(65 + (column % 26));
}

/** A cell as XML attributes and content, or a text that becomes an inline string. */
export type CellXml = string | null | { attributes?: string; content: string };
/** A number, with the number of its style. */
export const number = (value: number | string, style = 0): CellXml => ({
  attributes: `s="${style}"`,
  content: `<v>${value}</v>`,
});

export interface SheetXml {
  name?: string;
  rows: CellXml[][];
  /** Attributes of single rows by their index. */
  rowAttributes?: Record<number, string>;
  state?: string;
  /** What stands behind the rows, such as merged ranges. */
  tail?: string;
  /** Rows and cells without their references, as some programs write them. */
  bare?: boolean;
}

/** The XML of one sheet. */
export function sheetXml({ rows, rowAttributes = {}, tail = '', bare = false }: SheetXml): string {
  const lines = rows.map((cells, at) => {
    const line = cells.map((cell, column) => {
      if (cell === null && !bare) return '';
      const reference = bare ? '' : ` r="${letters(column)}${at + 1}"`;
      if (cell === null) return `<c${reference}/>`;
      if (typeof cell === 'string')
        return `<c${reference} t="inlineStr"><is><t xml:space="preserve">${escapeXml(cell)}</t></is></c>`;
      return `<c${reference} ${cell.attributes ?? ''}>${cell.content}</c>`;
    });
    return `<row${bare ? '' : ` r="${at + 1}"`} ${rowAttributes[at] ?? ''}>${line.join('')}</row>`;
  });
  return xml(`<worksheet xmlns="${main}"><sheetData>${lines.join('')}</sheetData>${tail}</worksheet>`);
}

export interface BookXml {
  sheets: SheetXml[];
  /** Number format codes; style 0 is general, style n the n-th of them. */
  formats?: (string | number)[];
  strings?: string;
  date1904?: boolean;
  /** Added or put in place of a part. */
  parts?: Part[];
}

/** The parts of a workbook as Excel lays them out. */
export function bookParts({ sheets, formats = [], strings, date1904 = false, parts = [] }: BookXml): Part[] {
  const codes = formats.map((code, at) =>
    typeof code === 'string' ? { id: 164 + at, code } : { id: code, code: null },
  );
  const numFmts = codes.flatMap(({ id, code }) =>
    code === null ? [] : [`<numFmt numFmtId="${id}" formatCode="${escapeXml(code)}"/>`],
  );
  const all: Part[] = [
    { name: '[Content_Types].xml', data: xml(`<Types xmlns="${packages}/content-types"/>`) },
    {
      name: '_rels/.rels',
      data: xml(
        `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ),
    },
    {
      name: 'xl/workbook.xml',
      data: xml(
        `<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets>${sheets
          .map(
            ({ name, state }, at) =>
              `<sheet name="${escapeXml(name ?? `Sheet${at + 1}`)}" sheetId="${at + 1}"${state ? ` state="${state}"` : ''} r:id="rId${at + 1}"/>`,
          )
          .join('')}</sheets></workbook>`,
      ),
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      data: xml(
        `<Relationships xmlns="${packages}/relationships">${sheets
          .map(
            (_, at) =>
              `<Relationship Id="rId${at + 1}" Type="${office}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
          )
          .join('')}<Relationship Id="rIdS" Type="${office}/styles" Target="styles.xml"/>${
          strings === undefined
            ? ''
            : `<Relationship Id="rIdT" Type="${office}/sharedStrings" Target="/xl/sharedStrings.xml"/>`
        }</Relationships>`,
      ),
    },
    {
      name: 'xl/styles.xml',
      data: xml(
        `<styleSheet xmlns="${main}"><numFmts>${numFmts.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${codes
          .map(({ id }) => `<xf numFmtId="${id}" applyNumberFormat="1"/>`)
          .join('')}</cellXfs></styleSheet>`,
      ),
    },
    ...sheets.map((sheet, at) => ({ name: `xl/worksheets/sheet${at + 1}.xml`, data: sheetXml(sheet) })),
    ...(strings === undefined ? [] : [{ name: 'xl/sharedStrings.xml', data: xml(strings) }]),
  ];
  return [...all.filter(({ name }) => !parts.some((part) => part.name === name)), ...parts];
}

/** A workbook file. */
export const book = (of: BookXml): Buffer<ArrayBuffer> => zip(bookParts(of));
