/** Calendar days as whole numbers since 1970-01-01, without time zones: the generator never looks at a clock. */

/** Day number of a civil date (proleptic Gregorian calendar). */
export function dayOf(year: number, month: number, day: number): number {
  return Math.round(Date.UTC(year, month - 1, day) / 86_400_000);
}

/** Day number of a `YYYY-MM-DD` text. Throws RangeError for anything else. */
export function parseDay(text: string): number {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) throw new RangeError(`not a day: ${text}`);
  return dayOf(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}

/** Year, month (1–12) and day of a day number. */
export function civil(day: number): { year: number; month: number; day: number } {
  const date = new Date(day * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

const dashed = new Map<number, string>();
const slashed = new Map<number, string>();
const years = new Map<number, number>();

/** `YYYY-MM-DD`. Remembers what it has written: a city has some 40,000 different days and millions of dates. */
export function dashDate(day: number): string {
  let text = dashed.get(day);
  if (text === undefined) {
    const { year, month, day: date } = civil(day);
    text = `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
    dashed.set(day, text);
  }
  return text;
}

/** `YYYY/MM/DD`, the form of the 双公示 exchange tables. */
export function slashDate(day: number): string {
  let text = slashed.get(day);
  if (text === undefined) {
    text = dashDate(day).replaceAll('-', '/');
    slashed.set(day, text);
  }
  return text;
}

/** Year of a day number. */
export function yearOf(day: number): number {
  let year = years.get(day);
  if (year === undefined) {
    year = civil(day).year;
    years.set(day, year);
  }
  return year;
}

/** The same day, or the Friday before when it falls on a weekend: offices decide on weekdays. */
export function weekday(day: number): number {
  // 1970-01-01 was a Thursday: (day + 4) % 7 is 0 on Sundays and 6 on Saturdays.
  const position = (((day + 4) % 7) + 7) % 7;
  return position === 0 ? day - 2 : position === 6 ? day - 1 : day;
}
