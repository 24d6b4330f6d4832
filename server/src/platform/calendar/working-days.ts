/**
 * Time limits as the law counts them. Pure; days are 'YYYY-MM-DD' in Beijing.
 * Rules: 民法典 arts 200–203 (the first day is not counted; a month ends on the corresponding day, or the last one; a
 * last day that is a holiday moves on), and working days as the State Council's yearly notice arranges them (调休).
 */
import type { Period } from '@xinheng/contracts/catalogue.ts';
import { XinhengError } from '../errors/index.ts';

export interface Calendar {
  /** Years whose holiday notice is known. Any other year is an error, never a guess. */
  years: ReadonlySet<number>;
  /** Days that differ from Monday to Friday: true = a working weekend, false = a holiday. */
  exceptions: ReadonlyMap<string, boolean>;
}

const millisecondsOfDay = 86_400_000;

function millisecondsOf(day: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // Date.parse takes 2026-02-30 for March; a day that does not come back is no day.
  if (Number.isNaN(at) || dayOf(at) !== day) throw new XinhengError('bad-request', `“${day}”不是有效的日期。`, { day });
  return at;
}

/** True for a day that exists, written YYYY-MM-DD. */
export function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && dayOf(at) === day;
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** The day so many days later; earlier for a negative number. Weekends and holidays count like any other. */
export function addDays(day: string, n: number): string {
  return dayOf(millisecondsOf(day) + n * millisecondsOfDay);
}

function works(calendar: Calendar, at: number): boolean {
  const date = new Date(at);
  const year = date.getUTCFullYear();
  if (!calendar.years.has(year)) {
    throw new XinhengError('calendar-year-unknown', `尚未录入${year}年的节假日安排，无法计算工作日，请先录入。`, {
      year,
    });
  }
  return calendar.exceptions.get(dayOf(at)) ?? (date.getUTCDay() !== 0 && date.getUTCDay() !== 6);
}

/**
 * Whether people work on that day: Monday to Friday, except holidays, plus the weekends that are worked instead.
 * @throws XinhengError `calendar-year-unknown`, naming the year
 */
export function isWorkingDay(calendar: Calendar, day: string): boolean {
  return works(calendar, millisecondsOf(day));
}

/**
 * The n-th working day strictly after `day` (民法典 201: the first day is not counted); `day` itself for n = 0.
 * @throws XinhengError `calendar-year-unknown` as soon as a day of an unknown year would have to be judged
 */
export function addWorkingDays(calendar: Calendar, day: string, n: number): string {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`a number of working days, not ${n}`);
  let at = millisecondsOf(day);
  for (let left = n; left > 0; ) {
    at += millisecondsOfDay;
    if (works(calendar, at)) left -= 1;
  }
  return dayOf(at);
}

/** The corresponding day `months` later, or the last day of that month where there is none (民法典 202). */
function addMonths(day: string, months: number): string {
  const start = new Date(millisecondsOf(day));
  const month = start.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(start.getUTCFullYear(), month + 1, 0)).getUTCDate();
  return dayOf(Date.UTC(start.getUTCFullYear(), month, Math.min(start.getUTCDate(), lastDay)));
}

/**
 * The last day of a period that begins with `day` (not counted).
 * Display periods end on the computed day. A time limit of 日, 月 or 年 within which somebody must act is `rolled`: when
 * its last day is not a working day it ends on the next one (民法典 203). Working-day periods need no rolling.
 * @throws XinhengError `calendar-year-unknown` when working days of an unknown year are needed
 */
export function addPeriod(
  calendar: Calendar,
  day: string,
  period: Period,
  ending: 'as-computed' | 'rolled' = 'as-computed',
): string {
  if (period.unit === 'WD') return addWorkingDays(calendar, day, period.n);
  const last =
    period.unit === 'D'
      ? dayOf(millisecondsOf(day) + period.n * millisecondsOfDay)
      : addMonths(day, period.unit === 'M' ? period.n : period.n * 12);
  if (ending === 'as-computed' || isWorkingDay(calendar, last)) return last;
  return addWorkingDays(calendar, last, 1);
}

/** Today in Beijing, 'YYYY-MM-DD'; `now` is for tests. */
export function businessToday(now: Date = new Date()): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(now);
}
