/** The background work of the program: what each job is handed. */
import { join } from 'node:path';
import { Type } from 'typebox';
import { forgetEndedJob } from '../modules/accounts/index.ts';
import { verifyLogJob } from '../modules/audit-log/index.ts';
import { compareAllJob, tendDifferencesJob } from '../modules/comparison/index.ts';
import { forgetDraftsJob, takeBatchJob, tendBatchesJob } from '../modules/exchange/index.ts';
import { backtestJob, judgeDueJob, reconcileJob } from '../modules/rating/index.ts';
import { monthlyReportsJob, tendCountsJob } from '../modules/scorecards/index.ts';
import { type ExportContext, makeExportJob, tendExportsJob } from '../modules/workbench/index.ts';
import { forgetOldAnswers } from '../platform/access/index.ts';
import type { KeyPlace, Sealer } from '../platform/audit/index.ts';
import type { City } from '../platform/city/index.ts';
import { defineJob } from '../platform/jobs/index.ts';

const forgetAnswers = defineJob('platform.forget-old-answers', {
  schema: Type.Object({}),
  schedule: { cron: '17 3 * * *', data: {} },
  handler: async (_data, { db, log }) => {
    log.info({ forgotten: await forgetOldAnswers(db) }, 'old idempotent answers forgotten');
  },
});

/** The server seals every few seconds by itself; the job is there for the day on which that timer has died unseen. */
const sealAudit = (sealer: Sealer) =>
  defineJob('platform.seal-audit', {
    schema: Type.Object({}),
    schedule: { cron: '* * * * *', data: {} },
    retry: { limit: 0, delaySeconds: 60 },
    handler: async () => {
      await sealer.sealNow();
    },
  });

/** Where uploads are kept until their batch has ended. */
export const uploadsOf = (config: { dataFolder: string }) => join(config.dataFolder, 'uploads');

/** Every job of the program, by name where a route queues it, and all of them for the runner. */
export function programJobs(given: {
  city: City;
  uploads: string;
  sealer: Sealer;
  exporting: ExportContext;
  /** Where the audit log's signing keys lie. */
  keys: KeyPlace;
}) {
  const verifyLog = verifyLogJob(given);
  const takeBatch = takeBatchJob(given);
  const compareAll = compareAllJob(given);
  const makeExport = makeExportJob(given.exporting);
  const backtest = backtestJob(given);
  return {
    backtest,
    takeBatch,
    makeExport,
    compareAll,
    verifyLog,
    all: [
      verifyLog,
      forgetAnswers,
      sealAudit(given.sealer),
      takeBatch,
      tendBatchesJob(given),
      forgetDraftsJob,
      backtest,
      judgeDueJob(given),
      reconcileJob(given),
      compareAll,
      tendDifferencesJob(given),
      makeExport,
      tendExportsJob(given.exporting),
      forgetEndedJob(given),
      tendCountsJob(given),
      monthlyReportsJob(given),
    ],
  };
}
