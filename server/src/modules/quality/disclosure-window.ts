/** From which day to which the public may see a record: computed from the catalogue and the law edition, never supplied. */
import type { CatalogueItem, DisclosureWindow, Period, Severity } from '@xinheng/contracts/catalogue.ts';
import { daysInMonth } from '@xinheng/contracts/codes/calendar-day.ts';
import type { FieldValue } from './row.ts';

/** `never`, or first and last day, both inclusive. An unlimited display ends on 9999-12-31. */
export type Window = { shownFrom: string; shownUntil: string } | 'never';

/** Last day of a display without limit. */
export const unlimitedDay = '9999-12-31';

function iso(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`;
}

/**
 * The day on which a period that starts on `day` ('YYYY-MM-DD') ends, inclusive. Months and years end on the
 * corresponding day, or the month's last where it has none (民法典 art. 202); days count from the day after (art. 201).
 * Display periods are not rolled to a working day.
 * @throws RangeError for working days: no display period is measured in them
 */
export function endOfPeriod(day: string, period: Period): string {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7));
  const dayOfMonth = Number(day.slice(8, 10));
  if (period.unit === 'WD') throw new RangeError('a display period is not measured in working days');
  if (period.unit === 'D') {
    const moment = new Date(Date.UTC(year, month - 1, dayOfMonth + period.n));
    return iso(moment.getUTCFullYear(), moment.getUTCMonth() + 1, moment.getUTCDate());
  }
  const months = year * 12 + month - 1 + (period.unit === 'Y' ? 12 * period.n : period.n);
  const endYear = Math.floor(months / 12);
  const endMonth = (months % 12) + 1;
  return iso(endYear, endMonth, Math.min(dayOfMonth, daysInMonth(endYear, endMonth)));
}

/** The law edition for a record that occurred on a day: the newest already in force, else the oldest. */
function editionFor(newestFirst: DisclosureWindow[], day: string | null): DisclosureWindow {
  const oldest = newestFirst[newestFirst.length - 1] as DisclosureWindow;
  if (day === null || newestFirst.length === 1) return oldest;
  for (const window of newestFirst) if (window.effectiveFrom <= day) return window;
  return oldest;
}

function dayOf(values: Record<string, FieldValue>, field: string | undefined): string | null {
  const value = field === undefined ? null : values[field];
  return typeof value === 'string' ? value : null;
}

/** Ends of one period by its first day: a department decides on the same few thousand days. */
const ends = new WeakMap<Period, Map<string, string>>();
function rememberedEnd(day: string, period: Period): string {
  let known = ends.get(period);
  if (known === undefined) {
    known = new Map();
    ends.set(period, known);
  }
  let end = known.get(day);
  if (end === undefined) {
    end = endOfPeriod(day, period);
    if (known.size > 50_000) known.clear();
    known.set(day, end);
  }
  return end;
}

/**
 * The display window of a record (data.md §5.9): the longest period of its severity in the law edition of the day it
 * occurred; not before a running restriction ends; cut short by the days that end it (移出日期 …). `never` for items that
 * are not public, classes that are not shown, and records without the day from which to count.
 */
export function computeWindow(
  item: CatalogueItem,
  values: Record<string, FieldValue>,
  severity: Severity | null,
): Window {
  return compileWindow(item)(values, severity);
}

/** The same for many records of one item. @throws RangeError if a display period is given in working days */
export function compileWindow(
  item: CatalogueItem,
): (values: Record<string, FieldValue>, severity: Severity | null) => Window {
  if (item.disclosure !== 'public' || item.windows.length === 0) return () => 'never';
  for (const { longest } of item.windows) {
    for (const period of Object.values(longest ?? {}))
      if (typeof period === 'object') endOfPeriod('2000-01-01', period);
  }
  const newestFirst = item.windows.toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : -1));
  return (values, severity) => {
    const occurredOn = dayOf(values, item.occurredOn);
    return windowIn(editionFor(newestFirst, occurredOn), item, occurredOn, values, severity);
  };
}

function windowIn(
  window: DisclosureWindow,
  item: CatalogueItem,
  occurredOn: string | null,
  values: Record<string, FieldValue>,
  severity: Severity | null,
): Window {
  const { longest } = window;
  const period =
    longest === undefined ? 'unlimited' : ((severity === null ? undefined : longest[severity]) ?? longest.all);
  if (period === undefined || period === 'not-shown') return 'never';
  let shownFrom = dayOf(values, window.from ?? item.occurredOn) ?? occurredOn;
  let shownUntil = unlimitedDay;
  if (period === 'unlimited') {
    // What is shown for ever needs no day to count from: it may be shown since the rule has been in force.
    shownFrom ??= window.effectiveFrom;
  } else {
    if (shownFrom === null) return 'never';
    shownUntil = rememberedEnd(shownFrom, period);
  }
  const running = dayOf(values, window.notEndsBefore);
  if (running !== null && running > shownUntil) shownUntil = running;
  // A removal ends everything, a running restriction included: it says that the restriction has been lifted.
  for (const field of window.endsOn ?? []) {
    const end = dayOf(values, field);
    if (end !== null && end < shownUntil) shownUntil = end;
  }
  return shownUntil < shownFrom ? 'never' : { shownFrom, shownUntil };
}
