/** Setting up, changing and closing organisations. */
import { usccFault } from '@xinheng/contracts/codes/uscc.ts';
import { reachOf, whoIs } from '../../../platform/access/index.ts';
import { audit, fingerprint } from '../../../platform/audit/index.ts';
import type { OrganisationKind } from '../../../platform/city/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { announce } from '../../../platform/events/index.ts';
import { change, forever, type Piece, pieceOn, reshape } from '../rules/dated.ts';
import { faultOfTree } from '../rules/tree.ts';
import { knownPieces, rewrite } from '../store/dated.ts';
import { type OrganisationFacts, organisations, regions } from '../store/kinds.ts';
import {
  bearerOfName,
  heldBy,
  insertOrganisation,
  kinOf,
  lockTree,
  placeOf,
  takeOver,
} from '../store/organisations.ts';
import { lockRoles } from '../store/posts.ts';
import { badField, type Doing, demandPlace, handOf, take, todayOf } from './doing.ts';
import { endDutyOf } from './duties.ts';
import { cutPost } from './post-changes.ts';

export interface NewOrganisation extends Omit<OrganisationFacts, 'formerNames'> {
  code: string;
  kind: OrganisationKind;
  from?: string | undefined;
}

/**
 * Sets up an organisation below one that the viewer reaches.
 * @throws XinhengError forbidden, not-found (parent out of reach), bad-request, conflict (code taken)
 */
export async function createOrganisation(tx: Tx, doing: Doing, wanted: NewOrganisation): Promise<void> {
  const { code, kind, from = todayOf(doing), ...said } = wanted;
  await lockTree(tx);
  await demandGround(tx, doing, said);
  const facts = { ...said, ...checkedWords(said), formerNames: [] };
  const after: Piece<OrganisationFacts>[] = [{ from, until: forever, facts }];
  if (!(await insertOrganisation(tx, { code, kind }, handOf(doing))))
    throw badField('code', `机构代码“${code}”已被使用，撤销的机构的代码也不能再用，请另取。`);
  await write(tx, doing, { code, before: [], after, from, action: 'create-organisation' });
}

/** A new place in the tree must be within reach: below what the viewer manages, in a region that he manages. */
async function demandGround(tx: Tx, { viewer }: Doing, at: { parent: string | null; region: string }): Promise<void> {
  const above = at.parent === null ? null : await placeOf(tx.client, at.parent);
  if (at.parent !== null && above === null && reachOf(viewer, 'organisation.manage') === 'city')
    throw badField('parent', `机构名录中没有“${at.parent}”。`);
  const reach = reachOf(viewer, 'organisation.manage');
  const place = { department: above?.department ?? null, region: at.region };
  demandPlace(viewer, 'organisation.manage', place, '上级机构');
  // Own department alone is not what stands below it.
  if (reach === 'own' || reach === 'self')
    throw new XinhengError('forbidden', '您只能维护本部门，不能在其下增设或移入机构。');
}

export type OrganisationPatch = Partial<Omit<OrganisationFacts, 'formerNames'>>;

/**
 * Renames, corrects or moves an organisation from a day on. Its former name is kept.
 * @throws XinhengError forbidden, not-found, bad-request, conflict (somebody was quicker)
 */
export async function changeOrganisation(
  tx: Tx,
  doing: Doing,
  {
    code,
    version,
    from = todayOf(doing),
    patch,
  }: { code: string; version?: number | undefined; from?: string | undefined; patch: OrganisationPatch },
): Promise<void> {
  await lockTree(tx);
  demandPlace(doing.viewer, 'organisation.manage', await placeOf(tx.client, code), '该机构');
  await take(tx, organisations, code, version, '该机构');
  const before = (await knownPieces(tx.client, organisations, [code])).get(code) ?? [];
  const now = pieceOn(before, from)?.facts;
  if (!now) throw badField('from', `该机构在${from}不存在或已撤销，请改用它存续期间的日期。`);
  const next = { ...now, ...patch };
  if (next.parent !== now.parent || next.region !== now.region) await demandGround(tx, doing, next);
  const words = checkedWords(next);
  const formerNames =
    words.name === now.name ? now.formerNames : [...now.formerNames.filter((name) => name !== words.name), now.name];
  const after = change(before, from, { ...patch, ...onlyOf(patch, words), formerNames }) ?? [];
  await write(tx, doing, { code, before, after, from, action: 'change-organisation' });
}

/** Of trimmed words only those that the request speaks of: what it leaves out may change later by plan. */
function onlyOf<P extends object>(patch: P, words: object): Partial<P> {
  return Object.fromEntries(Object.entries(words).filter(([name]) => name in patch)) as Partial<P>;
}

/**
 * Closes an organisation. Posts and duties in it end with it.
 * @throws XinhengError forbidden, not-found, bad-request (something stands below it), conflict
 */
export async function closeOrganisation(
  tx: Tx,
  doing: Doing,
  { code, version, until }: { code: string; version?: number | undefined; until: string },
): Promise<void> {
  await lockTree(tx);
  await lockRoles(tx);
  demandPlace(doing.viewer, 'organisation.manage', await placeOf(tx.client, code), '该机构');
  await take(tx, organisations, code, version, '该机构');
  const before = (await knownPieces(tx.client, organisations, [code])).get(code) ?? [];
  const [first, last] = [before[0], before.at(-1)];
  if (!first || !last || until <= first.from) throw badField('until', '撤销日期须晚于设立日期。');
  if (until > last.until) throw badField('until', `该机构已定于${last.until}撤销，不能改到更晚。`);
  await write(tx, doing, {
    ...{ code, before, from: until, action: 'close-organisation' },
    after: reshape(before, first.from, until),
  });
  const held = await heldBy(tx.client, code, until);
  for (const { postId, personId } of held.posts)
    await cutPost(tx, doing, { personId, postId, until, organisation: code, change: 'organisation-ended' });
  for (const dutyId of held.duties) await endDutyOf(tx, doing, dutyId, until);
}

interface Change {
  code: string;
  before: readonly Piece<OrganisationFacts>[];
  after: readonly Piece<OrganisationFacts>[];
  /** First day on which something is other than before. */
  from: string;
  action: string;
}

async function write(tx: Tx, doing: Doing, { code, before, after, from, action }: Change): Promise<void> {
  await requireSound(tx, { code, before, after, from, action });
  const changed = await rewrite(tx, organisations, [{ key: code, before, after }], handOf(doing));
  if (changed.length === 0) return;
  await takeOver(tx, 'organisation', code);
  await audit(tx, {
    ...whoIs(doing.viewer),
    action: `organisation.${action}`,
    object: `organisation:${code}`,
    reason: doing.reason ?? undefined,
    beforeHash: before.length > 0 ? fingerprint(before) : undefined,
    afterHash: fingerprint(after),
    details: { from, before: pieceOn(before, from)?.facts ?? null, after: pieceOn(after, from)?.facts ?? null },
  });
  await announce(tx, {
    type: 'organisation.organisation-changed',
    orderingKey: `organisation:${code}`,
    payload: { code, from },
  });
}

/** The tree holds on every day, the region stands, the name is nobody else's. */
async function requireSound(tx: Tx, { code, after, from }: Change): Promise<void> {
  const parents = after.flatMap(({ facts }) => (facts.parent === null ? [] : [facts.parent]));
  const tree = await kinOf(tx.client, [code, ...parents]);
  tree.set(code, [...after]);
  const fault = faultOfTree(tree, code, from);
  if (fault !== null) throw badField(pieceOn(after, from) ? 'parent' : 'until', fault);
  for (const { facts, until, ...piece } of after) {
    if (until <= from) continue;
    const start = piece.from > from ? piece.from : from;
    const ground = (await knownPieces(tx.client, regions, [facts.region])).get(facts.region) ?? [];
    const name = pieceOn(ground, start)?.facts.name;
    if (name === undefined) throw badField('region', `${start}没有区划“${facts.region}”，请填该日有效的区划代码。`);
    const bearer = await bearerOfName(tx.client, { name: facts.name, except: code, from: start, until });
    if (bearer !== null) throw badField('name', `“${facts.name}”已是机构 ${bearer} 的名称，请核对是否重复登记。`);
  }
}

/** Trimmed, none empty. @throws XinhengError bad-request */
function checkedWords(facts: Pick<OrganisationFacts, 'name' | 'shortName' | 'remit' | 'uscc'>) {
  const [name, shortName, remit] = [facts.name.trim(), facts.shortName.trim(), facts.remit.trim()];
  if (name === '') throw badField('name', '请填写机构全称。');
  if (shortName === '') throw badField('shortName', '请填写机构简称。');
  const uscc = facts.uscc?.trim().toUpperCase() || null;
  const fault = uscc === null ? null : usccFault(uscc);
  if (fault !== null) throw badField('uscc', `${fault}。`);
  return { name, shortName, remit, uscc };
}
