/** Front door of quality: compiled checkers, headers, display windows and normalisers. */
export { type CheckContext, compileItem, type RowChecker } from './compile/index.ts';
export { type HeaderMap, mapHeader, ownColumns } from './header.ts';
export { type CheckedRow, emptyRow, type FieldValue, type Finding, type Outcome } from './row.ts';
export { judgeByStore } from './store.ts';
