/** Front door of records 信用信息: every version of every record, kept for ever. */
export { categoryField, namesPerson, sightOf } from './disclose.ts';
export { itemGroups } from './groups.ts';
export { matchNames, type RowSource } from './history.ts';
export { type ShownCell, shownCells } from './lines.ts';
export { judgeStaged, type MergeRequest, mergeStaged } from './merge.ts';
export { commitPublications, provePublished } from './publication.ts';
export {
  type Clocks,
  type Holding,
  holdings,
  listRecords,
  type RecordPage,
  type RecordRow,
  type RecordView,
  readRecords,
  readRecordVersions,
} from './reads.ts';
export { recordsRoutes } from './routes.ts';
export { recordLineSchema } from './schemas.ts';
export { versionsOf, writeNextVersion } from './store.ts';
export { undoStaged } from './undo.ts';
