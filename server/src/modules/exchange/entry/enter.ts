/** Hand entry 手工录入: one row by the way of a batch of one, whole or not at all. */
import { createHash } from 'node:crypto';
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { EntryReceipt } from '@xinheng/contracts/row-check.ts';
import { actorOf, type Viewer } from '../../../platform/access/index.ts';
import { audit, fingerprint } from '../../../platform/audit/index.ts';
import type { City } from '../../../platform/city/index.ts';
import { type Db, type Tx, transact } from '../../../platform/db/index.ts';
import { announce } from '../../../platform/events/index.ts';
import { stagedTables } from '../../../platform/staging/index.ts';
import type { CheckedRow } from '../../quality/index.ts';
import { type Channel, insertBatch, type MergeBatch, mergeBatch } from '../batch.ts';
import { checkerOf } from '../import.ts';
import { attachPending } from '../pending.ts';
import { noProgress } from '../staging.ts';
import { dropDraftOf } from '../store/drafts.ts';
import { keepWritten, onlyRow, type RowVerdict, stageOne, verdictOf } from '../store/one-row.ts';
import { mergeKey, transactInTurn } from '../turn.ts';
import { doerOf } from '../who.ts';
import { type OneRow, outcomeOf } from './check.ts';
import { byFieldName, cellsOf, checkCells, refuseRejected } from './written-row.ts';

export interface BatchOfOne {
  city: City;
  item: CatalogueItem;
  department: string;
  channel: Channel;
  /** What the batch is called in lists. */
  title: string;
  cells: (string | undefined)[];
  checked: CheckedRow;
  match?: MergeBatch['match'];
}

/** Merges one checked row in the caller's transaction, which holds the turn of the item and department. */
export async function mergeOne(
  tx: Tx,
  viewer: Viewer,
  of: BatchOfOne,
): Promise<{ batch: number; verdict: RowVerdict }> {
  const { city, item, department, cells, checked } = of;
  const doer = doerOf(viewer);
  const text = JSON.stringify(cells);
  const batch = await insertBatch(tx.client, {
    ...{ item, department, edition: city.catalogue.edition, channel: of.channel, state: 'staging' as const },
    ...{ actor: actorOf(viewer), submittedBy: doer, header: item.fields.map(({ label }) => label) },
    source: {
      name: of.title,
      sha256: createHash('sha256').update(text).digest('hex'),
      bytes: Buffer.byteLength(text),
      format: 'form',
    },
  });
  const tables = stagedTables(batch);
  await stageOne(tx.client, tables, { city, item, department, batchId: batch }, checked);
  await keepWritten(tx.client, tables, batch, cells);
  let verdict: RowVerdict | undefined;
  await mergeBatch(tx, {
    ...{ batchId: batch, item, rules: city.qualityRules.rules, department, actor: doer.actor, doer, resent: false },
    progress: { ...noProgress, read: 1, complete: true },
    ...(of.match && { match: of.match }),
    beforeDrop: async (client, staged) => {
      verdict = await verdictOf(client, staged);
    },
  });
  return { batch, verdict: verdict as RowVerdict };
}

/** What was said about a record, as the log keeps it: `what` is published, amended or withdrawn. */
export async function tellOfRecord(
  tx: Tx,
  viewer: Viewer,
  of: {
    what: 'published' | 'amended' | 'withdrawn';
    item: string;
    department: string;
    subjectCode: string;
    recordKey: string;
    version: number;
    before: unknown;
    after: unknown;
    reason?: string;
    batch: number;
  },
): Promise<void> {
  const { what, subjectCode, recordKey, version, item, batch, department } = of;
  const doer = doerOf(viewer);
  await audit(tx, {
    ...doer,
    action: { published: 'records.publish', amended: 'records.amend', withdrawn: 'records.withdraw' }[what],
    object: `record:${recordKey}`,
    subjectCode,
    reason: of.reason,
    ...(of.before !== undefined && { beforeHash: fingerprint(of.before) }),
    afterHash: fingerprint(of.after),
    details: { item, batch, version },
  });
  await announce(tx, {
    type: `records.${what}`,
    orderingKey: subjectCode,
    payload: { subjectCode, recordKey, version, item, department, batch },
  });
}

/**
 * Enters one row. What the checks reject is refused before anything is written; what finds no subject waits like a row
 * of a file.
 * @throws XinhengError row-rejected, bad-request
 */
export async function enterRow(db: Db, viewer: Viewer, asked: OneRow & { draftId?: string }): Promise<EntryReceipt> {
  const { city, item, department } = asked;
  const cells = cellsOf(item, asked.row);
  const checked = checkCells(checkerOf(city, item), cells);
  refuseRejected(item, checked);
  const { batch, verdict } = await transactInTurn(db, [mergeKey(item.code, department)], async (tx) => {
    const merged = await mergeOne(tx, viewer, {
      ...{ city, item, department, cells, checked, channel: 'form' as const, title: '手工录入' },
    });
    const { subject_code: subjectCode, record_key: recordKey, version } = merged.verdict;
    if (wrote(merged.verdict) && subjectCode !== null) {
      await tellOfRecord(tx, viewer, {
        ...{ what: 'published', item: item.code, department, subjectCode, recordKey, version, batch: merged.batch },
        ...{ before: undefined, after: checked.values },
      });
    }
    if (asked.draftId !== undefined) await dropDraftOf(tx.client, actorOf(viewer), asked.draftId);
    return merged;
  });
  const arrived = item.subject.role === 'registers' && wrote(verdict);
  const attached = arrived ? await transact(db, (tx) => attachPending(tx, city.catalogue, actorOf(viewer))) : 0;
  return receiptOf(item, { batch, verdict, attached });
}

/** Whether the verdict wrote a version. */
export function wrote({ verdict }: RowVerdict): boolean {
  return verdict === 'new' || verdict === 'changed';
}

/** The receipt of a batch of one. */
export function receiptOf(
  item: CatalogueItem,
  { batch, verdict, attached }: { batch: number; verdict: RowVerdict; attached: number },
): EntryReceipt {
  const outcome = outcomeOf(verdict);
  const { subject_code: subjectCode, subject_name: name, record_key: recordKey, version } = verdict;
  const told = {
    accepted: '已入库。',
    corrected: '已入库，部分内容已按规则更正。',
    quarantined: '已收下，暂存待核对，尚未入库。',
    duplicate: '与已入库的信息完全相同，未重复入库。',
    rejected: '未受理。',
  }[outcome];
  return {
    ...{ batch, row: onlyRow, outcome, findings: byFieldName(item, verdict.receipts), attached },
    ...(subjectCode !== null && { subject: { subjectCode, name } }),
    ...(wrote(verdict) && { record: { recordKey, version } }),
    message: attached > 0 ? `${told}另有 ${attached} 条暂存的信息找到了主体。` : told,
  };
}
