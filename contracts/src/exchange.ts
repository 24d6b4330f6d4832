/**
 * What the workbench and the server say to each other about handing in data: a batch 批次, its trial 试导入, its rows with
 * errors beside the cells, its progress, and its undo. JSON under /api/v1; moments ISO 8601 with offset.
 *
 *   GET  /officer/items/{item}/template.xlsx · .csv              header, drop-downs, notes; a filled sample
 *   GET  /officer/items/{item}/sample.csv                        header and sample, as it may be handed in
 *   POST /batches?item=&department=&name=&trial=true&sheet=      the file → 201 BatchResult, or 202 BatchQueued
 *   GET  /batches/{batch}                                        Batch
 *   GET  /batches/{batch}/rows?outcome=&after=&limit=            BatchRowPage
 *   GET  /batches/{batch}/progress                               text/event-stream of BatchEvent, ends with the batch
 *   GET  /batches/{batch}/faulty-rows.csv · .xlsx                the fix file 修正文件
 *   POST /batches/{batch}/commit  CommitRequest                  200 CommitResult, or 202 BatchQueued
 *   POST /batches/{batch}/discard                                200 { batch, state: 'discarded' }
 *   POST /batches/{batch}/undo    UndoRequest                    200 UndoResult
 *   GET  /batches/{batch}/undo?outcome=&after=&limit=            UndoneRowPage: what the undo made of each row
 */

/**
 * waiting: received, stands in the queue. staging: being read and checked. trial: checked and judged, nothing merged;
 * may be committed or discarded. merging: being merged. finished. refused: as a whole. discarded, expired: a trial that
 * was given up. undone: merged once, taken back.
 */
export type BatchState =
  | 'waiting'
  | 'staging'
  | 'trial'
  | 'merging'
  | 'finished'
  | 'refused'
  | 'discarded'
  | 'expired'
  | 'undone';

/** accepted 入库 · corrected 更正入库 · quarantined 暂存 · rejected 退回 · duplicate 重复. They sum to `read`. */
export type RowOutcome = 'accepted' | 'corrected' | 'quarantined' | 'rejected' | 'duplicate';

export interface RowCounts {
  read: number;
  accepted: number;
  corrected: number;
  quarantined: number;
  rejected: number;
  duplicate: number;
}

export interface BatchProgress {
  phase: 'waiting' | 'reading' | 'comparing' | 'writing' | 'done';
  /** 0 to 1 while the file is read; null when nobody can say. */
  share: number | null;
  rowsRead: number;
  rowsPerSecond: number | null;
  secondsLeft: number | null;
  /** Seconds since the last report: when it grows, the work stands still or was killed. */
  quietSeconds: number;
}

/** Who did something and when, for people. */
export interface Deed {
  name: string;
  at: string;
}

/** A row whose verdict at the commit was another than at the trial, because the store had changed in between. */
export interface VerdictChange {
  row: number;
  before: RowOutcome;
  after: RowOutcome;
}

/** Beside the counts. */
export interface BatchNotes {
  /** Columns of the file that belong to no field; their content was not read. */
  unknownColumns?: string[];
  /** Rows that the sheet hides; they were read like all others. */
  hiddenRows?: number;
  /** Cells with content behind the last column of the header; they were not read. */
  strayCells?: number;
  /** Other sheets with a header of this item; they were not read. */
  otherSheets?: string[];
  /** How many rows the commit judged otherwise than the trial, and the first hundred of them. */
  verdictsChanged?: number;
  verdictChanges?: VerdictChange[];
}

export interface Batch extends RowCounts {
  batch: number;
  item: string;
  department: string;
  edition: string;
  state: BatchState;
  channel: string;
  /** Was asked for as a trial. */
  trial: boolean;
  sourceName: string;
  sheet: string | null;
  startedAt: string;
  finishedAt: string | null;
  refusal: string | null;
  submitted: Deed | null;
  committed: Deed | null;
  undone: (Deed & { reason: string; counts: UndoCounts }) | null;
  /** A trial is dropped then. */
  expiresAt: string | null;
  notes: BatchNotes;
  progress: BatchProgress | null;
  /** Receipts by rule. */
  rules: { outcome: string; rule: string; rows: number }[];
  /** What this viewer may do now. */
  may: { commit: boolean; discard: boolean; undo: boolean };
}

/** 201 of `POST /batches`: a small file was taken at once. With `trial` its state is `trial` and nothing was merged. */
export interface BatchResult extends RowCounts {
  batch: number;
  item: string;
  department: string;
  state: BatchState;
  /** An earlier batch of the same file. */
  sameFileAs: number | null;
  /** Waiting rows that found their subject through this batch. */
  attached: number;
  message: string;
}

/** 202: the work goes on in the background; see its progress. */
export interface BatchQueued {
  batch: number;
  state: BatchState;
  message: string;
  /** The tables of a package, each a batch of its own; `batch` is the first of them. */
  tables?: { batch: number; name: string }[];
}

/** An error beside its cell. */
export interface CellFinding {
  /** `warned` leaves the row as it is. */
  outcome: Exclude<RowOutcome, 'accepted'> | 'warned';
  rule: string;
  /** Index into `columns`; null for the row as a whole or a field that the file has no column for. */
  column: number | null;
  /** Field name of the catalogue. */
  field: string | null;
  label: string | null;
  before: string | null;
  after: string | null;
  message: string;
  /** What to write instead; null when only the officer can know. */
  suggestion: string | null;
}

export interface BatchRow {
  /** As the file counts them: the header is in row 1 unless something stands above it. */
  row: number;
  outcome: RowOutcome;
  /** The cells as the file has them, by `columns`. */
  cells: string[];
  findings: CellFinding[];
  /** new: not in the store · changed: another content than in the store. */
  change: 'new' | 'changed' | null;
  subject: { subjectCode: string; name: string | null } | null;
}

export interface BatchRowPage {
  columns: { title: string; field: string | null }[];
  rows: BatchRow[];
  /** Cursor of the next page. */
  next?: string;
}

/** An event of the progress stream; the last one has `over`. */
export interface BatchEvent extends RowCounts {
  batch: number;
  state: BatchState;
  progress: BatchProgress | null;
  refusal: string | null;
  over: boolean;
}

export interface CommitRequest {
  /** all: only when no row was rejected. all-good: the rejected stay out. */
  rows: 'all' | 'all-good';
}

export interface CommitResult extends BatchResult {
  /** Rows judged otherwise than in the trial. */
  verdictsChanged: number;
  verdictChanges: VerdictChange[];
}

export interface UndoRequest {
  reason: string;
}

export interface UndoCounts {
  /** Records given back the content they had before. */
  restored: number;
  /** Records that had no content before, or none that still counts. */
  withdrawn: number;
  /** Records left alone: see `UndoneRow.reason`. */
  left: number;
  /** Subjects whose card was made anew, and those that are gone with it. */
  subjects: number;
  subjectsRemoved: number;
  /** Waiting rows of the batch that were dismissed. */
  dismissed: number;
}

export interface UndoResult {
  batch: number;
  state: 'undone';
  counts: UndoCounts;
  message: string;
}

/** What the undo made of one row of the batch that had come into the store, or had said again what was there. */
export interface UndoneRow {
  row: number;
  outcome: 'restored' | 'withdrawn' | 'left';
  /**
   * Why it was left: superseded, a later batch has changed the record · repeated, another batch says the same, so it
   * still counts · subject-in-use, the subject's only registration, and other records hang on it · withdrawn-already.
   */
  reason: 'superseded' | 'repeated' | 'subject-in-use' | 'withdrawn-already' | null;
  subjectCode: string;
  subjectName: string | null;
  recordKey: string;
  /** The batch that the record's present content comes from; null for what is withdrawn. */
  presentBatch: number | null;
  /** For people. */
  message: string;
}

export interface UndoneRowPage {
  rows: UndoneRow[];
  next?: string;
}
