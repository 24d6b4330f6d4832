/** One row on its way: put into staging tables by the same lines that a file's rows are, and what was made of it. */
import type { RowFinding } from '@xinheng/contracts/row-check.ts';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Queryable } from '../../../platform/db/index.ts';
import { type StagedTables, stagedColumns } from '../../../platform/staging/index.ts';
import type { CheckedRow } from '../../quality/index.ts';
import { copyText } from '../copy-text.ts';
import { stagedReceipts } from '../receipts.ts';
import { type RowTarget, stagedLine } from '../staged-row.ts';
import { createStaging } from '../staging.ts';
import type { Doer } from '../who.ts';

/** A row by hand has one place. */
export const onlyRow = 1;

const columns = stagedColumns.map(([name]) => name).join(', ');

async function copy(client: PoolClient, into: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  await new Promise<void>((resolve, reject) => {
    const stream = client.query(copyFrom(`copy ${into} from stdin`));
    stream.once('finish', resolve);
    stream.once('error', reject);
    stream.end(`${lines.join('\n')}\n`);
  });
}

/** Makes the tables inside the caller's transaction and puts the row into them, with its findings. */
export async function stageOne(
  client: PoolClient,
  tables: StagedTables,
  target: RowTarget,
  row: CheckedRow,
): Promise<void> {
  await createStaging(client, tables);
  await copy(client, `${tables.rows} (${columns})`, [stagedLine(target, row, onlyRow)]);
  const findings = row.findings.map(({ outcome, rule, field, before, after, message }, at) =>
    [target.batchId, onlyRow, at, ...[outcome, rule, field, before, after, message].map(copyText)].join('\t'),
  );
  await copy(client, tables.findings, findings);
}

/** Keeps what the officer wrote beside the row, by the item's fields, so that it can be shown and mended. */
export async function keepWritten(
  client: PoolClient,
  tables: StagedTables,
  batchId: number,
  cells: readonly (string | undefined)[],
): Promise<void> {
  const kept = cells.map((cell) => cell?.replaceAll('\0', '').toWellFormed() ?? null);
  await client.query(`insert into ${tables.cells} (batch_id, row_number, cells) values ($1, $2, $3)`, [
    batchId,
    onlyRow,
    JSON.stringify(kept),
  ]);
}

export interface RowVerdict {
  subject_code: string | null;
  subject_name: string | null;
  matched_by: string | null;
  reason: string | null;
  record_key: string;
  verdict: 'new' | 'changed' | 'same' | 'duplicate' | 'differs' | 'pending';
  version: number;
  outcome: CheckedRow['outcome'];
  receipts: RowFinding[];
}

/** What was decided about the one row of the tables. */
export async function verdictOf(client: PoolClient, tables: StagedTables): Promise<RowVerdict> {
  const { rows } = await client.query<RowVerdict>(
    `select v.subject_code, s.name as subject_name, v.matched_by, v.reason, v.record_key, v.verdict, v.version, v.outcome,
       coalesce((select json_agg(json_build_object('outcome', r.outcome, 'rule', r.rule, 'field', r.field,
         'before', r.before, 'after', r.after, 'message', r.message) order by r.seq)
         from (${stagedReceipts(tables)}) r), '[]') as receipts
     from ${tables.verdicts} v left join registry.subject s on s.subject_code = v.subject_code`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('a staged row without a verdict');
  return row;
}

/** Says of the one staged row whose it is, by a person's word or by the record that it amends. */
export async function assignStaged(
  client: PoolClient,
  tables: StagedTables,
  to: { subjectCode: string; matchedBy: string },
): Promise<void> {
  await client.query(
    `insert into ${tables.verdicts} (batch_id, row_number, record_key, content_hash, precedence, filled, outcome,
       subject_code, matched_by)
     select batch_id, row_number, record_key, content_hash, precedence, filled,
       -- Whoever assigns it has seen what the checks said.
       case outcome when 'quarantined' then 'corrected' else outcome end, $1, $2
     from ${tables.rows}`,
    [to.subjectCode, to.matchedBy],
  );
}

/** Notes why a batch of one was made: the reason of an amendment or withdrawal. */
export async function noteReason(q: Queryable, batchId: number, reason: string): Promise<void> {
  await q.query('update exchange.batch set reason = $2 where batch_id = $1', [batchId, reason]);
}

/** Who made the version of a record that stands, and when. */
export async function makerOfVersion(
  q: Queryable,
  of: { subjectCode: string; recordKey: string },
): Promise<{ version: number; at: string; doer: Doer | null; actor: string | null } | null> {
  const { rows } = await q.query<{ version: number; at: string; doer: Doer | null; actor: string | null }>(
    `select r.version, r.recorded_from as at, coalesce(u.undone_by, b.committed_by, b.submitted_by) as doer, b.actor
     from records.record r left join exchange.batch b on b.batch_id = r.batch_id
     left join exchange.batch u on u.batch_id = r.undo_of
     where r.subject_code = $1 and r.record_key = $2 and r.recorded_until = 'infinity'`,
    [of.subjectCode, of.recordKey],
  );
  return rows[0] ?? null;
}

/** The key that the staged row would be kept under. */
export async function stagedKey(client: PoolClient, tables: StagedTables): Promise<string> {
  const { rows } = await client.query<{ record_key: string }>(`select record_key from ${tables.rows}`);
  return rows[0]?.record_key ?? '';
}
