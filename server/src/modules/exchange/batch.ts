/** The life of a batch in the store: opened, staged, merged in one transaction, finished. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { BatchNotes, BatchState, UndoCounts, VerdictChange } from '@xinheng/contracts/exchange.ts';
import type { QualityRule } from '@xinheng/contracts/quality.ts';
import type { PoolClient } from 'pg';
import { audit } from '../../platform/audit/index.ts';
import type { Queryable, Tx } from '../../platform/db/index.ts';
import { announce } from '../../platform/events/index.ts';
import { type StagedTables, stagedTables } from '../../platform/staging/index.ts';
import { judgeByStore } from '../quality/index.ts';
import { mergeStaged } from '../records/index.ts';
import { matchStaged, projectSubjects } from '../registry/index.ts';
import { closeReturned, keepPending } from './pending.ts';
import type { Phase } from './progress.ts';
import type { Source } from './reader/source.ts';
import { keepReceipts } from './receipts.ts';
import { rekeyProvisional } from './rekey.ts';
import { dropStaging, type Progress } from './staging.ts';
import { keepRepeated } from './store/repeated.ts';
import { mergeKey } from './turn.ts';
import { changedVerdicts, rememberVerdicts } from './verdicts.ts';
import type { Doer } from './who.ts';

/** What became of a batch's rows; the five parts sum to `read`. */
export interface BatchSummary {
  batch: number;
  read: number;
  accepted: number;
  corrected: number;
  quarantined: number;
  rejected: number;
  duplicate: number;
}

export interface BatchRow {
  batch_id: number;
  item: string;
  department: string;
  edition: string;
  channel: Channel;
  state: BatchState;
  trial: boolean;
  source_name: string;
  source_bytes: number;
  source_digest: string;
  /** Columns as the file names them; null for batches of earlier editions of the program. */
  header: string[] | null;
  sheet: string | null;
  /** Name of the kept upload. */
  upload: string | null;
  notes: BatchNotes;
  refusal: string | null;
  actor: string;
  submitted_by: Doer | null;
  started_at: string;
  finished_at: string | null;
  committed_by: Doer | null;
  committed_at: string | null;
  commit_rows: 'all' | 'all-good' | null;
  undone_by: Doer | null;
  undone_at: string | null;
  undo_reason: string | null;
  undo_counts: UndoCounts | null;
  expires_at: string | null;
  rows_read: number;
  accepted: number;
  corrected: number;
  quarantined: number;
  rejected: number;
  duplicate: number;
}

export type Channel = 'cli' | 'api' | 'generated' | 'workbench' | 'form' | 'amendment' | 'withdrawal';

export interface NewBatch {
  item: CatalogueItem;
  department: string;
  edition: string;
  channel: Channel;
  actor: string;
  submittedBy?: Doer | undefined;
  trial?: boolean | undefined;
  source: Pick<Source, 'name' | 'sha256' | 'bytes'> & { format: string };
  /** Columns as the file names them. */
  header?: string[];
  sheet?: string | undefined;
  upload?: string | undefined;
  state: 'waiting' | 'staging';
}

/** @returns the new batch's number */
export async function insertBatch(q: Queryable, batch: NewBatch): Promise<number> {
  const { source } = batch;
  const { rows } = await q.query<{ batch_id: number }>(
    `insert into exchange.batch (item, department, edition, channel, source_name, source_digest, source_bytes, format, state,
       actor, submitted_by, trial, header, sheet, upload)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning batch_id`,
    [
      ...[batch.item.code, batch.department, batch.edition, batch.channel],
      ...[source.name, source.sha256, source.bytes, source.format, batch.state],
      ...[batch.actor, batch.submittedBy === undefined ? null : JSON.stringify(batch.submittedBy)],
      ...[batch.trial === true, batch.header ?? null, batch.sheet ?? null, batch.upload ?? null],
    ],
  );
  return (rows[0] as { batch_id: number }).batch_id;
}

export interface OpenBatch {
  batchId: number;
  /** Taken up where a killed import of the same file left off. */
  resumed: boolean;
  /** An earlier, finished batch of the same file. */
  earlier: BatchRow | null;
}

/** The batch that waits for its work; else one of the same file that was cut off; else a new one. */
export async function openBatch(
  client: PoolClient,
  request: Omit<NewBatch, 'state'> & { batchId?: number | undefined },
): Promise<OpenBatch> {
  const { source, item, department, trial = false } = request;
  const same = await client.query<BatchRow>(
    `select * from exchange.batch where source_digest = $1 and item = $2 and department = $3 order by batch_id desc`,
    [source.sha256, item.code, department],
  );
  const earlier = same.rows.find((row) => row.state === 'finished') ?? null;
  // A trial that is being committed has its own way on; a file sent again does not interfere with it.
  const cutOff = same.rows.find(
    (row) => row.trial === trial && (row.state === 'staging' || (row.state === 'merging' && !trial)),
  );
  const open = request.batchId ?? cutOff?.batch_id;
  if (open === undefined)
    return { batchId: await insertBatch(client, { ...request, state: 'staging' }), resumed: false, earlier };
  // What the file holds is known only now to a batch that waited for its turn.
  await client.query(
    `update exchange.batch set state = case when state = 'waiting' then 'staging' else state end, source_digest = $2,
       source_bytes = $3, format = $4, header = $5, sheet = $6, upload = coalesce(upload, $7), edition = $8 where batch_id = $1`,
    [
      open,
      source.sha256,
      source.bytes,
      source.format,
      request.header ?? null,
      request.sheet ?? null,
      request.upload ?? null,
      request.edition,
    ],
  );
  return { batchId: open, resumed: cutOff !== undefined, earlier };
}

export interface MergeBatch {
  batchId: number;
  item: CatalogueItem;
  /** The city's declared quality rules. */
  rules: readonly QualityRule[];
  department: string;
  actor: string;
  /** Who is told to the audit log; the actor alone when absent. */
  doer?: Doer | undefined;
  resent: boolean;
  progress: Progress;
  /** Verdicts of a trial stand in the tables: what is judged otherwise now is told. */
  afterTrial?: boolean;
  onPhase?: (phase: Phase) => void;
  /** Says whose the rows are in place of matching: an amendment knows its record. */
  match?: (client: PoolClient, tables: StagedTables) => Promise<void>;
  /** Reads what it needs of the tables after everything is written and before they are dropped. */
  beforeDrop?: (client: PoolClient, tables: StagedTables) => Promise<void>;
}

export interface MergedBatch extends BatchSummary {
  verdictsChanged: number;
  verdictChanges: VerdictChange[];
}

/** A merge takes as long as it takes; the web server's limit is for questions. */
export async function settingsOfMerge(client: PoolClient): Promise<void> {
  await client.query(
    `set local work_mem = '256MB'; set local statement_timeout = 0; set local default_statistics_target = 20`,
  );
}

/**
 * Second half of the bulk path, in the caller's one transaction: match, compare, version, insert, receipts, subject
 * cards, one event, one audit entry. Either the whole batch is in the store or nothing of it.
 */
export async function mergeBatch(tx: Tx, batch: MergeBatch): Promise<MergedBatch> {
  const { client } = tx;
  const { item, department, batchId } = batch;
  const tables = stagedTables(batchId);
  const matchItem: MergeBatch['match'] = (on, among) => matchStaged(on, among, item);
  await settingsOfMerge(client);
  // Two files of one department for one item are merged one after the other, so that each sees what the other wrote.
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [mergeKey(item.code, department)]);
  if (batch.afterTrial) await rememberVerdicts(client, tables);
  await client.query(`truncate ${tables.verdicts}`);
  await client.query(`analyze ${tables.rows}`);
  batch.onPhase?.('comparing');
  await (batch.match ?? matchItem)(client, tables);
  await judgeByStore(client, tables, { item, rules: batch.rules });
  batch.onPhase?.('writing');
  await mergeStaged(tx, { tables, item, department, resent: batch.resent });
  const subjects = await projectSubjects(client, tables, item);
  if (item.subject.role === 'registers') await rekeyProvisional(client, tables);
  await keepReceipts(client, tables);
  await closeReturned(client, tables, { item: item.code, department, batchId });
  await keepPending(client, tables, { item: item.code, department });
  await keepFaultyRows(client, tables);
  await keepRepeated(client, tables);
  const changes = batch.afterTrial ? await changedVerdicts(client, tables) : { verdictsChanged: 0, verdictChanges: [] };
  const summary = await finishBatch(client, tables, batch, changes);
  await audit(tx, {
    ...(batch.doer ?? { actor: batch.actor }),
    department,
    action: 'exchange.import',
    object: `batch:${batchId}`,
    details: { item: item.code, ...summary },
  });
  await announce(tx, {
    type: 'exchange.batch-merged',
    orderingKey: `batch:${batchId}`,
    payload: { batchId, item: item.code, department },
  });
  if (subjects > 0) {
    await announce(tx, {
      type: 'registry.subjects-changed',
      orderingKey: `batch:${batchId}`,
      payload: { batchId, subjects },
    });
  }
  await batch.beforeDrop?.(client, tables);
  await dropStaging(client, tables);
  return { ...summary, ...changes };
}

/** The original cells of what was refused or waits, for the fix file. */
async function keepFaultyRows(client: PoolClient, tables: StagedTables): Promise<void> {
  await client.query(
    `insert into exchange.faulty_row (batch_id, row_number, cells)
     select c.batch_id, c.row_number, c.cells from ${tables.cells} c left join ${tables.verdicts} v using (batch_id, row_number)
     where v.verdict is null or v.verdict in ('pending', 'differs')`,
  );
}

type Parts = Omit<BatchSummary, 'batch' | 'read' | 'rejected'>;

/** How many rows each verdict concerns. */
export async function countVerdicts(client: PoolClient, tables: StagedTables): Promise<Parts> {
  const { rows } = await client.query<Parts>(`
    select count(*) filter (where verdict in ('new', 'changed') and outcome = 'accepted') as accepted,
           count(*) filter (where verdict in ('new', 'changed') and outcome = 'corrected') as corrected,
           count(*) filter (where verdict in ('pending', 'differs')) as quarantined,
           count(*) filter (where verdict in ('same', 'duplicate')) as duplicate
    from ${tables.verdicts}`);
  return rows[0] as Parts;
}

/** Writes the counts and the state into the batch. */
export async function settleBatch(
  client: PoolClient,
  summary: BatchSummary,
  state: 'finished' | 'trial',
  notes: BatchNotes = {},
): Promise<void> {
  await client.query(
    `update exchange.batch set state = $8, rows_read = $2, accepted = $3, corrected = $4, quarantined = $5, rejected = $6,
       duplicate = $7, notes = notes || $9::jsonb,
       finished_at = case when $8 = 'finished' then transaction_timestamp() end where batch_id = $1`,
    [
      ...[summary.batch, summary.read, summary.accepted, summary.corrected, summary.quarantined, summary.rejected],
      ...[summary.duplicate, state, JSON.stringify(notes)],
    ],
  );
}

async function finishBatch(
  client: PoolClient,
  tables: StagedTables,
  batch: MergeBatch,
  changes: BatchNotes,
): Promise<BatchSummary> {
  const { read, rejected } = batch.progress;
  const summary = { batch: batch.batchId, read, rejected, ...(await countVerdicts(client, tables)) };
  await settleBatch(client, summary, 'finished', changes.verdictsChanged ? changes : {});
  await client.query('delete from exchange.batch_progress where batch_id = $1', [batch.batchId]);
  return summary;
}
