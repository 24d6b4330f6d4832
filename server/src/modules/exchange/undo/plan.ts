/**
 * What an undo would make of each record of a batch. A record's present content is that of its latest version which some
 * batch still stands behind: the batch that wrote it, or one that repeated it. An undone batch stands behind nothing,
 * except registrations that were left because other records hang on their subject.
 */
import type { PoolClient } from 'pg';

export interface Undoing {
  batchId: number;
  item: string;
  department: string;
  /** Items whose records make a subject. */
  registers: readonly string[];
}

export const planTable = (batchId: number): string => `staging.undo_${batchId}`;

/** SQL: whether the row of a batch still stands. One whose attachment was taken back waits again, and stands behind nothing. */
export const standing = (batch: string, row: string): string => `(
  exists (select from exchange.batch sb where sb.batch_id = ${batch} and sb.state <> 'undone'
    and not exists (select from exchange.pending_row sw where sw.department = sb.department and sw.batch_id = sb.batch_id
                    and sw.row_number = ${row} and sw.state <> 'attached'))
  or exists (select from exchange.undone_row su where su.batch_id = ${batch} and su.row_number = ${row}
             and su.reason = 'subject-in-use'))`;

/** Fills the plan, in the transaction that holds the keys of the batch's item and department. */
export async function planUndo(client: PoolClient, undoing: Undoing): Promise<void> {
  const plan = planTable(undoing.batchId);
  await client.query(`
    create unlogged table ${plan} (subject_code text collate "C" not null, record_key uuid not null, row_number bigint not null,
      -- Wrote a version; otherwise it only repeated one.
      wrote boolean not null, own_hash uuid, outcome text, reason text, present_version integer, present_batch bigint,
      target_version integer) with (autovacuum_enabled = off)`);
  await client.query(
    `insert into ${plan} (subject_code, record_key, row_number, wrote, own_hash)
     select distinct on (subject_code, record_key) subject_code, record_key, row_number, wrote, content_hash from (
       select subject_code, record_key, row_number, true as wrote, content_hash, recorded_from from records.record
       where department = $1 and item = $2 and batch_id = $3 and undo_of is null
       union all
       select subject_code, record_key, row_number, false, null, known_from from exchange.repeated_row where batch_id = $3
     ) touched order by subject_code, record_key, wrote desc, recorded_from desc, row_number`,
    [undoing.department, undoing.item, undoing.batchId],
  );
  await client.query(`create unique index on ${plan} (subject_code, record_key)`);
  await client.query(`analyze ${plan}`);
  await decide(client, undoing, plan);
  // Without fresh statistics the planner takes what is to be withdrawn for nothing.
  await client.query(`analyze ${plan}`);
  if (undoing.registers.includes(undoing.item)) await leaveSubjectsInUse(client, undoing, plan);
  // What only repeated others' words, and is as it was, is no news.
  await client.query(`delete from ${plan} where not wrote and outcome = 'left'`);
}

async function decide(client: PoolClient, { batchId }: Undoing, plan: string): Promise<void> {
  const repeatedBy = `
    select max(q.batch_id) as batch_id from exchange.repeated_row q
    where q.subject_code = r.subject_code and q.record_key = r.record_key and q.known_from = r.recorded_from
      and q.batch_id <> $1 and ${standing('q.batch_id', 'q.row_number')}`;
  await client.query(
    `update ${plan} p set present_version = d.version, target_version = d.target, outcome = d.outcome, reason = d.reason,
       present_batch = d.present_batch
     from (
       select t.subject_code, t.record_key, c.version, g.version as target,
         case when g.version is null then case when c.state = 'withdrawn' then 'left' else 'withdrawn' end
              when g.content_hash = c.content_hash and g.state = c.state then 'left' else 'restored' end as outcome,
         case when g.version is null then case when c.state = 'withdrawn' then 'withdrawn-already' end
              when g.content_hash = c.content_hash and g.state = c.state
              then case when g.content_hash = t.own_hash then 'repeated' else 'superseded' end end as reason,
         g.batch_id as present_batch
       from ${plan} t
       cross join lateral (
         select r.version, r.state, r.content_hash from records.record r
         where r.subject_code = t.subject_code and r.record_key = t.record_key and r.recorded_until = 'infinity') c
       left join lateral (
         select r.version, r.state, r.content_hash, coalesce(own.batch_id, other.batch_id) as batch_id
         from records.record r
         left join lateral (select r.batch_id where r.undo_of is null and r.batch_id <> $1
                            and ${standing('r.batch_id', 'r.row_number')}) own on true
         left join lateral (${repeatedBy}) other on true
         where r.subject_code = t.subject_code and r.record_key = t.record_key
           and (own.batch_id is not null or other.batch_id is not null)
         order by r.recorded_from desc, r.version desc limit 1) g on true
     ) d
     where d.subject_code = p.subject_code and d.record_key = p.record_key`,
    [batchId],
  );
}

/** The only registration of a subject that other records are about stays: they would be about nobody. */
async function leaveSubjectsInUse(client: PoolClient, { batchId, registers }: Undoing, plan: string): Promise<void> {
  await client.query(
    `update ${plan} p set outcome = 'left', reason = 'subject-in-use', present_batch = $2
     where p.outcome = 'withdrawn'
       and exists (select from records.record o where o.subject_code = p.subject_code and o.recorded_until = 'infinity'
                   and o.state <> 'withdrawn' and o.item <> all($1))
       and not exists (select from records.record o where o.subject_code = p.subject_code and o.recorded_until = 'infinity'
                       and o.state <> 'withdrawn' and o.item = any($1)
                       and not exists (select from ${plan} w where w.subject_code = o.subject_code
                                       and w.record_key = o.record_key and w.outcome = 'withdrawn'))`,
    [registers, batchId],
  );
}
