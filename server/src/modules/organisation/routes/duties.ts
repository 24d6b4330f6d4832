/** Duties over HTTP, and what the forms of this room offer. */
import { Type } from 'typebox';
import { may } from '../../../platform/access/index.ts';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import { endDuty, setDuty } from '../actions/duties.ts';
import { organisationKindName } from '../rules/roles.ts';
import { duties } from '../store/kinds.ts';
import { acting, type OrganisationContext, readingOf } from './context.ts';
import { describeDuty, describeHistory, levelNames } from './describe.ts';
import {
  body,
  codeText,
  day,
  dutyKinds,
  dutySchema,
  historySchema,
  kinds,
  maybe,
  namedCode,
  numberText,
  reason,
  text,
  version,
} from './shapes.ts';

const tag = '机构与人员';
const params = Type.Object({ dutyId: numberText });
const item = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$', description: '事项代码' });

export const dutyKindNames = [
  { code: 'information-item', name: '信息事项' },
  { code: 'licence-item', name: '许可事项' },
  { code: 'inspection-item', name: '检查事项' },
];

export function dutyRoutes(context: OrganisationContext): Route[] {
  return [...reads(context), ...changes(context), choices(context)];
}

function reads(context: OrganisationContext): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/organisation/duties/:dutyId',
      permission: 'organisation.read',
      summary: '一项职责',
      tag,
      request: { params },
      response: { 200: dutySchema },
      handler: ({ viewer, params: { dutyId } }) => describeDuty(readingOf(context, viewer), dutyId),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/organisation/duties/:dutyId/history',
      permission: 'organisation.read',
      summary: '一项职责的变更历史',
      tag,
      request: { params },
      response: { 200: historySchema },
      async handler({ viewer, params: { dutyId } }) {
        const reading = readingOf(context, viewer);
        await describeDuty(reading, dutyId);
        return { lines: await describeHistory(reading, 'duty', duties as never, [dutyId]) };
      },
    }),
  ];
}

const about = { method: 'POST', permission: 'organisation.manage', tag, errors: ['conflict'] } as const;

function changes(context: OrganisationContext): Route[] {
  return [
    defineRoute({
      ...about,
      path: '/api/v1/organisation/duties',
      summary: '设定职责：哪个机构承担哪一事项',
      request: {
        body: body({
          ...{ organisation: codeText, kind: dutyKinds, item, remark: maybe(Type.String({ maxLength: 200 })) },
          ...{ from: maybe(day), until: maybe(day), reason },
        }),
      },
      response: { 201: dutySchema },
      async handler(call) {
        const { reason: _reason, ...duty } = call.body;
        const { dutyId } = await acting(context, call, (tx, doing) =>
          setDuty(tx, doing, duty, context.city.catalogue.items),
        );
        return answer(await describeDuty(readingOf(context, call.viewer), dutyId), { status: 201 });
      },
    }),
    defineRoute({
      ...about,
      path: '/api/v1/organisation/duties/:dutyId/end',
      summary: '终止职责',
      request: { params, body: body({ version, until: day, reason }) },
      response: { 200: dutySchema },
      async handler(call) {
        const { dutyId } = call.params;
        const { version: seen, until } = call.body;
        await acting(context, call, (tx, doing) => endDuty(tx, doing, { dutyId, version: seen, until }));
        return describeDuty(readingOf(context, call.viewer), dutyId);
      },
    }),
  ];
}

function choices({ city }: OrganisationContext): Route {
  const list = Type.Array(namedCode);
  const named = (all: readonly { code: string; name: string }[]) => all.map(({ code, name }) => ({ code, name }));
  return defineRoute({
    method: 'GET',
    path: '/api/v1/organisation/choices',
    permission: 'organisation.read',
    summary: '机构与人员各表单的可选项',
    tag,
    response: {
      200: Type.Object({
        ...{ kinds: list, levels: list, dutyKinds: list, items: list, regions: list },
        roles: Type.Array(
          Type.Object({
            ...{ code: text, name: text, description: text, heldIn: Type.Array(kinds), grantable: Type.Boolean() },
          }),
        ),
      }),
    },
    handler: ({ viewer }) => ({
      kinds: (['department', 'association', 'bank', 'enterprise'] as const).map((code) => ({
        code,
        name: organisationKindName(code),
      })),
      levels: Object.entries(levelNames).map(([code, name]) => ({ code, name })),
      dutyKinds: dutyKindNames,
      items: named(city.catalogue.items),
      regions: named(city.regions.filter(({ validUntil }) => validUntil === null)),
      roles: city.roles.map(({ code, name, description, heldIn }) => ({
        ...{ code, name, description, heldIn, grantable: may(viewer, 'roles.grant') },
      })),
    }),
  });
}
