import { businessToday } from '../../../platform/calendar/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';

/** The organisation's name of today; null when there is none, or it has ended. */
export async function organisationName(q: Queryable, code: string): Promise<string | null> {
  const { rows } = await q.query<{ name: string }>(
    `select name from organisation.organisation_version
      where code = $1 and recorded_until = 'infinity' and valid_from <= $2 and valid_until > $2`,
    [code, businessToday()],
  );
  return rows[0]?.name ?? null;
}

/** Whether the person holds one of these roles on any day, past or future, as ever recorded. */
export async function hasEverHeld(q: Queryable, personId: string, roles: readonly string[]): Promise<boolean> {
  const { rows } = await q.query(
    'select from organisation.post_version where person_id = $1 and roles && $2::text[] limit 1',
    [personId, roles],
  );
  return rows.length > 0;
}
