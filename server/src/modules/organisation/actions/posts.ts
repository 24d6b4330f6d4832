/** Appointing people, and what becomes of their posts. */
import { whoIs } from '../../../platform/access/index.ts';
import { audit, fingerprint } from '../../../platform/audit/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { announce } from '../../../platform/events/index.ts';
import { forever, type Piece } from '../rules/dated.ts';
import { faultOfRoles, twoAdministrators } from '../rules/roles.ts';
import { knownPieces, rewrite } from '../store/dated.ts';
import { type PostFacts, people, posts } from '../store/kinds.ts';
import { insertPost } from '../store/people.ts';
import { lockRoles, organisationDays, postsOfPerson } from '../store/posts.ts';
import { badField, type Doing, handOf, notFound, take, todayOf } from './doing.ts';
import { demandGrant } from './grant.ts';

export interface NewPost {
  personId: string;
  organisation: string;
  title: string;
  /** Only for who may grant them. */
  roles?: readonly string[] | undefined;
  /** First day; today when absent. */
  from?: string | undefined;
  /** First day no more; open when absent. */
  until?: string | null | undefined;
}

/**
 * Gives a person a post. The caller decides whether the viewer reaches the organisation; roles are checked here.
 * @throws XinhengError not-found, bad-request (days, title, roles), forbidden (roles), conflict (two administrators)
 */
export async function appoint(tx: Tx, doing: Doing, post: NewPost): Promise<{ postId: string }> {
  const { personId, organisation } = post;
  const [from, until] = [post.from ?? todayOf(doing), post.until ?? forever];
  const title = post.title.trim();
  if (title === '') throw badField('title', '请填写任职名称，如“信用科科员”。');
  if (until <= from) throw badField('until', '终止日期须晚于起始日期。');
  const roles = [...new Set(post.roles ?? [])].sort();
  if (roles.length > 0) await lockRoles(tx);
  await take(tx, people, personId, undefined, '该人员');
  await requireDays(tx, personId, organisation, from, until);
  const hand = handOf(doing);
  const postId = await insertPost(tx, personId, hand);
  const after: Piece<PostFacts>[] = [{ from, until, facts: { personId, organisation, title, roles } }];
  if (roles.length > 0) await demandGrant(tx, doing, { personId, organisation, before: [], after: roles });
  await writePost(tx, doing, { personId, postId, before: [], after, change: 'appointed', action: 'appoint' });
  return { postId };
}

/** The person is there on all the days, and the organisation stands on them. */
export async function requireDays(
  tx: Tx,
  personId: string,
  organisation: string,
  from: string,
  until: string,
): Promise<void> {
  const place = await organisationDays(tx.client, organisation);
  if (!place) throw badField('organisation', `机构名录中没有“${organisation}”。`);
  if (place.from > from) throw badField('from', `${place.name}自${place.from}起设立，任职不能早于这一天。`);
  if (place.until < until) throw badField('until', `${place.name}自${place.until}起撤销，任职须在此前终止。`);
  const pieces = (await knownPieces(tx.client, people, [personId])).get(personId) ?? [];
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (!first || !last) throw notFound('该人员');
  if (first.from > from) throw badField('from', `该人员自${first.from}起在册，任职不能早于这一天。`);
  if (last.until < until) throw badField('until', `该人员自${last.until}起离开，任职须在此前终止。`);
}

/** One post's change, ready to be written. */
export interface PostChange {
  personId: string;
  postId: string;
  before: readonly Piece<PostFacts>[];
  after: readonly Piece<PostFacts>[];
  /** What the announcement says. */
  change: 'appointed' | 'title' | 'days' | 'moved' | 'roles' | 'left' | 'organisation-ended';
  /** `organisation.<action>` in the audit log. */
  action: string;
  details?: Record<string, unknown>;
}

/**
 * Writes a post with its audit entry and its announcement, once the rules about roles hold: the organisation's kind, and
 * the three administrators apart on every day, over all posts of the person. The person's row is held by the caller.
 */
export async function writePost(tx: Tx, doing: Doing, written: PostChange): Promise<boolean> {
  const { personId, postId, before, after } = written;
  await requireRoles(tx, doing, written);
  const changed = await rewrite(tx, posts, [{ key: postId, before, after }], handOf(doing));
  if (changed.length === 0) return false;
  await audit(tx, {
    ...whoIs(doing.viewer),
    action: `organisation.${written.action}`,
    object: `post:${postId}`,
    reason: doing.reason ?? undefined,
    beforeHash: before.length > 0 ? fingerprint(before) : undefined,
    afterHash: fingerprint(after),
    details: { personId, organisation: after.at(-1)?.facts.organisation, ...written.details },
  });
  await announce(tx, {
    type: 'organisation.post-changed',
    orderingKey: `person:${personId}`,
    payload: { personId, postId, change: written.change },
  });
  return true;
}

async function requireRoles(tx: Tx, doing: Doing, { personId, postId, after }: PostChange): Promise<void> {
  for (const { facts } of after) {
    if (facts.roles.length === 0) continue;
    const place = await organisationDays(tx.client, facts.organisation);
    const fault = place && faultOfRoles(doing.city.roles, facts.roles, place.kind);
    if (fault) throw badField('roles', fault);
  }
  if (after.every(({ facts }) => facts.roles.length === 0)) return;
  const all = await postsOfPerson(tx.client, personId);
  all.set(postId, [...after]);
  const two = twoAdministrators(doing.city.roles, [...all.values()].flat());
  if (two) throw new XinhengError('conflict', { message: two, details: { rule: 'administrators-apart' } });
}
