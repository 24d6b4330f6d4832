/** Front door of comparison 比对: what departments, or a department and the register, say differently. */
export { compareEverything, compareTouched, comparingConsumer } from './compare.ts';
export { decideDifference } from './decide.ts';
export { compareAllJob, tendDifferencesJob } from './jobs.ts';
export { comparisonRoutes } from './routes/index.ts';
