/**
 * Writes a batch's matched rows into the store: what is new becomes version 1, what has changed closes the present
 * version and opens the next, what is the same is left alone. One statement a step over the whole batch, inside the
 * caller's transaction; the order of rows in the file makes no difference to the result.
 */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { PoolClient } from 'pg';
import type { Tx } from '../../platform/db/index.ts';
import type { StagedTables } from '../../platform/staging/index.ts';
import { commitPublications } from './publication.ts';

export interface MergeRequest {
  tables: StagedTables;
  item: CatalogueItem;
  department: string;
  /** The same file has been merged before: content that any earlier version had is old news, not a new change. */
  resent: boolean;
}

/**
 * Decides every row's verdict and writes new versions.
 * @returns how many current records the department gained
 */
export async function mergeStaged(tx: Tx, request: MergeRequest): Promise<{ gained: number; changed: number }> {
  const { tables, item, department } = request;
  await judgeStaged(tx.client, request);
  const written = await writeVersions(tx.client, request);
  await commitPublications(tx, item, {
    department,
    rows: `select v.subject_code, v.record_key, v.version, 'valid' as state, $4::text as item, $5::text as department,
        r.shown_from, r.shown_until, r.payload, transaction_timestamp() as recorded_from
      from ${tables.verdicts} v join ${tables.rows} r using (batch_id, row_number) where v.verdict in ('new', 'changed')`,
    values: [item.code, department],
  });
  return written;
}

/** Decides every matched row's verdict and writes nothing but that: what a merge at this moment would do. */
export async function judgeStaged(client: PoolClient, request: MergeRequest): Promise<void> {
  await settleWithinBatch(client, request.tables);
  await compareWithStore(client, request);
  // Without fresh statistics the planner takes the verdicts for few and joins them row by row: 9 s for 7,500 rows.
  await client.query(`analyze ${request.tables.verdicts}`);
}

/** Rows of one batch with one key: the same content once, of different contents the one that wins. */
async function settleWithinBatch(client: PoolClient, tables: StagedTables): Promise<void> {
  await client.query(
    `update ${tables.verdicts} set verdict = 'pending' where subject_code is null or outcome = 'quarantined'`,
  );
  await client.query(`
    with repeated as (
      select subject_code, record_key from ${tables.verdicts} where verdict = 'new'
      group by subject_code, record_key having count(*) > 1
    ), ranked as (
      select v.batch_id, v.row_number, v.content_hash,
             first_value(v.content_hash) over w as winner, row_number() over w as place
      from ${tables.verdicts} v join repeated using (subject_code, record_key) where v.verdict = 'new'
      window w as (partition by v.subject_code, v.record_key
                   order by v.precedence desc, v.filled desc, v.content_hash desc, v.batch_id, v.row_number)
    )
    update ${tables.verdicts} v
    set verdict = case when r.content_hash = r.winner then 'duplicate' else 'differs' end
    from ranked r where r.place > 1 and v.batch_id = r.batch_id and v.row_number = r.row_number`);
}

/**
 * A department that has never supplied the item needs no comparison: the first load is spared 13 million look-ups.
 * What was withdrawn is never "the same": sent again, it counts again.
 */
async function compareWithStore(client: PoolClient, { tables, item, department, resent }: MergeRequest): Promise<void> {
  const held = await client.query('select 1 from records.holding where department = $1 and item = $2', [
    department,
    item.code,
  ]);
  if (held.rowCount === 0) return;
  await client.query(`
    update ${tables.verdicts} v
    set verdict = case when o.state <> 'withdrawn' and (o.content_hash = v.content_hash ${resent ? 'or v.content_hash = any(o.seen)' : ''})
                  then 'same' else 'changed' end,
        version = o.top + 1
    from ${tables.verdicts} k
    cross join lateral (
      -- The present version is not always the highest: re-keying puts closed ones above it.
      select max(version) as top, (array_agg(content_hash) filter (where recorded_until = 'infinity'))[1] as content_hash,
             (array_agg(state) filter (where recorded_until = 'infinity'))[1] as state,
             array_agg(content_hash) as seen
      from records.record c
      where c.subject_code = k.subject_code and c.record_key = k.record_key
      having count(*) > 0
    ) o
    where k.verdict = 'new' and v.verdict = 'new' and v.batch_id = k.batch_id and v.row_number = k.row_number`);
}

async function writeVersions(client: PoolClient, { tables, item, department }: MergeRequest) {
  const { rows: closed } = await client.query<{ valid: number }>(`
    with closed as (
      update records.record c set recorded_until = transaction_timestamp()
      from ${tables.verdicts} v
      where v.verdict = 'changed' and c.subject_code = v.subject_code and c.record_key = v.record_key
        and c.recorded_until = 'infinity'
      returning c.state
    ) select count(*) filter (where state <> 'withdrawn') as valid from closed`);
  // In the order of the index pages stay in memory; without indexes there is nothing to sort for.
  const { rows } = await client.query<{ deferred: boolean }>('select records.indexes_deferred() as deferred');
  const written = await client.query(
    `
    insert into records.record (subject_code, record_key, version, item, department, document_number, occurred_on,
      effective_from, effective_until, polarity, severity, disclosure, shown_from, shown_until, matched_by, payload,
      content_hash, batch_id, row_number, recorded_from)
    select v.subject_code, v.record_key, v.version, $1, $2, r.document_number, r.occurred_on,
      r.effective_from, r.effective_until, $3, r.severity, $4, r.shown_from, r.shown_until, v.matched_by, r.payload,
      r.content_hash, r.batch_id, r.row_number, transaction_timestamp()
    from ${tables.verdicts} v join ${tables.rows} r using (batch_id, row_number)
    where v.verdict in ('new', 'changed')
    ${rows[0]?.deferred ? '' : 'order by v.subject_code, v.record_key'}`,
    [item.code, department, item.polarity, item.disclosure],
  );
  const changed = closed[0]?.valid ?? 0;
  const gained = (written.rowCount ?? 0) - changed;
  if ((written.rowCount ?? 0) > 0) {
    await client.query(
      `insert into records.holding as h values ($1, $2, $3, transaction_timestamp(), transaction_timestamp())
       on conflict (department, item) do update
       set current_records = h.current_records + excluded.current_records, last_recorded = excluded.last_recorded`,
      [department, item.code, gained],
    );
  }
  return { gained, changed };
}
