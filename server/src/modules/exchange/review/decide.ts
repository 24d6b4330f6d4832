/** Decisions about a waiting row: one transaction each, of two officers at once one wins and the other is told. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { Decision, DecisionRequest, DecisionResult } from '@xinheng/contracts/pending.ts';
import { actorOf, type Viewer } from '../../../platform/access/index.ts';
import { audit } from '../../../platform/audit/index.ts';
import type { City } from '../../../platform/city/index.ts';
import { type Db, type Queryable, type Tx, transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { announce } from '../../../platform/events/index.ts';
import { itemByCode } from '../../catalogue/index.ts';
import { attachPending } from '../pending.ts';
import { forgetRepeated } from '../store/repeated.ts';
import {
  type DecisionRow,
  decisionsOf,
  type RowPlace,
  type WaitingRow,
  waitingRow,
  writeDecision,
} from '../store/waiting.ts';
import { mergeKey, transactInTurn } from '../turn.ts';
import { doerOf, whoAndWhen } from '../who.ts';
import { type Attached, attachRow, takeBack } from './attach.ts';
import { keyOf, noSuchRow, stillStands } from './look.ts';
import { decisionNames, entryOf, fits, mayUndo, stateAfter } from './reasons.ts';

export interface Deciding {
  city: City;
  viewer: Viewer;
  requestId: string;
}

/** Everything but attaching takes something away from somebody, who will ask why. */
function demandReason({ decision, reason, subjectCode }: DecisionRequest): void {
  if (decision === 'attach') {
    if (subjectCode === undefined)
      throw new XinhengError('bad-request', { message: '认领须写明主体的统一社会信用代码（subjectCode）。' });
  } else if ((reason?.trim() ?? '').length < 2)
    throw new XinhengError('bad-request', { message: `“${decisionNames[decision]}”须说明理由（至少两个字）。` });
}

/**
 * Decides. `version` is the one that the officer saw; without it (bulk actions) whatever stands while it waits.
 * @throws XinhengError not-found, bad-request, already-decided (details.decided: by whom, when), conflict
 */
export async function decide(
  db: Db,
  { city, viewer, requestId }: Deciding,
  place: RowPlace,
  request: Omit<DecisionRequest, 'version'> & { version?: number },
): Promise<DecisionResult> {
  demandReason({ version: 0, ...request });
  const seen = await waitingRow(db.pool, viewer, 'pending.decide', place);
  if (seen === null) throw noSuchRow();
  const item = itemByCode(city.catalogue, seen.item);
  const result = await transactInTurn(db, [mergeKey(item.code, seen.department)], async (tx) => {
    const row = await waitingRow(tx.client, viewer, 'pending.decide', place, true);
    if (row === null) throw noSuchRow();
    await refuseDecided(tx.client, city, row, request);
    const done = await carryOut(tx, { city, viewer, item, row, request });
    const decided = await writeDecision(tx.client, row, {
      decision: request.decision,
      state: stateAfter[request.decision],
      subjectCode: done?.subjectCode ?? null,
      record: done?.record ?? null,
      reason: request.reason?.trim() ?? null,
      doer: doerOf(viewer),
    });
    if (decided === null) throw new Error('a locked row was decided by somebody else');
    await tell(tx, { viewer, requestId, item, row, decision: request.decision, reason: request.reason, done });
    return { row, decided, done };
  });
  const registered = item.subject.role === 'registers' && result.done !== null;
  if (registered) await transact(db, (tx) => attachPending(tx, city.catalogue, actorOf(viewer)));
  return resultOf(city, result);
}

function resultOf(
  city: City,
  { row, decided, done }: { row: WaitingRow; decided: DecisionRow; done: Attached | null },
): DecisionResult {
  return {
    key: keyOf(row),
    state: stateAfter[decided.decision],
    version: decided.row_version,
    decided: entryOf(decided, (code) => ({
      code,
      name: city.departments.find((one) => one.code === code)?.name ?? code,
    })),
    ...(done?.record && { record: { subjectCode: done.subjectCode, ...done.record } }),
  };
}

/** Compare-and-set on the row's version; the loser learns who was faster and what he decided. */
async function refuseDecided(
  q: Queryable,
  city: City,
  row: WaitingRow,
  { version, decision }: { version?: number; decision: Decision },
): Promise<void> {
  if ((version === undefined || version === row.version) && fits(decision, row.state)) return;
  const [last] = await decisionsOf(q, row);
  if (!last || (version === row.version && decision === 'undo')) {
    throw new XinhengError('conflict', { message: '这一条现在的状态已不同，本次未作任何更改。请重新打开后再处理。' });
  }
  const named = (code: string) => ({ code, name: city.departments.find((one) => one.code === code)?.name ?? code });
  const decided = entryOf(last, named);
  throw new XinhengError('already-decided', {
    message: `这一条已由${whoAndWhen({ actor: last.actor, name: decided.by }, last.decided_at)} 处理为“${decisionNames[last.decision]}”，本次未作任何更改。`,
    details: { decided },
  });
}

interface Carrying {
  city: City;
  viewer: Viewer;
  item: CatalogueItem;
  row: WaitingRow;
  request: Omit<DecisionRequest, 'version'>;
}

/** What the decision does to the records; null when it does nothing to them. */
async function carryOut(tx: Tx, carrying: Carrying): Promise<Attached | null> {
  const { request, row, item, viewer } = carrying;
  switch (request.decision) {
    case 'attach':
      return attachRow(tx, { viewer, item, row, to: { subject: request.subjectCode as string } });
    case 'take-waiting':
      return attachRow(tx, { viewer, item, row, to: 'rival' });
    case 'keep-present':
      return attachRow(tx, { viewer, item, row, to: 'nobody' });
    case 'undo': {
      const [last] = await decisionsOf(tx.client, row);
      const standing = await stillStands(tx.client, last);
      const refusal = mayUndo({
        ...{ state: row.state, role: item.subject.role, rival: false, attachable: false },
        last: last?.row_version === row.version ? last : undefined,
        standing,
        undone: row.undone,
      });
      if (refusal !== null) throw new XinhengError('conflict', { message: `${refusal}。` });
      if (last?.record_key) return takeBack(tx, viewer, item, row, last);
      if (last?.subject_code) {
        const { record_key: recordKey, batch_id: batch, row_number: number } = row;
        await forgetRepeated(tx.client, { subjectCode: last.subject_code, recordKey, batch, row: number });
      }
      return null;
    }
    default:
      return null;
  }
}

/** One entry a decision; about a record, where its history looks for it. */
async function tell(
  tx: Tx,
  of: {
    viewer: Viewer;
    requestId: string;
    item: CatalogueItem;
    row: WaitingRow;
    decision: Decision;
    reason: string | undefined;
    done: Attached | null;
  },
): Promise<void> {
  const { item, row, decision, done } = of;
  await audit(tx, {
    ...doerOf(of.viewer),
    action: 'exchange.decide',
    object: done?.record ? `record:${done.record.recordKey}` : `pending:${keyOf(row)}`,
    ...(done && { subjectCode: done.subjectCode }),
    reason: of.reason?.trim(),
    requestId: of.requestId,
    details: { item: item.code, department: row.department, pending: keyOf(row), decision },
  });
  if (!done?.record) return;
  await announce(tx, {
    type: 'exchange.rows-attached',
    orderingKey: `${item.code}:${row.department}`,
    payload: {
      item: item.code,
      department: row.department,
      attached: decision === 'undo' ? -1 : 1,
      batches: [row.batch_id],
    },
  });
}
