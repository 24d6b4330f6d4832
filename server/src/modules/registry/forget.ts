/** Takes subjects' cards away, so that they can be made anew from their records or are gone with them. */
import type { PoolClient } from 'pg';

/**
 * Deletes the cards of the subjects in the table `subjects` (subject_code, gone). What is gone loses its numbers and
 * names too; what is made anew keeps its former codes, which no record says again.
 */
export async function forgetCards(client: PoolClient, subjects: string): Promise<void> {
  await client.query(`delete from registry.subject s using ${subjects} f where s.subject_code = f.subject_code`);
  await client.query(
    `delete from registry.identifier i using ${subjects} f where i.subject_code = f.subject_code
       and (f.gone or i.scheme <> 'former-code')`,
  );
}
