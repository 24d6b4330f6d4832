/**
 * Use cases of a trial 试导入: a file is read, checked and judged against the store, shown, and merged only when somebody
 * commits it. What the commit writes is what a direct import would have written at that moment.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { audit } from '../../platform/audit/index.ts';
import type { City } from '../../platform/city/index.ts';
import { type Db, type Tx, transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { stagedTables } from '../../platform/staging/index.ts';
import { itemByCode } from '../catalogue/index.ts';
import { judgeByStore } from '../quality/index.ts';
import { judgeStaged } from '../records/index.ts';
import { matchStaged } from '../registry/index.ts';
import { type BatchRow, type BatchSummary, countVerdicts, settingsOfMerge, settleBatch } from './batch.ts';
import { type ImportRequest, type ImportResult, mergeStagedBatch, type StagedBatch, stageFile } from './import.ts';
import { ProgressBoard } from './progress.ts';
import { createStaging, dropStaging, lastProgress } from './staging.ts';
import { type Doer, whoAndWhen } from './who.ts';

/** A trial that nobody commits is dropped after so many days. */
export const trialDays = 7;

export type TrialResult = BatchSummary & Pick<ImportResult, 'item' | 'department' | 'sameFileAs' | 'notes' | 'resumed'>;

/** Reads, checks and judges a file; merges nothing. Killed, it is taken up again by the same file. */
export async function tryFile(db: Db, request: ImportRequest): Promise<TrialResult> {
  return judgeTrial(db, request.city, await stageFile(db, { ...request, trial: true }));
}

async function judgeTrial(db: Db, city: City, staged: StagedBatch): Promise<TrialResult> {
  const { batchId, item, department, progress, earlier, notes, resumed } = staged;
  const tables = stagedTables(batchId);
  const board = new ProgressBoard(db, batchId);
  board.report('comparing', { rows: progress.read });
  const summary = await transact(db, async (tx) => {
    const { client } = tx;
    await settingsOfMerge(client);
    await client.query(`truncate ${tables.verdicts}`);
    await client.query(`analyze ${tables.rows}`);
    await matchStaged(client, tables, item);
    await judgeByStore(client, tables, { item, rules: city.qualityRules.rules });
    await judgeStaged(client, { tables, item, department, resent: earlier !== null });
    // Pages of rows are looked up by their number from now on.
    for (const table of [tables.rows, tables.findings, tables.cells, tables.verdicts])
      await client.query(`create index if not exists ${indexName(table)} on ${table} (row_number)`);
    const counts = await countVerdicts(client, tables);
    const summary = { batch: batchId, read: progress.read, rejected: progress.rejected, ...counts };
    await settleBatch(client, summary, 'trial', notes);
    await client.query(
      `update exchange.batch set expires_at = transaction_timestamp() + $2 * interval '1 day' where batch_id = $1`,
      [batchId, trialDays],
    );
    await client.query('delete from exchange.batch_progress where batch_id = $1', [batchId]);
    await auditBatch(tx, 'exchange.try', staged.doer ?? { actor: staged.actor }, {
      batchId,
      department,
      item: item.code,
    });
    return summary;
  });
  await board.settled();
  return { ...summary, item: item.code, department, sameFileAs: earlier?.batch_id ?? null, notes, resumed };
}

function indexName(table: string): string {
  return `${table.split('.').at(-1)}_number`;
}

function auditBatch(tx: Tx, action: string, doer: Doer, of: { batchId: number; department: string; item: string }) {
  return audit(tx, {
    ...doer,
    department: of.department,
    action,
    object: `batch:${of.batchId}`,
    details: { item: of.item },
  });
}

export interface TrialRequest {
  city: City;
  batchId: number;
  doer: Doer;
  /** Folder of kept uploads. */
  uploads: string;
}

/** The batch's row, locked until the end of the transaction. */
async function lockBatch(tx: Tx, batchId: number): Promise<BatchRow> {
  const { rows } = await tx.client.query<BatchRow>('select * from exchange.batch where batch_id = $1 for update', [
    batchId,
  ]);
  if (!rows[0]) throw new XinhengError('not-found', { message: `没有批次 ${batchId}。` });
  return rows[0];
}

/** Why a batch is no trial any more, and whose doing that was. */
function refuseDecided(batch: BatchRow): never {
  const committed = whoAndWhen(batch.committed_by, batch.committed_at);
  const reasons: Partial<Record<BatchRow['state'], string>> = {
    merging: `已由${committed}提交，正在入库`,
    finished: batch.committed_at === null ? '是直接导入的，已经入库' : `已由${committed}提交入库`,
    undone: `已由${whoAndWhen(batch.undone_by, batch.undone_at)}撤销`,
    discarded: `已由${committed}放弃`,
    expired: `超过 ${trialDays} 天未提交，已过期，请重新上传`,
    refused: '的文件整体不能受理',
  };
  throw new XinhengError('conflict', {
    message: `批次 ${batch.batch_id} ${reasons[batch.state] ?? '还在读取或比对，请稍后再试'}，本次未作任何更改。`,
    details: { state: batch.state },
  });
}

/**
 * Claims a trial for its commit, so that of two officers one wins and the other is told who and when.
 * @throws XinhengError not-found, conflict (decided already, other edition of the catalogue, rejected rows under `all`)
 */
async function claimTrial(db: Db, request: TrialRequest & { rows: 'all' | 'all-good' }): Promise<BatchRow> {
  return transact(db, async (tx) => {
    const batch = await lockBatch(tx, request.batchId);
    if (batch.state !== 'trial') refuseDecided(batch);
    if (batch.edition !== request.city.catalogue.edition) {
      throw new XinhengError('conflict', {
        message: `批次 ${batch.batch_id} 是按信息目录 ${batch.edition} 检查的，目录已更新为 ${request.city.catalogue.edition}，请重新上传。`,
      });
    }
    if (request.rows === 'all' && batch.rejected > 0) {
      throw new XinhengError('conflict', {
        message: `有 ${batch.rejected} 行被退回，不能全部提交。请改正后重新上传，或只提交合格的行。`,
        details: { rejected: batch.rejected },
      });
    }
    await tx.client.query(
      `update exchange.batch set state = 'merging', committed_by = $2, committed_at = transaction_timestamp(),
         commit_rows = $3, expires_at = null where batch_id = $1`,
      [batch.batch_id, JSON.stringify(request.doer), request.rows],
    );
    return { ...batch, state: 'merging' as const, committed_by: request.doer, commit_rows: request.rows };
  });
}

/** Commits a trial: judged again, because the store may have changed since, and merged. What differs is told. */
export async function commitTrial(
  db: Db,
  request: TrialRequest & { rows: 'all' | 'all-good' },
): ReturnType<typeof mergeStagedBatch> {
  return mergeClaimed(db, request, await claimTrial(db, request));
}

/** Goes on with a commit that was claimed and cut off. */
export async function resumeCommit(db: Db, request: Omit<TrialRequest, 'doer'>): ReturnType<typeof mergeStagedBatch> {
  const batch = await transact(db, (tx) => lockBatch(tx, request.batchId));
  if (batch.state !== 'merging' || !batch.trial) refuseDecided(batch);
  return mergeClaimed(db, request, batch);
}

async function mergeClaimed(db: Db, request: Omit<TrialRequest, 'doer'>, batch: BatchRow) {
  const doer = batch.committed_by ?? batch.submitted_by ?? { actor: batch.actor };
  const staged = await restage(db, request, batch);
  const result = await mergeStagedBatch(db, request.city, { ...staged, actor: doer.actor, doer, afterTrial: true });
  await dropUpload(request.uploads, batch.upload);
  return result;
}

/** The staged rows as the trial left them; read again from the kept file when a crash of PostgreSQL has emptied them. */
async function restage(db: Db, { city, uploads }: Omit<TrialRequest, 'doer'>, batch: BatchRow): Promise<StagedBatch> {
  const tables = stagedTables(batch.batch_id);
  const { progress, earlier } = await transact(db, async ({ client }) => {
    await createStaging(client, tables);
    const same = await client.query<BatchRow>(
      `select * from exchange.batch where source_digest = $1 and item = $2 and department = $3 and state = 'finished'
       order by batch_id desc limit 1`,
      [batch.source_digest, batch.item, batch.department],
    );
    return { progress: await lastProgress(client, tables), earlier: same.rows[0] ?? null };
  });
  const { batch_id: batchId, department, actor, notes } = batch;
  if (progress.complete) {
    const item = itemByCode(city.catalogue, batch.item);
    return { batchId, item, department, actor, progress, earlier, resumed: false, notes };
  }
  if (batch.upload === null) {
    throw new XinhengError('conflict', { message: `批次 ${batchId} 的暂存内容因故障丢失，请重新上传。` });
  }
  return stageFile(db, {
    ...{ city, item: batch.item, department, path: join(uploads, batch.upload), name: batch.source_name },
    ...{ channel: batch.channel, actor, trial: true, batchId, upload: batch.upload, sheet: batch.sheet ?? undefined },
  });
}

/** Gives a trial up: its rows and its file are dropped, the store stays as it is. */
export async function discardTrial(db: Db, request: Omit<TrialRequest, 'city'>): Promise<void> {
  const upload = await transact(db, async (tx) => {
    const batch = await lockBatch(tx, request.batchId);
    if (batch.state !== 'trial') refuseDecided(batch);
    await dropTrial(tx, batch, 'discarded', request.doer);
    return batch.upload;
  });
  await dropUpload(request.uploads, upload);
}

async function dropTrial(tx: Tx, batch: BatchRow, state: 'discarded' | 'expired', doer: Doer): Promise<void> {
  const { batch_id: batchId, department, item } = batch;
  await tx.client.query(
    `update exchange.batch set state = $2, committed_by = $3, committed_at = transaction_timestamp(),
       finished_at = transaction_timestamp(), expires_at = null, upload = null where batch_id = $1`,
    [batchId, state, JSON.stringify(doer)],
  );
  await dropStaging(tx.client, stagedTables(batchId));
  const action = state === 'expired' ? 'exchange.expire' : 'exchange.discard';
  await auditBatch(tx, action, doer, { batchId, department, item });
}

/** Drops the trials past their day. @returns how many */
export async function expireTrials(db: Db, uploads: string): Promise<number> {
  const due = await db.pool.query<{ batch_id: number }>(
    `select batch_id from exchange.batch where state = 'trial' and expires_at <= now() order by batch_id limit 100`,
  );
  let expired = 0;
  for (const { batch_id: batchId } of due.rows) {
    const upload = await transact(db, async (tx) => {
      const batch = await lockBatch(tx, batchId);
      // Somebody committed it in this very moment.
      if (batch.state !== 'trial') return undefined;
      await dropTrial(tx, batch, 'expired', { actor: 'system' });
      return batch.upload;
    });
    if (upload === undefined) continue;
    expired++;
    await dropUpload(uploads, upload);
  }
  return expired;
}

async function dropUpload(folder: string, upload: string | null): Promise<void> {
  if (upload !== null) await rm(join(folder, upload), { force: true });
}
