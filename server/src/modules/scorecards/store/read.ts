/** Reads of the counts: sums for the viewer, and days of arrival. */
import type { PermissionName, Viewer } from '../../../platform/access/index.ts';
import { within } from '../../../platform/access/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';

export type Grouping = 'department' | 'item' | 'region' | 'month';

/** Which counts are meant; months as `2026-11`, both ends included. */
export interface Period {
  from: string;
  until: string;
}

export interface CountsAsked extends Period {
  department?: string | undefined;
  item?: string | undefined;
  region?: string | undefined;
  /** Only these items, for the public. */
  items?: readonly string[] | undefined;
}

const permission: PermissionName = 'scorecards.read';

function conditionsOf(viewer: Viewer, asked: CountsAsked, alias: string, bind: (value: unknown) => string): string {
  const conditions = [
    within(viewer, permission, { department: `${alias}.department`, region: `${alias}.region` }, bind),
    ...(['department', 'item', 'region'] as const).flatMap((name) =>
      asked[name] === undefined ? [] : [`${alias}.${name} = ${bind(asked[name])}`],
    ),
  ];
  if (asked.items) conditions.push(`${alias}.item = any(${bind(asked.items)}::text[])`);
  return conditions.join(' and ');
}

/** Sums of the counts by one of the keys, within the viewer's reach: key → count → number. */
export async function sumCounts(
  q: Queryable,
  viewer: Viewer,
  asked: CountsAsked,
  by: Grouping,
): Promise<Map<string, Record<string, number>>> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = conditionsOf(viewer, asked, 't', bind);
  const { rows } = await q.query<{ key: string; counts: Record<string, number> }>(
    `select key, jsonb_object_agg(name, n) as counts from (
       select t.${by} as key, t.name, sum(t.n)::bigint as n from scorecards.tally t
       where t.month >= ${bind(asked.from)} and t.month <= ${bind(asked.until)} and ${where} group by t.${by}, t.name
     ) summed group by key order by key`,
    values,
  );
  return new Map(rows.map(({ key, counts }) => [key, counts]));
}

export interface FeedDays {
  department: string;
  item: string;
  region: string;
  days: string[];
}

/** The days of arrival of each feed within reach since a day, in order. */
export async function arrivalDays(
  q: Queryable,
  viewer: Viewer,
  asked: Omit<CountsAsked, 'from' | 'until'>,
  since: string,
): Promise<FeedDays[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = conditionsOf(viewer, { ...asked, from: '', until: '' }, 'h', bind);
  const { rows } = await q.query<FeedDays>(
    `select department, item, region, array_agg(to_char(arrived_on, 'YYYY-MM-DD') order by arrived_on) as days
     from (select distinct h.department, h.item, h.region, h.arrived_on from scorecards.batch_counted h
           where h.arrived_on >= ${bind(since)} and h.counts ? 'received' and ${where}) d
     group by department, item, region order by department, item`,
    values,
  );
  return rows;
}

/** The first and last month with counts; null while there are none. */
export async function countedMonths(q: Queryable): Promise<Period | null> {
  const { rows } = await q.query<{ from: string | null; until: string | null }>(
    'select min(month) as from, max(month) as until from scorecards.tally',
  );
  const [row] = rows;
  return row?.from && row.until ? { from: row.from, until: row.until } : null;
}
