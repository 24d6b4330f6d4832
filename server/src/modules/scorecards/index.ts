/** Front door of scorecards 质量评分卡: how well each department supplies. */
export { countingConsumer, rebuildCounts } from './actions.ts';
export { tendCountsJob } from './jobs.ts';
export type { ScorecardContext } from './reads.ts';
export { scorecardRoutes } from './routes/scorecards.ts';
