/** The scorecard over HTTP, for officers and programs: lines by department, item, region or month. */
import type { Indicator } from '@xinheng/contracts/scorecards.ts';
import { Type } from 'typebox';
import { businessToday } from '../../../platform/calendar/index.ts';
import type { Db } from '../../../platform/db/index.ts';
import { defineRoute, type Route } from '../../../platform/http/index.ts';
import { readScorecard, type ScorecardContext } from '../reads.ts';
import { codeText, monthText, scorecardSchema } from './schemas.ts';

export type ScorecardRoutesContext = ScorecardContext & { db: Db };

/** An indicator as it is shown, with the one whose failing rows it opens. */
export function shownIndicator(one: Indicator) {
  const { code, name, dimension, meaning, better, points, full, colours, source } = one;
  const opens = one.failing || one.lateRows ? code : one.failingOf;
  return {
    ...{ code, name, dimension, meaning, better, points, full, colours, source },
    ...(opens !== undefined && { opens }),
  };
}

/** Officers' scorecards. */
export function scorecardRoutes(context: ScorecardRoutesContext): Route[] {
  const { db, city } = context;
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/officer/scorecards',
      permission: 'scorecards.read',
      summary: '质量评分卡',
      description: '权限范围内各部门、事项、区划或月份的质量指标。每个指标的未达标行见列表 failing-rows。',
      tag: '质量',
      request: {
        query: Type.Object({
          by: Type.Optional(Type.Enum(['department', 'item', 'region', 'month'])),
          from: Type.Optional(monthText),
          until: Type.Optional(monthText),
          department: Type.Optional(codeText),
          item: Type.Optional(codeText),
          region: Type.Optional(codeText),
        }),
      },
      response: { 200: scorecardSchema },
      handler: async ({ query, viewer }) => {
        const today = businessToday().slice(0, 7);
        const until = query.until ?? today;
        const from = query.from ?? (until < today ? until : today);
        const { by = 'department', department, item, region } = query;
        const asked = { from, until, department, item, region };
        const { edition, source, indicators } = city.scorecards;
        return {
          ...{ edition, source, from, until, by },
          indicators: indicators.map(shownIndicator),
          ...(await readScorecard(db.pool, viewer, context, asked, by)),
        };
      },
    }),
  ];
}
