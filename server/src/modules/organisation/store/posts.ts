import type { OrganisationKind } from '../../../platform/city/index.ts';
import type { Queryable, Tx } from '../../../platform/db/index.ts';
import type { Piece } from '../rules/dated.ts';
import { knownPieces } from './dated.ts';
import { type PostFacts, posts } from './kinds.ts';

/** Every post of a person that has been, is or will be, as known now, by number. */
export async function postsOfPerson(q: Queryable, personId: string): Promise<Map<string, Piece<PostFacts>[]>> {
  const { rows } = await q.query<{ key: string }>(
    'select post_id::text as key from organisation.post where person_id = $1 order by post_id',
    [personId],
  );
  return knownPieces(
    q,
    posts,
    rows.map(({ key }) => key),
  );
}

/** Whose post it is; null when there is no such post. */
export async function personOfPost(q: Queryable, postId: string): Promise<string | null> {
  const { rows } = await q.query<{ person: string }>(
    'select person_id::text as person from organisation.post where post_id = $1',
    [postId],
  );
  return rows[0]?.person ?? null;
}

/** Changes of roles wait for each other: whether there is a first administrator yet must not be answered twice. */
export async function lockRoles(tx: Tx): Promise<void> {
  await tx.client.query(`select pg_advisory_xact_lock(hashtextextended('xinheng roles', 0))`);
}

/** Whether anybody holds one of these roles on a day or later. */
export async function anybodyHolds(q: Queryable, roles: readonly string[], day: string): Promise<boolean> {
  const { rows } = await q.query(
    `select from organisation.post_version v
      where v.roles && $1::text[] and v.recorded_until = 'infinity' and v.valid_until > $2 limit 1`,
    [roles, day],
  );
  return rows.length > 0;
}

/** Kind of an organisation, and its first and last days; null when there is none of this code. */
export async function organisationDays(
  q: Queryable,
  code: string,
): Promise<{ kind: OrganisationKind; name: string; from: string; until: string } | null> {
  const { rows } = await q.query(
    `select o.kind, min(v.valid_from) as "from", max(v.valid_until) as until,
            (array_agg(v.name order by v.valid_from desc))[1] as name
       from organisation.organisation o
       join organisation.organisation_version v on v.code = o.code and v.recorded_until = 'infinity'
      where o.code = $1 group by o.code, o.kind`,
    [code],
  );
  return rows[0] ?? null;
}
