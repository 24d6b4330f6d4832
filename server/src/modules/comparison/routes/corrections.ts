/** Routes of automatic corrections. */
import { Type } from 'typebox';
import type { Viewer } from '../../../platform/access/index.ts';
import type { City } from '../../../platform/city/index.ts';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import {
  proposable,
  proposeCorrection,
  readCorrection,
  switchCorrectionOff,
  switchCorrectionOn,
} from '../corrections.ts';
import { shapeText } from '../rules.ts';
import type { Likes } from '../store/corrections.ts';
import type { ComparisonContext } from './index.ts';
import { correctionSchema, likesSchema, proposableSchema } from './schemas.ts';

const params = Type.Object({
  correctionId: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1, description: '自动更正规则编号' }),
});

const named = (city: City, { rule, department, item, pair, shape }: Omit<Likes, 'decision'>) => ({
  shapeText: shapeText(city, { rule, pair, item, shape }),
  ruleTitle: city.comparison.rules.find(({ code }) => code === rule)?.title ?? rule,
  departmentName: city.departments.find(({ code }) => code === department)?.name ?? department,
  itemName: city.catalogue.items.find(({ code }) => code === item)?.name ?? item,
});

export function correctionRoutes(context: ComparisonContext): Route[] {
  return [proposableRoute(context), proposeRoute(context), readRoute(context), onRoute(context), offRoute(context)];
}

function proposableRoute(context: ComparisonContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/officer/correction-proposals',
    permission: 'comparisons.correct',
    summary: '可提请自动更正的差异',
    description: '同一部门、同一字段、同一种差异多次核对结论一致、无相反结论的。',
    tag: '质量',
    request: {},
    response: { 200: proposableSchema },
    handler: async ({ viewer }) => ({
      confirmations: context.city.comparison.confirmations,
      rows: (await proposable(context, viewer)).map((row) => ({ ...row, ...named(context.city, row) })),
    }),
  });
}

async function file(context: ComparisonContext, viewer: Viewer, id: number) {
  const { proposedBy: _by, ...row } = await readCorrection(context, viewer, id);
  return { ...row, ...named(context.city, row) };
}

function proposeRoute(context: ComparisonContext): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/officer/corrections',
    permission: 'comparisons.correct',
    summary: '提请一条自动更正规则',
    description: '提请后由另一人启用，启用之前什么也不改。',
    tag: '质量',
    errors: ['conflict'],
    request: { body: likesSchema },
    response: { 201: correctionSchema },
    handler: async ({ body, viewer }) => {
      const id = await proposeCorrection(context, viewer, body);
      return answer(await file(context, viewer, id), { status: 201 });
    },
  });
}

function readRoute(context: ComparisonContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/officer/corrections/:correctionId',
    permission: 'comparisons.read',
    summary: '一条自动更正规则',
    description: '连同此刻启用将更正多少条差异。',
    tag: '质量',
    request: { params },
    response: { 200: correctionSchema },
    handler: ({ params: { correctionId }, viewer }) => file(context, viewer, correctionId),
  });
}

function onRoute(context: ComparisonContext): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/officer/corrections/:correctionId/on',
    permission: 'comparisons.correct',
    summary: '启用一条自动更正规则',
    description: '须是提请人以外的另一人。',
    tag: '质量',
    errors: ['conflict'],
    request: { params, body: Type.Object({}) },
    response: { 200: correctionSchema },
    handler: async ({ params: { correctionId }, viewer }) => {
      await switchCorrectionOn(context, viewer, correctionId);
      return file(context, viewer, correctionId);
    },
  });
}

function offRoute(context: ComparisonContext): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/officer/corrections/:correctionId/off',
    permission: 'comparisons.correct',
    summary: '停用一条自动更正规则',
    description: '已更正的不变，每条都可追溯到本规则。',
    tag: '质量',
    errors: ['conflict'],
    request: {
      params,
      body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 400, pattern: '\\S.*\\S' }) }),
    },
    response: { 200: correctionSchema },
    handler: async ({ params: { correctionId }, body, viewer }) => {
      await switchCorrectionOff(context, viewer, correctionId, body.reason);
      return file(context, viewer, correctionId);
    },
  });
}
