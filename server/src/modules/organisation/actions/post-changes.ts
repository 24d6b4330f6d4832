/** What becomes of a post: another title, another organisation, other roles, its end. */
import type { Tx } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { change, type Piece, pieceOn, reshape } from '../rules/dated.ts';
import { administratorRole } from '../rules/roles.ts';
import { knownPieces } from '../store/dated.ts';
import { type PostFacts, people, posts } from '../store/kinds.ts';
import { isNumber } from '../store/officer.ts';
import { lockRoles, personOfPost } from '../store/posts.ts';
import { badField, type Doing, notFound, take, todayOf } from './doing.ts';
import { demandGrant } from './grant.ts';
import { type PostChange, requireDays, writePost } from './posts.ts';
import { demandOrganisation } from './reach.ts';

interface Taken {
  personId: string;
  before: Piece<PostFacts>[];
}

/**
 * A post with its person's row and its own, for a change. Roles are locked first: every change may touch them. The caller
 * checks the reach before the version, so that nobody beyond it learns who has changed the post.
 */
async function takePost(tx: Tx, postId: string): Promise<Taken> {
  const personId = isNumber(postId) ? await personOfPost(tx.client, postId) : null;
  if (personId === null) throw notFound('该任职');
  await lockRoles(tx);
  await take(tx, people, personId, undefined, '该人员');
  await take(tx, posts, postId, undefined, '该任职');
  const before = (await knownPieces(tx.client, posts, [postId])).get(postId) ?? [];
  return { personId, before };
}

/** Every organisation in which the post stands from a day on is within reach. */
async function demandPost(tx: Tx, doing: Doing, before: readonly Piece<PostFacts>[], from: string): Promise<void> {
  const concerned = before.filter(({ until }) => until > from);
  const places = new Set((concerned.length > 0 ? concerned : before.slice(-1)).map(({ facts }) => facts.organisation));
  if (places.size === 0) throw notFound('该任职');
  for (const code of places) await demandOrganisation(tx, doing, 'people.manage', code).catch(hidden);
}

/** Of a post beyond reach nothing is told, its organisation neither. */
function hidden(error: unknown): never {
  throw error instanceof XinhengError && error.code === 'not-found' ? notFound('该任职') : error;
}

export interface PostMove {
  postId: string;
  version?: number | undefined;
  from?: string | undefined;
  organisation?: string | undefined;
  title?: string | undefined;
  roles?: readonly string[] | undefined;
}

/**
 * Moves a post to another organisation or gives it another title, from a day on. In another organisation its roles fall
 * away unless who moves it may grant them and names them: nobody carries rights along.
 * @throws XinhengError forbidden, not-found, bad-request, conflict
 */
export async function movePost(tx: Tx, doing: Doing, move: PostMove): Promise<void> {
  const { postId, from = todayOf(doing) } = move;
  const { personId, before } = await takePost(tx, postId);
  await demandPost(tx, doing, before, from);
  await take(tx, posts, postId, move.version, '该任职');
  const now = pieceOn(before, from)?.facts;
  if (!now) throw badField('from', `${from}不在该任职的起止日期之内。`);
  const title = (move.title ?? now.title).trim();
  if (title === '') throw badField('title', '请填写任职名称，如“信用科科员”。');
  const organisation = move.organisation ?? now.organisation;
  const elsewhere = organisation !== now.organisation;
  const roles = elsewhere ? sorted(move.roles ?? []) : now.roles;
  if (!elsewhere && move.roles !== undefined)
    throw badField('roles', '机构没有变动时不随调动改角色，请用“授予和收回角色”。');
  if (elsewhere) {
    await demandOrganisation(tx, doing, 'people.manage', organisation);
    requireNoAdministrator(doing, before, from);
    await requireDays(tx, personId, organisation, from, before.at(-1)?.until ?? from);
    if (roles.length > 0) await demandGrant(tx, doing, { personId, organisation, before: [], after: roles });
  }
  const after = change(before, from, { organisation, title, roles }) ?? [];
  await writePost(tx, doing, {
    ...{ personId, postId, before, after, change: elsewhere ? 'moved' : 'title', action: 'move-post' },
    details: { from, before: now, after: { organisation, title, roles } },
  });
}

/**
 * Ends a post.
 * @throws XinhengError forbidden, not-found, bad-request, conflict
 */
export async function endPost(
  tx: Tx,
  doing: Doing,
  { postId, version, until }: { postId: string; version?: number | undefined; until: string },
): Promise<void> {
  const { before } = await takePost(tx, postId);
  await demandPost(tx, doing, before, until);
  await take(tx, posts, postId, version, '该任职');
  const [first, last] = [before[0], before.at(-1)];
  if (!first || !last || until <= first.from)
    throw badField('until', `终止日期须晚于任职起始日期${first?.from ?? ''}。`);
  if (until > last.until) throw badField('until', `该任职已定于${last.until}终止，不能改到更晚。`);
  const personId = first.facts.personId;
  await cutPost(tx, doing, { personId, postId, until, organisation: null, change: 'days' });
}

/**
 * Takes a post away from a day on: where it stands in one organisation, or all of it. The caller has checked the reach
 * and holds the lock of roles.
 */
export async function cutPost(
  tx: Tx,
  doing: Doing,
  cut: {
    personId: string;
    postId: string;
    until: string;
    organisation: string | null;
    change: PostChange['change'];
  },
): Promise<void> {
  const { personId, postId, until, organisation } = cut;
  await take(tx, people, personId, undefined, '该人员');
  const before = (await knownPieces(tx.client, posts, [postId])).get(postId) ?? [];
  const touched = before.filter(({ facts }) => organisation === null || facts.organisation === organisation);
  requireNoAdministrator(doing, touched, until);
  const after = before.flatMap((piece) =>
    touched.includes(piece) ? reshape([piece], piece.from, min(piece.until, until)) : [piece],
  );
  await writePost(tx, doing, {
    ...{ personId, postId, before, after, change: cut.change, action: 'end-post' },
    details: { until },
  });
}

const min = (a: string, b: string) => (a < b ? a : b);
const sorted = (roles: readonly string[]) => [...new Set(roles)].sort();

/**
 * A post of one of the three administrators 三员 is not ended or moved by who manages people: else the system administrator
 * could clear the way and name a security administrator of his own. Its role is taken back first, by who grants roles.
 */
function requireNoAdministrator({ viewer, city }: Doing, before: readonly Piece<PostFacts>[], from: string): void {
  if (viewer.kind === 'operator') return;
  for (const { until, facts } of before) {
    const name = until > from ? administratorRole(city.roles, facts.roles) : null;
    if (name !== null)
      throw new XinhengError('conflict', {
        message: `该任职带有“${name}”角色，请先由安全管理员收回这一角色，再调动或终止任职。`,
        details: { rule: 'administrator-role-first' },
      });
  }
}

/**
 * Gives a post exactly these roles from a day on, today at the earliest. Spans planned for later keep what they were
 * planned with, less what is taken now.
 * @throws XinhengError forbidden (oneself, no right), not-found (out of reach), bad-request, conflict (two administrators)
 */
export async function setRoles(
  tx: Tx,
  doing: Doing,
  wanted: { postId: string; version?: number | undefined; roles: readonly string[]; from?: string | undefined },
): Promise<void> {
  const { postId, from = todayOf(doing) } = wanted;
  const { personId, before } = await takePost(tx, postId);
  const start = pieceOn(before, from);
  const place = (start ?? before.at(-1))?.facts.organisation;
  if (place === undefined) throw notFound('该任职');
  const roles = sorted(wanted.roles);
  const now = start?.facts.roles ?? [];
  await demandGrant(tx, doing, { personId, organisation: place, before: now, after: roles });
  await take(tx, posts, postId, wanted.version, '该任职');
  if (from < todayOf(doing)) throw badField('from', '角色只能自今日或以后的日期起变更。');
  if (!start) throw badField('from', `${from}不在该任职的起止日期之内。`);
  const taken = now.filter((role) => !roles.includes(role));
  const later = (change(before, from, { roles }) ?? []).map((piece) =>
    piece.from > from
      ? { ...piece, facts: { ...piece.facts, roles: piece.facts.roles.filter((role) => !taken.includes(role)) } }
      : piece,
  );
  await writePost(tx, doing, {
    ...{ personId, postId, before, after: later, change: 'roles', action: 'set-roles' },
    details: { from, before: now, after: roles },
  });
}
