/** Opens a department's file: what it is, how it is encoded, what its header says. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { XinhengError } from '../../../platform/errors/index.ts';
import { type Encoding, firstEncoding, mainEncoding, readBlocks, statedEncoding } from './blocks.ts';
import { CsvSplitter, delimiterOf } from './csv.ts';

export interface Source {
  path: string;
  /** Name shown to people: the file's own, not where it was spooled. */
  name: string;
  bytes: number;
  sha256: string;
  format: 'csv' | 'ndjson';
  encoding: Encoding | null;
  /** Bytes of the byte order mark. */
  bodyStart: number;
  delimiter: string;
  /** Lines end with CR alone, as the old Mac OS wrote them. */
  carriageReturns: boolean;
  /** CSV: the header's cells, and on which row they stand (1-based; blank rows may come before). */
  header: string[];
  headerRow: number;
}

const LONGEST_HEADER = 1 << 16;

const MAGIC: readonly { bytes: number[]; what: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'Excel 工作簿(.xlsx)或压缩包' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: '旧版 Excel 工作簿(.xls)' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'PDF 文件' },
  { bytes: [0x1f, 0x8b], what: 'gzip 压缩文件' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: '图片' },
  { bytes: [0xff, 0xd8, 0xff], what: '图片' },
];

function refuse(message: string): never {
  throw new XinhengError('batch-refused', { message });
}

function refuseForeignTypes(head: Buffer, name: string): void {
  const found = MAGIC.find((magic) => magic.bytes.every((byte, i) => head[i] === byte));
  if (found) refuse(`“${name}”是${found.what},不是文本表格。请另存为 CSV(UTF-8 或 GBK)后再导入。`);
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

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(1 << 20), position: 0 });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The file's first row that is not blank, read with the same splitter as all others (a quoted header may run over lines). */
function headerOf(text: string, delimiter: string): { header: string[]; headerRow: number } {
  let header: string[] | null = null;
  let headerRow = 0;
  const splitter = new CsvSplitter(delimiter, -1);
  const sink = {
    row(cells: string[]) {
      if (header) return;
      headerRow++;
      if (cells.length > 1 || cells[0]?.trim() !== '') header = cells.map((cell) => cell.trim());
    },
    broken: () => {},
  };
  splitter.push(text.slice(0, LONGEST_HEADER), sink);
  splitter.end(sink);
  return { header: header ?? [], headerRow };
}

async function firstText(path: string, bodyStart: number, encoding: Encoding | null, carriageReturns: boolean) {
  const bytes = createReadStream(path, { start: bodyStart });
  for await (const block of readBlocks(bytes, bodyStart, encoding, { carriageReturns })) {
    if (block.text.trim() !== '') return block.text;
  }
  return '';
}

/**
 * Looks at a file without reading it whole (but for its digest).
 * @throws XinhengError batch-refused when it is empty, or no text table
 */
export async function openSource(path: string, name: string): Promise<Source> {
  const info = await stat(path).catch(() => refuse(`找不到文件“${name}”。`));
  if (!info.isFile()) refuse(`“${name}”不是文件。`);
  if (info.size === 0) refuse(`“${name}”是空文件,没有可导入的内容。`);
  const head = await readHead(path);
  const stated = statedEncoding(head);
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
  const text = await firstText(path, bodyStart, encoding, carriageReturns);
  if (text.trim() === '') refuse(`“${name}”只有空白,没有可导入的内容。`);
  const start = text.trimStart();
  if (/^\[\s*[[{]/.test(start)) refuse(`“${name}”是一整个 JSON 数组。请改为每行一个对象(NDJSON)后再导入。`);
  const common = { path, name, bytes: info.size, sha256: await digest(path), encoding, bodyStart, carriageReturns };
  if (start.startsWith('{')) return { ...common, format: 'ndjson', delimiter: '', header: [], headerRow: 0 };
  const delimiter = delimiterOf(start.slice(0, start.search(/[\r\n]|$/)));
  return { ...common, format: 'csv', delimiter, ...headerOf(text, delimiter) };
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
