/** The posts of a day, and what stands above an organisation or a region. */
import { type Viewer, within } from '../../../platform/access/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';
import { holds } from './clocks.ts';
import { binder } from './reach.ts';

/** An organisation and all above it, as it stands or last stood on the day. */
export async function unitsAbove(q: Queryable, code: string, day: string): Promise<string[]> {
  const { rows } = await q.query<{ code: string }>(
    `with recursive standing as materialized (
       select distinct on (code) code, parent from organisation.organisation_version
        where recorded_until = 'infinity' and valid_from <= $2 order by code, valid_from desc
     ), above as (
       select code, parent from standing where code = $1
       union select s.code, s.parent from standing s join above a on s.code = a.parent
     )
     select code from above`,
    [code, day],
  );
  return rows.map(({ code: above }) => above);
}

/** A region, all above it, and what it has become, on the day: whoever works in one of them works in it. */
export async function regionsAbove(q: Queryable, code: string, day: string): Promise<string[]> {
  const { rows } = await q.query<{ code: string }>(
    `with recursive ground as materialized (
       select distinct on (code) code, parent, becomes from organisation.region_version
        where recorded_until = 'infinity' and valid_from <= $2 order by code, valid_from desc
     ), above (code) as (
       select $1::text collate "C"
       union
       select next.code from above a join ground g on g.code = a.code
        cross join lateral (select g.parent as code where g.parent is not null
                            union all select unnest(g.becomes)) next
     )
     select code from above`,
    [code, day],
  );
  return rows.map(({ code: above }) => above);
}

export interface StandingPost {
  personId: string;
  personName: string;
  postId: string;
  title: string;
  organisation: string;
  organisationName: string;
  region: string;
  regionName: string;
  roles: string[];
}

/**
 * Posts of the day with one of these roles, within the viewer's reach of `roles.read`, by organisation and number.
 * @throws XinhengError unauthorised, forbidden
 */
export async function postsWithRoles(
  q: Queryable,
  viewer: Viewer,
  roles: readonly string[],
  day: string,
): Promise<StandingPost[]> {
  const { values, bind } = binder();
  const clocks = { on: day, knownAt: null };
  const reach = within(viewer, 'roles.read', { department: 'v.organisation', region: 'o.region' }, bind);
  const { rows } = await q.query<StandingPost>(
    `select v.person_id::text as "personId", p.name as "personName", v.post_id::text as "postId", v.title,
            v.organisation, o.name as "organisationName", o.region, coalesce(r.name, o.region) as "regionName", v.roles
       from organisation.post_version v
       join organisation.person_version p on p.person_id = v.person_id and ${holds('p', clocks, bind)}
       join organisation.organisation_version o on o.code = v.organisation and ${holds('o', clocks, bind)}
       left join organisation.region_version r on r.code = o.region and ${holds('r', clocks, bind)}
      where ${holds('v', clocks, bind)} and v.roles && ${bind(roles)}::text[] and ${reach}
      order by v.organisation, v.post_id`,
    values,
  );
  return rows;
}
