/** Entering people, correcting what is known of them, and their leaving. */
import { whoIs } from '../../../platform/access/index.ts';
import { audit, fingerprint } from '../../../platform/audit/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import { announce } from '../../../platform/events/index.ts';
import { change, forever, type Piece, pieceOn, reshape } from '../rules/dated.ts';
import { knownPieces, rewrite } from '../store/dated.ts';
import { type PersonFacts, people } from '../store/kinds.ts';
import { insertPerson, staffNumberTaken } from '../store/people.ts';
import { lockRoles, postsOfPerson } from '../store/posts.ts';
import { badField, type Doing, handOf, take, todayOf } from './doing.ts';
import { cutPost } from './post-changes.ts';
import { demandPerson } from './reach.ts';

export interface NewPerson {
  name: string;
  phone?: string | null | undefined;
  email?: string | null | undefined;
  /** 工号: unique among people who have not left, so that nobody is entered twice. */
  staffNumber?: string | null | undefined;
  /** First day; today when absent. */
  from?: string | undefined;
}

/**
 * Enters a person. The caller decides whether the viewer may (routes do it by reach; set-up by being first).
 * @throws XinhengError conflict when the staff number belongs to somebody who has not left
 */
export async function createPerson(tx: Tx, doing: Doing, person: NewPerson): Promise<{ personId: string }> {
  const facts = completed(person);
  await refuseTaken(tx, facts, null);
  const hand = handOf(doing);
  const personId = await insertPerson(tx, hand);
  const after: Piece<PersonFacts>[] = [{ from: person.from ?? todayOf(doing), until: forever, facts }];
  await rewrite(tx, people, [{ key: personId, before: [], after }], hand);
  await tell(tx, doing, { personId, before: [], after, action: 'create-person' });
  return { personId };
}

/** What is absent stays; null empties. */
export interface PersonPatch {
  name?: string | undefined;
  phone?: string | null | undefined;
  email?: string | null | undefined;
  staffNumber?: string | null | undefined;
}

/**
 * Corrects what is known of a person, from a day on. All his posts must be within reach.
 * @throws XinhengError forbidden, not-found, bad-request, conflict
 */
export async function changePerson(
  tx: Tx,
  doing: Doing,
  wanted: { personId: string; version?: number | undefined; from?: string | undefined; patch: PersonPatch },
): Promise<void> {
  const { personId, from = todayOf(doing), patch } = wanted;
  await demandPerson(tx, doing, personId, 'all');
  await take(tx, people, personId, wanted.version, '该人员');
  const before = (await knownPieces(tx.client, people, [personId])).get(personId) ?? [];
  const now = pieceOn(before, from)?.facts;
  if (!now) throw badField('from', `${from}不在该人员在册的日期之内。`);
  const next = completed({ ...now, ...patch, name: patch.name ?? now.name });
  if (next.staffNumber !== now.staffNumber) await refuseTaken(tx, next, personId);
  const said = Object.fromEntries(Object.entries(next).filter(([name]) => name in patch));
  const after = change(before, from, said) ?? [];
  const fields = (Object.keys(said) as (keyof PersonFacts)[]).filter((name) => next[name] !== now[name]);
  if ((await rewrite(tx, people, [{ key: personId, before, after }], handOf(doing))).length > 0)
    await tell(tx, doing, { personId, before, after, action: 'change-person', details: { from, fields } });
}

/**
 * A person leaves: all posts end on that day.
 * @throws XinhengError forbidden, not-found, bad-request, conflict (version, an administrator's post)
 */
export async function leavePerson(
  tx: Tx,
  doing: Doing,
  { personId, version, until }: { personId: string; version?: number | undefined; until: string },
): Promise<void> {
  await lockRoles(tx);
  await demandPerson(tx, doing, personId, 'all');
  await take(tx, people, personId, version, '该人员');
  const before = (await knownPieces(tx.client, people, [personId])).get(personId) ?? [];
  const [first, last] = [before[0], before.at(-1)];
  if (!first || !last || until <= first.from) throw badField('until', '离开日期须晚于登记日期。');
  if (until > last.until) throw badField('until', `该人员已定于${last.until}离开，不能改到更晚。`);
  for (const [postId, pieces] of await postsOfPerson(tx.client, personId)) {
    if (pieces.some((piece) => piece.until > until))
      await cutPost(tx, doing, { personId, postId, until, organisation: null, change: 'left' });
  }
  const after = reshape(before, first.from, until);
  await rewrite(tx, people, [{ key: personId, before, after }], handOf(doing));
  await tell(tx, doing, { personId, before, after, action: 'leave-person', details: { until } });
}

interface Told {
  personId: string;
  before: readonly Piece<PersonFacts>[];
  after: readonly Piece<PersonFacts>[];
  action: string;
  /** Never what is known of the person: the audit log holds no personal data. */
  details?: Record<string, unknown>;
}

async function tell(tx: Tx, doing: Doing, { personId, before, after, action, details }: Told): Promise<void> {
  const object = `person:${personId}`;
  await audit(tx, {
    ...whoIs(doing.viewer),
    action: `organisation.${action}`,
    object,
    reason: doing.reason ?? undefined,
    beforeHash: before.length > 0 ? fingerprint(before) : undefined,
    afterHash: fingerprint(after),
    details,
  });
  await announce(tx, { type: 'organisation.person-changed', orderingKey: object, payload: { personId } });
}

/** Facts in their full form: what is blank is not known. */
function completed({ name, phone, email, staffNumber }: NewPerson): PersonFacts {
  const said = (text: string | null | undefined) => text?.trim() || null;
  const named = said(name);
  if (named === null) throw badField('name', '请填写姓名。');
  return { name: named, phone: said(phone), email: said(email), staffNumber: said(staffNumber) };
}

/** @throws XinhengError `conflict` when somebody else who has not left bears the staff number */
async function refuseTaken(tx: Tx, { staffNumber }: PersonFacts, except: string | null): Promise<void> {
  if (staffNumber === null || !(await staffNumberTaken(tx, staffNumber, except))) return;
  throw badField('staffNumber', `工号“${staffNumber}”已属于另一位在职人员，同一人不能登记两次。`);
}
