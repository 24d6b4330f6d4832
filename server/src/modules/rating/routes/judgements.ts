/** A subject's judgement for officers: the present one, that of a day as known on another, and everything ever said. */
import { Type } from 'typebox';
import { may, type Viewer, whoIs } from '../../../platform/access/index.ts';
import { audit } from '../../../platform/audit/index.ts';
import type { City } from '../../../platform/city/index.ts';
import { type Db, type Queryable, transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { defineRoute, type Route } from '../../../platform/http/index.ts';
import type { SeenRecords } from '../judgement.ts';
import { readCounts, readHistory, readJudgement } from '../reading.ts';
import type { JudgedCard } from '../store/facts.ts';
import { type Share, sharesBy, trendOf } from '../store/verdicts.ts';
import { countsSchema, historySchema, judgementSchema } from './schemas.ts';

/** A subject as registry and records show it to a viewer on the clocks asked for. */
export interface SubjectOfJudgement {
  subjectCode: string;
  card: JudgedCard;
  seen: SeenRecords;
}

const shareSchema = Type.Object({
  value: Type.Union([Type.String(), Type.Null()]),
  name: Type.String(),
  result: Type.String(),
  subjects: Type.Integer(),
});

export interface JudgementContext {
  db: Db;
  city: City;
  /** Null when there is none within the viewer's reach. */
  subject(
    q: Queryable,
    viewer: Viewer,
    code: string,
    clocks: { asOf?: string | undefined; knownAt?: string | undefined },
  ): Promise<SubjectOfJudgement | null>;
}

/** A subject's judgement, and counts of the city. */
export function judgementRoutes(context: JudgementContext): Route[] {
  return [subjectRoute(context), ...cityRoutes(context)];
}

function subjectRoute({ db, city, subject }: JudgementContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/officer/subjects/:code/judgement',
    permission: 'ratings.read',
    purpose: true,
    summary: '一个主体的信用评判与依据（留痕）',
    description:
      '颜色、评价和风险分类及其事由、指标、信息、解除途径，并附历次评判。asOf 为业务日期，knownAt 为知悉时刻。',
    tag: '评判',
    request: {
      params: Type.Object({ code: Type.String({ minLength: 15, maxLength: 18 }) }),
      query: Type.Object({
        asOf: Type.Optional(Type.String({ format: 'date', description: '业务日期' })),
        knownAt: Type.Optional(Type.String({ format: 'date-time', description: '知悉时刻' })),
      }),
    },
    response: { 200: Type.Object({ judgement: judgementSchema, history: historySchema }) },
    handler: ({ params, query, viewer, requestId }) =>
      transact(db, async (tx) => {
        const found = await subject(tx.client, viewer, params.code, query);
        if (!found) throw new XinhengError('not-found', { message: '没有这个主体，或者不在您的权限范围内。' });
        const { subjectCode, card, seen } = found;
        const { asOf, knownAt } = query;
        const clocked = asOf !== undefined || knownAt !== undefined;
        const judgement = await readJudgement(tx.client, city, {
          ...{ subjectCode, seen, internal: true, day: asOf, knownAt },
          ...(clocked && { card }),
        });
        if (!judgement) throw new XinhengError('not-found', { message: '没有这个主体，或者不在您的权限范围内。' });
        await audit(tx, {
          ...{ ...whoIs(viewer), action: 'rating.look', object: `subject:${subjectCode}`, subjectCode, requestId },
          details: { asOf: asOf ?? null, knownAt: knownAt ?? null },
        });
        return { judgement, history: await readHistory(tx.client, city, { subjectCode, internal: true }) };
      }),
  });
}

function cityRoutes({ db, city }: JudgementContext): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/officer/judgements/counts',
      permission: 'ratings.read',
      summary: '各评判结果的主体数',
      tag: '评判',
      response: { 200: countsSchema },
      handler: ({ viewer }) => readCounts(db.pool, city, { internal: may(viewer, 'ratings.read') }),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/officer/judgements/:scheme',
      permission: 'ratings.read',
      summary: '一个方案的结果分布与走势',
      description: '按区划、行业门类的现时分布，以及每月末和最近一个月逐日的主体数。',
      tag: '评判',
      request: { params: Type.Object({ scheme: Type.String({ maxLength: 60 }) }) },
      response: {
        200: Type.Object({
          regions: Type.Array(shareSchema),
          industries: Type.Array(shareSchema),
          trend: Type.Array(Type.Object({ day: Type.String(), result: Type.String(), subjects: Type.Integer() })),
        }),
      },
      errors: ['not-found'],
      handler: async ({ params }) => {
        if (!city.rating.schemes.some(({ code }) => code === params.scheme))
          throw new XinhengError('not-found', { message: '没有这个方案。' });
        const names = new Map(city.regions.map(({ code, name }) => [code, name]));
        const named = ({ value, result, subjects }: Share) => ({
          ...{ value, result, subjects },
          name: value === null ? '未登记' : (names.get(value) ?? value),
        });
        return {
          regions: (await sharesBy(db.pool, params.scheme, 'region')).map(named),
          industries: (await sharesBy(db.pool, params.scheme, 'industry')).map(named),
          trend: await trendOf(db.pool, params.scheme),
        };
      },
    }),
  ];
}
