/** 待认领信息: rows that match nobody live apart, by department and batch, until their subject is known. */
import type { CatalogueEdition, CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { PoolClient } from 'pg';
import { audit } from '../../platform/audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { announce } from '../../platform/events/index.ts';
import { type StagedTables, stagedColumns, stagedTables } from '../../platform/staging/index.ts';
import { mergeStaged } from '../records/index.ts';
import { matchStaged, projectSubjects } from '../registry/index.ts';
import { createStaging, dropStaging } from './staging.ts';
import { keepRepeated } from './store/repeated.ts';

/** Keeps a merged batch's quarantined rows, each content once however often it is sent. */
export async function keepPending(
  client: PoolClient,
  tables: StagedTables,
  of: { item: string; department: string },
): Promise<void> {
  await client.query(
    `insert into exchange.pending_row (department, batch_id, row_number, item, reason, record_key, content_hash, identity, staged)
     select $1, v.batch_id, v.row_number, $2,
       case when v.verdict = 'differs' then 'same-key-differs' else coalesce(v.reason, 'quality-check') end,
       v.record_key, v.content_hash,
       jsonb_strip_nulls(jsonb_build_object('code', r.code, 'registrationNumber', r.registration_number,
         'organisationCode', r.organisation_code, 'taxNumber', r.tax_number, 'name', r.name)),
       to_jsonb(r)
     from ${tables.verdicts} v join ${tables.rows} r using (batch_id, row_number)
     where v.verdict in ('pending', 'differs')
       and not exists (select 1 from exchange.pending_row p where p.department = $1 and p.record_key = v.record_key
                       and p.content_hash = v.content_hash and p.state = 'waiting')`,
    [of.department, of.item],
  );
}

/**
 * Rows that were sent back to their department and come again, put right or not, need nobody's attention any more. Keys
 * do not name the subject, so that the name or the document must be the same as well.
 */
export async function closeReturned(
  client: PoolClient,
  tables: StagedTables,
  of: { item: string; department: string; batchId: number },
): Promise<void> {
  const open = await client.query(
    `select from exchange.pending_row where department = $1 and item = $2 and state = 'returned' limit 1`,
    [of.department, of.item],
  );
  if (open.rowCount === 0) return;
  await client.query(
    `with resent as (
       update exchange.pending_row p set state = 'dismissed', version = p.version + 1
       where p.department = $1 and p.item = $2 and p.state = 'returned' and exists (
         select from ${tables.rows} r where r.record_key = p.record_key
           and (r.name_folded = p.staged->>'name_folded' or r.document_number = p.staged->>'document_number'))
       returning p.batch_id, p.row_number, p.version
     )
     insert into exchange.decision (department, batch_id, row_number, row_version, decision, automatic, reason, actor)
     select $1, batch_id, row_number, version, 'dismiss', true, $3, 'system' from resent`,
    [of.department, of.item, `提供部门已重报（批次 ${of.batchId}）`],
  );
}

const names = stagedColumns.map(([name]) => name);

/** Reasons that a newly registered subject can settle. Quality and same-key rows wait for a person. */
const settledBySubjects = ['subject-unknown', 'code-unknown', 'subject-ambiguous'];

/**
 * Tries every waiting row again, after subjects have arrived, and attaches those whose subject is now known: the same
 * matching and merging as the day they were sent, with their own batch and row as provenance.
 * @returns how many rows found their subject
 */
export async function attachPending(tx: Tx, edition: CatalogueEdition, actor: string): Promise<number> {
  const { client } = tx;
  const groups = await client.query<{ item: string; department: string }>(
    `select item, department from exchange.pending_row where state = 'waiting' and reason = any($1)
     group by item, department order by item, department`,
    [settledBySubjects],
  );
  let attached = 0;
  for (const { item: code, department } of groups.rows) {
    const item = edition.items.find((candidate) => candidate.code === code);
    if (item && item.subject.role !== 'registers') attached += await attachGroup(tx, item, department, actor);
  }
  return attached;
}

async function attachGroup(tx: Tx, item: CatalogueItem, department: string, actor: string): Promise<number> {
  const { client } = tx;
  await client.query('set local statement_timeout = 0');
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`merge ${item.code} ${department}`]);
  const tables = stagedTables(`attach_${item.code}_${department}`);
  await dropStaging(client, tables);
  await createStaging(client, tables);
  await client.query(
    `insert into ${tables.rows} (${names.join(', ')})
     select ${names.map((name) => `s.${name}`).join(', ')} from exchange.pending_row p
     cross join lateral jsonb_populate_record(null::${tables.rows}, p.staged) s
     where p.state = 'waiting' and p.reason = any($1) and p.item = $2 and p.department = $3`,
    [settledBySubjects, item.code, department],
  );
  await matchStaged(client, tables, item);
  await mergeStaged(tx, { tables, item, department, resent: false });
  await projectSubjects(client, tables, item);
  await keepRepeated(client, tables);
  const found = await client.query(
    `with found as (
       update exchange.pending_row p set state = 'attached', attached_to = v.subject_code, version = p.version + 1
       from ${tables.verdicts} v
       where v.verdict in ('new', 'changed', 'same', 'duplicate') and p.department = $1 and p.state = 'waiting'
         and p.batch_id = v.batch_id and p.row_number = v.row_number
       returning p.batch_id, p.row_number, p.version, v.subject_code, v.record_key, v.version as record_version,
         v.verdict in ('new', 'changed') as wrote
     )
     insert into exchange.decision (department, batch_id, row_number, row_version, decision, automatic, subject_code,
       record_key, record_version, actor)
     select $1, batch_id, row_number, version, 'attach', true, subject_code, case when wrote then record_key end,
       case when wrote then record_version end, $2 from found`,
    [department, actor],
  );
  const batches = await client.query<{ batches: number[] | null }>(
    `select array_agg(distinct batch_id) as batches from ${tables.verdicts} where verdict in ('new', 'changed')`,
  );
  // The number of a decision is known only when it is written.
  await client.query(
    `update exchange.pending_row p set decision_id = d.decision_id
     from exchange.decision d join ${tables.verdicts} v using (batch_id, row_number)
     where d.department = $1 and d.automatic and p.department = d.department and p.batch_id = d.batch_id
       and p.row_number = d.row_number and p.version = d.row_version`,
    [department],
  );
  await dropStaging(client, tables);
  const attached = found.rowCount ?? 0;
  if (attached === 0) return 0;
  await audit(tx, { actor, department, action: 'exchange.attach', object: `item:${item.code}`, details: { attached } });
  await announce(tx, {
    type: 'exchange.rows-attached',
    orderingKey: `${item.code}:${department}`,
    payload: { item: item.code, department, attached, batches: batches.rows[0]?.batches ?? [] },
  });
  return attached;
}
