import type { OrganisationKind } from '../../../platform/city/index.ts';
import type { Queryable, Tx } from '../../../platform/db/index.ts';
import type { Piece } from '../rules/dated.ts';
import { type Hand, knownPieces } from './dated.ts';
import { type OrganisationFacts, organisations } from './kinds.ts';

/** Changes of the tree wait for each other: two moves at once could make a circle that neither of them sees. */
export async function lockTree(tx: Tx): Promise<void> {
  await tx.client.query(`select pg_advisory_xact_lock(hashtextextended('xinheng organisation install', 0))`);
}

/** Adds an organisation without facts. False when the code is taken. */
export async function insertOrganisation(
  tx: Tx,
  { code, kind }: { code: string; kind: OrganisationKind },
  { by, byName }: Hand,
): Promise<boolean> {
  const { rowCount } = await tx.client.query(
    `insert into organisation.organisation (code, kind, origin, version, changed_by, changed_by_name)
     values ($1, $2, 'administrator', 0, $3, $4) on conflict (code) do nothing`,
    [code, kind, by, byName],
  );
  return rowCount === 1;
}

/** From now on an administrator's: declarations leave it alone. */
export async function takeOver(tx: Tx, table: 'organisation' | 'duty', key: string): Promise<void> {
  await tx.client.query(
    table === 'organisation'
      ? `update organisation.organisation set origin = 'administrator' where code = $1 and origin <> 'administrator'`
      : `update organisation.duty set origin = 'administrator' where duty_id = $1 and origin <> 'administrator'`,
    [key],
  );
}

/** Everything as known now that stands above or directly below an organisation on some day, itself included. */
export async function kinOf(q: Queryable, codes: readonly string[]): Promise<Map<string, Piece<OrganisationFacts>[]>> {
  const { rows } = await q.query<{ code: string }>(
    `with recursive above as (
       select unnest($1::text[]) collate "C" as code
       union
       select v.parent from organisation.organisation_version v join above a on a.code = v.code
        where v.recorded_until = 'infinity' and v.parent is not null
     )
     select code from above
     union
     select code from organisation.organisation_version where parent = any ($1::text[]) and recorded_until = 'infinity'`,
    [codes],
  );
  return knownPieces(
    q,
    organisations,
    rows.map(({ code }) => code),
  );
}

/** The code of another organisation that bears a name on one of the days; null when none does. */
export async function bearerOfName(
  q: Queryable,
  { name, except, from, until }: { name: string; except: string; from: string; until: string },
): Promise<string | null> {
  const { rows } = await q.query<{ code: string }>(
    `select code from organisation.organisation_version
      where name = $1 and code <> $2 and recorded_until = 'infinity' and valid_from < $4 and valid_until > $3 limit 1`,
    [name, except, from, until],
  );
  return rows[0]?.code ?? null;
}

/** Whose an organisation is: itself, and the region it serves (the last one, when it has ended); null when there is none. */
export async function placeOf(q: Queryable, code: string): Promise<{ department: string; region: string } | null> {
  const { rows } = await q.query<{ department: string; region: string }>(
    `select code as department, region from organisation.organisation_version
      where code = $1 and recorded_until = 'infinity'
      order by valid_from <= (now() at time zone 'Asia/Shanghai')::date desc, valid_from desc limit 1`,
    [code],
  );
  return rows[0] ?? null;
}

/** Posts and duties that an organisation has on a day or later, by number. */
export async function heldBy(
  q: Queryable,
  code: string,
  day: string,
): Promise<{ posts: { postId: string; personId: string }[]; duties: string[] }> {
  const posts = await q.query<{ postId: string; personId: string }>(
    `select distinct post_id::text as "postId", person_id::text as "personId" from organisation.post_version
      where organisation = $1 and recorded_until = 'infinity' and valid_until > $2 order by "personId", "postId"`,
    [code, day],
  );
  const duties = await q.query<{ key: string }>(
    `select distinct duty_id::text as key from organisation.duty_version join organisation.duty using (duty_id)
      where organisation = $1 and recorded_until = 'infinity' and valid_until > $2 order by key`,
    [code, day],
  );
  return { posts: posts.rows, duties: duties.rows.map(({ key }) => key) };
}
