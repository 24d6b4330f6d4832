/** Whose people a viewer reaches: in SQL for reads, as places for changes. */
import { type PermissionName, type Viewer, within } from '../../../platform/access/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';

type Bind = (value: unknown) => string;

/** Collects a statement's values. */
export function binder(): { values: unknown[]; bind: Bind } {
  const values: unknown[] = [];
  return { values, bind: (value) => `$${values.push(value)}` };
}

/** Region of an organisation as it stands or last stood. */
export const regionOf = (organisation: string): string =>
  `(select ov.region from organisation.organisation_version ov where ov.code = ${organisation}
     and ov.recorded_until = 'infinity' order by ov.valid_from desc limit 1)`;

/**
 * A condition that is true for people of whom some post is within the viewer's reach: one that they hold or will hold,
 * or, when there is none, one that they held.
 * @param person SQL expression of the person's number
 * @throws XinhengError `unauthorised` or `forbidden` when the permission is not held
 */
export function somePostWithin(
  viewer: Viewer,
  permission: PermissionName,
  { person, today }: { person: string; today: string },
  bind: Bind,
): string {
  const reached = within(
    viewer,
    permission,
    { department: 'v.organisation', region: regionOf('v.organisation') },
    bind,
  );
  if (reached === 'true') return 'true';
  const posts = `select from organisation.post_version v where v.person_id = ${person} and v.recorded_until = 'infinity'`;
  const living = `${posts} and v.valid_until > ${bind(today)}::date`;
  return `(exists (${living} and (${reached})) or (not exists (${living}) and exists (${posts} and (${reached}))))`;
}

/** Where a person has posts now or later, or last had them; null when there is no such person. */
export async function personPlaces(
  q: Queryable,
  personId: string,
  today: string,
): Promise<{ department: string; region: string; name: string }[] | null> {
  const { rows } = await q.query(
    `with post as (
       select v.organisation, v.valid_until > $2 as living from organisation.post_version v
        where v.person_id = $1 and v.recorded_until = 'infinity'
     )
     select distinct on (p.organisation) p.organisation as department, o.region, o.name
       from organisation.person t
       left join post p on p.living or not exists (select from post where living)
       left join organisation.organisation_version o on o.code = p.organisation and o.recorded_until = 'infinity'
      where t.person_id = $1
      order by p.organisation, o.valid_from desc`,
    [personId, today],
  );
  if (rows.length === 0) return null;
  return rows.filter(({ department }) => department !== null);
}
