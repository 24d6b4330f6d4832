import pg from 'pg';

const oid = { int8: 20, date: 1082, timestamp: 1114, timestamptz: 1184 } as const;

/**
 * `2026-11-23 20:54:00.123456+08` → `2026-11-23T20:54:00.123456+08:00`. Microseconds stay: a `Date` would cut them
 * off, and "as known at this moment" must give back the moment that was stored. `infinity` stays as it is.
 */
export function isoTimestamp(text: string): string {
  const iso = text.replace(' ', 'T');
  return /[+-]\d\d$/.test(iso) ? `${iso}:00` : iso;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} does not fit a JavaScript number`);
  return value;
}

const identity = (text: string) => text;

const ours = new Map<number, (text: string) => unknown>([
  [oid.int8, wholeNumber],
  [oid.date, identity],
  [oid.timestamp, (text) => text.replace(' ', 'T')],
  [oid.timestamptz, isoTimestamp],
]);

/**
 * How values of PostgreSQL arrive in TypeScript: `date` as 'YYYY-MM-DD', `timestamptz` as ISO 8601 with microseconds
 * and offset, `int8` as a number (an error beyond 2^53), `numeric` as text, `json`/`jsonb` parsed, the rest as pg does.
 */
export const valueParsers = {
  getTypeParser(type: number, format?: 'text' | 'binary') {
    const parser = format === 'binary' ? undefined : ours.get(type);
    return parser ?? pg.types.getTypeParser(type, format);
  },
} as pg.CustomTypesConfig;
