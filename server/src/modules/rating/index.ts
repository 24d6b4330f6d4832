/** Front door of rating 信用评判: what every scheme says of a subject, and why. */
export { judgeDue, judgingConsumer, reconcile } from './actions.ts';
export { evaluate, type Verdict } from './evaluate.ts';
export { forecast, isConcerned, type Lift, liftsOf, valuesOn } from './explain.ts';
export { backtestJob, judgeDueJob, reconcileJob } from './jobs.ts';
export { type PublicJudgements, publicJudgements } from './public.ts';
export { changedSince } from './reports.ts';
export { editionRoutes } from './routes/editions.ts';
export { judgementRoutes, type SubjectOfJudgement } from './routes/judgements.ts';
export { countsSchema, judgementSchema } from './routes/schemas.ts';
export { type Contribution, type Facts, readFacts } from './store/facts.ts';
export { countResults, type Judged, type JudgeRequest, judge } from './store/verdicts.ts';
