/** Front door of quality: compiled checkers, headers, display windows and normalisers. */
export { type CheckContext, compileItem, type RowChecker } from './compile/index.ts';
export { computeWindow, endOfPeriod, unlimitedDay, type Window } from './disclosure-window.ts';
export { type HeaderMap, mapHeader } from './header.ts';
export { type Capital, type CapitalReading, readCapital } from './normalise/capital.ts';
export { type DateReading, readDate } from './normalise/date.ts';
export { foldName } from './normalise/name.ts';
export { readNumber } from './normalise/number.ts';
export { type CheckedRow, emptyRow, type FieldValue, type Finding, type Outcome } from './row.ts';
