/** People and posts as officers see them. */

import type { Viewer } from '../../../platform/access/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';
import { type Clocks, known, nearest } from './clocks.ts';
import { type Stamp, stampColumns } from './dated.ts';
import { isNumber } from './officer.ts';
import { binder, regionOf, somePostWithin } from './reach.ts';

/** A person's facts of the day, or the nearest ones. */
export interface PersonView {
  personId: string;
  name: string;
  phone: string | null;
  email: string | null;
  staffNumber: string | null;
  leftOn: string;
  stamp: Stamp;
}

/** One person within the viewer's reach; null when there is none. @throws XinhengError unauthorised, forbidden */
export async function personOn(
  q: Queryable,
  viewer: Viewer,
  personId: string,
  { clocks, today }: { clocks: Clocks; today: string },
): Promise<PersonView | null> {
  const { values, bind } = binder();
  const reach = somePostWithin(viewer, 'people.read', { person: 't.person_id', today }, bind);
  if (!isNumber(personId)) return null;
  const facts = 'n.name, n.phone, n.email, n.staff_number';
  const { rows } = await q.query(
    `select t.person_id::text as "personId", p.name, p.phone, p.email, p.staff_number as "staffNumber",
            (select max(v.valid_until) from organisation.person_version v
              where v.person_id = t.person_id and ${known('v', clocks, bind)}) as "leftOn", ${stampColumns}
       from organisation.person t
       join lateral ${nearest('person', 'person_id = t.person_id', facts, clocks, bind)} p on true
      where t.person_id = ${bind(personId)} and ${reach}`,
    values,
  );
  if (rows.length === 0) return null;
  const { version, changedAt, changedBy, changedByName, ...person } = rows[0];
  return { ...person, stamp: { version, changedAt, changedBy, changedByName } };
}

/** A span of a post. */
export interface PostSpan {
  postId: string;
  personId: string;
  personName: string;
  title: string;
  organisation: string;
  organisationName: string;
  region: string;
  roles: string[];
  from: string;
  until: string;
}

export interface WhichPosts {
  postId?: string;
  personId?: string;
  /** Posts that stand in this organisation on some day. */
  organisation?: string;
}

/** The spans of posts as known at the moment, by post and day. */
export async function postSpans(
  q: Queryable,
  { postId, personId, organisation }: WhichPosts,
  clocks: Clocks,
): Promise<PostSpan[]> {
  if ((postId !== undefined && !isNumber(postId)) || (personId !== undefined && !isNumber(personId))) return [];
  const { values, bind } = binder();
  const which = [
    postId === undefined ? [] : [`v.post_id = ${bind(postId)}`],
    personId === undefined ? [] : [`v.person_id = ${bind(personId)}`],
    organisation === undefined ? [] : [`v.organisation = ${bind(organisation)}`],
  ].flat();
  const { rows } = await q.query<PostSpan>(
    `select v.post_id::text as "postId", v.person_id::text as "personId", p.name as "personName", v.title,
            v.organisation, o.name as "organisationName", ${regionOf('v.organisation')} as region, v.roles,
            v.valid_from as "from", v.valid_until as until
       from organisation.post_version v
       join lateral ${nearest('person', 'person_id = v.person_id', 'n.name', clocks, bind)} p on true
       join lateral ${nearest('organisation', 'code = v.organisation', 'n.name', clocks, bind)} o on true
      where ${known('v', clocks, bind)} and ${which.join(' and ')}
      order by v.post_id, v.valid_from`,
    values,
  );
  return rows;
}

/** Version and last hand of a post, and whether it is within the viewer's reach; null when there is none or it is not. */
export async function postStamp(q: Queryable, viewer: Viewer, postId: string, today: string): Promise<Stamp | null> {
  const { values, bind } = binder();
  const reach = somePostWithin(viewer, 'people.read', { person: 't.person_id', today }, bind);
  if (!isNumber(postId)) return null;
  const { rows } = await q.query<Stamp>(
    `select ${stampColumns} from organisation.post t where t.post_id = ${bind(postId)} and ${reach}`,
    values,
  );
  return rows[0] ?? null;
}
