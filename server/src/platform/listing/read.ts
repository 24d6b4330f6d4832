import type { Cell, FilterValues, ListCount, ListPage } from '@xinheng/contracts/listing.ts';
import type { PoolClient } from 'pg';
import { type Viewer, whoIs } from '../access/index.ts';
import { audit } from '../audit/index.ts';
import { type Db, transact } from '../db/index.ts';
import { XinhengError } from '../errors/index.ts';
import { cellShapers, keyOf, type RawRow, rowShaper } from './cells.ts';
import { writeCursor } from './cursor.ts';
import type { List } from './definition.ts';
import { filtersForAudit, refuse } from './filters.ts';
import { type Ask, allStatement, countStatement, pageStatements, sortOf } from './statement.ts';

/** Milliseconds that a page or a count may take. An officer waits no longer, and a database of 200 officers must not. */
const pageMilliseconds = 10_000;
/** Rows are counted exactly up to this many. */
export const countBound = 10_000;
/** No export is longer, so no total need be. */
const mostCounted = 10_000_000;
const fetchSize = 2_000;

/** Whether looks at the list are in the audit log. */
export function isRecorded(list: List | undefined): boolean {
  return (list?.purpose ?? false) || (list?.recorded ?? false);
}

export interface PageAsk extends Ask {
  after?: string | undefined;
  limit: number;
  requestId?: string | undefined;
}

/**
 * Runs `read` over one state of the store, in a transaction that may not take long.
 * @throws XinhengError `query-too-broad` when it does, `bad-request` when a value does not fit its column
 */
async function reading<T>(
  db: Db,
  of: { writes: boolean; milliseconds: number },
  read: (client: PoolClient, tx: Parameters<Parameters<typeof transact>[1]>[0]) => Promise<T>,
): Promise<T> {
  try {
    return await transact(db, async (tx) => {
      await tx.client.query(
        `set transaction isolation level repeatable read${of.writes ? '' : ', read only'};
         set local statement_timeout = ${of.milliseconds}`,
      );
      return read(tx.client, tx);
    });
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === '57014')
      throw new XinhengError('query-too-broad', { message: '查询用时过长，请增加筛选条件后再试。', cause: error });
    // Class 22 is data that its type does not take: what is left of it here can only come from the address.
    if (typeof code === 'string' && code.startsWith('22')) refuse('after', '查询条件或翻页位置不正确，请重新查询');
    throw error;
  }
}

/** A page of the list. A look at non-public data is audited in the same transaction: no entry, no page. */
export async function readPage(db: Db, list: List, viewer: Viewer, ask: PageAsk): Promise<ListPage> {
  const sort = sortOf(list, viewer, ask.sort);
  const statements = pageStatements(list, viewer, ask, ask.after);
  return reading(db, { writes: isRecorded(list), milliseconds: pageMilliseconds }, async (client, tx) => {
    const found: RawRow[] = [];
    for (const statement of statements) {
      if (found.length > ask.limit) break;
      found.push(...(await client.query<RawRow>(statement(ask.limit + 1 - found.length))).rows);
    }
    const rows = found.slice(0, ask.limit);
    const last = rows.at(-1);
    const page: ListPage = { rows: rows.map(rowShaper(list, viewer)), asOf: new Date().toISOString() };
    if (found.length > ask.limit && last !== undefined)
      page.next = writeCursor({ sort, value: last.s as string | null, key: keyOf(list, last) });
    if (isRecorded(list)) {
      await audit(tx, {
        ...whoIs(viewer),
        action: 'listing.look',
        object: `list:${list.name}`,
        requestId: ask.requestId,
        details: {
          filters: filtersForAudit(list, ask.filters),
          sort,
          rows: rows.length,
          continued: ask.after !== undefined,
        },
      });
    }
    return page;
  });
}

/** How many rows there are within reach under the filters; exact up to `countBound`. */
export async function countRows(
  db: Db,
  list: List,
  viewer: Viewer,
  filters: FilterValues,
  bound: number = countBound,
): Promise<ListCount> {
  const statement = countStatement(list, viewer, filters, bound);
  const count = await reading(db, { writes: false, milliseconds: pageMilliseconds }, async (client) => {
    const { rows } = await client.query<{ count: number }>(statement);
    return rows[0]?.count ?? 0;
  });
  return count > bound ? { count: bound, exact: false } : { count, exact: true };
}

export interface StreamAsk extends Ask {
  columns: readonly string[];
  /** Milliseconds for one step; the sort of everything happens in the first. */
  stepMilliseconds?: number;
  signal?: AbortSignal;
  /** Told how many rows there will be, before the first. */
  onTotal?: (rows: number) => void | Promise<void>;
}

/**
 * Every row in order, as one state of the store has them, handed on in portions; `take` is awaited, so that memory
 * stays flat however slow the other side is.
 * @returns how many rows there were
 */
export async function streamRows(
  db: Db,
  list: List,
  viewer: Viewer,
  ask: StreamAsk,
  take: (rows: Cell[][]) => Promise<void>,
): Promise<number> {
  for (const name of ask.columns)
    if (!Object.hasOwn(list.columns, name)) refuse('columns', `“${list.title}”没有“${name}”这一列`);
  const shapers = cellShapers(list, viewer, ask.columns);
  const all = allStatement(list, viewer, ask);
  return reading(db, { writes: false, milliseconds: ask.stepMilliseconds ?? 300_000 }, async (client) => {
    if (ask.onTotal) {
      const counted = await client.query<{ count: number }>(countStatement(list, viewer, ask.filters, mostCounted));
      await ask.onTotal(counted.rows[0]?.count ?? 0);
    }
    // All rows will be fetched, so the plan for the first few is the wrong one.
    await client.query('set local cursor_tuple_fraction = 1');
    await client.query({ text: `declare every_row no scroll cursor for ${all.text}`, values: all.values });
    let count = 0;
    for (;;) {
      ask.signal?.throwIfAborted();
      const { rows } = await client.query<RawRow>(`fetch ${fetchSize} from every_row`);
      if (rows.length === 0) return count;
      count += rows.length;
      await take(rows.map((row) => shapers.map((shape) => shape(row))));
    }
  });
}
