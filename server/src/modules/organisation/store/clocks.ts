/** Asking as of a day, and as known at a moment. */
import type { Days } from '@xinheng/contracts/organisation.ts';

export interface Clocks {
  /** Business day. */
  on: string;
  /** ISO 8601 with offset; null: now. */
  knownAt: string | null;
}

type Bind = (value: unknown) => string;

/** Rows of a version table that are known at the moment. */
export function known(alias: string, { knownAt }: Clocks, bind: Bind): string {
  if (knownAt === null) return `${alias}.recorded_until = 'infinity'`;
  const at = `${bind(knownAt)}::timestamptz`;
  return `(${alias}.recorded_from <= ${at} and ${alias}.recorded_until > ${at})`;
}

/** Rows that are known at the moment and hold on the day. */
export function holds(alias: string, clocks: Clocks, bind: Bind): string {
  const day = `${bind(clocks.on)}::date`;
  return `${known(alias, clocks, bind)} and ${alias}.valid_from <= ${day} and ${alias}.valid_until > ${day}`;
}

/** A joined table of one row: the version nearest to the day, the last one before it when there is one. */
export function nearest(table: string, key: string, columns: string, clocks: Clocks, bind: Bind): string {
  return `(select ${columns} from organisation.${table}_version n where n.${key} and ${known('n', clocks, bind)}
    order by (n.valid_from <= ${bind(clocks.on)}::date) desc,
             case when n.valid_from <= ${bind(clocks.on)}::date then n.valid_from end desc, n.valid_from limit 1)`;
}

/** Days as people are told: no word of what has no beginning or no end. */
export function daysOf({ from, until }: { from: string; until: string }): Days {
  return { ...(/^\d/.test(from) && { from }), ...(/^\d/.test(until) && { until }) };
}

/** Whether days hold on a day. */
export function stateOn(on: string, { from, until }: { from: string; until: string }): 'holds' | 'ended' | 'to-come' {
  if (until <= on) return 'ended';
  return from > on ? 'to-come' : 'holds';
}

/** Without the members that are null. */
export function told<T extends object>(row: T): { [K in keyof T]: Exclude<T[K], null> } {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as never;
}
