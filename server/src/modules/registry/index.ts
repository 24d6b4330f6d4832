/** Front door of registry 主体库: who the subjects are, whose row a row is, and how one finds them. */
export { forgetCards } from './forget.ts';
export { initialsOf } from './initials.ts';
export { matchStaged } from './match.ts';
export { subjectFileRoutes } from './officer-routes.ts';
export { projectSubjects } from './project.ts';
export { registryRoutes } from './routes.ts';
export type { CandidateReason, Claims, FoundCandidate } from './rules.ts';
export { createSubjectSearch, type SubjectSearch } from './search/index.ts';
export { changesOfBatches } from './search/store.ts';
export { findCandidates } from './store/candidates.ts';
export { type CardSource, findSubject, readSubject, type Subject, subjectAsOf } from './subjects.ts';
