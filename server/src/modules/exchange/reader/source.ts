/** Opens a department's file: what it is, how it is encoded, what its header says. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import { type Encoding, firstEncoding, mainEncoding, readBlocks, statedEncoding } from './blocks.ts';
import { CsvSplitter, delimiterOf } from './csv.ts';
import { packingOf, unpackGzip, unpackOnly } from './package.ts';
import { readStart } from './start.ts';
import { Archive, isWorkbook, openTable, refuse, refuseForeign, type Table } from './xlsx/index.ts';

export interface Source {
  path: string;
  /** Name shown to people: the file's own, not where it was spooled. */
  name: string;
  bytes: number;
  sha256: string;
  format: 'csv' | 'ndjson' | 'xlsx';
  encoding: Encoding | null;
  /** Bytes of the byte order mark. */
  bodyStart: number;
  delimiter: string;
  /** Lines end with CR alone, as the old Mac OS wrote them. */
  carriageReturns: boolean;
  /** CSV: the header's cells, and on which row they stand (1-based; blank rows may come before). */
  header: string[];
  headerRow: number;
  /** The sheet of a workbook. */
  table?: Table;
  /** Lets go of what is open and of what was unpacked. */
  close(): Promise<void>;
}

export interface SourceOptions {
  item: CatalogueItem;
  /** Sheet of a workbook; the first with a header of the item when absent. */
  sheet?: string | undefined;
}

const LONGEST_HEADER = 1 << 20;
/** As many as a sheet has. */
const MOST_COLUMNS = 16_384;
/** A first line by which spreadsheets are told the delimiter. */
const SEPARATOR = /^"?sep=([,;\t|])"?$/i;

const MAGIC: readonly { bytes: number[]; what: string }[] = [
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: '旧版 Excel 工作簿(.xls)或 WPS 表格(.et)' },
  { bytes: [0x52, 0x61, 0x72, 0x21], what: 'RAR 压缩包' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], what: '7z 压缩包' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'PDF 文件' },
  { bytes: [0x42, 0x5a, 0x68], what: 'bzip2 压缩文件' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58], what: 'xz 压缩文件' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'zstd 压缩文件' },
  { bytes: [0x47, 0x49, 0x46, 0x38], what: '图片' },
  { bytes: [0x4d, 0x5a, 0x90], what: '程序文件' },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], what: '程序文件' },
  { bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], what: 'SQLite 数据库文件' },
  { bytes: [0x7b, 0x5c, 0x72, 0x74, 0x66], what: 'RTF 文档' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: '图片' },
  { bytes: [0xff, 0xd8, 0xff], what: '图片' },
];

function refuseForeignTypes(head: Buffer, name: string): void {
  const found = MAGIC.find((magic) => magic.bytes.every((byte, i) => head[i] === byte));
  if (found) refuse(`“${name}”是${found.what},系统不能读取。请另存为 Excel 工作簿（.xlsx）或 CSV 后再导入。`);
  if (head.toString('latin1', 257, 262) === 'ustar') refuse(`“${name}”是 tar 包，系统不能读取。请改用 ZIP 压缩。`);
  const start = head.toString('latin1').trimStart().slice(0, 15).toLowerCase();
  if (/^<(!doctype|html|table|\?xml)/.test(start)) {
    refuse(`“${name}”是网页或 XML,不是文本表格。请另存为 CSV(UTF-8 或 GBK)后再导入。`);
  }
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The file's first row that is not blank, read with the same splitter as all others (a quoted header may run over lines). */
function headerOf(text: string, name: string, delimiter: string): { header: string[]; headerRow: number } {
  let header = null as string[] | null;
  let headerRow = 0;
  const splitter = new CsvSplitter(delimiter, -1);
  const sink = {
    row(cells: string[]) {
      if (header) return;
      headerRow++;
      if (headerRow === 1 && SEPARATOR.test(cells.join(delimiter))) return;
      if (cells.length > 1 || cells[0]?.trim() !== '') header = cells.map((cell) => cell.trim());
    },
    broken: () => {},
  };
  splitter.push(text.slice(0, LONGEST_HEADER), sink);
  splitter.end(sink);
  if (header !== null && header.length > MOST_COLUMNS)
    refuse(`“${name}”的表头有 ${header.length} 列，不是一张表的表头。请检查分隔符和换行后再导入。`);
  return { header: header ?? [], headerRow };
}

type Beginning = Pick<Source, 'path' | 'name' | 'bodyStart' | 'encoding' | 'carriageReturns'>;

/** @throws XinhengError batch-refused when it does not begin with a line that can be one of a table */
async function firstText({ path, name, bodyStart, encoding, carriageReturns }: Beginning): Promise<string> {
  const bytes = createReadStream(path, { start: bodyStart });
  for await (const block of readBlocks(bytes, bodyStart, encoding, { carriageReturns })) {
    if (block.overlong)
      refuse(`“${name}”开头的一行超过 1 MB，不是表头，也不是一条数据。请检查换行是否丢失，另存为 CSV 后再导入。`);
    if (block.text.trim() !== '') return block.text;
  }
  return '';
}

const OLE = Buffer.from('d0cf11e0', 'hex');
/** Name of the stream that holds a workbook with a password. */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');

/** A workbook with a password is wrapped in the container of the old formats; by name, so that people know what to do. */
async function refuseEncrypted(path: string, name: string): Promise<void> {
  let tail = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const seen = Buffer.concat([tail, chunk as Buffer]);
    if (seen.includes(ENCRYPTED))
      refuse(
        `“${name}”是设有打开密码的 Excel 工作簿，系统不能读取。请在 Excel 中取消密码（文件→信息→保护工作簿）后重新上传。`,
      );
    tail = seen.subarray(-ENCRYPTED.length);
  }
}

/**
 * Looks at a file without reading it whole (but for its digest). Close the source when it has been read.
 * @throws XinhengError batch-refused when it is empty, or no table
 */
export function openSource(path: string, name: string, options: SourceOptions): Promise<Source> {
  return openFile(path, name, options, false);
}

async function openFile(path: string, name: string, options: SourceOptions, unpacked: boolean): Promise<Source> {
  const head = await readStart(path, name, 1 << 20);
  const packing = packingOf(head);
  if (packing === 'zip') return openArchive(path, name, options, unpacked);
  if (packing === 'empty-zip') refuse(`“${name}”是空的压缩包。`);
  if (packing === 'split-zip') refuse(`“${name}”是分卷压缩包的一部分，系统不能读取。请压缩成一个文件。`);
  if (packing === 'gzip') {
    if (unpacked) refuse(`“${name}”里还是压缩包，请解开后上传其中的表格。`);
    return openUnpacked(await unpackGzip(path, name), path, name, options);
  }
  return openText(path, name, head);
}

async function openArchive(path: string, name: string, options: SourceOptions, unpacked: boolean): Promise<Source> {
  const archive = await Archive.open(path, name);
  try {
    refuseForeign(archive, name);
    if (!isWorkbook(archive)) {
      if (unpacked) refuse(`“${name}”里还是压缩包，请解开后上传其中的表格。`);
      const only = await unpackOnly(archive, name);
      archive.close();
      return await openUnpacked(only, path, name, options);
    }
    const table = await openTable(archive, name, options);
    const { header, headerRow } = table;
    const text = { encoding: null, bodyStart: 0, delimiter: '', carriageReturns: false };
    return {
      ...{ ...text, path, name, bytes: (await stat(path)).size, sha256: await digest(path) },
      ...{ format: 'xlsx', header, headerRow, table },
      close: async () => table.close(),
    };
  } catch (error) {
    archive.close();
    throw error;
  }
}

/** A file unpacked beside us for as long as it is read. */
async function openUnpacked(unpacked: string, path: string, name: string, options: SourceOptions): Promise<Source> {
  try {
    const inner = await openFile(unpacked, name, options, true);
    return {
      ...inner,
      // The file is known by what was sent, not by what it holds.
      sha256: await digest(path),
      async close() {
        await inner.close();
        await rm(unpacked, { force: true });
      },
    };
  } catch (error) {
    await rm(unpacked, { force: true });
    throw error;
  }
}

async function openText(path: string, name: string, head: Buffer): Promise<Source> {
  const bytes = (await stat(path)).size;
  if (/^(fffe0000|0000feff)/.test(head.toString('hex', 0, 4)))
    refuse(`“${name}”是 UTF-32 编码，系统不能读取。请另存为 UTF-8 或 GBK 编码的 CSV 后再导入。`);
  const stated = statedEncoding(head);
  if (head.subarray(0, 4).equals(OLE)) await refuseEncrypted(path, name);
  if (!stated) refuseForeignTypes(head, name);
  const bodyStart = stated?.bytes ?? 0;
  const body = head.subarray(bodyStart);
  if (!stated && isBinary(body)) refuse(`“${name}”含有大量二进制内容,不是文本表格。请另存为 CSV 后再导入。`);
  const carriageReturns = endsLinesWithCarriageReturns(body, stated?.encoding);
  const encoding =
    stated?.encoding ??
    mainEncoding(body.subarray(0, body.lastIndexOf(carriageReturns ? 0x0d : 0x0a) + 1 || body.length)) ??
    // Decided once for the whole file: a resumed import must not take another view half-way.
    (await firstEncoding(createReadStream(path, { start: bodyStart, highWaterMark: 1 << 20 })));
  const text = await firstText({ path, name, bodyStart, encoding, carriageReturns });
  if (text.trim() === '') refuse(`“${name}”只有空白,没有可导入的内容。`);
  const start = text.trimStart();
  if (/^\[\s*[[{]/.test(start)) refuse(`“${name}”是一整个 JSON 数组。请改为每行一个对象(NDJSON)后再导入。`);
  const close = async () => {};
  const common = { path, name, bytes, sha256: await digest(path), encoding, bodyStart, carriageReturns, close };
  if (start.startsWith('{')) return { ...common, format: 'ndjson', delimiter: '', header: [], headerRow: 0 };
  const firstLine = start.slice(0, start.search(/[\r\n]|$/));
  const delimiter = SEPARATOR.exec(firstLine)?.[1] ?? delimiterOf(firstLine);
  return { ...common, format: 'csv', delimiter, ...headerOf(text, name, delimiter) };
}

function endsLinesWithCarriageReturns(body: Buffer, stated: Encoding | undefined): boolean {
  const text = stated?.startsWith('utf-16') ? new TextDecoder(stated).decode(body) : body;
  return text.includes('\r') && !text.includes('\n');
}

function isBinary(body: Buffer): boolean {
  const sample = body.subarray(0, 8192);
  let odd = 0;
  for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) odd++;
  return odd > sample.length / 10;
}
