/** Front door of records 信用信息: every version of every record, kept for ever. */
export { categoryField, namesPerson, type Sight, sightOf } from './disclose.ts';
export { itemGroups } from './groups.ts';
export type { RowSource } from './history.ts';
export { cellsOf, departmentNamed, shownCells } from './lines.ts';
export { judgeStaged, type MergeRequest, mergeStaged } from './merge.ts';
export {
  type Clocks,
  type Holding,
  holdings,
  listRecords,
  type RecordPage,
  type RecordView,
  readRecords,
  readRecordVersions,
} from './reads.ts';
export { type FoundSubject, recordsRoutes } from './routes.ts';
export { recordLineSchema } from './schemas.ts';
