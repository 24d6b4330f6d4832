/** Entering people, correcting what is known of them, and their leaving. */
import { whoIs } from '../../../platform/access/index.ts';
import { audit, fingerprint } from '../../../platform/audit/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import { announce } from '../../../platform/events/index.ts';
import { forever, type Piece } from '../rules/dated.ts';
import { rewrite } from '../store/dated.ts';
import { type PersonFacts, people } from '../store/kinds.ts';
import { insertPerson, staffNumberTaken } from '../store/people.ts';
import { badField, type Doing, handOf, todayOf } from './doing.ts';

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
  const object = `person:${personId}`;
  await audit(tx, {
    ...whoIs(doing.viewer),
    action: 'organisation.create-person',
    object,
    reason: doing.reason ?? undefined,
    afterHash: fingerprint(after),
  });
  await announce(tx, { type: 'organisation.person-changed', orderingKey: object, payload: { personId } });
  return { personId };
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
