/** Front door of scorecards 质量评分卡: how well each department supplies. */
export { countingConsumer, rebuildCounts } from './actions.ts';
export { monthlyReportsJob, tendCountsJob } from './jobs.ts';
export { type PublicQuality, type PublicScorecard, publicQuality } from './public.ts';
export type { ScorecardContext } from './reads.ts';
export { makeMissingReports } from './reports.ts';
export { challengeRoutes } from './routes/challenges.ts';
export { reportRoutes } from './routes/reports.ts';
export { scorecardRoutes } from './routes/scorecards.ts';
