/** Which organisation answers for which item, from when to when. */
import { whoIs } from '../../../platform/access/index.ts';
import { audit, fingerprint } from '../../../platform/audit/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { announce } from '../../../platform/events/index.ts';
import { begin, forever, type Piece, reshape } from '../rules/dated.ts';
import { knownPieces, rewrite } from '../store/dated.ts';
import { type Duty, dutyOf, insertDuty } from '../store/duties.ts';
import { type DutyFacts, duties } from '../store/kinds.ts';
import { isNumber } from '../store/officer.ts';
import { takeOver } from '../store/organisations.ts';
import { organisationDays } from '../store/posts.ts';
import { badField, type Doing, handOf, notFound, take, todayOf } from './doing.ts';
import { demandOrganisation } from './reach.ts';

export interface NewDuty extends Duty {
  remark?: string | undefined;
  from?: string | undefined;
  until?: string | null | undefined;
}

/**
 * Gives an organisation a duty.
 * @param items codes of the information items of the catalogue
 * @throws XinhengError forbidden, not-found, bad-request, conflict (it has that duty already)
 */
export async function setDuty(
  tx: Tx,
  doing: Doing,
  duty: NewDuty,
  items: readonly { code: string }[],
): Promise<{ dutyId: string }> {
  const { organisation, kind, item } = duty;
  const [from, until] = [duty.from ?? todayOf(doing), duty.until ?? forever];
  if (until <= from) throw badField('until', '终止日期须晚于起始日期。');
  await demandOrganisation(tx, doing, 'organisation.manage', organisation);
  if (kind === 'information-item' && !items.some(({ code }) => code === item))
    throw badField('item', `信息目录中没有事项“${item}”，请从目录中选择。`);
  const place = await organisationDays(tx.client, organisation);
  if (!place || place.from > from || place.until < until)
    throw badField('organisation', `${place?.name ?? organisation}在所填日期内尚未设立或已撤销。`);
  const dutyId = await insertDuty(tx, { organisation, kind, item }, handOf(doing));
  await take(tx, duties, dutyId, undefined, '该职责');
  const before = (await knownPieces(tx.client, duties, [dutyId])).get(dutyId) ?? [];
  const after = begin(before, { from, until, facts: { remark: duty.remark?.trim() ?? '' } });
  if (!after) throw new XinhengError('conflict', `${place.name}在这些日期内已承担该事项，不必再次设定。`);
  await write(tx, doing, { dutyId, duty: { organisation, kind, item }, before, after, action: 'set-duty' });
  return { dutyId };
}

/**
 * Ends a duty.
 * @throws XinhengError forbidden, not-found, bad-request, conflict
 */
export async function endDuty(
  tx: Tx,
  doing: Doing,
  { dutyId, version, until }: { dutyId: string; version?: number | undefined; until: string },
): Promise<void> {
  const duty = isNumber(dutyId) ? await dutyOf(tx.client, dutyId) : null;
  if (!duty) throw notFound('该职责');
  await demandOrganisation(tx, doing, 'organisation.manage', duty.organisation).catch((error: unknown) => {
    throw error instanceof XinhengError && error.code === 'not-found' ? notFound('该职责') : error;
  });
  await take(tx, duties, dutyId, version, '该职责');
  const pieces = (await knownPieces(tx.client, duties, [dutyId])).get(dutyId) ?? [];
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (!first || !last || until <= first.from) throw badField('until', '终止日期须晚于起始日期。');
  if (until > last.until) throw badField('until', `该职责已定于${last.until}终止，不能改到更晚。`);
  await endDutyOf(tx, doing, dutyId, until);
}

/** Ends a duty that the caller has checked. */
export async function endDutyOf(tx: Tx, doing: Doing, dutyId: string, until: string): Promise<void> {
  await take(tx, duties, dutyId, undefined, '该职责');
  const duty = await dutyOf(tx.client, dutyId);
  if (!duty) throw notFound('该职责');
  const before = (await knownPieces(tx.client, duties, [dutyId])).get(dutyId) ?? [];
  const after = before.flatMap((piece) => reshape([piece], piece.from, piece.until < until ? piece.until : until));
  await write(tx, doing, { dutyId, duty, before, after, action: 'end-duty', until });
}

interface Change {
  dutyId: string;
  duty: Duty;
  before: readonly Piece<DutyFacts>[];
  after: readonly Piece<DutyFacts>[];
  action: string;
  until?: string;
}

async function write(tx: Tx, doing: Doing, { dutyId, duty, before, after, action, until }: Change): Promise<void> {
  const changed = await rewrite(tx, duties, [{ key: dutyId, before, after }], handOf(doing));
  if (changed.length === 0) return;
  await takeOver(tx, 'duty', dutyId);
  await audit(tx, {
    ...whoIs(doing.viewer),
    action: `organisation.${action}`,
    object: `duty:${dutyId}`,
    reason: doing.reason ?? undefined,
    beforeHash: before.length > 0 ? fingerprint(before) : undefined,
    afterHash: fingerprint(after),
    details: { ...duty, ...(until !== undefined && { until }) },
  });
  await announce(tx, {
    type: 'organisation.duty-changed',
    orderingKey: `organisation:${duty.organisation}`,
    payload: { dutyId, ...duty },
  });
}
