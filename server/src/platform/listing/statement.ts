/**
 * A list and what is asked of it, as SQL. Texts come from `lists.ts` and from here; every value is a parameter. The
 * statements are sent without a name, so that PostgreSQL plans each with the values at hand: a plan for any department
 * or any word would read the wrong index.
 */

import { createHash } from 'node:crypto';
import type { FilterValues } from '@xinheng/contracts/listing.ts';
import { may, type Viewer, within } from '../access/index.ts';
import { type Place, readCursor } from './cursor.ts';
import { type Bind, type List, readSort, sqlTypes } from './definition.ts';
import { conditionsOf, refuse } from './filters.ts';

export interface Statement {
  text: string;
  values: unknown[];
}

/** What is asked of a list. */
export interface Ask {
  filters: FilterValues;
  /** `column` or `-column`; the list's own when absent. */
  sort?: string | undefined;
}

function collecting(): { values: unknown[]; bind: Bind } {
  const values: unknown[] = [];
  return { values, bind: (value) => `$${values.push(value)}` };
}

/** FROM and WHERE: what is in the list, within reach, and fits the filters. The one place where the three meet. */
function rowsOf(list: List, viewer: Viewer, filters: FilterValues, bind: Bind): string {
  const conditions = [
    typeof list.belonging === 'function'
      ? list.belonging(viewer, bind)
      : within(viewer, list.permission, list.belonging, bind),
    ...conditionsOf(list, filters, viewer, bind),
  ];
  if (typeof list.where === 'string') conditions.push(`(${list.where})`);
  else if (list.where !== undefined) conditions.push(`(${list.where(viewer, bind)})`);
  return `from ${list.from} where ${conditions.join(' and ')}`;
}

/** The sort asked for. @throws XinhengError `bad-request` when the list cannot be sorted so by this viewer */
export function sortOf(list: List, viewer: Viewer, sort: string | undefined): string {
  const asked = sort === undefined || sort === '' ? list.defaultSort : sort;
  const { column: name } = readSort(asked);
  const column = Object.hasOwn(list.columns, name) ? list.columns[name] : undefined;
  if (!column?.sortable) refuse('sort', `“${list.title}”不能按“${name}”排序`);
  // The order of masked names tells the names.
  if (column.mask && !may(viewer, column.mask.unless)) refuse('sort', `“${column.title}”已脱敏，不能排序`);
  return asked;
}

/** Columns of every row: the cells c0…, the sort value s, the key k0…, and for each bulk action whether it is taken a0…. */
function selected(list: List, sortSql: string): string {
  return [
    ...Object.values(list.columns).map(({ sql }, at) => `${sql} as c${at}`),
    `(${sortSql})::text as s`,
    ...list.key.map(({ sql }, at) => `(${sql})::text as k${at}`),
    ...(list.actions ?? []).map(
      ({ allowed }, at) => `${allowed === undefined ? 'true' : `(${allowed}) is true`} as a${at}`,
    ),
  ].join(', ');
}

interface Order {
  sql: string;
  type: string;
  notNull: boolean;
  descending: boolean;
  /** The key without what the sort column already says. */
  tail: List['key'];
}

function orderOf(list: List, sort: string): Order {
  const { column: name, descending } = readSort(sort);
  const column = list.columns[name];
  if (column === undefined) throw new TypeError(`list ${list.name}: no column ${name}`);
  const own = list.key.some(({ sql }) => sql === column.sql);
  return {
    sql: column.sql,
    type: sqlTypes[column.type],
    notNull: own || (column.notNull ?? false),
    descending,
    tail: list.key.filter(({ sql }) => sql !== column.sql),
  };
}

const directed = (columns: readonly string[], descending: boolean) =>
  columns.map((sql) => (descending ? `${sql} desc` : sql)).join(', ');

/**
 * The statements of a page, to be asked one after the other until there are enough rows: first the rows that have a
 * value in the sort column, then those that have none. Empty values are last in both directions, and one plain index on
 * (sort column, key) serves all four; NULLS LAST would need an index for each direction.
 */
export function pageStatements(
  list: List,
  viewer: Viewer,
  ask: Ask,
  after: string | undefined,
): ((limit: number) => Statement)[] {
  const sort = sortOf(list, viewer, ask.sort);
  const order = orderOf(list, sort);
  const place = after === undefined ? undefined : readCursor(list, sort, after);
  const half = (empty: boolean) => (limit: number) => {
    const { values, bind } = collecting();
    const rows = rowsOf(list, viewer, ask.filters, bind);
    const known = order.notNull ? '' : ` and ${order.sql} is ${empty ? 'null' : 'not null'}`;
    const columns = [...(empty ? [] : [order.sql]), ...order.tail.map(({ sql }) => sql)];
    const begin = place && (place.value === null) === empty ? ` and ${beyond(list, order, place, empty, bind)}` : '';
    const text = `select ${selected(list, order.sql)} ${rows}${known}${begin}
      order by ${directed(columns, order.descending)} limit ${bind(limit)}::int`;
    return { text, values };
  };
  const halves = [
    ...(place?.value === null ? [] : [half(false)]),
    ...(order.notNull && place?.value !== null ? [] : [half(true)]),
  ];
  return halves;
}

/** `(sort, key) > (…)`, as one comparison of rows, which is what an index can begin at. */
function beyond(list: List, order: Order, place: Place, empty: boolean, bind: Bind): string {
  const tail = order.tail.map((part) => ({
    sql: part.sql,
    value: `${bind(place.key[list.key.indexOf(part)])}::${part.type}`,
  }));
  const parts = empty ? tail : [{ sql: order.sql, value: `${bind(place.value)}::${order.type}` }, ...tail];
  const left = parts.map(({ sql }) => sql).join(', ');
  const right = parts.map(({ value }) => value).join(', ');
  return `(${left}) ${order.descending ? '<' : '>'} (${right})`;
}

/** Every row in order, for a cursor of the database. */
export function allStatement(list: List, viewer: Viewer, ask: Ask): Statement {
  const order = orderOf(list, sortOf(list, viewer, ask.sort));
  const { values, bind } = collecting();
  const rows = rowsOf(list, viewer, ask.filters, bind);
  const by = `${directed([order.sql], order.descending)} nulls last`;
  const tail = order.tail.map(({ sql }) => sql);
  const text = `select ${selected(list, order.sql)} ${rows}
    order by ${[by, ...(tail.length > 0 ? [directed(tail, order.descending)] : [])].join(', ')}`;
  return { text, values };
}

/** How many rows there are, counted no further than `bound` + 1. */
export function countStatement(list: List, viewer: Viewer, filters: FilterValues, bound: number): Statement {
  const { values, bind } = collecting();
  const rows = rowsOf(list, viewer, filters, bind);
  return {
    text: `select count(*)::int as count from (select ${rows} limit ${bind(bound + 1)}::int) as bounded`,
    values,
  };
}

/** Which of the keys are rows of the list within the viewer's reach and take the action. */
export function keysStatement(
  list: List,
  viewer: Viewer,
  keys: readonly (readonly string[])[],
  allowed: string | undefined,
): Statement {
  const { values, bind } = collecting();
  // Filters narrow what is looked at, not what may be acted on, so none apply; a required one would only be in the way.
  const unfiltered = { ...list, filters: {} };
  const rows = rowsOf(unfiltered, viewer, {}, bind);
  const given = list.key.map(({ type }, at) => `${bind(keys.map((parts) => parts[at]))}::${type}[]`).join(', ');
  const parts = list.key.map(({ sql }) => sql).join(', ');
  const text = `select ${list.key.map(({ sql }, at) => `(${sql})::text as k${at}`).join(', ')},
      ${allowed === undefined ? 'true' : `(${allowed}) is true`} as allowed
    ${rows} and (${parts}) in (select * from unnest(${given}))`;
  return { text, values };
}

/** What the viewer may see of the list, whatever the filters: the condition of its rows and which columns are masked. */
export function sightOf(list: List, viewer: Viewer): string {
  const { values, bind } = collecting();
  const rows = rowsOf({ ...list, filters: {} }, viewer, {}, bind);
  const masked = Object.values(list.columns).map(({ mask }) => mask !== undefined && !may(viewer, mask.unless));
  return createHash('sha256')
    .update(JSON.stringify([list.name, rows, values, masked]))
    .digest('hex');
}
