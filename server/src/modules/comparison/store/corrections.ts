/** Automatic corrections: what decisions propose, what one would change, and the rules that stand. */
import type { CorrectionState } from '@xinheng/contracts/comparison.ts';
import type { PoolClient } from 'pg';
import type { Queryable } from '../../../platform/db/index.ts';

/** Which differences are alike: one rule and pair, one department and item corrected, one kind of difference, one outcome. */
export interface Likes {
  rule: string;
  pair: number;
  department: string;
  item: string;
  shape: string;
  decision: 'left' | 'right';
}

export interface CorrectionRow extends Likes {
  correctionId: number;
  state: CorrectionState;
  confirmations: number;
  wouldChange: number;
  proposedBy: string;
  proposedByName: string | null;
  proposedAt: string;
  switchedOnByName: string | null;
  switchedOnAt: string | null;
  switchedOffByName: string | null;
  switchedOffAt: string | null;
  offReason: string | null;
  corrected: number;
}

/** Of differences d: whose record a decision would correct. */
const corrected = (what: 'department' | 'item', decision: string) =>
  `case ${decision} when 'right' then d.left_${what} else d.right_${what} end`;

/** Kinds of differences that people decided alike so often, and never otherwise. */
export async function alikeDecided(
  q: Queryable,
  confirmations: number,
): Promise<(Likes & { confirmations: number; open: number })[]> {
  const { rows } = await q.query<Likes & { confirmations: number; open: number }>(
    `with decided as (
       select d.rule, d.pair, d.shape, ${corrected('department', 'd.decision')} as department,
         ${corrected('item', 'd.decision')} as item, min(d.decision) as decision, count(*) as n,
         count(distinct d.decision) as ways, min(d.left_department) as left_department, min(d.right_department) as right_department
       from comparison.difference d
       where d.state in ('decided', 'written', 'not-an-error') and d.shape is not null and d.correction_id is null
       group by 1, 2, 3, 4, 5
     )
     select c.rule, c.pair, c.shape, c.department, c.item, c.decision, c.n::integer as confirmations,
       (select count(*) from comparison.difference d where d.state = 'open' and d.rule = c.rule and d.pair = c.pair
          and d.shape = c.shape and ${corrected('department', 'c.decision')} = c.department
          and ${corrected('item', 'c.decision')} = c.item)::integer as open
     from decided c
     where c.n >= $1 and c.ways = 1 and c.decision in ('left', 'right') and c.department is not null and c.item is not null
       -- A decision the other way, or no error, about the same kind of difference: people must look.
       and not exists (select from comparison.difference d where d.rule = c.rule and d.pair = c.pair and d.shape = c.shape
         and d.state in ('decided', 'written', 'not-an-error') and d.decision <> c.decision
         and c.department in (d.left_department, d.right_department))
       and not exists (select from comparison.correction k where k.state <> 'off' and k.rule = c.rule and k.pair = c.pair
         and k.shape = c.shape and k.department = c.department and k.item = c.item)
     order by c.n desc, c.rule, c.department limit 200`,
    [confirmations],
  );
  return rows;
}

/** Open differences that the correction would decide, oldest first. */
export async function openLike(
  q: Queryable,
  likes: Likes,
  most: number,
): Promise<{ count: number; some: { differenceId: string; revision: number }[] }> {
  const { rows } = await q.query<{ differenceId: string; revision: number; count: string }>(
    `select d.difference_id as "differenceId", d.revision, count(*) over () as count from comparison.difference d
     where d.state = 'open' and d.rule = $1 and d.pair = $2 and d.shape = $3 and ${corrected('department', '$6::text')} = $4
       and ${corrected('item', '$6::text')} = $5
     order by d.found_at, d.difference_id limit $7`,
    [likes.rule, likes.pair, likes.shape, likes.department, likes.item, likes.decision, most],
  );
  return {
    count: Number(rows[0]?.count ?? 0),
    some: rows.map(({ differenceId, revision }) => ({ differenceId, revision })),
  };
}

/** @returns its number; null when one of the same kind stands already */
export async function insertCorrection(
  client: PoolClient,
  likes: Likes,
  by: { confirmations: number; wouldChange: number; actor: string; name: string | null },
): Promise<number | null> {
  const { rows } = await client.query<{ id: number }>(
    `insert into comparison.correction (rule, pair, department, item, shape, decision, confirmations, would_change,
       proposed_by, proposed_by_name)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning correction_id::integer as id`,
    [
      ...[likes.rule, likes.pair, likes.department, likes.item, likes.shape, likes.decision],
      ...[by.confirmations, by.wouldChange, by.actor, by.name],
    ],
  );
  return rows[0]?.id ?? null;
}

const columns = `k.correction_id::integer as "correctionId", k.rule, k.pair, k.department, k.item, k.shape, k.decision, k.state,
  k.confirmations, k.would_change as "wouldChange", k.proposed_by as "proposedBy", k.proposed_by_name as "proposedByName",
  k.proposed_at as "proposedAt", k.switched_on_by_name as "switchedOnByName", k.switched_on_at as "switchedOnAt",
  k.switched_off_by_name as "switchedOffByName", k.switched_off_at as "switchedOffAt", k.off_reason as "offReason",
  (select count(*) from comparison.difference d where d.correction_id = k.correction_id)::integer as corrected`;

export async function correctionById(q: Queryable, id: number): Promise<CorrectionRow | null> {
  const { rows } = await q.query<CorrectionRow>(
    `select ${columns} from comparison.correction k where k.correction_id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

export async function correctionsOn(q: Queryable): Promise<CorrectionRow[]> {
  const { rows } = await q.query<CorrectionRow>(
    `select ${columns} from comparison.correction k where k.state = 'on' order by k.correction_id`,
  );
  return rows;
}

/** @returns whether it was proposed until now */
export async function switchOn(client: PoolClient, id: number, by: { actor: string; name: string | null }) {
  const { rowCount } = await client.query(
    `update comparison.correction set state = 'on', switched_on_by = $2, switched_on_by_name = $3, switched_on_at = now()
     where correction_id = $1 and state = 'proposed'`,
    [id, by.actor, by.name],
  );
  return rowCount === 1;
}

/** @returns whether it stood until now */
export async function switchOff(client: PoolClient, id: number, by: { name: string | null; reason: string }) {
  const { rowCount } = await client.query(
    `update comparison.correction set state = 'off', switched_off_by_name = $2, switched_off_at = now(), off_reason = $3
     where correction_id = $1 and state <> 'off'`,
    [id, by.name, by.reason],
  );
  return rowCount === 1;
}
