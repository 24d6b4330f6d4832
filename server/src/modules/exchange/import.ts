/** Use case: take in one file of one department for one information item, whole. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { PoolClient } from 'pg';
import { audit } from '../../platform/audit/index.ts';
import { businessToday } from '../../platform/calendar/index.ts';
import type { City } from '../../platform/city/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { stagedTables } from '../../platform/staging/index.ts';
import { itemByCode } from '../catalogue/index.ts';
import { departmentByCode } from '../organisation/index.ts';
import { compileItem, mapHeader, type RowChecker } from '../quality/index.ts';
import { type BatchRow, type BatchSummary, type Channel, mergeBatch, openBatch } from './batch.ts';
import { attachPending } from './pending.ts';
import { openSource, type Source } from './reader/source.ts';
import { stageSource } from './stage.ts';
import { createStaging, dropStaging, type Progress } from './staging.ts';

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
}

export interface StagedBatch {
  batchId: number;
  item: CatalogueItem;
  department: string;
  actor: string;
  progress: Progress;
  earlier: BatchRow | null;
  resumed: boolean;
  unknownColumns: string[];
}

const CHUNK_BYTES = 32 << 20;

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
  const department = departmentByCode(city, request.department ?? item.provider).code;
  const source = await openSource(request.path, request.name);
  const header = readColumns(source, item);
  const client = await db.pool.connect();
  let broken: Error | undefined;
  // A connection lost between two statements is told by this event only; unheard it would end the whole process.
  const noticeLoss = (error: Error) => {
    broken ??= error;
  };
  client.on('error', noticeLoss);
  try {
    await claimSource(client, source, item, department);
    const opened = await openBatch(client, {
      source,
      item,
      department,
      edition: city.catalogue.edition,
      channel: request.channel,
      actor: request.actor,
    });
    const tables = stagedTables(opened.batchId);
    await createStaging(client, tables);
    const progress = await stageSource({
      client,
      tables,
      source,
      target: { city, item, department, batchId: opened.batchId },
      checker: checkerOf(city, item),
      columns: header.columns,
      chunkBytes: request.chunkBytes ?? CHUNK_BYTES,
      onProgress: (at) => request.onProgress?.(at, source),
    });
    if (progress.read === 0) await refuseEmpty(client, opened.batchId, source);
    await client.query(`update exchange.batch set state = 'merging' where batch_id = $1`, [opened.batchId]);
    return { ...opened, item, department, actor: request.actor, progress, unknownColumns: header.unknown };
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
export async function mergeStagedBatch(db: Db, city: City, staged: StagedBatch): Promise<ImportResult> {
  const { batchId, item, department, actor, progress, earlier, resumed, unknownColumns } = staged;
  const summary = await transact(db, async (tx) => {
    await claimMerge(tx.client, batchId);
    return mergeBatch(tx, { batchId, item, department, actor, progress, resent: earlier !== null });
  });
  const arrived = item.subject.role === 'registers' && summary.accepted + summary.corrected > 0;
  const attached = arrived ? await transact(db, (tx) => attachPending(tx, city.catalogue, actor)) : 0;
  return {
    ...summary,
    item: item.code,
    department,
    sameFileAs: earlier?.batch_id ?? null,
    resumed,
    attached,
    unknownColumns,
  };
}

/** Checkers compiled today: compiling costs a few milliseconds, and code that has run for a while runs faster. */
const checkers = new WeakMap<CatalogueItem, { today: string; checker: RowChecker }>();

function checkerOf(city: City, item: CatalogueItem): RowChecker {
  const today = businessToday();
  const known = checkers.get(item);
  if (known?.today === today) return known.checker;
  const checker = compileItem(item, city.catalogue.codeLists, { today });
  checkers.set(item, { today, checker });
  return checker;
}

/** Which field each column holds; a file that lacks a mandatory column is refused whole, naming what it has. */
function readColumns(source: Source, item: CatalogueItem): { columns: number[]; unknown: string[] } {
  if (source.format === 'ndjson') return { columns: [], unknown: [] };
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
  return header;
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

/** The same claim for the merge; whoever staged the same file in between finds it merged already. */
async function claimMerge(client: PoolClient, batchId: number): Promise<void> {
  const { rows } = await client.query<
    Pick<BatchRow, 'source_name' | 'item' | 'department'> & { source_digest: string }
  >('select source_digest, source_name, item, department from exchange.batch where batch_id = $1', [batchId]);
  const batch = rows[0];
  if (!batch) throw new XinhengError('not-found', { message: `没有批次 ${batchId}。` });
  await client.query('set local statement_timeout = 0');
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    claimKey(batch.source_digest, batch.item, batch.department),
  ]);
  const done = await client.query(`select 1 from exchange.batch where batch_id = $1 and state = 'finished'`, [batchId]);
  if (done.rowCount) {
    throw new XinhengError('conflict', {
      message: `“${batch.source_name}”刚由另一个进程导入完毕(批次 ${batchId}),本次未作任何更改。`,
    });
  }
}

async function refuseEmpty(client: PoolClient, batchId: number, source: Source): Promise<never> {
  const message = `“${source.name}”只有表头,没有数据行。`;
  await client.query(
    `update exchange.batch set state = 'refused', refusal = $2, finished_at = now() where batch_id = $1`,
    [batchId, message],
  );
  await dropStaging(client, stagedTables(batchId));
  throw new XinhengError('batch-refused', { message });
}

/** Notes in the audit log that a file was refused whole. */
export async function auditRefusal(db: Db, request: ImportRequest, error: XinhengError): Promise<void> {
  await transact(db, (tx) =>
    audit(tx, {
      actor: request.actor,
      ...(request.department && { department: request.department }),
      action: 'exchange.refuse',
      object: `item:${request.item}`,
      reason: error.message,
      details: { name: request.name },
    }),
  );
}
