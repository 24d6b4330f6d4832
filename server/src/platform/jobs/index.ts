export { type AnyJob, defineJob, type Job, type JobContext, type JobSpec, type Retry } from './job.ts';
export { createJobs, type EnqueueOptions, type JobSummary, type Jobs, type JobsOptions } from './queue.ts';
