/** People over HTTP. */
import { Type } from 'typebox';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import { changePerson, createPerson, leavePerson } from '../actions/people.ts';
import { appoint } from '../actions/posts.ts';
import { demandOrganisation } from '../actions/reach.ts';
import { people, posts } from '../store/kinds.ts';
import { postSpans } from '../store/people-views.ts';
import { acting, looked, type OrganisationContext, readingOf } from './context.ts';
import { describeHistory, describePerson } from './describe.ts';
import {
  body,
  clocks,
  codeText,
  day,
  historySchema,
  maybe,
  numberText,
  orNull,
  personSchema,
  reason,
  roleCodes,
  titleText,
  version,
} from './shapes.ts';

const tag = '机构与人员';
const params = Type.Object({ personId: numberText });
const personName = Type.String({ minLength: 1, maxLength: 60 });
const phone = Type.String({ pattern: '^$|^[0-9+][0-9 ()+-]{4,29}$', description: '电话号码' });
const email = Type.String({ pattern: '^$|^[^@\\s]+@[^@\\s]+$', maxLength: 120, description: '电子邮箱' });
const staffNumber = Type.String({ maxLength: 40 });

export function personRoutes(context: OrganisationContext): Route[] {
  return [...reads(context), create(context), ...changes(context)];
}

function reads(context: OrganisationContext): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/organisation/people/:personId',
      permission: 'people.read',
      summary: '一名人员及其任职（留痕）',
      tag,
      request: { params, query: clocks },
      response: { 200: personSchema },
      async handler({ viewer, params: { personId }, query }) {
        const person = await describePerson(readingOf(context, viewer, query), personId);
        await looked(context, viewer, `person:${personId}`);
        return person;
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/organisation/people/:personId/history',
      permission: 'people.read',
      summary: '一名人员及其任职的变更历史（留痕）',
      tag,
      request: { params },
      response: { 200: historySchema },
      async handler({ viewer, params: { personId } }) {
        const reading = readingOf(context, viewer);
        await describePerson(reading, personId);
        const held = await postSpans(reading.q, { personId }, reading.clocks);
        const numbers = [...new Set(held.map(({ postId }) => postId))];
        const lines = [
          ...(await describeHistory(reading, 'person', people as never, [personId])),
          ...(await describeHistory(reading, 'post', posts as never, numbers)),
        ].sort((a, b) => (a.recordedFrom < b.recordedFrom ? 1 : a.recordedFrom > b.recordedFrom ? -1 : 0));
        await looked(context, viewer, `person:${personId}`);
        return { lines };
      },
    }),
  ];
}

const about = { method: 'POST', permission: 'people.manage', tag, errors: ['conflict'] } as const;

function create(context: OrganisationContext): Route {
  return defineRoute({
    ...about,
    path: '/api/v1/organisation/people',
    summary: '登记人员及其首个任职',
    request: {
      body: body({
        ...{ name: personName, phone: maybe(phone), email: maybe(email), staffNumber: maybe(staffNumber) },
        post: body({ organisation: codeText, title: titleText, roles: maybe(roleCodes), until: maybe(day) }),
        ...{ from: maybe(day), reason },
      }),
    },
    response: { 201: personSchema },
    async handler(call) {
      const { post, reason: _reason, ...person } = call.body;
      const { personId } = await acting(context, call, async (tx, doing) => {
        await demandOrganisation(tx, doing, 'people.manage', post.organisation);
        const made = await createPerson(tx, doing, person);
        await appoint(tx, doing, { ...post, ...made, from: person.from });
        return made;
      });
      return answer(await describePerson(readingOf(context, call.viewer), personId), { status: 201 });
    },
  });
}

function changes(context: OrganisationContext): Route[] {
  return [
    defineRoute({
      ...about,
      path: '/api/v1/organisation/people/:personId/change',
      summary: '更正人员情况',
      request: {
        params,
        body: body({
          ...{ version, from: maybe(day), reason, name: maybe(personName), phone: maybe(orNull(phone)) },
          ...{ email: maybe(orNull(email)), staffNumber: maybe(orNull(staffNumber)) },
        }),
      },
      response: { 200: personSchema },
      async handler(call) {
        const { personId } = call.params;
        const { version: seen, from, reason: _reason, ...patch } = call.body;
        await acting(context, call, (tx, doing) => changePerson(tx, doing, { personId, version: seen, from, patch }));
        return describePerson(readingOf(context, call.viewer), personId);
      },
    }),
    defineRoute({
      ...about,
      path: '/api/v1/organisation/people/:personId/leave',
      summary: '人员离开',
      description: '其全部任职同日终止。',
      request: { params, body: body({ version, until: day, reason }) },
      response: { 200: personSchema },
      async handler(call) {
        const { personId } = call.params;
        const { version: seen, until } = call.body;
        await acting(context, call, (tx, doing) => leavePerson(tx, doing, { personId, version: seen, until }));
        return describePerson(readingOf(context, call.viewer), personId);
      },
    }),
  ];
}
