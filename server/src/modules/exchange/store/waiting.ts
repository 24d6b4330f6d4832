/** Waiting rows and the decisions about them. */
import type { Decision, PendingState } from '@xinheng/contracts/pending.ts';
import type { RowFinding } from '@xinheng/contracts/row-check.ts';
import type { PoolClient } from 'pg';
import { type Viewer, within } from '../../../platform/access/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';
import { type StagedTables, stagedColumns } from '../../../platform/staging/index.ts';
import type { Doer } from '../who.ts';

/** Place of a row: batch and number in it. */
export interface RowPlace {
  batch: number;
  row: number;
}

export interface WaitingRow {
  department: string;
  batch_id: number;
  row_number: number;
  item: string;
  reason: string;
  record_key: string;
  content_hash: string;
  identity: {
    code?: string;
    registrationNumber?: string;
    organisationCode?: string;
    taxNumber?: string;
    name?: string;
  };
  staged: { payload: Record<string, unknown>; name_folded: string | null };
  state: PendingState;
  attached_to: string | null;
  version: number;
  source_name: string;
  started_at: string;
  /** The batch was taken back: nothing is decided about its rows any more. */
  undone: boolean;
}

/** The row within the viewer's reach of the permission; null when there is none. `lock` keeps others from deciding. */
export async function waitingRow(
  q: Queryable,
  viewer: Viewer,
  permission: 'pending.read' | 'pending.decide',
  { batch, row }: RowPlace,
  lock = false,
): Promise<WaitingRow | null> {
  const values: unknown[] = [batch, row];
  const reach = within(viewer, permission, { department: 'p.department' }, (value) => `$${values.push(value)}`);
  const { rows } = await q.query<WaitingRow>(
    `select p.department, p.batch_id, p.row_number, p.item, p.reason, p.record_key, p.content_hash, p.identity, p.staged,
       p.state, p.attached_to, p.version, b.source_name, b.started_at, b.state = 'undone' as undone
     from exchange.batch b join exchange.pending_row p on p.department = b.department and p.batch_id = b.batch_id
     where b.batch_id = $1 and p.row_number = $2 and ${reach} ${lock ? 'for update of p' : ''}`,
    values,
  );
  return rows[0] ?? null;
}

type Place = Pick<WaitingRow, 'department' | 'batch_id' | 'row_number'>;
const placeOf = (row: Place) => [row.department, row.batch_id, row.row_number];

/** What the checks said of the row when it came. */
export async function receiptsOf(q: Queryable, row: Place): Promise<RowFinding[]> {
  const { rows } = await q.query<RowFinding>(
    `select outcome, rule, field, before, after, message from exchange.receipt
     where batch_id = $1 and row_number = $2 order by seq`,
    [row.batch_id, row.row_number],
  );
  return rows;
}

export interface DecisionRow {
  decision_id: number;
  row_version: number;
  decision: Decision;
  automatic: boolean;
  subject_code: string | null;
  record_key: string | null;
  record_version: number | null;
  reason: string | null;
  actor: string;
  person_name: string | null;
  decided_for: string | null;
  decided_at: string;
}

const decisionColumns = `decision_id, row_version, decision, automatic, subject_code, record_key, record_version, reason, actor,
  person_name, decided_for, decided_at`;

/** What was decided about the row, newest first. */
export async function decisionsOf(q: Queryable, row: Place): Promise<DecisionRow[]> {
  const { rows } = await q.query<DecisionRow>(
    `select ${decisionColumns} from exchange.decision where department = $1 and batch_id = $2 and row_number = $3
     order by row_version desc limit 100`,
    placeOf(row),
  );
  return rows;
}

export interface NewDecision {
  decision: Decision;
  state: PendingState;
  subjectCode: string | null;
  record: { recordKey: string; version: number } | null;
  reason: string | null;
  doer: Doer;
}

/**
 * Writes the decision and the row's new state, if the row is still in the version that it was decided on.
 * @returns null when it is not
 */
export async function writeDecision(q: Queryable, row: WaitingRow, made: NewDecision): Promise<DecisionRow | null> {
  const moved = await q.query(
    `update exchange.pending_row set state = $5, attached_to = $6, version = version + 1
     where department = $1 and batch_id = $2 and row_number = $3 and version = $4`,
    [...placeOf(row), row.version, made.state, made.state === 'attached' ? made.subjectCode : null],
  );
  if (moved.rowCount === 0) return null;
  const { doer, record } = made;
  const { rows } = await q.query<DecisionRow>(
    `insert into exchange.decision (department, batch_id, row_number, row_version, decision, subject_code, record_key,
       record_version, reason, actor, person_name, decided_for)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning ${decisionColumns}`,
    [
      ...[...placeOf(row), row.version + 1, made.decision, made.subjectCode, record?.recordKey ?? null],
      ...[record?.version ?? null, made.reason, doer.actor, doer.name ?? null, doer.department ?? null],
    ],
  );
  const [decision] = rows as [DecisionRow];
  await q.query(
    'update exchange.pending_row set decision_id = $4 where department = $1 and batch_id = $2 and row_number = $3',
    [...placeOf(row), decision.decision_id],
  );
  return decision;
}

const names = stagedColumns.map(([name]) => name);

/** Puts the one waiting row into tables that are there, as it was staged on the day it was sent. */
export async function stageWaiting(client: PoolClient, tables: StagedTables, row: Place): Promise<void> {
  await client.query(
    `insert into ${tables.rows} (${names.join(', ')})
     select ${names.map((name) => `s.${name}`).join(', ')} from exchange.pending_row p
     cross join lateral jsonb_populate_record(null::${tables.rows}, p.staged) s
     where p.department = $1 and p.batch_id = $2 and p.row_number = $3`,
    placeOf(row),
  );
}

/** Empties the verdicts, so that somebody's word can take the place of matching. */
export async function forgetVerdicts(client: PoolClient, tables: StagedTables): Promise<void> {
  await client.query(`truncate ${tables.verdicts}`);
}

export interface PresentRecord {
  subject_code: string;
  record_key: string;
  version: number;
  state: string;
  content_hash: string;
  payload: Record<string, unknown>;
  department: string;
  batch_id: number;
  row_number: number;
  recorded_from: string;
}

/** The records that stand under the key, by subject. */
export async function recordsOfKey(
  q: Queryable,
  recordKey: string,
  subjects: readonly string[],
): Promise<Map<string, PresentRecord>> {
  if (subjects.length === 0) return new Map();
  const { rows } = await q.query<PresentRecord>(
    `select subject_code, record_key, version, state, content_hash, payload, department, batch_id, row_number, recorded_from
     from records.record where subject_code = any($1) and record_key = $2 and recorded_until = 'infinity'`,
    [[...new Set(subjects)], recordKey],
  );
  return new Map(rows.map((row) => [row.subject_code, row]));
}

/** The version that the given one took the place of; null when it was the first. */
export async function versionBefore(
  q: Queryable,
  of: { subjectCode: string; recordKey: string; version: number },
): Promise<{ version: number; state: 'valid' | 'withdrawn' | 'repaired' } | null> {
  const { rows } = await q.query<{ version: number; state: 'valid' | 'withdrawn' | 'repaired' }>(
    `select b.version, b.state from records.record r
     join records.record b on b.subject_code = r.subject_code and b.record_key = r.record_key
       and b.version < r.version and b.recorded_until = r.recorded_from
     where r.subject_code = $1 and r.record_key = $2 and r.version = $3 order by b.version desc limit 1`,
    [of.subjectCode, of.recordKey, of.version],
  );
  return rows[0] ?? null;
}
