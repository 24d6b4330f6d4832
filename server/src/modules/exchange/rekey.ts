/**
 * 赋码回填: a registration brings a USCC together with the old number under which its subject has been known so far.
 * Everything the provisional code owned moves to the real one, in the transaction of the batch.
 */
import type { PoolClient } from 'pg';
import type { StagedTables } from '../../platform/staging/index.ts';

/** @returns how many provisional subjects got their code */
export async function rekeyProvisional(client: PoolClient, tables: StagedTables): Promise<number> {
  const pairs = await client.query<{ old_code: string; new_code: string }>(`
    select distinct s.subject_code as old_code, v.subject_code as new_code
    from ${tables.verdicts} v join ${tables.rows} r using (batch_id, row_number)
    cross join lateral jsonb_to_recordset(r.subject->'identifiers') as i(value text, scheme text)
    join registry.subject s on s.subject_code = 'ZR0' || i.value
    where v.verdict in ('new', 'changed') and i.scheme = 'registration-number' and v.subject_code not like 'ZR0%'
    order by old_code`);
  for (const { old_code: from, new_code: to } of pairs.rows) {
    await client.query('select records.rekey($1, $2)', [from, to]);
    await client.query(
      `with moved as (delete from exchange.repeated_row where subject_code = $1 returning *)
       insert into exchange.repeated_row (subject_code, record_key, batch_id, row_number, known_from)
       select $2, record_key, batch_id, row_number, known_from from moved on conflict do nothing`,
      [from, to],
    );
    await client.query(
      `with gone as (delete from registry.subject where subject_code = $1 returning batch_id, row_number),
            loose as (delete from registry.identifier where subject_code = $1 returning value, scheme, batch_id, row_number)
       insert into registry.identifier (value, scheme, subject_code, batch_id, row_number)
       select value, scheme, $2, batch_id, row_number from loose
       union select $1, 'former-code', $2, batch_id, row_number from gone
       on conflict do nothing`,
      [from, to],
    );
  }
  return pairs.rowCount ?? 0;
}
