import type { Tx } from '../../../platform/db/index.ts';
import type { Hand } from './dated.ts';

/** A new person's number. */
export async function insertPerson(tx: Tx, { by, byName }: Hand): Promise<string> {
  const { rows } = await tx.client.query<{ id: string }>(
    'insert into organisation.person (version, changed_by, changed_by_name) values (0, $1, $2) returning person_id::text as id',
    [by, byName],
  );
  return rows[0]?.id ?? '';
}

/** A new post's number. */
export async function insertPost(tx: Tx, personId: string, { by, byName }: Hand): Promise<string> {
  const { rows } = await tx.client.query<{ id: string }>(
    `insert into organisation.post (person_id, version, changed_by, changed_by_name) values ($1, 0, $2, $3)
     returning post_id::text as id`,
    [personId, by, byName],
  );
  return rows[0]?.id ?? '';
}

/**
 * Whether somebody else who has not left bears the staff number. Waits for whoever is just giving the same one, so that
 * of two the second is told, not stopped by the index.
 */
export async function staffNumberTaken(tx: Tx, staffNumber: string, except: string | null): Promise<boolean> {
  await tx.client.query(`select pg_advisory_xact_lock(hashtextextended('xinheng staff number ' || $1, 0))`, [
    staffNumber,
  ]);
  const { rows } = await tx.client.query(
    `select from organisation.person_version
      where staff_number = $1 and recorded_until = 'infinity' and valid_until = 'infinity'
        and person_id is distinct from $2::bigint limit 1`,
    [staffNumber, except],
  );
  return rows.length > 0;
}
