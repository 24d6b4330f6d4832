/** 评判规则 for officers: what holds, its editions, and the way of a new one. */
import type { Scheme } from '@xinheng/contracts/rating.ts';
import { type TSchema, Type } from 'typebox';
import { actorOf, may, type Viewer } from '../../../platform/access/index.ts';
import { businessToday } from '../../../platform/calendar/index.ts';
import type { City } from '../../../platform/city/index.ts';
import type { Db, Queryable, Tx } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { defineRoute, type Route } from '../../../platform/http/index.ts';
import { askBacktest } from '../backtest.ts';
import { beginDraft, decideEdition, dropDraft, rulesOn, saveDraft, submitDraft } from '../editions.ts';
import { backtestOf, breakdownOf, countsOf, sampleOf } from '../store/backtests.ts';
import { allEditions, type EditionRow, editionById } from '../store/editions.ts';

export interface EditionContext {
  db: Db;
  city: City;
  enqueueBacktest(tx: Tx, backtest: number): Promise<void>;
}

const Text = Type.String();
const maybe = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const state = Type.Enum(['draft', 'submitted', 'published', 'dropped']);
const reason = Type.String({ minLength: 2, maxLength: 500, description: '理由' });
const version = Type.Integer({ minimum: 1, description: '读到的版本计数' });
const params = Type.Object({ id: Type.Integer({ minimum: 1 }) });

const summary = Type.Object({
  id: Type.Integer(),
  scheme: Text,
  title: Text,
  edition: Text,
  state,
  basedOn: Text,
  reason: Text,
  effectiveFrom: maybe(Text),
  draftedBy: Text,
  draftedAt: Text,
  submittedBy: maybe(Text),
  signedBy: maybe(Text),
  signedAt: maybe(Text),
});

const summaryOf = (row: EditionRow) => ({
  ...{ id: row.edition_id, scheme: row.scheme, title: row.body.title, edition: row.edition, state: row.state },
  ...{ basedOn: row.based_on, reason: row.reason, effectiveFrom: row.effective_from, draftedBy: row.drafted_by },
  ...{ draftedAt: row.drafted_at, submittedBy: row.submitted_by, signedBy: row.signed_by, signedAt: row.signed_at },
});

const common = { tag: '评判' } as const;

export function editionRoutes(context: EditionContext): Route[] {
  return [...readingRoutes(context), ...draftRoutes(context), ...decisionRoutes(context)];
}

function readingRoutes({ db, city }: EditionContext): Route[] {
  return [
    defineRoute({
      ...common,
      method: 'GET',
      path: '/api/v1/officer/rating-rules',
      permission: 'ratings.read',
      summary: '评判规则及其版本',
      request: { query: Type.Object({ day: Type.Optional(Type.String({ format: 'date', description: '业务日期' })) }) },
      response: {
        200: Type.Object({
          day: Text,
          schemes: Type.Array(Type.Unknown()),
          metrics: Type.Array(Type.Unknown()),
          laws: Type.Array(Type.Unknown()),
          stopped: Type.Array(Type.Object({ kind: Text, scheme: maybe(Text), code: Text, title: Text, law: Text }), {
            description: '因依据失效而停用的内容',
          }),
          editions: Type.Array(summary),
          mayDraft: Type.Boolean(),
          maySign: Type.Boolean(),
        }),
      },
      handler: async ({ query, viewer }) => {
        const day = query.day ?? businessToday();
        const { rules, stopped } = await rulesOn(db.pool, city, day);
        return {
          ...{ day, schemes: rules.schemes, metrics: rules.metrics, laws: rules.laws, stopped },
          editions: (await allEditions(db.pool)).map(summaryOf),
          ...{ mayDraft: may(viewer, 'ratings.draft'), maySign: may(viewer, 'ratings.sign') },
        };
      },
    }),
    defineRoute({
      ...common,
      method: 'GET',
      path: '/api/v1/officer/rating-editions/:id',
      permission: 'ratings.read',
      summary: '一个版本、它与现行版本的差别和回测',
      request: { params },
      response: { 200: editionFileSchema },
      handler: ({ params: { id }, viewer }) => editionFile(db.pool, city, viewer, id),
    }),
  ];
}

const countSchema = Type.Object({ judgedOn: Text, before: maybe(Text), after: maybe(Text), subjects: Type.Integer() });
const editionFileSchema = Type.Object({
  ...summary.properties,
  version: Type.Integer(),
  returned: maybe(Text),
  body: Type.Unknown(),
  present: Type.Unknown(),
  metrics: Type.Array(Type.Unknown()),
  backtest: maybe(
    Type.Object({
      id: Type.Integer(),
      state: Type.Enum(['waiting', 'done', 'failed']),
      current: Type.Boolean({ description: '是对当前内容做的' }),
      against: Text,
      doneAt: maybe(Text),
      fault: maybe(Text),
      counts: Type.Array(countSchema),
      breakdown: Type.Array(
        Type.Object({
          by: Text,
          value: maybe(Text),
          before: maybe(Text),
          after: maybe(Text),
          subjects: Type.Integer(),
        }),
      ),
      sample: Type.Array(
        Type.Object({
          ...{ subjectCode: Text, name: Text, before: maybe(Text), after: maybe(Text) },
          grounds: Type.Array(Text),
        }),
      ),
    }),
  ),
  allowed: Type.Array(Type.Enum(['save', 'backtest', 'submit', 'drop', 'publish', 'return'])),
});

/** What the viewer may do with an edition now. */
function allowedActs(viewer: Viewer, row: EditionRow) {
  if (row.state === 'draft' && may(viewer, 'ratings.draft')) return ['save', 'backtest', 'submit', 'drop'] as const;
  const own = [row.drafted_by, row.submitted_by].includes(actorOf(viewer));
  if (row.state === 'submitted' && may(viewer, 'ratings.sign') && !own) return ['publish', 'return'] as const;
  return [] as const;
}

async function editionFile(q: Queryable, city: City, viewer: Viewer, id: number) {
  const row = await editionById(q, id);
  if (!row || row.state === 'dropped') throw new XinhengError('not-found', { message: '没有这个版本。' });
  const { rules } = await rulesOn(q, city, businessToday());
  const present: Scheme | undefined = rules.schemes.find(({ code }) => code === row.scheme);
  const test = await backtestOf(q, id);
  const done = test?.state === 'done';
  return {
    ...summaryOf(row),
    ...{ version: row.version, returned: row.returned, body: row.body, metrics: row.metrics },
    present: present ?? row.body,
    backtest: test && {
      ...{ id: test.backtest_id, state: test.state, against: test.against, doneAt: test.done_at, fault: test.fault },
      // Submitting and signing raise the count; the contents are those tested all the same.
      current: row.state !== 'draft' || test.version === row.version,
      counts: done
        ? (await countsOf(q, test.backtest_id)).map(({ judged_on: judgedOn, ...rest }) => ({ judgedOn, ...rest }))
        : [],
      breakdown: done ? await breakdownOf(q, test.backtest_id) : [],
      sample: done && may(viewer, 'ratings.draft') ? await sampleOf(q, test.backtest_id) : [],
    },
    allowed: [...allowedActs(viewer, row)],
  };
}

const done = Type.Object({ id: Type.Integer() });

function draftRoutes({ db, city, enqueueBacktest }: EditionContext): Route[] {
  const draft = { ...common, permission: 'ratings.draft', errors: ['conflict', 'not-found'] } as const;
  return [
    defineRoute({
      ...draft,
      method: 'POST',
      path: '/api/v1/officer/rating-editions',
      summary: '起草一个方案的新版本',
      request: {
        body: Type.Object({
          scheme: Type.String({ maxLength: 60 }),
          edition: Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 60, description: '版本号' }),
          reason,
        }),
      },
      response: { 201: done },
      handler: async ({ body, viewer }) => ({ id: await beginDraft(db, city, viewer, body) }),
    }),
    defineRoute({
      ...draft,
      method: 'PUT',
      path: '/api/v1/officer/rating-editions/:id',
      summary: '修改草稿',
      errors: ['conflict', 'not-found', 'bad-request'],
      request: {
        params,
        body: Type.Object({
          version,
          reason,
          scheme: Type.String({ maxLength: 200_000, description: '方案全文，JSON 或 YAML' }),
          metrics: Type.String({ maxLength: 200_000, description: '新增指标（metrics: […]），可空' }),
        }),
      },
      response: { 200: done },
      handler: async ({ params: { id }, body, viewer }) => {
        await saveDraft(db, city, viewer, { id, ...body });
        return { id };
      },
    }),
    defineRoute({
      ...draft,
      method: 'POST',
      path: '/api/v1/officer/rating-editions/:id/backtest',
      summary: '对草稿做回测',
      request: { params, body: Type.Object({ version }) },
      response: { 202: done },
      handler: async ({ params: { id }, body, viewer }) => ({
        id: await askBacktest(db, city, viewer, { id, ...body }, enqueueBacktest),
      }),
    }),
    defineRoute({
      ...draft,
      method: 'POST',
      path: '/api/v1/officer/rating-editions/:id/drop',
      summary: '放弃草稿',
      request: { params, body: Type.Object({ version }) },
      response: { 200: done },
      handler: async ({ params: { id }, body, viewer }) => {
        await dropDraft(db, viewer, { id, ...body });
        return { id };
      },
    }),
  ];
}

function decisionRoutes({ db }: EditionContext): Route[] {
  return [
    defineRoute({
      ...common,
      method: 'POST',
      path: '/api/v1/officer/rating-editions/:id/submission',
      permission: 'ratings.draft',
      errors: ['conflict', 'not-found'],
      summary: '送签草稿',
      request: {
        params,
        body: Type.Object({ version, effectiveFrom: Type.String({ format: 'date', description: '生效日期' }) }),
      },
      response: { 200: done },
      handler: async ({ params: { id }, body, viewer }) => {
        await submitDraft(db, viewer, { id, ...body });
        return { id };
      },
    }),
    defineRoute({
      ...common,
      method: 'POST',
      path: '/api/v1/officer/rating-editions/:id/decision',
      permission: 'ratings.sign',
      errors: ['conflict', 'not-found'],
      summary: '签发或退回一个版本',
      request: { params, body: Type.Object({ version, decision: Type.Enum(['publish', 'return']), reason }) },
      response: { 200: done },
      handler: async ({ params: { id }, body, viewer }) => {
        await decideEdition(db, viewer, { id, ...body });
        return { id };
      },
    }),
  ];
}
