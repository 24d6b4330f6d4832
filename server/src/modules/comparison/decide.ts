/** Use cases of one 差异单: decide it, write the correction into the record, all in one transaction. */
import type { DifferenceDecision, Side } from '@xinheng/contracts/comparison.ts';
import { differenceDecisions } from '@xinheng/contracts/comparison.ts';
import { actorOf, reachesTo, type Viewer, whoIs } from '../../platform/access/index.ts';
import { audit } from '../../platform/audit/index.ts';
import type { City } from '../../platform/city/index.ts';
import { type Db, type Queryable, type Tx, transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { announce } from '../../platform/events/index.ts';
import { amendRecord } from '../exchange/index.ts';
import { mayReadDifference } from './read.ts';
import { correctText, fieldOfSide, registeringItems, ruleOf, sideToChange } from './rules.ts';
import {
  type DifferenceRow,
  differenceById,
  markWritten,
  noteStep,
  noteWritten,
  registrationOf,
  writeDecision,
} from './store/differences.ts';

export interface Asked {
  decision: DifferenceDecision;
  value?: string | null | undefined;
  reason: string;
  /** The difference as the officer saw it. */
  revision: number;
}

export interface Acting {
  db: Db;
  city: City;
  viewer: Viewer;
  /** The automatic correction that decides, when no person does. */
  correctionId?: number;
}

/** A record's field that the decision changes, and to what. */
interface Target {
  side: Side;
  code: string;
  recordKey: string;
  version: number;
  department: string;
  field: string;
  text: string;
  mayName: boolean;
}

const nameOf = (viewer: Viewer) =>
  viewer.kind === 'officer' || viewer.kind === 'operator' ? viewer.name : actorOf(viewer);

function notFound(): XinhengError {
  return new XinhengError('not-found', { message: '没有这条比对差异，或者不在您的权限范围内。' });
}

/** Tells who was faster, or that the data moved on. */
async function conflict(q: Queryable, id: string): Promise<XinhengError> {
  const row = await differenceById(q, id);
  const settled = row !== null && row.decidedAt !== null;
  const message = settled
    ? `这条差异已由${row.decidedByName ?? '同事'}于 ${(row.decidedAt ?? '').slice(0, 16).replace('T', ' ')} 处理，本次未作任何更改。`
    : '这条差异的数据刚有变化，本次未作任何更改。请重新打开后再处理。';
  return new XinhengError('conflict', { message, details: { state: row?.state, revision: row?.revision } });
}

/** @throws XinhengError not-found, forbidden */
async function differenceFor(q: Queryable, { city, viewer }: Acting, id: string) {
  const row = await differenceById(q, id);
  if (row === null || !mayReadDifference(viewer, row)) throw notFound();
  if (!reachesTo(viewer, 'comparisons.decide', { department: row.acting, region: row.region }))
    throw new XinhengError('forbidden', { message: '这条差异由应办部门核对，不在您的办理范围内。' });
  const declared = ruleOf(city, row);
  if (declared === null)
    throw new XinhengError('conflict', { message: '这条比对规则已停用，差异将在下次全量比对时关闭。' });
  return { row, declared };
}

function refuseFaults(asked: Asked): void {
  const errors = [];
  const reason = asked.reason.trim();
  if ((asked.decision === 'other' || asked.decision === 'not-an-error') && reason.length < 2)
    errors.push({ in: 'body', field: 'reason', message: '请写明理由，至少 2 个字' });
  if (asked.decision === 'other' && (asked.value ?? '').trim() === '')
    errors.push({ in: 'body', field: 'value', message: '请填写应当的值' });
  if (errors.length > 0)
    throw new XinhengError('bad-request', {
      message: `${errors.map(({ message }) => message).join('；')}。`,
      details: { errors },
    });
}

/** Where the correction goes; null when it is not one field of one record, so that people must do it by hand. */
async function targetOf(
  q: Queryable,
  { city }: Acting,
  { row, declared }: Awaited<ReturnType<typeof differenceFor>>,
  { decision, value }: Pick<Asked, 'decision' | 'value'>,
): Promise<Target | null> {
  if (row.otherSubject !== null) return null;
  const { pair } = declared;
  const side = sideToChange(row, decision);
  const text = decision === 'other' ? (value ?? '').trim() : correctText(city, declared, row, side);
  if (text === null || text === '') return null;
  const { recordKey, version, department } = row[side];
  if (recordKey !== null && version !== null && department !== null) {
    const field = fieldOfSide(city, pair, row, side);
    if (!field) return null;
    return {
      side,
      code: row.subjectCode,
      recordKey,
      version,
      department,
      field: field.name,
      text,
      mayName: pair.as === 'name',
    };
  }
  const fields = registeringItems(city, pair.right);
  const card = await registrationOf(q, row.subjectCode, [...fields.keys()]);
  const field = card && fields.get(card.item);
  return card && field ? { side, code: row.subjectCode, ...card, field, text, mayName: pair.as === 'name' } : null;
}

async function tell(
  tx: Tx,
  acting: Acting,
  row: DifferenceRow,
  what: { verb: string; asked: Pick<Asked, 'decision' | 'reason'> },
) {
  const { decision, reason } = what.asked;
  await audit(tx, {
    ...{ ...whoIs(acting.viewer), action: `comparison.${what.verb}`, object: `difference:${row.differenceId}` },
    ...{ subjectCode: row.subjectCode, reason: reason.trim() || differenceDecisions[decision] },
    details: {
      ...{ rule: row.rule, decision, revision: row.revision },
      ...(acting.correctionId !== undefined && { correction: acting.correctionId }),
    },
  });
  await announce(tx, {
    type: `comparison.difference-${what.verb === 'decide' ? 'decided' : 'written'}`,
    orderingKey: row.subjectCode,
    payload: { differenceId: row.differenceId, subjectCode: row.subjectCode, rule: row.rule, decision },
  });
}

const told = ({ decision, reason }: Pick<Asked, 'decision' | 'reason'>) =>
  [differenceDecisions[decision], reason.trim()].filter((part) => part !== '').join('：');

/** The decision and its traces, inside the caller's transaction. @throws XinhengError conflict */
async function writeDown(
  tx: Tx,
  acting: Acting,
  row: DifferenceRow,
  asked: Asked,
  outcome: { state: 'decided' | 'written' | 'not-an-error'; next: string | null },
): Promise<void> {
  const written = await writeDecision(
    tx.client,
    { ...row, revision: asked.revision },
    {
      ...{ state: outcome.state, decision: asked.decision, reason: asked.reason.trim(), acting: outcome.next },
      value: asked.decision === 'other' ? (asked.value ?? '').trim() : null,
      ...{ actor: actorOf(acting.viewer), name: nameOf(acting.viewer), correctionId: acting.correctionId ?? null },
    },
  );
  if (!written) throw await conflict(tx.client, row.differenceId);
  await noteStep(tx.client, row, 'decided', nameOf(acting.viewer), told(asked));
  await tell(tx, acting, row, { verb: 'decide', asked });
}

const reasonOfAmendment = (row: DifferenceRow, asked: Pick<Asked, 'decision' | 'reason'>, title: string) =>
  `比对差异“${title}”，${told(asked)}（差异单 ${row.differenceId.slice(0, 8)}）`.slice(0, 500);

/** Amends the record with the decision as its witness. */
async function amendBy(
  acting: Acting,
  row: DifferenceRow,
  of: { target: Target; reason: string; before: (tx: Tx) => Promise<void>; asked: Pick<Asked, 'decision' | 'reason'> },
): Promise<void> {
  const { db, city, viewer } = acting;
  const { target, asked } = of;
  await amendRecord(db, viewer, {
    ...{ city, code: target.code, recordKey: target.recordKey, version: target.version, reason: of.reason },
    changes: { [target.field]: target.text },
    witness: {
      mayName: target.mayName,
      before: of.before,
      after: async (tx, { version, batch }) => {
        await noteWritten(tx.client, row, target.side, version);
        await noteStep(tx.client, row, 'written', nameOf(viewer), `第 ${version} 版，批次 ${batch}`);
        await tell(tx, acting, row, { verb: 'write', asked });
      },
    },
  });
}

/**
 * Decides an open difference. Where the record to correct is the decider's own, the correction is written at once;
 * otherwise its department is asked to.
 * @throws XinhengError not-found, forbidden, bad-request, conflict (somebody was faster), row-rejected (the checks)
 */
export async function decideDifference(acting: Acting, id: string, asked: Asked): Promise<{ message: string }> {
  const { db, viewer } = acting;
  const seen = await differenceFor(db.pool, acting, id);
  const { row, declared } = seen;
  refuseFaults(asked);
  if (row.state !== 'open' || row.revision !== asked.revision) throw await conflict(db.pool, id);
  if (asked.decision === 'not-an-error') {
    await transact(db, (tx) => writeDown(tx, acting, row, asked, { state: 'not-an-error', next: row.acting }));
    return { message: '已记为不是差错；两值再有变化时会重新列出。' };
  }
  const target = await targetOf(db.pool, acting, seen, asked);
  if (target === null || !reachesTo(viewer, 'records.amend', { department: target.department })) {
    const next = target?.department ?? row.acting;
    await transact(db, (tx) => writeDown(tx, acting, row, asked, { state: 'decided', next }));
    return {
      message:
        target === null ? '已作出决定，请更正有误的登记；更正后差异自动关闭。' : '已作出决定，交由提供该值的部门更正。',
    };
  }
  await amendBy(acting, row, {
    ...{ target, asked, reason: reasonOfAmendment(row, asked, declared.rule.title) },
    before: (tx) => writeDown(tx, acting, row, asked, { state: 'written', next: row.acting }),
  });
  return { message: '已作出决定，更正已写成新的版本。' };
}

/**
 * Writes what another department decided into the record, by the department that supplied it.
 * @throws XinhengError not-found, forbidden, conflict, row-rejected
 */
export async function writeBackDifference(acting: Acting, id: string, revision: number): Promise<{ message: string }> {
  const { db, viewer } = acting;
  const seen = await differenceFor(db.pool, acting, id);
  const { row, declared } = seen;
  if (row.state !== 'decided' || row.revision !== revision || row.decision === null) throw await conflict(db.pool, id);
  const asked = { decision: row.decision, value: row.value, reason: row.reason ?? '' };
  const target = await targetOf(db.pool, acting, seen, asked);
  if (target === null)
    throw new XinhengError('conflict', { message: '这条差异须由登记机关更正登记；更正后自动关闭，不能在此写入。' });
  if (!reachesTo(viewer, 'records.amend', { department: target.department }))
    throw new XinhengError('forbidden', { message: '只有提供这条信息的部门可以写入更正。' });
  await amendBy(acting, row, {
    ...{ target, asked, reason: reasonOfAmendment(row, asked, declared.rule.title) },
    before: async (tx) => {
      if (!(await markWritten(tx.client, { ...row, revision }))) throw await conflict(tx.client, id);
    },
  });
  return { message: '更正已写成新的版本。' };
}
