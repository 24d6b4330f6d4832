/** Front door of scorecards 质量评分卡: how well each department supplies. */
export { countingConsumer, countTouched, rebuildCounts } from './actions.ts';
export { monthlyReportsJob, tendCountsJob } from './jobs.ts';
export { type PublicQuality, type PublicScorecard, publicQuality } from './public.ts';
export { readScorecard, type ScorecardContext } from './reads.ts';
export { challengeRoutes } from './routes/challenges.ts';
export { reportRoutes } from './routes/reports.ts';
export { scorecardRoutes } from './routes/scorecards.ts';
