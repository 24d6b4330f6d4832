/** Posts over HTTP. */
import { Type } from 'typebox';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import { endPost, movePost, setRoles } from '../actions/post-changes.ts';
import { appoint } from '../actions/posts.ts';
import { demandOrganisation, demandPerson } from '../actions/reach.ts';
import { posts } from '../store/kinds.ts';
import { acting, looked, type OrganisationContext, readingOf } from './context.ts';
import { describeHistory, describePost } from './describe.ts';
import {
  body,
  codeText,
  day,
  historySchema,
  maybe,
  numberText,
  postSchema,
  reason,
  roleCodes,
  titleText,
  version,
} from './shapes.ts';

const tag = '机构与人员';
const params = Type.Object({ postId: numberText });
const told = { 200: postSchema } as const;

export function postRoutes(context: OrganisationContext): Route[] {
  return [...reads(context), create(context), ...changes(context), roles(context)];
}

function reads(context: OrganisationContext): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/organisation/posts/:postId',
      permission: 'people.read',
      summary: '一个任职（留痕）',
      tag,
      request: { params },
      response: told,
      async handler({ viewer, params: { postId } }) {
        const post = await describePost(readingOf(context, viewer), postId);
        await looked(context, viewer, `post:${postId}`);
        return post;
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/organisation/posts/:postId/history',
      permission: 'people.read',
      summary: '一个任职的变更历史（留痕）',
      tag,
      request: { params },
      response: { 200: historySchema },
      async handler({ viewer, params: { postId } }) {
        const reading = readingOf(context, viewer);
        await describePost(reading, postId);
        await looked(context, viewer, `post:${postId}`);
        return { lines: await describeHistory(reading, 'post', posts as never, [postId]) };
      },
    }),
  ];
}

const about = { method: 'POST', permission: 'people.manage', tag, errors: ['conflict'] } as const;

function create(context: OrganisationContext): Route {
  return defineRoute({
    ...about,
    path: '/api/v1/organisation/posts',
    summary: '任职',
    request: {
      body: body({
        ...{ personId: numberText, organisation: codeText, title: titleText, roles: maybe(roleCodes) },
        ...{ from: maybe(day), until: maybe(day), reason },
      }),
    },
    response: { 201: postSchema },
    async handler(call) {
      const { reason: _reason, ...post } = call.body;
      const { postId } = await acting(context, call, async (tx, doing) => {
        await demandPerson(tx, doing, post.personId, 'some');
        await demandOrganisation(tx, doing, 'people.manage', post.organisation);
        return appoint(tx, doing, post);
      });
      return answer(await describePost(readingOf(context, call.viewer), postId), { status: 201 });
    },
  });
}

function changes(context: OrganisationContext): Route[] {
  return [
    defineRoute({
      ...about,
      path: '/api/v1/organisation/posts/:postId/move',
      summary: '调动或改任职名称',
      description: '调到另一机构时原有角色一律失效，须由有权的人重新授予。',
      request: {
        params,
        body: body({
          ...{ version, from: maybe(day), organisation: maybe(codeText), title: maybe(titleText) },
          ...{ roles: maybe(roleCodes), reason },
        }),
      },
      response: told,
      async handler(call) {
        const { postId } = call.params;
        const { reason: _reason, ...move } = call.body;
        await acting(context, call, (tx, doing) => movePost(tx, doing, { postId, ...move }));
        return describePost(readingOf(context, call.viewer), postId);
      },
    }),
    defineRoute({
      ...about,
      path: '/api/v1/organisation/posts/:postId/end',
      summary: '终止任职',
      request: { params, body: body({ version, until: day, reason }) },
      response: told,
      async handler(call) {
        const { postId } = call.params;
        const { version: seen, until } = call.body;
        await acting(context, call, (tx, doing) => endPost(tx, doing, { postId, version: seen, until }));
        return describePost(readingOf(context, call.viewer), postId);
      },
    }),
  ];
}

function roles(context: OrganisationContext): Route {
  return defineRoute({
    ...about,
    permission: 'roles.grant',
    path: '/api/v1/organisation/posts/:postId/roles',
    summary: '授予和收回角色',
    description: '所列角色即该任职此后的全部角色。不能给自己授予；系统、安全、审计三类管理员不得由一人兼任。',
    request: { params, body: body({ version, roles: roleCodes, from: maybe(day), reason }) },
    response: told,
    async handler(call) {
      const { postId } = call.params;
      const { version: seen, roles: wanted, from } = call.body;
      await acting(context, call, (tx, doing) => setRoles(tx, doing, { postId, version: seen, roles: wanted, from }));
      return describePost(readingOf(context, call.viewer), postId);
    },
  });
}
