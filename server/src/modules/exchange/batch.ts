/** The life of a batch in the store: opened, staged, merged in one transaction, finished. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { PoolClient } from 'pg';
import { audit } from '../../platform/audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { announce } from '../../platform/events/index.ts';
import { type StagedTables, stagedTables } from '../../platform/staging/index.ts';
import { mergeStaged } from '../records/index.ts';
import { matchStaged, projectSubjects } from '../registry/index.ts';
import { keepPending } from './pending.ts';
import type { Source } from './reader/source.ts';
import { keepReceipts } from './receipts.ts';
import { rekeyProvisional } from './rekey.ts';
import { dropStaging, type Progress } from './staging.ts';

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
  state: 'staging' | 'merging' | 'finished' | 'refused';
  source_name: string;
  source_bytes: number;
  refusal: string | null;
  started_at: string;
  finished_at: string | null;
  rows_read: number;
  accepted: number;
  corrected: number;
  quarantined: number;
  rejected: number;
  duplicate: number;
}

export type Channel = 'cli' | 'api' | 'generated';

export interface OpenBatch {
  batchId: number;
  /** Taken up where a killed import of the same file left off. */
  resumed: boolean;
  /** An earlier, finished batch of the same file. */
  earlier: BatchRow | null;
}

/** A batch of the same file that was cut off, else a new one. */
export async function openBatch(
  client: PoolClient,
  request: {
    source: Source;
    item: CatalogueItem;
    department: string;
    edition: string;
    channel: Channel;
    actor: string;
  },
): Promise<OpenBatch> {
  const { source, item, department } = request;
  const same = await client.query<BatchRow>(
    `select * from exchange.batch where source_digest = $1 and item = $2 and department = $3 order by batch_id desc`,
    [source.sha256, item.code, department],
  );
  const open = same.rows.find((row) => row.state === 'staging' || row.state === 'merging');
  const earlier = same.rows.find((row) => row.state === 'finished') ?? null;
  if (open) return { batchId: open.batch_id, resumed: true, earlier };
  const inserted = await client.query<{ batch_id: number }>(
    `insert into exchange.batch (item, department, edition, channel, source_name, source_digest, source_bytes, format, state, actor)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'staging', $9) returning batch_id`,
    [
      item.code,
      department,
      request.edition,
      request.channel,
      source.name,
      source.sha256,
      source.bytes,
      source.format,
      request.actor,
    ],
  );
  return { batchId: (inserted.rows[0] as { batch_id: number }).batch_id, resumed: false, earlier };
}

export interface MergeBatch {
  batchId: number;
  item: CatalogueItem;
  department: string;
  actor: string;
  resent: boolean;
  progress: Progress;
}

/**
 * Second half of the bulk path, in the caller's one transaction: match, compare, version, insert, receipts, subject
 * cards, one event, one audit entry. Either the whole batch is in the store or nothing of it.
 */
export async function mergeBatch(tx: Tx, batch: MergeBatch): Promise<BatchSummary> {
  const { client } = tx;
  const { item, department, batchId } = batch;
  const tables = stagedTables(batchId);
  // A merge takes as long as it takes; the web server's limit is for questions.
  await client.query(
    `set local work_mem = '256MB'; set local statement_timeout = 0; set local default_statistics_target = 20`,
  );
  // Two files of one department for one item are merged one after the other, so that each sees what the other wrote.
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`merge ${item.code} ${department}`]);
  await client.query(`truncate ${tables.verdicts}`);
  await client.query(`analyze ${tables.rows}`);
  await matchStaged(client, tables, item);
  await mergeStaged(client, { tables, item, department, resent: batch.resent });
  const subjects = await projectSubjects(client, tables, item);
  if (item.subject.role === 'registers') await rekeyProvisional(client, tables);
  await keepReceipts(client, tables);
  await keepPending(client, tables, { item: item.code, department });
  const summary = await finishBatch(client, tables, batch);
  await audit(tx, {
    actor: batch.actor,
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
  await dropStaging(client, tables);
  return summary;
}

async function finishBatch(client: PoolClient, tables: StagedTables, batch: MergeBatch): Promise<BatchSummary> {
  const { rows } = await client.query<Record<'accepted' | 'corrected' | 'quarantined' | 'duplicate', number>>(`
    select count(*) filter (where verdict in ('new', 'changed') and outcome = 'accepted') as accepted,
           count(*) filter (where verdict in ('new', 'changed') and outcome = 'corrected') as corrected,
           count(*) filter (where verdict in ('pending', 'differs')) as quarantined,
           count(*) filter (where verdict in ('same', 'duplicate')) as duplicate
    from ${tables.verdicts}`);
  const counts = rows[0] as Record<'accepted' | 'corrected' | 'quarantined' | 'duplicate', number>;
  const summary: BatchSummary = {
    batch: batch.batchId,
    read: batch.progress.read,
    accepted: counts.accepted,
    corrected: counts.corrected,
    quarantined: counts.quarantined,
    rejected: batch.progress.rejected,
    duplicate: counts.duplicate,
  };
  await client.query(
    `update exchange.batch set state = 'finished', finished_at = transaction_timestamp(), rows_read = $2, accepted = $3,
       corrected = $4, quarantined = $5, rejected = $6, duplicate = $7 where batch_id = $1`,
    [
      summary.batch,
      summary.read,
      summary.accepted,
      summary.corrected,
      summary.quarantined,
      summary.rejected,
      summary.duplicate,
    ],
  );
  return summary;
}
