/** What a list says about itself. A module writes its lists in `lists.ts`; README.md here has an example. */
import type { ActionField, Cell, ColumnType, FilterType, ListOption } from '@xinheng/contracts/listing.ts';
import { type Belonging, isPermission, type PermissionName, type Viewer } from '../access/index.ts';

/** Adds a value to the statement and returns its placeholder, untyped: write `${bind(value)}::text[]`. */
export type Bind = (value: unknown) => string;

/** Codes and their names; a function where they are data of the store and may change while the program runs. */
export type Options = readonly ListOption[] | (() => readonly ListOption[] | Promise<readonly ListOption[]>);

/** Shown masked to whoever lacks the permission. Such a viewer can neither sort by the column nor filter by it. */
export interface Mask {
  unless: PermissionName;
  /** The masked text. */
  with: (text: string) => string;
}

export interface Column {
  title: string;
  type: ColumnType;
  /** SQL expression over `from`. Its type is the one that `type` stands for: see sqlTypes. */
  sql: string;
  /**
   * May be sorted by. On a table that grows, the column needs an index `(this column, ...key columns)`, plain and
   * ascending: both directions and the empty values read it. Without one every page sorts all rows in reach.
   */
  sortable?: boolean;
  /** True when the column is never null; saves a statement on the last page of a sort. */
  notNull?: boolean;
  /** Shown until the officer chooses otherwise; true when absent. */
  shown?: boolean;
  /** Pixels. */
  width?: number;
  /** For `choice`. */
  options?: Options;
  mask?: Mask;
  /** For `link`: address inside the workbench, `{column}` replaced by that column's value. No link where it is empty. */
  link?: string;
  /** Turns the value of the database into the cell; for what the types here cannot say. */
  cell?: (value: unknown) => Cell;
}

/** A filter's value as its type writes it, already checked. */
export interface FilterValue {
  text: string;
  choice: string;
  choices: string[];
  'day-range': { from?: string; until?: string };
  'integer-range': { from?: number; until?: number };
  boolean: boolean;
  subject: string;
}

interface FilterBase {
  title: string;
  options?: Options;
  /** Folded away until asked for. */
  advanced?: boolean;
  /** What to write, shown inside the empty field. */
  hint?: string;
  /** The list cannot be opened without it (receipts of one batch). */
  required?: boolean;
  /** Without this permission the filter is not offered, and refused: what is masked must not be guessed at. */
  unless?: PermissionName;
  /** The value may be a person's name or number: the audit log says that it was set, not to what. */
  personal?: boolean;
}

type FilterOf<T extends FilterType> = FilterBase & {
  type: T;
} & (
    | {
        /** SQL expression that the type's usual condition is put on. */
        sql: string;
        /** Of `text`: how the words fit; `equals` when absent. Only `equals` and `prefix` read a plain index. */
        match?: 'equals' | 'prefix' | 'contains';
        /** Of `day-range`: the expression is a timestamptz, and the days are Beijing's. */
        moment?: boolean;
        where?: never;
      }
    | {
        /** A condition of one's own. Values go through `bind`, never into the text. */
        where: (value: FilterValue[T], bind: Bind, viewer: Viewer) => string;
        sql?: never;
      }
  );

export type Filter = { [T in FilterType]: FilterOf<T> }[FilterType];

/** One row of a bulk action. Throw a XinhengError to refuse it; the others go on. */
export interface ActionCall {
  viewer: Viewer;
  /** The row's key; of several columns: its parts in order. */
  key: string;
  parts: readonly string[];
  fields: Record<string, string | number | boolean>;
  requestId: string;
}

export interface ListAction {
  action: string;
  title: string;
  permission: PermissionName;
  confirm?: string;
  fields?: ActionField[];
  danger?: boolean;
  /** SQL condition over `from`: the rows that take this action. All when absent. */
  allowed?: string;
  /** Does it to one row, in a transaction of its own with its audit entry, and decides for itself whether it may. */
  run: (call: ActionCall) => Promise<void>;
}

/** A column of the key: never null, and all of them together unique. */
export interface KeyPart {
  sql: string;
  type: 'text' | 'bigint' | 'uuid' | 'smallint' | 'integer';
}

export interface List {
  /** Kebab-case, unique in the program; part of addresses and saved views, never renamed. */
  name: string;
  title: string;
  /** Module group of the navigation. */
  group: string;
  permission: PermissionName;
  /** Opening it is a look at non-public data: a purpose must be stated and every page is in the audit log. */
  purpose?: boolean;
  /** Every page is in the audit log though no purpose is asked for: the audit log itself, exports of others. */
  recorded?: boolean;
  /** What follows FROM: tables and joins. Each row of it is one row of the list. */
  from: string;
  key: readonly KeyPart[];
  /**
   * How a row belongs to somebody; without any column only a reach of the whole city sees rows. A condition of one's own,
   * made of `within`, where one row belongs to several: a person to every organisation that he has a post in.
   */
  belonging: Belonging | ((viewer: Viewer, bind: Bind) => string);
  /** What is in the list at all, beside the reach. */
  where?: string | ((viewer: Viewer, bind: Bind) => string);
  columns: Record<string, Column>;
  filters: Record<string, Filter>;
  /** `column` or `-column`. */
  defaultSort: string;
  rowLink?: string;
  actions?: readonly ListAction[];
  /** False: cannot be exported. */
  exports?: boolean;
  emptyText?: string;
}

/** The SQL type of a column type: what its expression must give, and what a cursor is read back as. */
export const sqlTypes: Record<ColumnType, string> = {
  text: 'text',
  choice: 'text',
  code: 'text',
  link: 'text',
  integer: 'bigint',
  number: 'numeric',
  day: 'date',
  moment: 'timestamptz',
  boolean: 'boolean',
};

/** `-started` → `{ column: 'started', descending: true }`. */
export function readSort(sort: string): { column: string; descending: boolean } {
  return sort.startsWith('-') ? { column: sort.slice(1), descending: true } : { column: sort, descending: false };
}

/** The names in braces of an address pattern. */
export function namesIn(pattern: string): string[] {
  return [...pattern.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '');
}

const namePattern = /^[a-z][A-Za-z0-9]*$/;

/**
 * Declares a list. Throws a TypeError at start-up for what could only be a slip: an unknown permission, a sort or link
 * by a column that is not there, a name that does not fit into an address.
 */
export function defineList(list: List): List {
  const fault = (said: string): never => {
    throw new TypeError(`list ${list.name}: ${said}`);
  };
  if (!/^[a-z][a-z0-9-]*$/.test(list.name)) fault('its name must be kebab-case');
  const permissions = [
    list.permission,
    ...Object.values(list.columns).flatMap(({ mask }) => mask?.unless ?? []),
    ...Object.values(list.filters).flatMap(({ unless }) => unless ?? []),
    ...(list.actions ?? []).map(({ permission }) => permission),
  ];
  for (const name of permissions) if (!isPermission(name)) fault(`there is no permission ${name}`);
  for (const name of [...Object.keys(list.columns), ...Object.keys(list.filters)])
    if (!namePattern.test(name)) fault(`${name} must be camelCase`);
  if (list.key.length === 0) fault('a key is needed');
  const links = [list.rowLink, ...Object.values(list.columns).map(({ link }) => link)];
  for (const name of links.flatMap((link) => (link === undefined ? [] : namesIn(link))))
    if (name !== 'key' && !(name in list.columns)) fault(`a link by the unknown column ${name}`);
  const { column } = readSort(list.defaultSort);
  if (!list.columns[column]?.sortable) fault(`its default sort ${column} is not sortable`);
  if (list.columns[column]?.mask) fault(`its default sort ${column} is masked`);
  const actions = (list.actions ?? []).map(({ action }) => action);
  if (new Set(actions).size !== actions.length) fault('two actions share a name');
  return list;
}
