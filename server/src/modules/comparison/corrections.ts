/** Use cases of 自动更正规则: proposed from decisions alike, counted, switched on by a second person, carried out, switched off. */
import { actorOf, reachesTo, type Viewer, whoIs } from '../../platform/access/index.ts';
import { audit } from '../../platform/audit/index.ts';
import type { City } from '../../platform/city/index.ts';
import { type Db, type Tx, transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { announce } from '../../platform/events/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { decideDifference } from './decide.ts';
import {
  alikeDecided,
  type CorrectionRow,
  correctionById,
  correctionsOn,
  insertCorrection,
  type Likes,
  openLike,
  switchOff,
  switchOn,
} from './store/corrections.ts';

interface Given {
  db: Db;
  city: City;
}

/** Differences that one pass of the job decides for each correction. */
const atOnce = 500;

const nameOf = (viewer: Viewer) => (viewer.kind === 'officer' || viewer.kind === 'operator' ? viewer.name : null);

const mayCorrect = (viewer: Viewer, { department }: Pick<Likes, 'department'>) =>
  reachesTo(viewer, 'comparisons.correct', { department });

/** What may be proposed within the viewer's reach. */
export async function proposable({ db, city }: Given, viewer: Viewer) {
  const all = await alikeDecided(db.pool, city.comparison.confirmations);
  return all.filter((likes) => mayCorrect(viewer, likes));
}

async function tell(tx: Tx, viewer: Viewer, id: number, verb: string, details: object, reason?: string) {
  await audit(tx, {
    ...{ ...whoIs(viewer), action: `comparison.${verb}`, object: `correction:${id}` },
    ...(reason !== undefined && { reason }),
    details: { ...details },
  });
  await announce(tx, {
    type: `comparison.${verb}`,
    orderingKey: `correction:${id}`,
    payload: { correctionId: id },
  });
}

/**
 * Proposes an automatic correction.
 * @throws XinhengError bad-request when it has not been decided alike often enough, conflict when it stands already
 */
export async function proposeCorrection(given: Given, viewer: Viewer, likes: Likes): Promise<number> {
  const found = (await proposable(given, viewer)).find((one) =>
    (['rule', 'pair', 'department', 'item', 'shape', 'decision'] as const).every((key) => one[key] === likes[key]),
  );
  if (!found)
    throw new XinhengError('bad-request', {
      message: `只有同一部门、同一字段、同一种差异至少 ${given.city.comparison.confirmations} 次核对结论一致、无相反结论的，才能提请自动更正。`,
    });
  return transact(given.db, async (tx) => {
    const id = await insertCorrection(tx.client, likes, {
      ...{ confirmations: found.confirmations, wouldChange: found.open, actor: actorOf(viewer), name: nameOf(viewer) },
    });
    if (id === null) throw new XinhengError('conflict', { message: '同样的自动更正规则已经提请或启用。' });
    const { rule, department, item, decision } = likes;
    await tell(tx, viewer, id, 'propose-correction', { rule, department, item, decision, open: found.open });
    return id;
  });
}

async function correctionFor({ db }: Given, viewer: Viewer, id: number): Promise<CorrectionRow> {
  const row = await correctionById(db.pool, id);
  if (row === null || !reachesTo(viewer, 'comparisons.read', { department: row.department }))
    throw new XinhengError('not-found', { message: '没有这条自动更正规则，或者不在您的权限范围内。' });
  return row;
}

/** A correction with what it would change now, and some of it. @throws XinhengError not-found */
export async function readCorrection(given: Given, viewer: Viewer, id: number) {
  const row = await correctionFor(given, viewer, id);
  const open = await openLike(given.db.pool, row, 20);
  const mine = mayCorrect(viewer, row);
  return {
    ...row,
    open: open.count,
    examples: open.some.map(({ differenceId }) => differenceId),
    maySwitchOn: mine && row.state === 'proposed' && row.proposedBy !== actorOf(viewer),
    maySwitchOff: mine && row.state !== 'off',
  };
}

/** Switches it on. @throws XinhengError not-found, forbidden (not his, or he proposed it himself), conflict */
export async function switchCorrectionOn(given: Given, viewer: Viewer, id: number): Promise<void> {
  const row = await correctionFor(given, viewer, id);
  if (!mayCorrect(viewer, row))
    throw new XinhengError('forbidden', { message: '这条自动更正规则由该部门启用，不在您的办理范围内。' });
  if (row.proposedBy === actorOf(viewer))
    throw new XinhengError('forbidden', { message: '自动更正规则须由提请人以外的另一人启用。' });
  const open = await openLike(given.db.pool, row, 1);
  await transact(given.db, async (tx) => {
    if (!(await switchOn(tx.client, id, { actor: actorOf(viewer), name: nameOf(viewer) })))
      throw new XinhengError('conflict', { message: '这条自动更正规则已经启用或停用，本次未作任何更改。' });
    await tell(tx, viewer, id, 'switch-correction-on', { rule: row.rule, open: open.count });
  });
}

/** Switches it off; what it corrected stays. @throws XinhengError not-found, forbidden, conflict */
export async function switchCorrectionOff(given: Given, viewer: Viewer, id: number, reason: string): Promise<void> {
  const row = await correctionFor(given, viewer, id);
  if (!mayCorrect(viewer, row))
    throw new XinhengError('forbidden', { message: '这条自动更正规则由该部门停用，不在您的办理范围内。' });
  await transact(given.db, async (tx) => {
    if (!(await switchOff(tx.client, id, { name: nameOf(viewer), reason: reason.trim() })))
      throw new XinhengError('conflict', { message: '这条自动更正规则已经停用，本次未作任何更改。' });
    await tell(tx, viewer, id, 'switch-correction-off', { rule: row.rule }, reason.trim());
  });
}

/**
 * Decides the open differences that corrections are switched on for; each by the way of a decision, traceable to its rule.
 * One that the checks refuse is left to people.
 * @returns how many were corrected
 */
export async function applyCorrections(given: Given, log: Pick<Logger, 'warn'>, signal?: AbortSignal): Promise<number> {
  let done = 0;
  for (const correction of await correctionsOn(given.db.pool)) {
    const viewer: Viewer = { kind: 'operator', name: `自动更正规则 ${correction.correctionId}` };
    const { some } = await openLike(given.db.pool, correction, atOnce);
    for (const { differenceId, revision } of some) {
      signal?.throwIfAborted();
      try {
        await decideDifference({ ...given, viewer, correctionId: correction.correctionId }, differenceId, {
          ...{ decision: correction.decision, revision },
          reason: `按自动更正规则 ${correction.correctionId} 处理`,
        });
        done += 1;
      } catch (error) {
        if (!(error instanceof XinhengError)) throw error;
        log.warn({ differenceId, correction: correction.correctionId, code: error.code }, 'correction refused');
      }
    }
  }
  return done;
}
