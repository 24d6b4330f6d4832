/** Which records a viewer may see on which clocks, as a condition of SQL. */
import { reachOf, type Viewer, within } from '../../platform/access/index.ts';
import { businessToday } from '../../platform/calendar/index.ts';

export interface Clocks {
  /** YYYY-MM-DD. */
  asOf?: string | undefined;
  /** ISO timestamp. */
  knownAt?: string | undefined;
}

/** Conditions for what the viewer's permissions reach, whatever its window: none for the public. `region`: the subject's. */
export function reached(viewer: Viewer, region: string | null | undefined, bind: (value: unknown) => string): string[] {
  if (viewer.kind === 'public') return [];
  const conditions: string[] = [];
  const take = (permission: string, levels: string) => {
    const reach = reachOf(viewer, permission);
    if (reach === null) return;
    // Bound only where it is asked for: PostgreSQL refuses a value that no condition uses.
    const belonging = {
      department: 'department',
      ...(reach === 'region' && region !== undefined && { region: `${bind(region)}::text` }),
    };
    conditions.push(`${levels} and ${within(viewer, permission, belonging, bind)}`);
  };
  take('records.read-authorised', 'true');
  take('records.read', `disclosure in ('public', 'shared')`);
  // What a department has supplied, those who may amend it must be able to read.
  take('records.amend', `disclosure in ('public', 'shared')`);
  if (viewer.kind === 'client' && reachOf(viewer, 'subjects.read') !== null)
    conditions.push(`disclosure in ('public', 'shared')`);
  return conditions;
}

/**
 * What a viewer may see on the clocks asked for; parameters from $1 on, more may follow. What no permission reaches is
 * seen as the public sees it, for whom repair and expiry are final: a record is shown only inside its window on the day
 * asked about and today, and one that was known earlier only while its present version may still be shown.
 */
export function visible(
  viewer: Viewer,
  clocks: Clocks,
  region: string | null | undefined,
): { sql: string; values: unknown[] } {
  const today = presentDay();
  const asOf = clocks.asOf ?? today;
  const [first, last] = asOf < today ? [asOf, today] : [today, asOf];
  const values: unknown[] = [asOf, first, last];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const known = clocks.knownAt === undefined ? 'now()' : `${bind(clocks.knownAt)}::timestamptz`;
  const window = (table: string) =>
    `${table}disclosure = 'public' and ${table}state = 'valid' and ${table}shown_from <= $2 and ${table}shown_until >= $3`;
  const open =
    clocks.knownAt === undefined
      ? window('')
      : `${window('')} and exists (select from records.record present
        where present.subject_code = record.subject_code and present.record_key = record.record_key
          and present.recorded_until = 'infinity' and ${window('present.')})`;
  const seen = [open, ...reached(viewer, region, bind)].map((condition) => `(${condition})`).join(' or ');
  return {
    sql: `(occurred_on is null or occurred_on <= $1) and recorded_from <= ${known} and recorded_until > ${known} and (${seen})`,
    values,
  };
}

// China has had one offset and no summer time since 1991, so the business day changes when this number does.
const dayMs = 86_400_000;
const offsetMs = 8 * 3_600_000;
let remembered = { number: Number.NaN, day: '' };

/** The business day today. Asked for with every read, so the formatting is done once a day. */
function presentDay(): string {
  const now = Date.now();
  const number = Math.floor((now + offsetMs) / dayMs);
  if (remembered.number !== number) remembered = { number, day: businessToday(new Date(now)) };
  return remembered.day;
}
