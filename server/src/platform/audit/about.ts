import type { Queryable } from '../db/index.ts';

/** What an entry says of one act on an object, as far as the people who work with the object may know it. */
export interface Act {
  at: string;
  action: string;
  actor: string;
  name: string | null;
  department: string | null;
  reason: string | null;
}

/** The acts of these kinds on any of the objects, newest first, at most `limit`. Looks are the auditors' business. */
export async function actsOn(
  q: Queryable,
  of: { objects: readonly string[]; actions: readonly string[]; limit: number },
): Promise<Act[]> {
  const { rows } = await q.query<Act>(
    `select at, action, actor, name, department, reason from platform.audit_entry
      where object = any($1) and action = any($2) order by at desc, entry_id desc limit $3`,
    [of.objects, of.actions, of.limit],
  );
  return rows;
}
