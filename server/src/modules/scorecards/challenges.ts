/** Use cases of 质疑: anybody opens one about a published record, the officer of its department decides. */
import { createHmac, randomBytes } from 'node:crypto';
import {
  type ChallengeFile,
  type ChallengeGround,
  type ChallengeState,
  challengeGrounds,
} from '@xinheng/contracts/scorecards.ts';
import { actorOf, reachesTo, type Viewer, whoIs } from '../../platform/access/index.ts';
import { audit } from '../../platform/audit/index.ts';
import { addWorkingDays, businessToday, readCalendar } from '../../platform/calendar/index.ts';
import type { City } from '../../platform/city/index.ts';
import { type Db, type Tx, transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { announce } from '../../platform/events/index.ts';
import {
  type ChallengeRow,
  challengeById,
  insertChallenge,
  type NewChallenge,
  openedToday,
  writeDecision,
} from './store/challenges.ts';

/** What a visitor writes; the record is one that he can see. */
export interface ChallengeAsked {
  ground: string;
  field: string | null;
  claim: string;
  contact: string | null;
}

export type ChallengedRecord = Pick<
  NewChallenge,
  'subjectCode' | 'subjectName' | 'recordKey' | 'recordVersion' | 'item' | 'department' | 'region'
> & {
  /** Published fields: name → label. */
  fields: ReadonlyMap<string, string>;
};

export const claimLength = { shortest: 5, longest: 1000 } as const;
const longestContact = 60;

/** Addresses are kept only as fingerprints under a key that dies with the process. */
const originKey = randomBytes(32);

function fault(field: string, message: string): { in: string; field: string; message: string } {
  return { in: 'body', field, message };
}

/** What is wrong with what the visitor wrote, in his words; empty when nothing is. Pure. */
export function faultsOf(asked: ChallengeAsked, fields: ReadonlyMap<string, string>) {
  const faults = [];
  if (!Object.hasOwn(challengeGrounds, asked.ground)) faults.push(fault('ground', '请选择质疑的理由'));
  if (asked.field !== null && !fields.has(asked.field)) faults.push(fault('field', '请从列表中选择有疑问的内容'));
  const length = [...asked.claim.trim()].length;
  if (length < claimLength.shortest || length > claimLength.longest)
    faults.push(fault('claim', `请用 ${claimLength.shortest} 至 ${claimLength.longest} 个字说明哪里不对、应当是什么`));
  if (asked.contact !== null && !isContact(asked.contact))
    faults.push(fault('contact', '联系方式请填写手机号、固定电话或电子邮箱，也可以不填'));
  return faults;
}

function isContact(text: string): boolean {
  if (text.length > longestContact) return false;
  return /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(text) || /^\+?[\d -]{7,20}$/.test(text);
}

/** `138****5678`, `w***@example.org`. */
export function maskedContact(text: string): string {
  const [name = '', host] = text.split('@');
  if (host !== undefined) return `${name.slice(0, 1)}***@${host}`;
  return text.length < 8 ? '****' : `${text.slice(0, 3)}****${text.slice(-4)}`;
}

/** The last day for the decision; null while the calendar does not reach so far. */
async function dueOn(tx: Tx, days: number): Promise<string | null> {
  try {
    return addWorkingDays(await readCalendar(tx.client), businessToday(), days);
  } catch (error) {
    if (error instanceof XinhengError && error.code === 'calendar-year-unknown') return null;
    throw error;
  }
}

/**
 * Opens a challenge about a record as it is published.
 * @returns the receipt under which anybody who has it can follow it
 * @throws XinhengError `bad-request` with what is wrong, field by field; `rate-limited` past the declared number of a day
 */
export async function openChallenge(
  db: Db,
  city: City,
  given: { record: ChallengedRecord; asked: ChallengeAsked; address: string },
): Promise<string> {
  const { record, asked, address } = given;
  const errors = faultsOf(asked, record.fields);
  if (errors.length > 0)
    throw new XinhengError('bad-request', {
      message: `${errors.map(({ message }) => message).join('；')}。`,
      details: { errors },
    });
  const { days, perDay } = city.scorecards.challenges;
  const origin = createHmac('sha256', originKey).update(address).digest('base64url').slice(0, 22);
  const { fields: _fields, ...place } = record;
  return transact(db, async (tx) => {
    if ((await openedToday(tx.client, origin)) >= perDay)
      throw new XinhengError('rate-limited', {
        message: `同一来源 24 小时内最多提出 ${perDay} 次质疑，请明天再试。`,
        details: { retryAfter: 3600 },
      });
    const { id, receipt } = await insertChallenge(tx.client, {
      ...place,
      ...{ ground: asked.ground as ChallengeGround, field: asked.field, claim: asked.claim.trim() },
      fieldLabel: asked.field === null ? null : (record.fields.get(asked.field) ?? null),
      ...{ contact: asked.contact, origin, dueOn: await dueOn(tx, days) },
    });
    await audit(tx, {
      ...{
        actor: 'public',
        action: 'scorecards.challenge',
        object: `challenge:${id}`,
        subjectCode: record.subjectCode,
      },
      department: record.department,
      details: { item: record.item, record: record.recordKey, ground: asked.ground },
    });
    await announce(tx, {
      type: 'scorecards.challenge-opened',
      orderingKey: record.subjectCode,
      payload: { challengeId: id, subjectCode: record.subjectCode, recordKey: record.recordKey },
    });
    return receipt;
  });
}

const placeOf = ({ department, region }: ChallengeRow) => ({ department, region });

function fileOf(viewer: Viewer, row: ChallengeRow): ChallengeFile {
  const { origin: _origin, receipt: _receipt, region: _region, contact, ...rest } = row;
  const plain = reachesTo(viewer, 'persons.read-unmasked', placeOf(row));
  return {
    ...rest,
    contact: contact === null || plain ? contact : maskedContact(contact),
    mayDecide: row.state === 'open' && reachesTo(viewer, 'challenges.decide', placeOf(row)),
  };
}

function notFound(): XinhengError {
  return new XinhengError('not-found', { message: '没有这条质疑，或者不在您的权限范围内。' });
}

/** One challenge for an officer; the look is in the audit log. @throws XinhengError not-found */
export async function readChallenge(db: Db, viewer: Viewer, id: string, requestId: string): Promise<ChallengeFile> {
  return transact(db, async (tx) => {
    const row = await challengeById(tx.client, id);
    if (row === null || !reachesTo(viewer, 'challenges.read', placeOf(row))) throw notFound();
    await audit(tx, {
      ...{ ...whoIs(viewer), action: 'scorecards.look-challenge', object: `challenge:${id}`, requestId },
      subjectCode: row.subjectCode,
    });
    return fileOf(viewer, row);
  });
}

const longestAnswer = 500;

/**
 * Decides a challenge; the answer is public.
 * @throws XinhengError not-found, forbidden, bad-request (no answer), conflict (somebody was faster)
 */
export async function decideChallenge(
  db: Db,
  viewer: Viewer,
  id: string,
  of: { decision: Exclude<ChallengeState, 'open'>; answer: string; requestId: string },
): Promise<ChallengeFile> {
  const answer = of.answer.trim();
  if (answer === '' || answer.length > longestAnswer)
    throw new XinhengError('bad-request', { message: `answer：请填写答复，1 至 ${longestAnswer} 字，答复对外公开。` });
  return transact(db, async (tx) => {
    const row = await challengeById(tx.client, id, true);
    if (row === null || !reachesTo(viewer, 'challenges.read', placeOf(row))) throw notFound();
    if (!reachesTo(viewer, 'challenges.decide', placeOf(row)))
      throw new XinhengError('forbidden', { message: '这条质疑由提供信息的部门答复，不在您的办理范围内。' });
    if (row.state !== 'open')
      throw new XinhengError('conflict', {
        message: `这条质疑已由${row.decidedByName ?? '同事'}答复，本次未作任何更改。`,
        details: { state: row.state },
      });
    const name = viewer.kind === 'officer' ? viewer.name : null;
    await writeDecision(tx.client, id, { state: of.decision, answer, actor: actorOf(viewer), name });
    await audit(tx, {
      ...{
        ...whoIs(viewer),
        action: 'scorecards.decide-challenge',
        object: `challenge:${id}`,
        requestId: of.requestId,
      },
      ...{ subjectCode: row.subjectCode, reason: answer, details: { decision: of.decision, item: row.item } },
    });
    await announce(tx, {
      type: 'scorecards.challenge-decided',
      orderingKey: row.subjectCode,
      payload: { challengeId: id, subjectCode: row.subjectCode, recordKey: row.recordKey, decision: of.decision },
    });
    return fileOf(viewer, (await challengeById(tx.client, id)) as ChallengeRow);
  });
}
