/** 修正文件: the failing rows as they were sent, with the reasons beside them; corrected, it is sent again as it is. */

import { PassThrough, type Readable } from 'node:stream';
import type { BatchRowPage } from '@xinheng/contracts/exchange.ts';
import type { Pool } from 'pg';
import { XinhengError } from '../../platform/errors/index.ts';
import { ownColumns } from '../quality/index.ts';
import { csvCell } from './receipts-csv.ts';
import { type RowsRequest, readRows } from './rows.ts';

const outcomeNames = { rejected: '退回', quarantined: '暂存' } as Record<string, string>;
const atOnce = 1000;
/** What a sheet holds, less its header. */
const mostRowsOfSheet = 1_048_575;

type Request = Omit<RowsRequest, 'outcomes' | 'after' | 'limit'>;

/** The titles of the file: those of the batch, and our two. */
function titlesOf(page: BatchRowPage): string[] {
  return [...page.columns.map(({ title }) => title).filter((title) => !ownColumns.includes(title)), ...ownColumns];
}

function lineOf(page: BatchRowPage, row: BatchRowPage['rows'][number]): string[] {
  const own = page.columns.flatMap(({ title }, at) => (ownColumns.includes(title) ? [] : [row.cells[at] ?? '']));
  const reasons = row.findings
    .filter(({ outcome }) => outcome in outcomeNames)
    .map(({ outcome, message }) => `【${outcomeNames[outcome]}】${message}`);
  return [...own, String(row.row), reasons.join('；')];
}

async function* pages(pool: Pool, request: Request): AsyncGenerator<BatchRowPage> {
  let after: number | undefined;
  do {
    const page = await readRows(pool, { ...request, outcomes: ['rejected', 'quarantined'], after, limit: atOnce });
    yield page;
    after = page.next === undefined ? undefined : Number(page.next);
  } while (after !== undefined);
}

/** The lines of the CSV, byte order mark first. */
export async function* faultyRowsCsv(pool: Pool, request: Request): AsyncGenerator<string> {
  let first = true;
  for await (const page of pages(pool, request)) {
    const lines = page.rows.map((row) => lineOf(page, row));
    if (first) lines.unshift(titlesOf(page));
    const text = lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
    yield first ? `\uFEFF${text}` : text;
    first = false;
  }
}

/** The same as a workbook, every cell a text: what looks like a formula is none. */
export function faultyRowsXlsx(pool: Pool, request: Request): Readable {
  if (request.batch.rejected + request.batch.quarantined > mostRowsOfSheet)
    throw new XinhengError('bad-request', `未通过的行超过 ${mostRowsOfSheet} 行，一张工作表放不下，请下载 CSV。`);
  const out = new PassThrough();
  write(out, pool, request).catch((error: Error) => out.destroy(error));
  return out;
}

async function write(out: PassThrough, pool: Pool, request: Request): Promise<void> {
  // Loaded when it is needed: it costs as much memory as all else of a small process.
  const { default: ExcelJS } = await import('exceljs');
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false });
  const sheet = book.addWorksheet('修正', { views: [{ state: 'frozen', ySplit: 1 }] });
  let first = true;
  for await (const page of pages(pool, request)) {
    if (first) {
      const titles = titlesOf(page);
      sheet.columns = titles.map((title) => ({
        header: title,
        width: title === '错误说明' ? 60 : 18,
        style: { numFmt: '@' },
      }));
      sheet.getRow(1).font = { bold: true };
      sheet.getRow(1).commit();
      first = false;
    }
    for (const row of page.rows) sheet.addRow(lineOf(page, row)).commit();
    // A client that has gone away reads nothing any more.
    if (out.destroyed) return;
  }
  sheet.commit();
  await book.commit();
}
