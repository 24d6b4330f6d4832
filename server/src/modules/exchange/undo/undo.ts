/**
 * Use case: a batch is taken back 撤销. Every record gets the content it had before, as a further version; what a later
 * batch has changed is left alone and told. One transaction: the whole undo is in the store, or nothing of it.
 */
import type { UndoCounts } from '@xinheng/contracts/exchange.ts';
import type { PoolClient } from 'pg';
import { audit } from '../../../platform/audit/index.ts';
import type { City } from '../../../platform/city/index.ts';
import type { Db, Tx } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { announce } from '../../../platform/events/index.ts';
import { itemByCode } from '../../catalogue/index.ts';
import { undoStaged } from '../../records/index.ts';
import { type BatchRow, settingsOfMerge } from '../batch.ts';
import { readBatchRow } from '../batches.ts';
import { mergeKey, transactInTurn } from '../turn.ts';
import { type Doer, whoAndWhen } from '../who.ts';
import { type CardsMade, cardItems, remakeCards } from './cards.ts';
import { planTable, planUndo } from './plan.ts';

export interface UndoBatch {
  city: City;
  batchId: number;
  doer: Doer;
  reason: string;
}

export const longestReason = 500;

/**
 * Undoes a finished batch.
 * @throws XinhengError not-found, bad-request (no reason), conflict (undone already: by whom and when; not finished)
 */
export async function undoBatch(db: Db, { city, batchId, doer, reason: given }: UndoBatch): Promise<UndoCounts> {
  const reason = given.trim();
  if (reason === '' || reason.length > longestReason)
    throw new XinhengError('bad-request', { message: `reason：请填写撤销的原因，1 至 ${longestReason} 字。` });
  const batch = await readBatchRow(db.pool, batchId);
  if (batch === null) throw new XinhengError('not-found', { message: `没有批次 ${batchId}。` });
  if (batch.state !== 'finished') refuseUndo(batch);
  return transactInTurn(db, await keysOf(db, city, batch), (tx) => undo(tx, city, batch, doer, reason));
}

/** Whoever writes records of the same item and department takes turns with us; of a subject, whoever writes cards. */
async function keysOf(db: Db, city: City, { item, department }: BatchRow): Promise<string[]> {
  const own = mergeKey(item, department);
  const items = cardItems(city);
  if (!items.has(item)) return [own];
  const { rows } = await db.pool.query<{ item: string; department: string }>(
    'select item, department from records.holding where item = any($1) order by item, department',
    [[...items.keys()]],
  );
  return [...new Set([own, ...rows.map((held) => mergeKey(held.item, held.department))])];
}

function refuseUndo(batch: BatchRow): never {
  const why: Partial<Record<BatchRow['state'], string>> = {
    undone: `已由${whoAndWhen(batch.undone_by, batch.undone_at)}撤销`,
    trial: '只是试导入，尚未入库，请放弃它',
    refused: '整体未受理，没有入库',
    discarded: '已被放弃，没有入库',
    expired: '已过期，没有入库',
  };
  throw new XinhengError('conflict', {
    message: `批次 ${batch.batch_id} ${why[batch.state] ?? '还在处理中，请在完成后再撤销'}，本次未作任何更改。`,
    details: { state: batch.state },
  });
}

async function undo(tx: Tx, city: City, { batch_id: batchId }: BatchRow, doer: Doer, reason: string) {
  const { client } = tx;
  await settingsOfMerge(client);
  const { rows } = await client.query<BatchRow>('select * from exchange.batch where batch_id = $1 for update', [
    batchId,
  ]);
  const batch = rows[0] as BatchRow;
  if (batch.state !== 'finished') refuseUndo(batch);
  const { item, department } = batch;
  const registers = city.catalogue.items.filter(({ subject }) => subject.role === 'registers').map(({ code }) => code);
  await planUndo(client, { batchId, item, department, registers });
  await undoStaged(tx, { plan: planTable(batchId), batchId, item: itemByCode(city.catalogue, item), department });
  const told = await keepOutcomes(client, batchId);
  await client.query(
    `update exchange.batch set state = 'undone', undone_by = $2, undone_at = transaction_timestamp(), undo_reason = $3
     where batch_id = $1`,
    [batchId, JSON.stringify(doer), reason],
  );
  const dismissed = await dismissWaiting(client, batch, doer);
  const made: CardsMade = cardItems(city).has(item)
    ? await remakeCards(client, city, batchId)
    : { subjects: 0, removed: 0, codes: [] };
  const counts: UndoCounts = { ...told, subjects: made.subjects, subjectsRemoved: made.removed, dismissed };
  await client.query('update exchange.batch set undo_counts = $2 where batch_id = $1', [batchId, counts]);
  await client.query(`drop table ${planTable(batchId)}`);
  await tell(tx, batch, doer, reason, counts, made);
  return counts;
}

async function tell(tx: Tx, batch: BatchRow, doer: Doer, reason: string, counts: UndoCounts, made: CardsMade) {
  const { batch_id: batchId, item, department } = batch;
  const orderingKey = `batch:${batchId}`;
  await audit(tx, {
    ...{ ...doer, department, action: 'exchange.undo', object: orderingKey, reason },
    details: { item, ...counts },
  });
  await announce(tx, { type: 'exchange.batch-undone', orderingKey, payload: { batchId, item, department } });
  if (made.subjects + made.removed === 0) return;
  await announce(tx, {
    type: 'registry.subjects-changed',
    orderingKey,
    payload: { batchId, subjects: made.subjects + made.removed, codes: made.codes },
  });
}

async function keepOutcomes(client: PoolClient, batchId: number) {
  const { rows } = await client.query<Pick<UndoCounts, 'restored' | 'withdrawn' | 'left'>>(
    `with kept as (
       insert into exchange.undone_row (batch_id, row_number, outcome, reason, subject_code, record_key, present_batch)
       select $1, row_number, outcome, reason, subject_code, record_key, present_batch from ${planTable(batchId)}
       returning outcome
     ) select count(*) filter (where outcome = 'restored') as restored,
         count(*) filter (where outcome = 'withdrawn') as withdrawn, count(*) filter (where outcome = 'left') as left
       from kept`,
    [batchId],
  );
  return rows[0] as Pick<UndoCounts, 'restored' | 'withdrawn' | 'left'>;
}

/** Rows of the batch that still wait for a subject wait no longer. */
async function dismissWaiting(client: PoolClient, batch: BatchRow, doer: Doer): Promise<number> {
  const { rowCount } = await client.query(
    `with dismissed as (
       update exchange.pending_row set state = 'dismissed', version = version + 1
       where department = $1 and batch_id = $2 and state = 'waiting' returning department, batch_id, row_number, version
     )
     insert into exchange.decision (department, batch_id, row_number, row_version, decision, automatic, reason, actor,
       person_name, decided_for)
     select department, batch_id, row_number, version, 'dismiss', true, '所在批次已撤销', $3, $4, department from dismissed`,
    [batch.department, batch.batch_id, doer.actor, doer.name ?? null],
  );
  return rowCount ?? 0;
}

/** One sentence on what an undo did, for people. */
export function describeUndo(counts: UndoCounts): string {
  const { restored, withdrawn, left, subjectsRemoved, dismissed } = counts;
  return [
    `已撤销：${restored} 条恢复为此前的内容，${withdrawn} 条不再有效`,
    left > 0 ? `，${left} 条未改动（逐条原因见撤销结果）` : '',
    subjectsRemoved > 0 ? `；${subjectsRemoved} 个主体随之移出主体库` : '',
    dismissed > 0 ? `；${dismissed} 条待认领信息不再等待` : '',
    '。',
  ].join('');
}
