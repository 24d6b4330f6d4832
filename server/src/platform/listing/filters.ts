import { type FilterValues, rangeEnds } from '@xinheng/contracts/listing.ts';
import { may, type Viewer } from '../access/index.ts';
import { XinhengError } from '../errors/index.ts';
import { isDay } from '../http/index.ts';
import type { Bind, Filter, FilterValue, List } from './definition.ts';

const longestText = 200;
const mostChoices = 200;

/** A mistake in what was asked; `field` as it stands in the address. */
export function refuse(field: string, message: string): never {
  throw new XinhengError('bad-request', {
    message: `${message}。`,
    details: { errors: [{ in: 'query', field, message }] },
  });
}

/** Whether the viewer is offered the filter. */
export function offered(filter: Filter, viewer: Viewer): boolean {
  return filter.unless === undefined || may(viewer, filter.unless);
}

/**
 * The conditions of the filters that are set, ready to stand after WHERE with `and` between them.
 * @throws XinhengError `bad-request` for an unknown filter, one that is not offered, or a value that does not fit
 */
export function conditionsOf(list: List, values: FilterValues, viewer: Viewer, bind: Bind): string[] {
  for (const name of Object.keys(values)) {
    const filter = Object.hasOwn(list.filters, name) ? list.filters[name] : undefined;
    if (filter === undefined || !offered(filter, viewer)) refuse(`f.${name}`, `“${list.title}”没有筛选条件“${name}”`);
  }
  return Object.entries(list.filters).flatMap(([name, filter]) => {
    const written = values[name];
    if (written === undefined || written === '') {
      if (filter.required) refuse(`f.${name}`, `须先选定“${filter.title}”`);
      return [];
    }
    return [`(${conditionOf(filter, `f.${name}`, written, viewer, bind)})`];
  });
}

function conditionOf(filter: Filter, field: string, written: string, viewer: Viewer, bind: Bind): string {
  const value = readValue(filter, field, written);
  if (filter.where !== undefined)
    return (filter.where as (v: unknown, b: Bind, w: Viewer) => string)(value, bind, viewer);
  const { sql } = filter;
  switch (filter.type) {
    case 'text':
      return textCondition(sql, filter.match ?? 'equals', value as string, bind);
    case 'choice':
    case 'subject':
      return `${sql} = ${bind(value)}::text`;
    case 'choices': {
      const [first, ...more] = value as string[];
      // Told as one value, so that an index that begins with it also gives the order of what follows.
      if (first !== undefined && more.length === 0) return `${sql} = ${bind(first)}::text`;
      return `${sql} = any(${bind(value)}::text[])`;
    }
    case 'boolean':
      // Two texts, so that an index on the condition itself is seen.
      return value ? `(${sql}) is true` : `(${sql}) is not true`;
    case 'day-range':
      return dayRange(sql, filter.moment ?? false, value as FilterValue['day-range'], bind);
    case 'integer-range':
      return rangeOf(sql, value as FilterValue['integer-range'], (end) => `${bind(end)}::bigint`);
  }
}

function textCondition(sql: string, match: 'equals' | 'prefix' | 'contains', words: string, bind: Bind): string {
  if (match === 'equals') return `${sql} = ${bind(words)}::text`;
  const escaped = words.replace(/[\\%_]/g, '\\$&');
  return match === 'prefix' ? `${sql} like ${bind(`${escaped}%`)}::text` : `${sql} ilike ${bind(`%${escaped}%`)}::text`;
}

function rangeOf<T>(sql: string, { from, until }: { from?: T; until?: T }, write: (end: T) => string): string {
  // Told as one value, so that an index that begins with it also gives the order of what follows.
  if (from !== undefined && from === until) return `${sql} = ${write(from)}`;
  const ends = [
    ...(from === undefined ? [] : [`${sql} >= ${write(from)}`]),
    ...(until === undefined ? [] : [`${sql} <= ${write(until)}`]),
  ];
  return ends.join(' and ');
}

function dayRange(sql: string, moment: boolean, days: FilterValue['day-range'], bind: Bind): string {
  if (!moment) return rangeOf(sql, days, (day) => `${bind(day)}::date`);
  const midnight = (day: string, after: number) =>
    `((${bind(day)}::date + ${after})::timestamp at time zone 'Asia/Shanghai')`;
  const ends = [
    ...(days.from === undefined ? [] : [`${sql} >= ${midnight(days.from, 0)}`]),
    ...(days.until === undefined ? [] : [`${sql} < ${midnight(days.until, 1)}`]),
  ];
  return ends.join(' and ');
}

function readValue(filter: Filter, field: string, written: string): FilterValue[keyof FilterValue] {
  const { title } = filter;
  if (written.includes('\0')) refuse(field, `“${title}”含有不能使用的字符`);
  switch (filter.type) {
    case 'text':
    case 'choice':
      if ([...written].length > longestText) refuse(field, `“${title}”最多 ${longestText} 字`);
      return written.trim();
    case 'choices': {
      const codes = written.split(',').filter((code) => code !== '');
      if (codes.length > mostChoices) refuse(field, `“${title}”最多选 ${mostChoices} 项`);
      return codes;
    }
    case 'subject':
      if (!/^[0-9A-Z]{18}$/.test(written)) refuse(field, `“${title}”应为 18 位统一社会信用代码`);
      return written;
    case 'boolean':
      if (written !== 'true' && written !== 'false') refuse(field, `“${title}”应为 true 或 false`);
      return written === 'true';
    case 'day-range':
      return readRange(written, field, title, (end) => (isDay(end) ? end : undefined), '写作 2026-01-01..2026-03-31');
    case 'integer-range':
      return readRange(written, field, title, readInteger, '写作 1..9');
  }
}

function readInteger(end: string): number | undefined {
  const number = Number(end);
  return /^-?\d{1,16}$/.test(end) && Number.isSafeInteger(number) ? number : undefined;
}

function readRange<T>(
  written: string,
  field: string,
  title: string,
  read: (end: string) => T | undefined,
  like: string,
): { from?: T; until?: T } {
  const [from, until] = rangeEnds(written).map((end) => (end === undefined ? undefined : (read(end) ?? null)));
  if (from === null || until === null || (from === undefined && until === undefined))
    refuse(field, `“${title}”的范围不正确，应${like}，两端可省去其一`);
  return { ...(from !== undefined && { from: from as T }), ...(until !== undefined && { until: until as T }) };
}

/** The filters as the audit log may keep them: what may be personal is named, not told. */
export function filtersForAudit(list: List, values: FilterValues): FilterValues {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [name, list.filters[name]?.personal ? '（略）' : value]),
  );
}
