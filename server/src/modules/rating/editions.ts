/** 版本: which rules hold on a day, and how one of them is changed: draft, back-test, a second person's signature. */
import type { RatingRules, Scheme } from '@xinheng/contracts/rating.ts';
import { actorOf, demand, type Viewer, whoIs } from '../../platform/access/index.ts';
import { audit } from '../../platform/audit/index.ts';
import { businessToday } from '../../platform/calendar/index.ts';
import { type City, parseDraft } from '../../platform/city/index.ts';
import { type Db, type Queryable, type Tx, transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { announce } from '../../platform/events/index.ts';
import { lawful, type Stopped } from './law.ts';
import { backtestOf } from './store/backtests.ts';
import {
  changeEdition,
  type EditionRow,
  editionById,
  editionsInForce,
  insertEdition,
  publishedMetrics,
} from './store/editions.ts';

export interface RulesOfDay {
  rules: RatingRules;
  /** Scheme → edition. */
  editions: ReadonlyMap<string, string>;
  /** What does not apply on the day because its law does not. */
  stopped: Stopped[];
}

/** The rules that hold on a day: the city's folder, published editions over it, less what has lost its law. */
export async function rulesOn(q: Queryable, city: City, day: string): Promise<RulesOfDay> {
  const published = new Map((await editionsInForce(q, day)).map((row) => [row.scheme, row]));
  const metrics = published.size === 0 ? [] : await publishedMetrics(q, day);
  const declared = city.rating;
  const known = new Set(declared.metrics.map(({ code }) => code));
  const { rules, stopped } = lawful(
    {
      laws: declared.laws,
      metrics: [...declared.metrics, ...metrics.filter(({ code }) => !known.has(code))],
      schemes: declared.schemes.map((scheme) => published.get(scheme.code)?.body ?? scheme),
    },
    day,
  );
  return { rules, stopped, editions: new Map(rules.schemes.map(({ code, edition }) => [code, edition])) };
}

export interface DraftTexts {
  /** The scheme as JSON or YAML, and the metrics that it adds (`metrics: […]`), or nothing. */
  scheme: string;
  metrics: string;
  reason: string;
}

async function parsed(tx: Tx, city: City, { scheme, metrics }: Pick<DraftTexts, 'scheme' | 'metrics'>, of: string) {
  const { rules } = await rulesOn(tx.client, city, businessToday());
  const draft = readable(() => parseDraft({ scheme, metrics }, { rules, catalogue: city.catalogue }));
  if (draft.scheme.code !== of)
    throw new XinhengError('bad-request', `这是方案“${of}”的草稿，内容中的代码却是“${draft.scheme.code}”。`);
  return draft;
}

/** What is wrong with a draft is its author's mistake, not one of the program's own folder. */
function readable<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof XinhengError && error.code === 'declaration-invalid')
      throw new XinhengError('bad-request', { message: error.message });
    throw error;
  }
}

/** The present scheme as the ground of a draft. */
async function presentScheme(tx: Tx, city: City, code: string): Promise<Scheme> {
  const { rules } = await rulesOn(tx.client, city, businessToday());
  const scheme = rules.schemes.find((one) => one.code === code);
  if (!scheme) throw new XinhengError('not-found', { message: `没有方案“${code}”。` });
  return scheme;
}

const who = (viewer: Viewer) => actorOf(viewer);

async function told(tx: Tx, viewer: Viewer, row: EditionRow, action: string, details: Record<string, unknown> = {}) {
  await audit(tx, {
    ...whoIs(viewer),
    action: `rating.edition-${action}`,
    object: `rating-edition:${row.edition_id}`,
    details: { scheme: row.scheme, edition: row.edition, ...details },
  });
}

/**
 * Begins a draft of a scheme's next edition, as a copy of the present one.
 * @throws XinhengError `conflict` when an edition of this name exists
 */
export async function beginDraft(
  db: Db,
  city: City,
  viewer: Viewer,
  of: { scheme: string; edition: string; reason: string },
): Promise<number> {
  demand(viewer, 'ratings.draft');
  return transact(db, async (tx) => {
    const present = await presentScheme(tx, city, of.scheme);
    const body = { ...present, edition: of.edition };
    const taken = [present.edition, ...city.rating.schemes.map(({ edition }) => edition)].includes(of.edition);
    const id = taken
      ? null
      : await insertEdition(tx.client, {
          ...{ scheme: of.scheme, edition: of.edition, body, metrics: [], based_on: present.edition },
          ...{ reason: of.reason, drafted_by: who(viewer) },
        });
    if (id === null) throw new XinhengError('conflict', { message: `版本号“${of.edition}”已被使用，请换一个。` });
    const row = await editionById(tx.client, id);
    await told(tx, viewer, row as EditionRow, 'drafted', { reason: of.reason });
    return id;
  });
}

/** The edition, locked, in one of the states and as it was read. */
async function locked(
  tx: Tx,
  id: number,
  states: readonly EditionRow['state'][],
  version: number,
): Promise<EditionRow> {
  const row = await editionById(tx.client, id, true);
  if (!row) throw new XinhengError('not-found', { message: '没有这个版本。' });
  if (!states.includes(row.state))
    throw new XinhengError('conflict', { message: `这个版本现在是“${stateWords[row.state]}”，不能再做这项操作。` });
  if (row.version !== version)
    throw new XinhengError('conflict', {
      message: '这个版本刚被他人改动，请刷新后再操作。',
      details: { version: row.version },
    });
  return row;
}

const stateWords = { draft: '草稿', submitted: '待签发', published: '已发布', dropped: '已放弃' } as const;

/** Writes a draft's contents, checked as the folder's are. @throws XinhengError `bad-request` with the line */
export async function saveDraft(
  db: Db,
  city: City,
  viewer: Viewer,
  of: DraftTexts & { id: number; version: number },
): Promise<void> {
  demand(viewer, 'ratings.draft');
  await transact(db, async (tx) => {
    const row = await locked(tx, of.id, ['draft'], of.version);
    const draft = await parsed(tx, city, of, row.scheme);
    const body = { ...draft.scheme, edition: row.edition };
    await changeEdition(tx.client, of.id, { body, metrics: draft.metrics, reason: of.reason });
    await told(tx, viewer, row, 'saved');
  });
}

/** Hands a draft to a second person: only with a back-test of just these contents. */
export async function submitDraft(
  db: Db,
  viewer: Viewer,
  of: { id: number; version: number; effectiveFrom: string },
): Promise<void> {
  demand(viewer, 'ratings.draft');
  if (of.effectiveFrom <= businessToday())
    throw new XinhengError('bad-request', '生效日期须晚于今天，让各方有时间知晓。');
  await transact(db, async (tx) => {
    const row = await locked(tx, of.id, ['draft'], of.version);
    const test = await backtestOf(tx.client, of.id);
    if (test?.state !== 'done' || test.version !== row.version)
      throw new XinhengError('conflict', { message: '请先对当前内容做一次回测，再送签。' });
    const body = { ...row.body, effectiveFrom: of.effectiveFrom };
    await changeEdition(tx.client, of.id, {
      ...{ state: 'submitted', body, effective_from: of.effectiveFrom },
      ...{ submitted_by: who(viewer), submitted_at: new Date().toISOString(), returned: null },
    });
    await told(tx, viewer, row, 'submitted', { effectiveFrom: of.effectiveFrom, backtest: test.backtest_id });
  });
}

/**
 * A second person publishes a submitted edition, or hands it back with a reason. Published it is frozen.
 * @throws XinhengError `forbidden` for whoever drafted or submitted it
 */
export async function decideEdition(
  db: Db,
  viewer: Viewer,
  of: { id: number; version: number; decision: 'publish' | 'return'; reason: string },
): Promise<void> {
  demand(viewer, 'ratings.sign');
  await transact(db, async (tx) => {
    const row = await locked(tx, of.id, ['submitted'], of.version);
    if ([row.drafted_by, row.submitted_by].includes(who(viewer)))
      throw new XinhengError('forbidden', { message: '起草或送签的人不能签发，须由另一人签发。' });
    if (of.decision === 'return') {
      await changeEdition(tx.client, of.id, { state: 'draft', returned: of.reason });
      return told(tx, viewer, row, 'returned', { reason: of.reason });
    }
    if ((row.effective_from ?? '') <= businessToday())
      throw new XinhengError('conflict', { message: '生效日期已到，请退回后另定生效日期。' });
    await changeEdition(tx.client, of.id, {
      ...{ state: 'published', signed_by: who(viewer), signed_at: new Date().toISOString() },
    });
    await told(tx, viewer, row, 'published', { effectiveFrom: row.effective_from, reason: of.reason });
    const { scheme, edition, effective_from } = row;
    const payload = { scheme, edition, effectiveFrom: effective_from };
    await announce(tx, { type: 'rating.edition-published', orderingKey: 'rating', payload });
  });
}

/** Gives a draft up; its name stays taken. */
export async function dropDraft(db: Db, viewer: Viewer, of: { id: number; version: number }): Promise<void> {
  demand(viewer, 'ratings.draft');
  await transact(db, async (tx) => {
    const row = await locked(tx, of.id, ['draft'], of.version);
    await changeEdition(tx.client, of.id, { state: 'dropped' });
    await told(tx, viewer, row, 'dropped');
  });
}
