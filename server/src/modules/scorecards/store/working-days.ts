/** 工作日表: the calendar as a table, so that time limits of a million rows are counted by joins. */
import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { addDays, type Calendar, isWorkingDay } from '../../../platform/calendar/index.ts';

/** One day of the table. */
export interface WorkingDay {
  day: string;
  working: boolean;
  ordinal: number;
  nextWorking: string | null;
}

/** Every day of the known years in order; years between the first and the last that nobody has entered end it. Pure. */
export function workingDaysOf(calendar: Calendar): WorkingDay[] {
  const [first] = [...calendar.years].sort((a, b) => a - b);
  if (first === undefined) return [];
  const days: WorkingDay[] = [];
  let ordinal = 0;
  for (let day = `${first}-01-01`; calendar.years.has(Number(day.slice(0, 4))); day = addDays(day, 1)) {
    const working = isWorkingDay(calendar, day);
    if (working) ordinal += 1;
    days.push({ day, working, ordinal, nextWorking: null });
  }
  let next: string | null = null;
  for (const one of days.toReversed()) {
    if (one.working) next = one.day;
    one.nextWorking = next;
  }
  return days;
}

/** A fingerprint of the calendar: another one calls for another table. */
export function calendarDigest(calendar: Calendar): string {
  const told = [[...calendar.years].sort(), [...calendar.exceptions].sort(([a], [b]) => (a < b ? -1 : 1))];
  return createHash('sha256').update(JSON.stringify(told)).digest('hex');
}

/** Writes the table anew. */
export async function writeWorkingDays(client: PoolClient, calendar: Calendar): Promise<void> {
  const days = workingDaysOf(calendar);
  await client.query('delete from scorecards.working_day');
  await client.query(
    `insert into scorecards.working_day (day, working, ordinal, next_working)
     select * from unnest($1::date[], $2::boolean[], $3::integer[], $4::date[])`,
    [
      days.map(({ day }) => day),
      days.map(({ working }) => working),
      days.map(({ ordinal }) => ordinal),
      days.map(({ nextWorking }) => nextWorking),
    ],
  );
}
