/**
 * Finds whose row it is, for a whole batch at once. Order of evidence (data.md §1.7): USCC → old number → organisation
 * code inside the USCC → exact folded name within the city. Never by similarity; a negative record never by name alone.
 */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { PoolClient } from 'pg';
import type { StagedTables } from '../../platform/staging/index.ts';

/**
 * Fills the verdict table's subject_code and matched_by, or a reason why nobody was found:
 * subject-unknown, subject-ambiguous, code-unknown (valid code, not in the register), name-only-negative,
 * code-missing (a registration without any number).
 */
export async function matchStaged(client: PoolClient, tables: StagedTables, item: CatalogueItem): Promise<void> {
  if (item.subject.role === 'registers') {
    await matchRegistrations(client, tables);
  } else {
    await matchByCode(client, tables);
    await matchByNumbers(client, tables);
    await matchByName(client, tables, item.polarity === 'negative');
  }
  await client.query(`analyze ${tables.verdicts}`);
}

const verdictFields = 'batch_id, row_number, record_key, content_hash, precedence, filled, outcome';
const rowFields = verdictFields.replaceAll(/(\w+)/g, 'r.$1');

/** A registration is its own evidence: its code is the subject; an old number leads to the subject that holds it. */
async function matchRegistrations(client: PoolClient, tables: StagedTables): Promise<void> {
  await client.query(`
    insert into ${tables.verdicts} (${verdictFields}, subject_code, matched_by, reason)
    select ${rowFields},
           coalesce(r.code, i.subject_code, 'ZR0' || r.registration_number),
           case when r.code is not null then 'code'
                when r.registration_number is not null then 'registration-number' end,
           case when r.code is null and r.registration_number is null then 'code-missing' end
    from ${tables.rows} r
    left join lateral (
      select min(subject_code) as subject_code from registry.identifier
      where r.code is null and value = r.registration_number and scheme = 'registration-number'
      having count(*) = 1
    ) i on r.code is null`);
}

async function matchByCode(client: PoolClient, tables: StagedTables): Promise<void> {
  await client.query(`
    insert into ${tables.verdicts} (${verdictFields}, subject_code, matched_by)
    select ${rowFields}, s.subject_code, case when s.subject_code is not null then 'code' end
    from ${tables.rows} r left join registry.subject s on s.subject_code = r.code`);
}

/** Old registration numbers, former codes, and organisation codes (own column, tax number, positions 9–17). */
async function matchByNumbers(client: PoolClient, tables: StagedTables): Promise<void> {
  await client.query(`
    with unmatched as (
      select r.batch_id, r.row_number, r.code, r.registration_number, r.name_folded,
             coalesce(r.organisation_code, substr(r.tax_number, 7, 9)) as organisation_code,
             -- Fifteen digits may pass the checks of both schemes; as a tax number they then need the name to agree.
             r.organisation_code is null and r.registration_number is not null as doubtful
      from ${tables.verdicts} v join ${tables.rows} r using (batch_id, row_number)
      where v.subject_code is null and (r.code is not null or r.registration_number is not null
            or r.organisation_code is not null or r.tax_number is not null)
    ), found as (
      select u.batch_id, u.row_number, i.subject_code, 1 as step, i.scheme from unmatched u
      join registry.identifier i on (i.value = u.registration_number and i.scheme = 'registration-number')
        or (i.value = u.code and i.scheme = 'former-code')
      union
      -- A row with a valid code that nobody has is somebody else: its organisation code is not looked at.
      select u.batch_id, u.row_number, s.subject_code, 2, 'organisation-code' from unmatched u
      join registry.subject s on substr(s.subject_code, 9, 9) = u.organisation_code and u.code is null
        and (not u.doubtful or s.name_folded = u.name_folded)
      union
      select u.batch_id, u.row_number, i.subject_code, 2, 'organisation-code' from unmatched u
      join registry.identifier i on i.value = u.organisation_code and i.scheme = 'organisation-code'
        and u.code is null and not u.doubtful
    ), best as (
      select distinct on (batch_id, row_number) batch_id, row_number, step, min(subject_code) as subject_code,
             count(distinct subject_code) as subjects, min(case scheme when 'former-code' then 'code' else scheme end) as scheme
      from found group by batch_id, row_number, step order by batch_id, row_number, step
    )
    update ${tables.verdicts} v
    set subject_code = case when b.subjects = 1 then b.subject_code end,
        matched_by = case when b.subjects = 1 then b.scheme end,
        reason = case when b.subjects > 1 then 'subject-ambiguous' end
    from best b where b.batch_id = v.batch_id and b.row_number = v.row_number`);
}

/** The whole folded name, present or former, of exactly one subject of the city. */
async function matchByName(client: PoolClient, tables: StagedTables, negative: boolean): Promise<void> {
  await client.query(
    `
    with unmatched as (
      select r.batch_id, r.row_number, r.name_folded, r.code is not null as has_code
      from ${tables.verdicts} v join ${tables.rows} r using (batch_id, row_number)
      where v.subject_code is null and v.reason is null and r.name_folded <> ''
    ), found as (
      select u.batch_id, u.row_number, u.has_code, s.subject_code from unmatched u
      join registry.subject s on s.name_folded = u.name_folded
      union
      select u.batch_id, u.row_number, u.has_code, i.subject_code from unmatched u
      join registry.identifier i on i.value = u.name_folded and i.scheme = 'former-name'
    ), best as (
      select batch_id, row_number, bool_or(has_code) as has_code, min(subject_code) as subject_code, count(*) as subjects
      from found group by batch_id, row_number
    )
    update ${tables.verdicts} v
    set subject_code = case when b.subjects = 1 and not b.has_code and not $1 then b.subject_code end,
        matched_by = case when b.subjects = 1 and not b.has_code and not $1 then 'name' end,
        reason = case when b.has_code then 'code-name-conflict'
                      when b.subjects > 1 then 'subject-ambiguous'
                      when $1 then 'name-only-negative' end
    from best b where b.batch_id = v.batch_id and b.row_number = v.row_number`,
    [negative],
  );
  await client.query(`
    update ${tables.verdicts} v
    set reason = case when r.code is not null then 'code-unknown' else 'subject-unknown' end
    from ${tables.rows} r
    where r.batch_id = v.batch_id and r.row_number = v.row_number and v.subject_code is null and v.reason is null`);
}
