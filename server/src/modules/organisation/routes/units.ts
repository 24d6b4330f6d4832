/** Organisations and regions over HTTP. */
import { Type } from 'typebox';
import { demand, reachesTo } from '../../../platform/access/index.ts';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import { notFound } from '../actions/doing.ts';
import { changeOrganisation, closeOrganisation, createOrganisation } from '../actions/organisations.ts';
import { organisations } from '../store/kinds.ts';
import { placeOf } from '../store/organisations.ts';
import { regionsOn, treeOn } from '../store/tree.ts';
import { acting, type OrganisationContext, readingOf } from './context.ts';
import { describeHistory, describeUnit } from './describe.ts';
import {
  body,
  clocks,
  codeText,
  day,
  historySchema,
  kinds,
  levels,
  maybe,
  nameText,
  newCode,
  orNull,
  reason,
  regionsSchema,
  treeSchema,
  unitSchema,
  version,
} from './shapes.ts';

const tag = '机构与人员';
const params = Type.Object({ code: codeText });
const remit = Type.String({ maxLength: 500 });
const uscc = Type.String({ minLength: 18, maxLength: 18 });

export function unitRoutes(context: OrganisationContext): Route[] {
  return [...trees(context), ...unit(context), ...changes(context)];
}

function trees(context: OrganisationContext): Route[] {
  const told = ({ on, knownAt }: { on: string; knownAt: string | null }) => ({
    on,
    ...(knownAt !== null && { knownAt }),
  });
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/organisation/tree',
      permission: 'organisation.read',
      summary: '某日的全部机构',
      tag,
      request: { query: clocks },
      response: { 200: treeSchema },
      async handler({ viewer, query }) {
        demand(viewer, 'organisation.read');
        const { q, clocks: asked } = readingOf(context, viewer, query);
        const all = await treeOn(q, asked);
        const reached = all.filter(({ code: department, region }) =>
          reachesTo(viewer, 'organisation.read', { department, region }),
        );
        return { ...told(asked), organisations: reached };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/organisation/regions',
      permission: 'organisation.read',
      summary: '某日的行政区划，含已撤销的代码',
      tag,
      request: { query: clocks },
      response: { 200: regionsSchema },
      async handler({ viewer, query }) {
        const { q, clocks: asked } = readingOf(context, viewer, query);
        return { ...told(asked), regions: await regionsOn(q, asked) };
      },
    }),
  ];
}

function unit(context: OrganisationContext): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/organisation/units/:code',
      permission: 'organisation.read',
      summary: '一个机构',
      tag,
      request: { params, query: clocks },
      response: { 200: unitSchema },
      handler: ({ viewer, params: { code }, query }) => describeUnit(readingOf(context, viewer, query), code),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/organisation/units/:code/history',
      permission: 'organisation.read',
      summary: '一个机构的变更历史（业务日期与知悉时间）',
      tag,
      request: { params },
      response: { 200: historySchema },
      async handler({ viewer, params: { code } }) {
        const reading = readingOf(context, viewer);
        const place = await placeOf(reading.q, code);
        if (!place || !reachesTo(viewer, 'organisation.read', place)) throw notFound('该机构');
        return { lines: await describeHistory(reading, 'organisation', organisations as never, [code]) };
      },
    }),
  ];
}

const about = { method: 'POST', permission: 'organisation.manage', tag, errors: ['conflict'] } as const;

function changes(context: OrganisationContext): Route[] {
  return [
    defineRoute({
      ...about,
      path: '/api/v1/organisation/units',
      summary: '增设机构',
      request: {
        body: body({
          ...{ code: newCode, kind: kinds, name: nameText, shortName: nameText, level: levels, region: codeText },
          ...{ parent: maybe(codeText), uscc: maybe(uscc), remit: maybe(remit), from: maybe(day), reason },
        }),
      },
      response: { 201: unitSchema },
      async handler(call) {
        const { reason: _reason, parent = null, uscc: number = null, remit: words = '', ...rest } = call.body;
        await acting(context, call, (tx, doing) =>
          createOrganisation(tx, doing, { ...rest, parent, uscc: number, remit: words }),
        );
        const told = await describeUnit(readingOf(context, call.viewer, { on: rest.from }), rest.code);
        return answer(told, { status: 201 });
      },
    }),
    defineRoute({
      ...about,
      path: '/api/v1/organisation/units/:code/change',
      summary: '机构更名、更正或划转',
      request: {
        params,
        body: body({
          ...{ version, from: maybe(day), reason, name: maybe(nameText), shortName: maybe(nameText) },
          ...{ level: maybe(levels), region: maybe(codeText), parent: maybe(orNull(codeText)) },
          ...{ uscc: maybe(orNull(uscc)), remit: maybe(remit) },
        }),
      },
      response: { 200: unitSchema },
      async handler(call) {
        const { code } = call.params;
        const { version: seen, from, reason: _reason, ...patch } = call.body;
        await acting(context, call, (tx, doing) => changeOrganisation(tx, doing, { code, version: seen, from, patch }));
        return describeUnit(readingOf(context, call.viewer), code);
      },
    }),
    defineRoute({
      ...about,
      path: '/api/v1/organisation/units/:code/close',
      summary: '撤销机构',
      description: '机构内的任职和职责同日终止；下级机构须先撤销或划转。',
      request: { params, body: body({ version, until: day, reason }) },
      response: { 200: unitSchema },
      async handler(call) {
        const { code } = call.params;
        const { version: seen, until } = call.body;
        await acting(context, call, (tx, doing) => closeOrganisation(tx, doing, { code, version: seen, until }));
        return describeUnit(readingOf(context, call.viewer), code);
      },
    }),
  ];
}
