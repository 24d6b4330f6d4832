/** Search of the registry: an index in memory that PostgreSQL can replace at any moment. See README.md here. */
export { subjectsOfRepresentative } from './representative.ts';
export {
  type CheckResult,
  createSubjectSearch,
  type SearchAnswer,
  type SearchOptions,
  type SearchRequest,
  type SearchStats,
  type SubjectHit,
  type SubjectSearch,
} from './service.ts';
