/** Use case: take in one file of one department for one information item, whole. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { BatchNotes } from '@xinheng/contracts/exchange.ts';
import type { PoolClient } from 'pg';
import { audit } from '../../platform/audit/index.ts';
import { businessToday } from '../../platform/calendar/index.ts';
import type { City } from '../../platform/city/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { stagedTables } from '../../platform/staging/index.ts';
import { itemByCode } from '../catalogue/index.ts';
import { departmentOfStore } from '../organisation/index.ts';
import { compileItem, mapHeader, ownColumns, type RowChecker } from '../quality/index.ts';
import { type BatchRow, type BatchSummary, type Channel, type MergedBatch, mergeBatch, openBatch } from './batch.ts';
import { refuseBatch } from './batches.ts';
import { attachPending } from './pending.ts';
import { type Phase, ProgressBoard } from './progress.ts';
import { openSource, type Source } from './reader/source.ts';
import { stageSource } from './stage.ts';
import { createStaging, dropStaging, type Progress } from './staging.ts';
import { mergeKey, transactInTurn } from './turn.ts';
import type { Doer } from './who.ts';

export interface ImportRequest {
  city: City;
  item: string;
  /** Path of the file, and the name its department knows it by. */
  path: string;
  name: string;
  /** Providing department; the item's declared provider when absent. */
  department?: string | undefined;
  channel: Channel;
  actor: string;
  /** Who is told to the audit log; the actor alone when absent. */
  doer?: Doer | undefined;
  /** Sheet of a workbook. */
  sheet?: string | undefined;
  /** Staged to be shown; merged only when somebody commits it (trial.ts). */
  trial?: boolean | undefined;
  /** The batch that has been waiting for this work. */
  batchId?: number | undefined;
  /** Name of the kept upload, from which the work can be taken up again. */
  upload?: string | undefined;
  /** Bytes read between two commits. */
  chunkBytes?: number | undefined;
  onProgress?: ((progress: Progress, source: Source) => void) | undefined;
}

export interface ImportResult extends BatchSummary {
  item: string;
  department: string;
  /** The earlier batch of the very same file, when there was one. */
  sameFileAs: number | null;
  resumed: boolean;
  /** Waiting rows, of any department, that found their subject through this batch. */
  attached: number;
  unknownColumns: string[];
  /** What else a person should know of what was read and what was not. */
  notes: BatchNotes;
}

export interface StagedBatch {
  batchId: number;
  item: CatalogueItem;
  department: string;
  actor: string;
  doer?: Doer | undefined;
  progress: Progress;
  earlier: BatchRow | null;
  resumed: boolean;
  notes: BatchNotes;
}

const CHUNK_BYTES = 32 << 20;
/** With every row's cells beside it a chunk holds more. */
const TRIAL_CHUNK_BYTES = 8 << 20;

/**
 * Imports a file: stage, then merge. Sent twice it changes nothing; killed at any moment it is taken up again by the
 * next import of the same file.
 * @throws XinhengError item-unknown, department-unknown, batch-refused (nothing in the file can be read), conflict
 */
export async function importFile(db: Db, request: ImportRequest): Promise<ImportResult> {
  return mergeStagedBatch(db, request.city, await stageFile(db, request));
}

/** First half: reads and checks the file into staging tables. */
export async function stageFile(db: Db, request: ImportRequest): Promise<StagedBatch> {
  const { city } = request;
  const item = itemByCode(city.catalogue, request.item);
  const department = (await departmentOfStore(db.pool, city, request.department ?? item.provider)).code;
  const source = await openSource(request.path, request.name, { item, sheet: request.sheet });
  const opened: Opened = { request, item, department, source, header: { ...noHeader } };
  try {
    opened.header = readColumns(source, item);
    return await holdingSource(db, source, item, department, (client) => stageOpened(db, client, opened));
  } catch (error) {
    throw opened.batchId === undefined ? error : await refuseOpened(db, opened.batchId, error);
  } finally {
    await source.close();
  }
}

interface Opened {
  request: ImportRequest;
  item: CatalogueItem;
  department: string;
  source: Source;
  header: ReadHeader;
  /** Once there is one. */
  batchId?: number;
}

async function stageOpened(db: Db, client: PoolClient, opened: Opened): Promise<StagedBatch> {
  const { request, item, department, source, header } = opened;
  const { city, actor, doer, channel, trial, upload } = request;
  const batch = await openBatch(client, {
    ...{ source, item, department, channel, actor, submittedBy: doer, trial, upload, batchId: request.batchId },
    ...{ edition: city.catalogue.edition, header: header.titles, sheet: source.table?.sheet.name },
  });
  opened.batchId = batch.batchId;
  const tables = stagedTables(batch.batchId);
  await createStaging(client, tables);
  const board = new ProgressBoard(db, batch.batchId);
  const bulk = channel === 'cli' || channel === 'generated';
  const progress = await stageSource({
    client,
    tables,
    source,
    target: { city, item, department, batchId: batch.batchId },
    checker: checkerOf(city, item),
    columns: header.columns,
    keepCells: bulk && !trial ? 'failing' : 'all',
    neutralised: header.neutralised,
    chunkBytes: request.chunkBytes ?? (trial ? TRIAL_CHUNK_BYTES : CHUNK_BYTES),
    onProgress: (at) => {
      board.report('reading', { done: at.offset, total: source.bytes, rows: at.read });
      request.onProgress?.(at, source);
    },
  });
  if (progress.read === 0)
    throw new XinhengError('batch-refused', { message: `“${source.name}”只有表头,没有数据行。` });
  const notes = notesOf(source, header, progress);
  await client.query(
    `update exchange.batch set state = case when trial then state else 'merging' end, notes = $2 where batch_id = $1`,
    [batch.batchId, JSON.stringify(notes)],
  );
  await board.settled();
  return { ...batch, item, department, actor, doer, progress, notes };
}

function notesOf(source: Source, header: ReadHeader, progress: Progress): BatchNotes {
  const { hidden = 0, stray = 0 } = progress;
  const others = source.table?.others ?? [];
  return {
    ...(header.unknown.length > 0 && { unknownColumns: header.unknown }),
    ...(hidden > 0 && { hiddenRows: hidden }),
    ...(stray > 0 && { strayCells: stray }),
    ...(others.length > 0 && { otherSheets: others }),
  };
}

/** Runs `run` on one connection while nobody else may read the same file for the same department. */
async function holdingSource<T>(
  db: Db,
  source: Source,
  item: CatalogueItem,
  department: string,
  run: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await db.pool.connect();
  let broken: Error | undefined;
  // A connection lost between two statements is told by this event only; unheard it would end the whole process.
  const noticeLoss = (error: Error) => {
    broken ??= error;
  };
  client.on('error', noticeLoss);
  try {
    await claimSource(client, source, item, department);
    return await run(client);
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    // A connection that failed in the middle of a COPY is thrown away, not given back.
    if (!broken) await client.query('select pg_advisory_unlock_all()').catch((error: Error) => (broken = error));
    client.off('error', noticeLoss);
    client.release(broken);
  }
}

/** Second half: one transaction, then the waiting rows are tried again if subjects have come. */
export async function mergeStagedBatch(
  db: Db,
  city: City,
  staged: StagedBatch & { afterTrial?: boolean },
): Promise<ImportResult & Pick<MergedBatch, 'verdictsChanged' | 'verdictChanges'>> {
  const { batchId, item, department, actor, doer, progress, earlier, resumed, notes, afterTrial = false } = staged;
  const board = new ProgressBoard(db, batchId);
  const keys = [await claimKeyOf(db, batchId), mergeKey(item.code, department)];
  const summary = await transactInTurn(db, keys, async (tx) => {
    await refuseMerged(tx.client, batchId);
    const onPhase = (phase: Phase) => board.report(phase, { rows: progress.read });
    const resent = earlier !== null;
    const rules = city.qualityRules.rules;
    return mergeBatch(tx, { batchId, item, rules, department, actor, doer, progress, resent, afterTrial, onPhase });
  });
  await board.settled();
  const arrived = item.subject.role === 'registers' && summary.accepted + summary.corrected > 0;
  const attached = arrived ? await transact(db, (tx) => attachPending(tx, city.catalogue, actor)) : 0;
  return {
    ...summary,
    item: item.code,
    department,
    sameFileAs: earlier?.batch_id ?? null,
    resumed,
    attached,
    unknownColumns: notes.unknownColumns ?? [],
    notes,
  };
}

/** Checkers compiled today: compiling costs a few milliseconds, and code that has run for a while runs faster. */
const checkers = new WeakMap<CatalogueItem, { today: string; checker: RowChecker }>();

/** The item's checker for today. */
export function checkerOf(city: City, item: CatalogueItem): RowChecker {
  const today = businessToday();
  const known = checkers.get(item);
  if (known?.today === today) return known.checker;
  const checker = compileItem(item, city.catalogue.codeLists, { today, rules: city.qualityRules.rules });
  checkers.set(item, { today, checker });
  return checker;
}

const noHeader: ReadHeader = { columns: [], unknown: [], titles: [], neutralised: false };

interface ReadHeader {
  columns: number[];
  unknown: string[];
  /** The columns as the file names them. */
  titles: string[];
  /** It is a fix file of ours, with apostrophes before what looks like a formula. */
  neutralised: boolean;
}

/** Which field each column holds; a file that lacks a mandatory column is refused whole, naming what it has. */
function readColumns(source: Source, item: CatalogueItem): ReadHeader {
  if (source.format === 'ndjson')
    return { columns: [], unknown: [], titles: item.fields.map(({ label }) => label), neutralised: false };
  const header = mapHeader(source.header, item);
  if (header.columns.every((field) => field < 0)) {
    throw new XinhengError('batch-refused', {
      message:
        `“${source.name}”的表头没有一列属于“${item.name}”(${item.code})。表头为:${source.header.slice(0, 12).join('、').slice(0, 200)};` +
        `应有:${item.fields
          .slice(0, 8)
          .map((field) => field.label)
          .join('、')}等。请确认事项是否选对、首行是否为表头。`,
      details: { header: source.header.slice(0, 50) },
    });
  }
  if (header.missing.length > 0) {
    const missing = header.missing.map((field) => field.label);
    throw new XinhengError('batch-refused', {
      message: `“${source.name}”缺少必填列:${missing.join('、')}。表头为:${source.header.join('、').slice(0, 300)}。`,
      details: { missing },
    });
  }
  if (header.duplicated.length > 0) {
    throw new XinhengError('batch-refused', {
      message: `“${source.name}”有重复的列:${header.duplicated.join('、')}。同一字段只能有一列,请删去多余的。`,
      details: { duplicated: header.duplicated },
    });
  }
  const neutralised = source.header.some((title) => ownColumns.includes(title));
  return { columns: header.columns, unknown: header.unknown, titles: source.header, neutralised };
}

const claimKey = (digest: string, item: string, department: string) => `stage ${digest} ${item} ${department}`;

/** How long the second of two imports of one file waits for the first before it gives up. */
const CLAIM_WAIT = '5s';

/** One import of one file at a time: the second waits a little, then gets a clear word instead of a broken batch. */
async function claimSource(client: PoolClient, source: Source, item: CatalogueItem, department: string): Promise<void> {
  try {
    await client.query('begin');
    await client.query(`set local lock_timeout = '${CLAIM_WAIT}'`);
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [
      claimKey(source.sha256, item.code, department),
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    if ((error as { code?: string }).code !== '55P03') throw error;
    throw new XinhengError('conflict', { message: `“${source.name}”正在由另一个进程导入,请等它结束后再试。` });
  }
}

/** The same claim for the merge. */
async function claimKeyOf(db: Db, batchId: number): Promise<string> {
  const { rows } = await db.pool.query<Pick<BatchRow, 'source_digest' | 'item' | 'department'>>(
    'select source_digest, item, department from exchange.batch where batch_id = $1',
    [batchId],
  );
  const batch = rows[0];
  if (!batch) throw new XinhengError('not-found', { message: `没有批次 ${batchId}。` });
  return claimKey(batch.source_digest, batch.item, batch.department);
}

/** Whoever staged the same file in between finds it merged already. */
async function refuseMerged(client: PoolClient, batchId: number): Promise<void> {
  const { rows } = await client.query<Pick<BatchRow, 'source_name' | 'state'>>(
    'select source_name, state from exchange.batch where batch_id = $1',
    [batchId],
  );
  if (rows[0]?.state === 'merging') return;
  throw new XinhengError('conflict', {
    message: `“${rows[0]?.source_name}”刚由另一个进程导入完毕(批次 ${batchId}),本次未作任何更改。`,
  });
}

/** A file that turned out unreadable on the way leaves a refused batch behind, not one that never ends. */
async function refuseOpened(db: Db, batchId: number, error: unknown): Promise<unknown> {
  if (!(error instanceof XinhengError) || error.code !== 'batch-refused') return error;
  await refuseBatch(db.pool, batchId, error.message);
  await transact(db, ({ client }) => dropStaging(client, stagedTables(batchId)));
  return new XinhengError('batch-refused', { message: error.message, details: { ...error.details, batch: batchId } });
}

/** Notes in the audit log that a file was refused whole. */
export async function auditRefusal(db: Db, request: ImportRequest, error: XinhengError): Promise<void> {
  await transact(db, (tx) =>
    audit(tx, {
      ...(request.doer ?? { actor: request.actor }),
      ...(request.department && { department: request.department }),
      action: 'exchange.refuse',
      object: `item:${request.item}`,
      reason: error.message,
      details: { name: request.name },
    }),
  );
}
