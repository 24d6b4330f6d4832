/**
 * First half of the bulk path: bytes → rows → checks → staging table, chunk by chunk. Each chunk commits with how far
 * it came, so a kill at any moment is resumed from the last one; memory holds one block and one chunk's findings.
 */
import { createReadStream } from 'node:fs';
import type { PoolClient } from 'pg';
import type { StagedTables } from '../../platform/staging/index.ts';
import { type CheckedRow, emptyRow, type Finding, type RowChecker } from '../quality/index.ts';
import { copyJson, copyText } from './copy-text.ts';
import { readBlocks } from './reader/blocks.ts';
import { CsvSplitter } from './reader/csv.ts';
import { ObjectReader } from './reader/ndjson.ts';
import type { Source } from './reader/source.ts';
import { type SheetRow, type Table, tableRows } from './reader/xlsx/index.ts';
import { addFindings, sheetFindings } from './sheet-findings.ts';
import { type RowTarget, stagedLine } from './staged-row.ts';
import { ChunkWriter, lastProgress, type Progress } from './staging.ts';

export interface StageRequest {
  client: PoolClient;
  tables: StagedTables;
  source: Source;
  target: RowTarget;
  checker: RowChecker;
  /** Tables: which field each column holds, -1 for none. */
  columns: number[];
  /** Whose original cells are kept beside the rows: every row's, or only of those that fail the checks. */
  keepCells: 'all' | 'failing';
  /** Cells that our own fix file put an apostrophe before are read without it. */
  neutralised: boolean;
  /** Bytes a chunk; tests make it small. */
  chunkBytes: number;
  onProgress?: (progress: Progress) => void;
}

/** The body of a source, from a byte offset on. */
function bytesFrom(source: Source, offset: number, atOnce: number): AsyncIterable<Buffer> {
  return createReadStream(source.path, { start: offset, highWaterMark: Math.min(1 << 18, Math.max(64, atOnce)) });
}

/** Reads the source from where it was left to its end. @returns the final progress */
export async function stageSource(request: StageRequest): Promise<Progress> {
  const { client, tables, source } = request;
  const resumed = await lastProgress(client, tables);
  if (resumed.complete) return resumed;
  // Offsets do not count inside UTF-16; such a file is read again from its start, into emptied tables.
  const again = resumed.chunk > 0 && source.encoding?.startsWith('utf-16') === true;
  if (again) await client.query(`truncate ${tables.rows}, ${tables.findings}, ${tables.cells}, ${tables.progress}`);
  const progress: Progress =
    resumed.chunk > 0 && !again
      ? { ...resumed }
      : { chunk: 0, offset: source.bodyStart, line: 1, rowNumber: 0, read: 0, rejected: 0 };
  const reading = new Reading(request, progress);
  if (source.table) await readTable(request, source.table, reading, progress);
  else await readText(request, reading, progress);
  progress.complete = true;
  await reading.commit();
  request.onProgress?.(progress);
  return progress;
}

async function readText(request: StageRequest, reading: Reading, progress: Progress): Promise<void> {
  const { source } = request;
  let committedAt = progress.offset;
  const bytes = bytesFrom(source, progress.offset, request.chunkBytes);
  const options = { blockBytes: request.chunkBytes, carriageReturns: source.carriageReturns };
  for await (const block of readBlocks(bytes, progress.offset, source.encoding, options)) {
    reading.take(block.text, block.foreignLines, block.overlong === true);
    progress.offset = block.end;
    if (reading.writer.gathered > 1 << 18) await reading.writer.drain();
    if (reading.idle && block.end - committedAt >= request.chunkBytes) {
      await reading.commit();
      committedAt = block.end;
      request.onProgress?.(progress);
    }
  }
  reading.end();
}

/** A packed sheet has no offsets to go on from: taken up again, its rows are passed over up to the last one kept. */
async function readTable(request: StageRequest, table: Table, reading: Reading, progress: Progress): Promise<void> {
  const resumedAt = progress.rowNumber;
  const share = request.source.bytes / Math.max(1, table.bytes);
  let committedAt = 0;
  for await (const { rows, bytes } of tableRows(table)) {
    for (const row of rows) if (row.number > resumedAt) reading.sheetRow(row);
    progress.offset = Math.min(request.source.bytes, Math.round(bytes * share));
    if (reading.writer.gathered > 1 << 18) await reading.writer.drain();
    if (bytes - committedAt >= request.chunkBytes && progress.rowNumber > resumedAt) {
      await reading.commit();
      committedAt = bytes;
      request.onProgress?.(progress);
    }
  }
}

/** What goes on between two commits: splits text into rows, checks each, and hands it to the writer. */
class Reading {
  readonly writer: ChunkWriter;
  readonly #request: StageRequest;
  readonly #progress: Progress;
  readonly #reader: CsvSplitter | ObjectReader | null;
  readonly #cells: (string | undefined)[];
  readonly #row: CheckedRow;
  readonly #width: number;
  /** The cells of the row at hand, as the file has them. */
  #original: readonly (string | undefined)[] = [];
  #foreign: ReadonlySet<number> | null = null;
  #foreignFrom = 0;

  constructor(request: StageRequest, progress: Progress) {
    this.#request = request;
    this.#progress = progress;
    this.writer = new ChunkWriter(request.client, request.tables);
    this.#cells = new Array<string | undefined>(request.checker.fields.length).fill(undefined);
    this.#row = emptyRow();
    this.#width = request.source.header.length;
    const { source, target } = request;
    if (source.format === 'csv') this.#reader = new CsvSplitter(source.delimiter, this.#width, progress.line);
    else this.#reader = source.format === 'ndjson' ? new ObjectReader(target.item, progress.line) : null;
  }

  get idle(): boolean {
    return this.#reader?.idle ?? true;
  }

  /** Takes one block of text. Foreign lines are counted from the block's first line. */
  take(text: string, foreign: ReadonlySet<number> | null, overlong: boolean): void {
    this.#foreign = foreign;
    const reader = this.#reader as CsvSplitter | ObjectReader;
    this.#foreignFrom = reader.nextLine;
    if (overlong) {
      const line = this.#foreignFrom;
      reader.skipLine(this);
      if (this.#request.source.format === 'ndjson') this.#progress.rowNumber = line - 1;
      this.#refuse(
        'FM-10',
        null,
        text,
        `第 ${line} 行超过 1 MB,不可能是一条数据。请检查该行是否缺少换行或夹带了其他文件内容。`,
      );
    } else reader.push(text, this);
  }

  end(): void {
    this.#reader?.end(this);
  }

  async commit(): Promise<void> {
    this.#progress.chunk++;
    this.#progress.line = this.#reader?.nextLine ?? 1;
    await this.writer.commit(this.#progress);
  }

  /** A CSV row: those up to the header are no data, blank ones count as lines only. */
  row(cells: string[], line: number, lines: number): void {
    const progress = this.#progress;
    if (progress.rowNumber < this.#request.source.headerRow || (cells.length === 1 && cells[0]?.trim() === '')) {
      progress.rowNumber++;
      return;
    }
    this.#original = cells;
    this.#map(cells);
    const extra = cells.length > this.#width ? cells.slice(this.#width).filter((cell) => cell.trim() !== '') : [];
    if (extra.length > 0) {
      const shown = extra.join('｜').slice(0, 80);
      this.#refuse(
        'FM-04',
        null,
        shown,
        `本行有 ${cells.length} 列,表头只有 ${this.#width} 列,多出“${shown}”。请检查是否有未加引号的逗号使各列错位。`,
      );
    } else this.check(line, lines);
  }

  /** A row of a sheet. */
  sheetRow(row: SheetRow): void {
    const progress = this.#progress;
    const { columns, checker } = this.#request;
    this.#original = row.cells;
    this.#map(row.cells);
    if (row.hidden) progress.hidden = (progress.hidden ?? 0) + 1;
    if (row.stray > 0) progress.stray = (progress.stray ?? 0) + row.stray;
    progress.rowNumber = row.number - 1;
    this.check(0, 0, sheetFindings(row, columns, checker.fields));
  }

  #map(cells: string[]): void {
    const { columns, neutralised } = this.#request;
    const own = this.#cells.fill(undefined);
    for (let i = 0; i < columns.length; i++) {
      const field = columns[i] as number;
      if (field >= 0) own[field] = neutralised ? withoutApostrophe(cells[i]) : cells[i];
    }
  }

  /** An NDJSON object, by field. */
  object(values: (string | undefined)[], line: number): void {
    for (let i = 0; i < this.#cells.length; i++) this.#cells[i] = values[i];
    this.#original = values;
    this.#progress.rowNumber = line - 1;
    this.check(line, 1);
  }

  broken(problem: 'unclosed-quote' | 'not-an-object' | 'doubled-key', text: string, line: number): void {
    const shown = text.slice(0, 80);
    if (problem !== 'unclosed-quote') {
      this.#progress.rowNumber = line - 1;
      const message =
        problem === 'doubled-key'
          ? `第 ${line} 行的 JSON 对象中同一字段出现了两次，不能确定以哪个为准。请只留一个。`
          : `第 ${line} 行不能读作一条数据。每行应为一个 JSON 对象,形如 {"字段":"值"},值为文字或数字。`;
      this.#refuse('FM-12', null, shown, message);
    } else {
      this.#refuse('FM-11', null, shown, `第 ${line} 行的引号没有成对,无法分列。单元格内的引号应写成两个引号。`);
    }
  }

  check(line: number, lines: number, more: readonly Finding[] = []): void {
    const progress = this.#progress;
    progress.rowNumber++;
    progress.read++;
    const row = this.#row;
    this.#request.checker.check(this.#cells, row);
    if (this.#foreign !== null) this.#noteForeignLines(row, line, lines);
    if (more.length > 0) addFindings(row, more);
    const failing = row.outcome === 'rejected' || row.outcome === 'quarantined';
    if (failing || this.#request.keepCells === 'all') this.#keep();
    const findings = row.findings;
    for (let i = 0; i < findings.length; i++) {
      const finding = findings[i] as CheckedRow['findings'][number];
      this.#finding(i, finding.outcome, finding.rule, finding.field, finding.before, finding.after, finding.message);
    }
    if (row.outcome === 'rejected') progress.rejected++;
    else this.writer.row(stagedLine(this.#request.target, row, progress.rowNumber));
  }

  #noteForeignLines(row: CheckedRow, line: number, lines: number): void {
    for (let at = line; at < line + lines; at++) {
      if (!this.#foreign?.has(at - this.#foreignFrom)) continue;
      row.findings.push({
        outcome: 'corrected',
        rule: 'FM-13',
        field: null,
        before: '编码与文件其余部分不同',
        after: '已按另一种编码(UTF-8/GB18030)读取',
        message: '本行的文字编码与文件其余部分不同,已按其自身编码读取。',
      });
      if (row.outcome === 'accepted') row.outcome = 'corrected';
      return;
    }
  }

  /** Counts and reports a row that could not even be split into fields. */
  #refuse(rule: string, field: string | null, before: string, message: string): void {
    const progress = this.#progress;
    progress.rowNumber++;
    progress.read++;
    progress.rejected++;
    if (rule !== 'FM-04') this.#original = [before];
    this.#keep();
    this.#finding(0, 'rejected', rule, field, before.slice(0, 200), null, message);
  }

  #keep(): void {
    const cells = JSON.stringify(this.#original.map(storable));
    this.writer.cells(`${this.#request.target.batchId}\t${this.#progress.rowNumber}\t${copyJson(cells)}`);
  }

  #finding(
    seq: number,
    outcome: string,
    rule: string,
    field: string | null,
    before: string | null,
    after: string | null,
    message: string,
  ): void {
    const { batchId } = this.#request.target;
    const texts = [outcome, rule, field, before, after, message].map(copyText).join('\t');
    this.writer.finding(`${batchId}\t${this.#progress.rowNumber}\t${seq}\t${texts}`);
  }
}

/** As jsonb takes it: without NUL and halves of characters, and no longer than a cell of a spreadsheet may be. */
function storable(cell: string | undefined): string | null {
  if (cell === undefined) return null;
  const short = cell.length > LONGEST_CELL ? cell.slice(0, LONGEST_CELL) : cell;
  return (short.includes('\0') ? short.replaceAll('\0', '') : short).toWellFormed();
}

const LONGEST_CELL = 32_767;

/** Undoes what `neutral` does to a cell that a spreadsheet would take for a formula. */
function withoutApostrophe(cell: string | undefined): string | undefined {
  return cell !== undefined && /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}
