/** The years that ship with the program: cities/base/calendar/<year>.yaml. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { citiesFolder, type Declaration, parseDeclaration, readDeclaration } from '../city/index.ts';
import type { Calendar } from './working-days.ts';
import { isDay } from './working-days.ts';

export interface DeclaredYear {
  year: number;
  source: string;
  exceptions: { day: string; working: boolean; name: string }[];
}

interface YearFile {
  year: number;
  source: string;
  holidays: { name: string; days: string[] }[];
  workingDays: { name: string; days: string[] }[];
}

const isWeekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

/**
 * Every declared year, oldest first, with the days that differ from Monday to Friday (a holiday on a Saturday does not).
 * @throws XinhengError `declaration-invalid` for a day of another year, a working "weekend" on a weekday, a day twice
 */
export function declaredYears(): DeclaredYear[] {
  const folder = join(citiesFolder, 'base', 'calendar');
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => readYear(join(folder, name)));
}

const schema = 'base/schema/calendar.schema.json';

function readYear(path: string): DeclaredYear {
  return yearOf(readDeclaration<YearFile>(path, schema));
}

/** A year as an office hands it in, in the form of the shipped files. `shown` is what the messages call the text. */
export function parseYear(shown: string, text: string): DeclaredYear {
  return yearOf(parseDeclaration<YearFile>(shown, text, schema));
}

function yearOf(file: Declaration<YearFile>): DeclaredYear {
  const { year, source, holidays, workingDays } = file.value;
  const seen = new Set<string>();
  const exceptions: DeclaredYear['exceptions'] = [];
  for (const [part, groups, working] of [
    ['holidays', holidays, false],
    ['workingDays', workingDays, true],
  ] as const) {
    for (const [i, { name, days }] of groups.entries()) {
      for (const [j, day] of days.entries()) {
        const at = [part, i, 'days', j];
        if (!isDay(day)) file.refuse(at, `${day} 不是有效的日期`);
        if (!day.startsWith(`${year}-`)) file.refuse(at, `${day} 不在${year}年`);
        if (seen.has(day)) file.refuse(at, `${day} 重复`);
        if (working && !isWeekend(day)) file.refuse(at, `${day} 不是周末，不必列为调休上班`);
        seen.add(day);
        if (isWeekend(day) === working) exceptions.push({ day, working, name });
      }
    }
  }
  return { year, source, exceptions: exceptions.sort((a, b) => (a.day < b.day ? -1 : 1)) };
}

/** The shipped calendar; what an office has entered since is in the database ({@link readCalendar}). */
export function declaredCalendar(): Calendar {
  const years = declaredYears();
  return {
    years: new Set(years.map(({ year }) => year)),
    exceptions: new Map(
      years.flatMap(({ exceptions }) => exceptions.map(({ day, working }) => [day, working] as const)),
    ),
  };
}
