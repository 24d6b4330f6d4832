/** Reads and changes of single differences. */
import type {
  DifferenceDecision,
  DifferenceState,
  DifferenceStep,
  gravities,
  Side,
} from '@xinheng/contracts/comparison.ts';
import type { PoolClient } from 'pg';
import type { Queryable } from '../../../platform/db/index.ts';

export interface StoredSide {
  subjectCode: string;
  subjectName: string | null;
  item: string | null;
  department: string | null;
  recordKey: string | null;
  version: number | null;
  batch: number;
  row: number;
  value: string | null;
  payload: Record<string, unknown> | null;
  recordedFrom: string | null;
}

export interface DifferenceRow {
  differenceId: string;
  subjectCode: string;
  rule: string;
  pair: number;
  revision: number;
  region: string | null;
  left: StoredSide;
  right: StoredSide;
  otherSubject: string | null;
  sensitive: boolean;
  acting: string | null;
  gravity: keyof typeof gravities;
  proposed: Side | null;
  shape: string | null;
  state: DifferenceState;
  foundAt: string;
  dueOn: string | null;
  overdue: boolean;
  decision: DifferenceDecision | null;
  value: string | null;
  reason: string | null;
  decidedAt: string | null;
  decidedByName: string | null;
  correctionId: number | null;
}

export const todaySql = `(now() at time zone 'Asia/Shanghai')::date`;

const sideColumns = (side: Side, subject: string, alias: string) => `json_build_object('subjectCode', ${subject},
  'subjectName', ${alias}s.name, 'item', d.${side}_item, 'department', d.${side}_department, 'recordKey', d.${side}_record,
  'version', d.${side}_version, 'batch', d.${side}_batch, 'row', d.${side}_row, 'value', d.${side}_value,
  'payload', ${alias}.payload, 'recordedFrom', ${alias}.recorded_from) as "${side}"`;

/** One difference with both sides as they were compared. */
export async function differenceById(q: Queryable, id: string): Promise<DifferenceRow | null> {
  const { rows } = await q.query<DifferenceRow>(
    `select d.difference_id as "differenceId", d.subject_code as "subjectCode", d.rule, d.pair, d.revision, d.region,
       ${sideColumns('left', 'd.subject_code', 'l')}, ${sideColumns('right', 'coalesce(d.other_subject, d.subject_code)', 'r')},
       d.other_subject as "otherSubject", d.sensitive, d.acting, d.gravity, d.proposed, d.shape, d.state,
       d.found_at as "foundAt", to_char(d.due_on, 'YYYY-MM-DD') as "dueOn",
       coalesce(d.state in ('open', 'decided') and d.due_on < ${todaySql}, false) as overdue,
       d.decision, d.value, d.reason, d.decided_at as "decidedAt", d.decided_by_name as "decidedByName",
       d.correction_id::integer as "correctionId"
     from comparison.difference d
     left join registry.subject ls on ls.subject_code = d.subject_code
     left join registry.subject rs on rs.subject_code = coalesce(d.other_subject, d.subject_code)
     left join records.record l on l.subject_code = d.subject_code and l.record_key = d.left_record and l.version = d.left_version
     left join records.record r on r.subject_code = d.subject_code and r.record_key = d.right_record and r.version = d.right_version
     where d.difference_id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

export interface Place {
  subjectCode: string;
  differenceId: string;
}

export interface Decided {
  state: 'decided' | 'written' | 'not-an-error';
  decision: DifferenceDecision;
  value: string | null;
  reason: string;
  actor: string;
  name: string | null;
  /** Who must act after it. */
  acting: string | null;
  correctionId: number | null;
}

/** Writes the decision if nobody changed the difference since `revision`. @returns whether it did */
export async function writeDecision(
  client: PoolClient,
  of: Place & { revision: number },
  decided: Decided,
): Promise<boolean> {
  const { state, decision, value, reason, actor, name, acting, correctionId } = decided;
  const { rowCount } = await client.query(
    `update comparison.difference d set state = $4, decision = $5, value = $6, reason = $7, decided_by = $8,
       decided_by_name = $9, decided_at = now(), acting = $10, correction_id = $11, revision = d.revision + 1
     where d.subject_code = $1 and d.difference_id = $2 and d.revision = $3 and d.state = 'open'`,
    [of.subjectCode, of.differenceId, of.revision, state, decision, value, reason, actor, name, acting, correctionId],
  );
  return rowCount === 1;
}

/** Marks a decided difference as being written. @returns whether it stood as the caller saw it */
export async function markWritten(client: PoolClient, of: Place & { revision: number }): Promise<boolean> {
  const { rowCount } = await client.query(
    `update comparison.difference d set state = 'written', revision = d.revision + 1
     where d.subject_code = $1 and d.difference_id = $2 and d.revision = $3 and d.state = 'decided'`,
    [of.subjectCode, of.differenceId, of.revision],
  );
  return rowCount === 1;
}

/** Which version the correction became. */
export async function noteWritten(client: PoolClient, of: Place, side: Side, version: number): Promise<void> {
  await client.query(
    `update comparison.difference d set written_side = $3, written_version = $4
     where d.subject_code = $1 and d.difference_id = $2`,
    [of.subjectCode, of.differenceId, side, version],
  );
}

export async function noteStep(
  client: PoolClient,
  of: Place,
  step: DifferenceStep,
  by: string | null,
  note: string | null,
): Promise<void> {
  await client.query(
    'insert into comparison.step (subject_code, difference_id, step, by_name, note) values ($1, $2, $3, $4, $5)',
    [of.subjectCode, of.differenceId, step, by, note],
  );
}

export interface StepRow {
  at: string;
  step: DifferenceStep;
  by: string | null;
  note: string | null;
}

export async function stepsOf(q: Queryable, of: Place): Promise<StepRow[]> {
  const { rows } = await q.query<StepRow>(
    `select at, step, by_name as by, note from comparison.step where subject_code = $1 and difference_id = $2
     order by step_id desc limit 200`,
    [of.subjectCode, of.differenceId],
  );
  return rows;
}

/** The registration that stands behind a card, of the items given: the newest one. */
export async function registrationOf(
  q: Queryable,
  subjectCode: string,
  items: readonly string[],
): Promise<{ recordKey: string; version: number; item: string; department: string } | null> {
  const { rows } = await q.query<{ recordKey: string; version: number; item: string; department: string }>(
    `select record_key as "recordKey", version, item, department from records.record
     where subject_code = $1 and item = any($2::text[]) and recorded_until = 'infinity' and state = 'valid'
     order by recorded_from desc, record_key limit 1`,
    [subjectCode, items],
  );
  return rows[0] ?? null;
}
