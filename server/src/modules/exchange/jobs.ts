/** Background work of the exchange: large files, what a killed process left half done, and what is past its day. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from 'typebox';
import type { City } from '../../platform/city/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { type AnyJob, defineJob, type Job } from '../../platform/jobs/index.ts';
import { batchesLeftOver, forgetFaultyRows, readBatchRow, refuseBatch, uploadsInUse } from './batches.ts';
import { auditRefusal, type ImportRequest, importFile } from './import.ts';
import { expireTrials, resumeCommit, tryFile } from './trial.ts';

export interface ExchangeWork {
  city: City;
  /** Folder of kept uploads. */
  uploads: string;
}

/** The original cells of failing rows are kept so long. */
const faultyRowDays = 90;
/** An upload that no batch speaks of was left by a process that died while it received it. */
const strayUploadMs = 24 * 3_600_000;

/** The job that takes a batch as far as it can go. */
export function takeBatchJob(work: ExchangeWork): Job<{ batchId: number }> {
  return defineJob('exchange.take-batch', {
    schema: Type.Object({ batchId: Type.Integer({ minimum: 1 }) }),
    timeoutSeconds: 6 * 3600,
    heartbeatSeconds: 60,
    handler: async ({ batchId }, { db }) => advanceBatch(db, work, batchId),
  });
}

/** The job that looks after batches nobody works on any more. */
export function tendBatchesJob(work: ExchangeWork): AnyJob {
  return defineJob('exchange.tend-batches', {
    schema: Type.Object({}),
    schedule: { cron: '*/10 * * * *', data: {} },
    timeoutSeconds: 6 * 3600,
    heartbeatSeconds: 60,
    handler: async (_data, { db, log, signal }) => {
      const expired = await expireTrials(db, work.uploads);
      const left = await batchesLeftOver(db.pool);
      for (const batchId of left) {
        if (signal.aborted) return;
        await advanceBatch(db, work, batchId);
      }
      const forgotten = await forgetFaultyRows(db.pool, faultyRowDays);
      const strays = await dropStrayUploads(db, work.uploads);
      log.info({ expired, resumed: left.length, forgotten, strays }, 'batches tended');
    },
  });
}

/**
 * Takes a batch that waits, or was cut off, to its end: staged and judged when it is a trial, merged when it is not, or
 * when its commit was claimed. Does nothing when there is nothing to do, or somebody else is at it.
 */
export async function advanceBatch(db: Db, { city, uploads }: ExchangeWork, batchId: number): Promise<void> {
  const batch = await readBatchRow(db.pool, batchId);
  if (batch === null || !['waiting', 'staging', 'merging'].includes(batch.state)) return;
  if (batch.trial && batch.state === 'merging') {
    await resumeCommit(db, { city, batchId, uploads }).catch(unlessTaken);
    return;
  }
  if (batch.upload === null) return;
  const path = join(uploads, batch.upload);
  const request: ImportRequest = {
    ...{ city, item: batch.item, department: batch.department, path, name: batch.source_name, batchId },
    ...{ channel: batch.channel, actor: batch.actor, sheet: batch.sheet ?? undefined, upload: batch.upload },
    ...(batch.submitted_by !== null && { doer: batch.submitted_by }),
  };
  try {
    await (batch.trial ? tryFile(db, request) : importFile(db, request));
    if (!batch.trial) await rm(path, { force: true });
  } catch (error) {
    if (error instanceof XinhengError && error.code === 'batch-refused') {
      await refuseBatch(db.pool, batchId, error.message);
      await auditRefusal(db, request, error);
      await rm(path, { force: true });
    } else unlessTaken(error);
  }
}

/** Another process that is at the same batch does our work. */
function unlessTaken(error: unknown): void {
  if (!(error instanceof XinhengError && error.code === 'conflict')) throw error;
}

async function dropStrayUploads(db: Db, folder: string): Promise<number> {
  const files = await readdir(folder).catch(() => []);
  const used = await uploadsInUse(db.pool);
  let dropped = 0;
  for (const file of files) {
    const path = join(folder, file);
    const age = Date.now() - ((await stat(path).catch(() => null))?.mtimeMs ?? Date.now());
    if (used.has(file) || age < strayUploadMs) continue;
    await rm(path, { force: true });
    dropped++;
  }
  return dropped;
}
