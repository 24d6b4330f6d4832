import type { Queryable, Tx } from '../db/index.ts';
import { type DeclaredYear, declaredYears } from './declared.ts';
import type { Calendar } from './working-days.ts';

/**
 * Enters the shipped years that the editable table does not have yet. A year that is there stays as it is, since an
 * office may have corrected it. Returns the years entered.
 */
export async function installCalendar(tx: Tx): Promise<number[]> {
  const entered: number[] = [];
  for (const { year, source, exceptions } of declaredYears()) {
    const added = await tx.client.query(
      'insert into platform.calendar_year (year, source) values ($1, $2) on conflict do nothing',
      [year, source],
    );
    if (added.rowCount === 0) continue;
    await tx.client.query(
      `insert into platform.working_day_exception (day, working, name, source)
       select day, working, name, $4 from unnest($1::date[], $2::boolean[], $3::text[]) as e (day, working, name)
       on conflict do nothing`,
      [
        exceptions.map(({ day }) => day),
        exceptions.map(({ working }) => working),
        exceptions.map(({ name }) => name),
        source,
      ],
    );
    entered.push(year);
  }
  return entered;
}

/** The calendar as the office has it now. */
export async function readCalendar(q: Queryable): Promise<Calendar> {
  const years = await q.query<{ year: number }>('select year from platform.calendar_year');
  const days = await q.query<{ day: string; working: boolean }>(
    "select to_char(day, 'YYYY-MM-DD') as day, working from platform.working_day_exception",
  );
  return {
    years: new Set(years.rows.map(({ year }) => year)),
    exceptions: new Map(days.rows.map(({ day, working }) => [day, working])),
  };
}

/** The years that have been entered, oldest first. */
export async function enteredYears(q: Queryable): Promise<{ year: number; source: string; exceptions: number }[]> {
  const { rows } = await q.query(
    `select y.year, y.source, count(e.day)::int as exceptions
       from platform.calendar_year y
       left join platform.working_day_exception e on extract(year from e.day) = y.year
      group by y.year, y.source order by y.year`,
  );
  return rows;
}

/** The days of a year that differ from Monday to Friday. */
export async function enteredDays(q: Queryable, year: number): Promise<DeclaredYear['exceptions']> {
  const { rows } = await q.query(
    `select to_char(day, 'YYYY-MM-DD') as day, working, name from platform.working_day_exception
      where extract(year from day) = $1 order by day`,
    [year],
  );
  return rows;
}

/** Enters a year, in place of what was entered for it before. */
export async function enterYear(tx: Tx, { year, source, exceptions }: DeclaredYear): Promise<void> {
  await tx.client.query(
    `insert into platform.calendar_year (year, source) values ($1, $2)
     on conflict (year) do update set source = excluded.source`,
    [year, source],
  );
  await tx.client.query('delete from platform.working_day_exception where extract(year from day) = $1', [year]);
  await tx.client.query(
    `insert into platform.working_day_exception (day, working, name, source)
     select day, working, name, $4 from unnest($1::date[], $2::boolean[], $3::text[]) as e (day, working, name)`,
    [
      exceptions.map(({ day }) => day),
      exceptions.map(({ working }) => working),
      exceptions.map(({ name }) => name),
      source,
    ],
  );
}
