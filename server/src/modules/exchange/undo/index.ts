/** Undo of a batch 撤销批次. */
export { readUndoneRows } from './rows.ts';
export { describeUndo, longestReason, undoBatch } from './undo.ts';
