/**
 * Run as a program under a limit of memory: reads one heavy sample as an import would, without a database, and prints
 * what came of it and how much memory the process took at most. `node heavy.ts <sample> <folder>`
 */
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, deflateRawSync, gzipSync } from 'node:zlib';
import { readBlocks } from '../../src/modules/exchange/reader/blocks.ts';
import { CsvSplitter } from '../../src/modules/exchange/reader/csv.ts';
import { LineGuard } from '../../src/modules/exchange/reader/line-guard.ts';
import { openSource } from '../../src/modules/exchange/reader/source.ts';
import { tableRows } from '../../src/modules/exchange/reader/xlsx/index.ts';
import { loadCity } from '../../src/platform/city/index.ts';
import { header, row } from '../bad-input/rows.ts';
import { bookParts, zip } from '../bad-input/zip.ts';

const GB = 1024 ** 3;
const MB = 1024 ** 2;
const chunk = Buffer.alloc(MB, 'x');

/** Good lines, then `bytes` without a line end, then a good line. */
async function* endless(bytes: number): AsyncGenerator<Buffer> {
  yield Buffer.from(`${header}\n${row()}\n`);
  for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk;
  yield Buffer.from(`\n${row()}\n`);
}

/** The rows of text that is never on disk, as the import splits them. */
async function streamed(bytes: number): Promise<string> {
  const seen = { rows: 0, overlong: 0 };
  const splitter = new CsvSplitter(',', 8);
  const sink = { row: () => void seen.rows++, broken: () => {} };
  for await (const block of readBlocks(endless(bytes), 0, 'utf-8')) {
    if (block.overlong) {
      seen.overlong++;
      splitter.skipLine(sink);
    } else splitter.push(block.text, sink);
  }
  splitter.end(sink);
  return JSON.stringify(seen);
}

/** How far an endless line gets while it arrives. */
async function guarded(): Promise<string> {
  const guard = new LineGuard('报送.csv');
  let megabytes = 0;
  try {
    for await (const piece of endless(10 * GB)) {
      guard.see(piece);
      megabytes += Math.round(piece.length / MB);
    }
  } catch (error) {
    return JSON.stringify({ refused: (error as Error).message, after: megabytes });
  }
  return '{}';
}

async function read(path: string): Promise<string> {
  const item = loadCity('jinan').catalogue.items.find(({ code }) => code === 'enterprise-registration');
  if (item === undefined) throw new Error('no such item');
  try {
    const source = await openSource(path, '报送', { item });
    let rows = 0;
    if (source.table) for await (const piece of tableRows(source.table)) rows += piece.rows.length;
    await source.close();
    return JSON.stringify({ opened: source.format, rows });
  } catch (error) {
    return JSON.stringify({ refused: (error as Error).message });
  }
}

/** Zeros by the gigabyte, deflated once and laid in a row: what unpacks to 4 GB is made of few bytes. */
async function gzipBomb(path: string): Promise<void> {
  const zeros = Readable.from(
    (function* () {
      for (let at = 0; at < 512; at++) yield Buffer.alloc(MB);
    })(),
  );
  await pipeline(zeros, createGzip({ level: 9 }), createWriteStream(path));
}

/** Parts that all are the same bytes of the file: 40 KB that claim to be 4 GB. */
function overlapping(): Buffer {
  const packed = deflateRawSync(Buffer.alloc(40 * MB), { level: 9 });
  const one = zip([{ name: 'a.csv', data: '' }]);
  const local = Buffer.concat([one.subarray(0, 30 + 5), packed]);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(40 * MB, 22);
  const directory: Buffer[] = [];
  for (let at = 0; at < 100; at++) {
    const entry = Buffer.concat([
      one.subarray(35 + 2, 35 + 2 + 46),
      Buffer.from(`${String.fromCharCode(97 + (at % 26))}${at}.csv`),
    ]);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(40 * MB, 24);
    entry.writeUInt16LE(entry.length - 46, 28);
    directory.push(entry);
  }
  const central = Buffer.concat(directory);
  const end = Buffer.from(one.subarray(-22));
  end.writeUInt16LE(100, 8);
  end.writeUInt16LE(100, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

/** A workbook whose sheet is one gigabyte of the same row number after number of texts that are nowhere used. */
function manyStrings(): Buffer {
  const strings = `<sst>${'<si><t>甲</t></si>'.repeat(3_000_000)}</sst>`;
  return zip(bookParts({ sheets: [{ rows: [header.split(','), row().split(',')] }], strings }));
}

function emptyCells(): Buffer {
  const rows = Array.from({ length: 20_000 }, (_, at) => `<row r="${at + 2}">${'<c/>'.repeat(500)}</row>`).join('');
  const parts = bookParts({ sheets: [{ rows: [header.split(',')] }] });
  return zip(
    parts.map((part) =>
      String(part.name).endsWith('sheet1.xml')
        ? { ...part, data: String(part.data).replace('</sheetData>', `${rows}</sheetData>`) }
        : part,
    ),
  );
}

const [sample = '', folder = '.'] = process.argv.slice(2);
const path = join(folder, sample);
const samples: Record<string, () => Promise<string>> = {
  'line-of-10-gb': () => streamed(10 * GB),
  'line-of-10-gb-arriving': guarded,
  'gzip-bomb': async () => {
    await gzipBomb(path);
    return read(path);
  },
  'gzip-bomb-in-gzip': async () => {
    await writeFile(path, gzipSync(gzipSync(Buffer.alloc(100 * MB))));
    return read(path);
  },
  'zip-bomb': async () => {
    await writeFile(path, overlapping());
    return read(path);
  },
  'many-strings': async () => {
    await writeFile(path, manyStrings());
    return read(path);
  },
  'empty-cells': async () => {
    await writeFile(path, emptyCells());
    return read(path);
  },
};
const told = await samples[sample]?.();
console.log(
  JSON.stringify({ ...JSON.parse(told ?? '{}'), megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }),
);
