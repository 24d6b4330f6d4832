/**
 * The one list of the workbench: what a list says about itself, how its address is written, what it answers. A module
 * declares a list on the server (lists.ts of the module); the browser draws any list from the declaration alone.
 *
 *   GET    /lists                                   ListDeclaration[] the viewer may open
 *   GET    /lists/{list}?f.<filter>=…&sort=-col&after=cursor&limit=50   ListPage
 *   GET    /lists/{list}/count?f.<filter>=…         ListCount
 *   POST   /lists/{list}/actions/{action}           BulkRequest → BulkResult
 *   POST   /lists/{list}/exports                    ExportRequest → { exportId }
 *   GET    /exports · GET /exports/{exportId}       Export[] · Export
 *   GET    /lists/{list}/views · POST               SavedView[] · SavedViewRequest → SavedView
 *   DELETE /views/{viewId}
 *
 * How a filter is written, in the address of the API and of the workbench alike:
 *   text            the words
 *   choice          one code
 *   choices         codes joined by a comma
 *   day-range       2026-01-01..2026-03-31, either end may be left out (..2026-03-31), both ends included
 *   integer-range   1..9, likewise
 *   boolean         true | false
 *   subject         the 18-character code
 */

export type ColumnType = 'text' | 'integer' | 'number' | 'day' | 'moment' | 'choice' | 'boolean' | 'code' | 'link';
export type FilterType = 'text' | 'choice' | 'choices' | 'day-range' | 'integer-range' | 'boolean' | 'subject';

/** Symbol and colour of a choice; the word always stands beside it. */
export type OptionTone = 'good' | 'neutral' | 'warning' | 'bad';

export interface ListOption {
  code: string;
  name: string;
  tone?: OptionTone;
}

export interface ListColumn {
  name: string;
  title: string;
  type: ColumnType;
  /** For `choice`: code → name. A code that is not here is shown as it stands. */
  options?: ListOption[];
  sortable: boolean;
  /** Shown until the officer chooses otherwise. */
  defaultShown: boolean;
  /** Pixels. */
  width?: number;
}

export interface ListFilter {
  name: string;
  title: string;
  type: FilterType;
  /** For `choice` and `choices`. */
  options?: ListOption[];
  /** Folded away until asked for. */
  advanced?: boolean;
  /** What to write, shown inside the empty field. */
  hint?: string;
}

/** What a bulk action asks before it is done. */
export interface ActionField {
  name: string;
  title: string;
  type: 'text' | 'long-text' | 'choice' | 'day' | 'integer' | 'boolean';
  options?: ListOption[];
  required?: boolean;
  maxLength?: number;
  hint?: string;
}

export interface BulkAction {
  action: string;
  title: string;
  /** A sentence to agree to; `{count}` is replaced. */
  confirm?: string;
  fields?: ActionField[];
  /** Cannot be taken back, or takes something away. */
  danger?: boolean;
}

export interface ListDeclaration {
  name: string;
  title: string;
  /** Module group of the navigation, e.g. 主体与信息. */
  group: string;
  columns: ListColumn[];
  filters: ListFilter[];
  /** `column` or `-column`. */
  defaultSort: string;
  /** True when opening it is a look at non-public data. */
  purpose: boolean;
  bulkActions: BulkAction[];
  /** Address of a row inside the workbench with `{key}` or `{column}` in it; ListRow.link goes before it. */
  rowLink?: string;
  /** False when there is nothing to export. */
  exports?: boolean;
  /** Said where the list is empty and no filter is set. */
  emptyText?: string;
}

/** A link cell says its text and where it goes, inside the workbench. */
export interface LinkCell {
  text: string;
  link: string;
}

/** null: nothing there. A masked value is text like any other (张**). */
export type Cell = string | number | boolean | null | LinkCell;

export interface ListRow {
  key: string;
  cells: Record<string, Cell>;
  /** Address inside the workbench, without `/workbench`. */
  link?: string;
  /** Bulk actions this row takes; absent = all of the list. */
  allowedActions?: string[];
}

export interface ListPage {
  rows: ListRow[];
  /** Cursor of the next page; absent on the last. */
  next?: string;
  /** The moment the rows were read at. */
  asOf: string;
}

export interface ListCount {
  count: number;
  /** False: there are at least this many. */
  exact: boolean;
}

export interface BulkRequest {
  keys: string[];
  fields: Record<string, string | number | boolean>;
}

export interface BulkResult {
  results: { key: string; done: boolean /** Why not, in Chinese. */; message?: string; code?: string }[];
}

/** Filter name → value as written in the address. */
export type FilterValues = Record<string, string>;

export interface ExportRequest {
  filters: FilterValues;
  columns: string[];
  sort: string;
  format: 'csv' | 'xlsx';
}

export interface Export {
  exportId: string;
  list: string;
  listTitle: string;
  format: 'csv' | 'xlsx';
  state: 'waiting' | 'running' | 'ready' | 'failed' | 'expired';
  /** 0 to 1. */
  progress: number;
  rows: number;
  requestedAt: string;
  expiresAt?: string;
  /** Path on this server; every fetch of it is recorded. */
  downloadUrl?: string;
  /** Why it failed, in Chinese. */
  message?: string;
}

export interface SavedViewRequest {
  title: string;
  filters: FilterValues;
  columns: string[];
  sort: string;
}

export interface SavedView extends SavedViewRequest {
  viewId: string;
  list: string;
  /** Seen by the whole department. */
  shared?: boolean;
}

/** The query parameter of a filter: `f.status`. */
export function filterParameter(name: string): string {
  return `f.${name}`;
}

/** The two ends of a range as written in the address; undefined where an end is left out. */
export function rangeEnds(value: string): [string | undefined, string | undefined] {
  const cut = value.indexOf('..');
  if (cut < 0) return [value || undefined, value || undefined];
  return [value.slice(0, cut) || undefined, value.slice(cut + 2) || undefined];
}

/** A range as written in the address; empty when both ends are. */
export function writeRange(from: string | undefined, until: string | undefined): string {
  return from || until ? `${from ?? ''}..${until ?? ''}` : '';
}
