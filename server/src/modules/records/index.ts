/** Front door of records 信用信息: every version of every record, kept for ever. */
export { categoryField, namesPerson } from './disclose.ts';
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
