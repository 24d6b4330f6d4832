/** Front door of exchange 归集交换: a department's rows in, receipts out. */
export type { BatchRow, BatchSummary, Channel } from './batch.ts';
export { readBatch } from './batches.ts';
export { type AmendmentWitness, amendRecord } from './entry/amend.ts';
export { forgetDraftsJob } from './entry/forget-drafts.ts';
export { entryRoutes } from './entry/routes.ts';
export { auditRefusal, type ImportRequest, type ImportResult, importFile, type StagedBatch } from './import.ts';
export { takeBatchJob, tendBatchesJob } from './jobs.ts';
export { type LoadEntry, type LoadResult, loadFiles, restoreIndexes } from './load.ts';
export { type Taken, takePackage } from './package.ts';
export { Archive, openTable, tableRows } from './reader/xlsx/index.ts';
export { allReceipts, type Receipt, receiptTotals } from './receipts.ts';
export { receiptsCsv } from './receipts-csv.ts';
export { pendingActions } from './review/bulk.ts';
export { reviewRoutes } from './review/routes.ts';
export { describe, describeTrial, exchangeRoutes } from './routes/index.ts';
export { sourcesOf } from './store/provenance.ts';
export { commitTrial, discardTrial, type TrialResult, tryFile } from './trial.ts';
export { describeUndo, undoBatch } from './undo/index.ts';
