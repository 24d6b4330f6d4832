/**
 * Keeps the subject's present identity card in step with its registration records. The card is derived: which columns
 * an item sets, and from which of its fields, is declared in the catalogue (`subject`).
 */
import type { CatalogueItem, SubjectColumn, SubjectRole } from '@xinheng/contracts/catalogue.ts';
import type { PoolClient } from 'pg';
import type { StagedTables } from '../../platform/staging/index.ts';

/** Table columns of each declared subject column, and how a payload field becomes their value. */
const columns: Record<SubjectColumn, (field: string) => Record<string, string>> = {
  name: (field) => ({ name: text(field), name_folded: 'r.name_folded' }),
  status: (field) => ({ status: text(field) }),
  region: () => ({ region: `r.subject->>'region'` }),
  industry: (field) => ({ industry: text(field) }),
  entityType: (field) => ({ entity_type: text(field) }),
  establishedOn: (field) => ({ established_on: `(${text(field)})::date` }),
  legalRepresentative: (field) => ({ legal_representative: text(field) }),
  capital: (field) => ({
    capital_amount: `(r.payload->${literal(field)}->>'amount')::numeric`,
    capital_currency: `r.payload->${literal(field)}->>'currency'`,
  }),
  address: (field) => ({ address: text(field) }),
};

/** Field names come from declarations whose schema allows letters and digits only; quoted all the same. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function text(field: string): string {
  return `r.payload->>${literal(field)}`;
}

function valuesOf(sets: Partial<Record<SubjectColumn, string>>): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [column, field] of Object.entries(sets)) Object.assign(values, columns[column as SubjectColumn](field));
  return values;
}

/**
 * Applies a merged batch to the subjects it registers or updates.
 * @returns how many subjects were written (0 for items that are only about subjects)
 */
export async function projectSubjects(client: PoolClient, tables: StagedTables, item: CatalogueItem): Promise<number> {
  if (item.subject.role === 'registers') return register(client, tables, item.subject);
  if (item.subject.role === 'updates') return update(client, tables, item.subject);
  return 0;
}

async function register(
  client: PoolClient,
  tables: StagedTables,
  role: SubjectRole & { role: 'registers' },
): Promise<number> {
  const values = valuesOf(role.sets);
  values.name ??= 'r.name';
  values.name_folded ??= 'r.name_folded';
  const status = values.status;
  values.status = `coalesce(${status ?? 'null'}, 'live')`;
  const names = Object.keys(values);
  await rememberFormerNames(client, tables);
  const kept = names.map((name) => {
    // A registration without a status says nothing about one: a deregistration stays.
    if (name === 'status')
      return `status = case when ${status ? "excluded.status <> 'live'" : 'false'} then excluded.status else s.status end`;
    return name === 'name' || name === 'name_folded'
      ? `${name} = excluded.${name}`
      : `${name} = coalesce(excluded.${name}, s.${name})`;
  });
  const written = await client.query(`
    insert into registry.subject as s (subject_code, kind, initials, batch_id, row_number, updated_at, ${names.join(', ')})
    select distinct on (v.subject_code) v.subject_code, r.subject->>'kind', coalesce(r.subject->>'initials', ''),
      r.batch_id, r.row_number, transaction_timestamp(), ${names.map((name) => values[name]).join(', ')}
    from ${tables.verdicts} v join ${tables.rows} r using (batch_id, row_number)
    where v.verdict in ('new', 'changed')
    order by v.subject_code, r.batch_id desc, r.row_number
    on conflict (subject_code) do update set kind = excluded.kind, initials = excluded.initials,
      batch_id = excluded.batch_id, row_number = excluded.row_number, updated_at = excluded.updated_at, ${kept.join(', ')}`);
  await client.query(`
    insert into registry.identifier (value, scheme, subject_code, batch_id, row_number)
    select distinct on (i.value, i.scheme, v.subject_code) i.value, i.scheme, v.subject_code, r.batch_id, r.row_number
    from ${tables.verdicts} v join ${tables.rows} r using (batch_id, row_number)
    cross join lateral jsonb_to_recordset(r.subject->'identifiers') as i(value text, scheme text)
    where v.verdict in ('new', 'changed') and r.subject ? 'identifiers'
    order by i.value, i.scheme, v.subject_code
    on conflict do nothing`);
  return written.rowCount ?? 0;
}

async function rememberFormerNames(client: PoolClient, tables: StagedTables): Promise<void> {
  await client.query(`
    insert into registry.identifier (value, scheme, subject_code, batch_id, row_number)
    select distinct on (s.subject_code) s.name_folded, 'former-name', s.subject_code, s.batch_id, s.row_number
    from ${tables.verdicts} v join ${tables.rows} r using (batch_id, row_number)
    join registry.subject s on s.subject_code = v.subject_code
    where v.verdict in ('new', 'changed') and s.name_folded <> r.name_folded
    on conflict do nothing`);
}

async function update(
  client: PoolClient,
  tables: StagedTables,
  role: SubjectRole & { role: 'updates' },
): Promise<number> {
  const values = valuesOf(role.sets ?? {});
  if (role.statusBy) {
    const cases = Object.entries(role.statusBy.map).map(
      ([value, status]) => `when ${literal(value)} then ${literal(status)}`,
    );
    values.status = `case ${text(role.statusBy.field)} ${cases.join(' ')} end`;
  }
  const names = Object.keys(values);
  if (names.length === 0) return 0;
  if (values.name) await rememberFormerNames(client, tables);
  const written = await client.query(`
    update registry.subject s set ${names.map((name) => `${name} = coalesce(n.${name}, s.${name})`).join(', ')},
      batch_id = n.batch_id, row_number = n.row_number, updated_at = transaction_timestamp()
    from (
      select distinct on (v.subject_code) v.subject_code, r.batch_id, r.row_number,
        ${names.map((name) => `${values[name]} as ${name}`).join(', ')}
      from ${tables.verdicts} v join ${tables.rows} r using (batch_id, row_number)
      where v.verdict in ('new', 'changed')
      order by v.subject_code, r.occurred_on desc nulls last, r.row_number
    ) n
    where n.subject_code = s.subject_code`);
  return written.rowCount ?? 0;
}
