/** What a post makes of its person today: asked at every request of a signed-in officer. */
import type { Officer, PermissionName } from '../../../platform/access/index.ts';
import { businessToday } from '../../../platform/calendar/index.ts';
import type { Role } from '../../../platform/city/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';
import { grantsOf } from '../rules/grants.ts';

/** What organisation knows of an officer. */
export type OfficerFacts = Pick<
  Officer,
  'personId' | 'name' | 'postId' | 'roles' | 'department' | 'region' | 'units' | 'regions' | 'regionUnits'
> & { grants: ReadonlyMap<PermissionName, NonNullable<ReturnType<Officer['grants']['get']>>> };

/** What must hold on the day $1 and be known now. */
const holds = (alias: string) =>
  `${alias}.recorded_until = 'infinity' and ${alias}.valid_from <= $1 and ${alias}.valid_until > $1`;

/**
 * An ended organisation stays below the one it was last below, and an abolished region belongs to those it became: what
 * they left behind must be within somebody's reach.
 */
const officerStatement = `
  with recursive place as (
    select p.name, v.roles, o.code, o.region
      from organisation.post_version v
      join organisation.person_version p on p.person_id = v.person_id and ${holds('p')}
      join organisation.organisation_version o on o.code = v.organisation and ${holds('o')}
     where v.post_id = $2 and v.person_id = $3 and ${holds('v')}
  ), standing as materialized (
    select distinct on (code) code, parent, region from organisation.organisation_version
     where recorded_until = 'infinity' and valid_from <= $1 order by code, valid_from desc
  ), ground as materialized (
    select distinct on (code) code, parent, becomes from organisation.region_version
     where recorded_until = 'infinity' and valid_from <= $1 order by code, valid_from desc
  ), unit as (
    select code from place union select s.code from standing s join unit u on s.parent = u.code
  ), area as (
    select region as code from place
    union select g.code from ground g join area a on g.parent = a.code or a.code = any (g.becomes)
  )
  select name, roles, code as department, region, array(select code from unit order by code) as units,
         array(select code from area order by code) as regions,
         array(select s.code from standing s where s.region in (select code from area) order by s.code) as "regionUnits"
    from place`;

/**
 * The officer that a person is in a post on a day (today when absent), in one statement. Null when the post does not hold
 * then, is another person's, the person has left or the organisation has ended. A role that the city does not declare
 * grants nothing.
 */
export async function officerFacts(
  q: Queryable,
  roles: readonly Role[],
  { personId, postId, today = businessToday() }: { personId: string; postId: string; today?: string },
): Promise<OfficerFacts | null> {
  if (!isNumber(personId) || !isNumber(postId)) return null;
  const { rows } = await q.query({ name: 'officer facts', text: officerStatement, values: [today, postId, personId] });
  const [row] = rows;
  if (row === undefined) return null;
  return { personId, postId, ...row, grants: grantsOf(roles, row.roles) };
}

/** A post that holds on the day asked for. */
export interface HeldPost {
  postId: string;
  title: string;
  organisation: string;
  organisationName: string;
  /** What kind of organisation: department, bank…. */
  kind: string;
  region: string;
  regionName: string;
  roles: string[];
}

/** The posts of a person that hold on a day (today when absent), oldest first; none when he has left. */
export async function postsOf(q: Queryable, personId: string, today: string = businessToday()): Promise<HeldPost[]> {
  if (!isNumber(personId)) return [];
  const { rows } = await q.query<HeldPost>({
    name: 'posts of a person',
    text: `select v.post_id::text as "postId", v.title, o.code as organisation, o.name as "organisationName", i.kind,
                  o.region, coalesce(r.name, o.region) as "regionName", v.roles
             from organisation.post_version v
             join organisation.person_version p on p.person_id = v.person_id and ${holds('p')}
             join organisation.organisation_version o on o.code = v.organisation and ${holds('o')}
             join organisation.organisation i on i.code = o.code
             left join lateral (select name from organisation.region_version r
                                 where r.code = o.region and r.recorded_until = 'infinity' and r.valid_from <= $1
                                 order by r.valid_from desc limit 1) r on true
            where v.person_id = $2 and ${holds('v')}
            order by v.post_id`,
    values: [today, personId],
  });
  return rows;
}

/** A person as known now; the day decides which facts, and whether he has left. */
export interface Person {
  personId: string;
  name: string;
  phone: string | null;
  email: string | null;
  staffNumber: string | null;
  /** The first day no more; null while nobody has said that he leaves. */
  leftOn: string | null;
}

/** The person with this number, with the facts of the day (or the last ones, when he has left); null when there is none. */
export async function personOf(
  q: Queryable,
  personId: string,
  today: string = businessToday(),
): Promise<Person | null> {
  if (!isNumber(personId)) return null;
  const { rows } = await q.query<Person>(
    `select person_id::text as "personId", name, phone, email, staff_number as "staffNumber",
            nullif(max(valid_until) over (), 'infinity') as "leftOn"
       from organisation.person_version
      where person_id = $2 and recorded_until = 'infinity'
      order by valid_from <= $1 desc, case when valid_from <= $1 then valid_from end desc, valid_from
      limit 1`,
    [today, personId],
  );
  return rows[0] ?? null;
}

/** Keys of people, posts and duties are numbers; anything else is nobody's, and no error of the database. */
export function isNumber(key: string): boolean {
  return /^[1-9]\d{0,17}$/.test(key);
}
