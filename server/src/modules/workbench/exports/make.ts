/** Making the file of an export, as its owner is allowed to see the list at that moment. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListDeclaration } from '@xinheng/contracts/listing.ts';
import { demand, type Viewer, whoIs } from '../../../platform/access/index.ts';
import { audit } from '../../../platform/audit/index.ts';
import { transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { beginExport, type ExportRow, failExport, finishExport, noteProgress, readExport } from '../store/exports.ts';
import { defaultMostRows, type ExportContext, exportHours } from './context.ts';
import { csvFile, type RowFile } from './csv.ts';
import { type FileColumn, fileValue, namesOf } from './text.ts';
import { xlsxFile } from './xlsx.ts';

interface Run {
  signal: AbortSignal;
  /** No further try follows this one. */
  last: boolean;
}

/**
 * Makes the file of an export that waits, or was cut off: from the beginning, since the rows are those of one moment.
 * What cannot succeed is said to its owner at once; anything else is thrown, to be tried again while `last` is false.
 */
export async function makeExport(context: ExportContext, exportId: string, run: Run): Promise<void> {
  const row = await readExport(context.db.pool, exportId);
  if (row === null || !(await beginExport(context.db.pool, exportId))) return;
  const part = join(context.folder, `${exportId}.part`);
  try {
    const viewer = await ownerOf(context, row);
    const rows = await writeFile(context, { row, viewer, part, signal: run.signal });
    await finish(context, { row, viewer, part, rows });
  } catch (error) {
    await rm(part, { force: true });
    // A server that stops hands the job back; it is not a failure.
    const hopeless = error instanceof XinhengError && error.code !== 'database-unavailable';
    if (run.signal.aborted || !(hopeless || run.last)) throw error;
    await giveUp(context, row, hopeless ? error.message : '生成文件时出错，请重新导出；多次出现时请联系系统管理员。');
    if (!hopeless) throw error;
  }
}

/** The owner as he stands now, with the purpose that he stated. @throws XinhengError `forbidden` */
async function ownerOf({ officerNow }: ExportContext, row: ExportRow): Promise<Viewer> {
  const officer = await officerNow(row);
  if (officer === null) throw new XinhengError('forbidden', '申请导出时的任职已经变动，请以现任职重新导出。');
  const { purpose: matter, purposeNote: note } = row;
  const viewer: Viewer = matter === null ? officer : { ...officer, purpose: { matter, note } };
  demand(viewer, 'lists.export');
  return viewer;
}

async function writeFile(
  context: ExportContext,
  { row, viewer, part, signal }: { row: ExportRow; viewer: Viewer; part: string; signal: AbortSignal },
): Promise<number> {
  const { listing, db, folder, mostRows = defaultMostRows } = context;
  const declared = (await listing.declarations(viewer)).find(({ name }) => name === row.list);
  if (declared === undefined) throw new XinhengError('forbidden', '您已无权打开这个列表。');
  const columns = fileColumns(declared, row.columns);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const stream = createWriteStream(part, { mode: 0o600 });
  try {
    const titles = columns.map(({ title }) => title);
    const file: RowFile =
      row.format === 'csv' ? await csvFile(stream, titles) : await xlsxFile(stream, { title: row.listTitle, titles });
    let total = 0;
    let done = 0;
    const { filters, sort, columns: names } = row;
    await listing.stream(
      viewer,
      row.list,
      {
        ...{ filters, sort, columns: names, signal },
        async onTotal(count) {
          if (count > mostRows) throw tooMany(count, mostRows);
          total = count;
          await noteProgress(db.pool, row.exportId, 0, total);
        },
      },
      async (rows) => {
        await file.rows(rows.map((cells) => cells.map((cell, at) => fileValue(cell, columns[at] as FileColumn))));
        done += rows.length;
        await noteProgress(db.pool, row.exportId, done, total);
      },
    );
    await file.end(noteOf(context, row, done));
    return done;
  } finally {
    stream.destroy();
  }
}

function tooMany(count: number, most: number): XinhengError {
  const words = (number: number) => number.toLocaleString('en-US');
  return new XinhengError(
    'query-too-broad',
    `共 ${words(count)} 行，超过一次导出的上限 ${words(most)} 行，请增加筛选条件后分次导出。`,
  );
}

function fileColumns(declared: ListDeclaration, names: readonly string[]): FileColumn[] {
  return names.map((name) => {
    const column = declared.columns.find((candidate) => candidate.name === name);
    if (column === undefined) throw new XinhengError('bad-request', `“${declared.title}”没有“${name}”这一列。`);
    const numeric = column.type === 'integer' || column.type === 'number';
    return { title: column.title, numeric, names: namesOf(column.options) };
  });
}

/** The last line: whose file it is and what for, wherever it is carried. */
function noteOf({ matters }: ExportContext, row: ExportRow, rows: number): string {
  const at = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });
  const matter = matters.find(({ code }) => code === row.purpose);
  return `共 ${rows} 行；${row.personName ?? row.account} 于 ${at.format(new Date())} 导出${matter ? `，用途：${matter.name}` : ''}；编号 ${row.exportId}`;
}

async function finish(
  { db, listing, folder }: ExportContext,
  { row, viewer, part, rows }: { row: ExportRow; viewer: Viewer; part: string; rows: number },
): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(part)) hash.update(chunk as Buffer);
  const digest = hash.digest('hex');
  const { size: bytes } = await stat(part);
  const file = `${row.exportId}.${row.format}`;
  await rename(part, join(folder, file));
  await transact(db, async (tx) => {
    const sight = listing.sight(viewer, row.list);
    if (!(await finishExport(tx, row.exportId, { rows, file, digest, bytes, sight, hours: exportHours }))) return;
    await audit(tx, {
      ...whoIs(viewer),
      action: 'workbench.make-export',
      object: `export:${row.exportId}`,
      details: { ...aboutExport(listing, row), rows, bytes, digest },
    });
  });
}

/** What the audit log says of an export; personal filters are named, not told. */
export function aboutExport(
  listing: ExportContext['listing'],
  row: Pick<ExportRow, 'list' | 'filters' | 'columns' | 'sort' | 'format'>,
): Record<string, unknown> {
  const { list, columns, sort, format } = row;
  return { list, filters: listing.filtersForAudit(list, row.filters), columns, sort, format };
}

async function giveUp({ db }: ExportContext, row: ExportRow, message: string): Promise<void> {
  await transact(db, async (tx) => {
    if (!(await failExport(tx, row.exportId, message))) return;
    await audit(tx, {
      actor: 'system',
      department: row.department,
      action: 'workbench.fail-export',
      object: `export:${row.exportId}`,
      reason: message,
      details: { list: row.list },
    });
  });
}
