/** 工作通知: what officers are told on their first page, for the city, a region, an organisation, a role or one account. */
import { Type } from 'typebox';
import { type Officer, reachesTo, reachOf, whoIs } from '../../platform/access/index.ts';
import { audit } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { answer, defineRoute, type Route } from '../../platform/http/index.ts';
import { withdraw } from './desk-actions.ts';
import { officerOf } from './officer.ts';
import {
  type Audience,
  countUnread,
  insertNotice,
  markRead,
  noticesFor,
  placeKnown,
  type Standing,
} from './store/notices.ts';

const shown = 50;
const tag = '工作台';
const noticeParams = Type.Object({ noticeId: Type.String({ pattern: '^[0-9]{1,18}$' }) });

const noticeSchema = Type.Object({
  noticeId: Type.String(),
  title: Type.String(),
  body: Type.String(),
  at: Type.String(),
  read: Type.Boolean(),
  link: Type.Optional(Type.String()),
});

/** The routes of notices. `roles` are the city's. */
export function noticeRoutes(context: { db: Db; roles: readonly { code: string }[] }): Route[] {
  return [
    mineRoute(context.db),
    unreadRoute(context.db),
    readRoute(context.db),
    publishRoute(context),
    withdrawRoute(context.db),
  ];
}

const standingOf = ({ accountId, department, region, roles }: Officer): Standing => ({
  ...{ account: accountId, department, region, roles },
});

function mineRoute(db: Db): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/notices',
    permission: 'workbench.use',
    summary: '发给本人的通知，新的在前',
    tag,
    response: { 200: Type.Array(noticeSchema) },
    handler: ({ viewer }) => noticesFor(db.pool, standingOf(officerOf(viewer)), shown),
  });
}

function unreadRoute(db: Db): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/notices/unread',
    permission: 'workbench.use',
    summary: '本人未读的通知数',
    tag,
    response: { 200: Type.Object({ count: Type.Integer() }) },
    handler: async ({ viewer }) => ({ count: await countUnread(db.pool, standingOf(officerOf(viewer))) }),
  });
}

function readRoute(db: Db): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/notices/:noticeId/read',
    permission: 'workbench.use',
    summary: '标记为已读',
    tag,
    request: { params: noticeParams },
    response: { 204: Type.Null() },
    async handler({ params: { noticeId }, viewer }) {
      const found = await transact(db, (tx) => markRead(tx, standingOf(officerOf(viewer)), noticeId));
      if (!found) throw new XinhengError('not-found', '没有这条通知，或它已撤回。');
      return answer(null, { status: 204 });
    },
  });
}

/** Whether what the publisher reaches covers everybody who would be told. */
function mayTell(viewer: Officer, audience: Audience, code: string | null): boolean {
  if (reachOf(viewer, 'notices.publish') === 'city') return true;
  if (audience === 'organisation') return reachesTo(viewer, 'notices.publish', { department: code });
  return audience === 'region' && reachesTo(viewer, 'notices.publish', { region: code });
}

function publishRoute({ db, roles }: { db: Db; roles: readonly { code: string }[] }): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/notices',
    permission: 'notices.publish',
    summary: '发布通知',
    tag,
    request: {
      body: Type.Object({
        title: Type.String({ minLength: 2, maxLength: 100 }),
        body: Type.String({ minLength: 1, maxLength: 5000 }),
        link: Type.Optional(
          Type.String({ pattern: '^/[A-Za-z0-9/_.?=&%~-]*$', maxLength: 500, description: '工作台内的地址' }),
        ),
        audience: Type.Enum(['city', 'region', 'organisation', 'role', 'account']),
        audienceCode: Type.Optional(
          Type.String({ maxLength: 100, description: '区划、机构、角色代码或账户号；全市时不填' }),
        ),
      }),
    },
    response: { 201: Type.Object({ noticeId: Type.String() }) },
    async handler({ body, viewer, requestId }) {
      const officer = officerOf(viewer);
      const audienceCode = body.audienceCode ?? null;
      if ((body.audience === 'city') !== (audienceCode === null))
        throw new XinhengError('bad-request', '面向全市的通知不填对象代码，其他的须填写。');
      if (!mayTell(officer, body.audience, audienceCode))
        throw new XinhengError('forbidden', '通知的对象超出您的发布范围。');
      const known = await isKnown(db, body.audience, audienceCode, roles);
      if (!known) throw new XinhengError('bad-request', `没有“${audienceCode}”这个对象。`);
      const noticeId = await transact(db, async (tx) => {
        const id = await insertNotice(tx, {
          ...{ title: body.title.trim(), body: body.body.trim(), link: body.link ?? null },
          ...{ audience: body.audience, audienceCode },
          publishedBy: `account:${officer.accountId}`,
          publisherName: officer.name,
          department: officer.department,
        });
        const { audience } = body;
        await audit(tx, {
          ...whoIs(viewer),
          action: 'workbench.publish-notice',
          object: `notice:${id}`,
          requestId,
          details: { audience, audienceCode, title: body.title },
        });
        return id;
      });
      return answer({ noticeId }, { status: 201 });
    },
  });
}

async function isKnown(
  db: Db,
  audience: Audience,
  code: string | null,
  roles: readonly { code: string }[],
): Promise<boolean> {
  if (code === null) return true;
  if (audience === 'role') return roles.some((role) => role.code === code);
  if (audience === 'region' || audience === 'organisation') return placeKnown(db.pool, audience, code);
  return /^[1-9]\d{0,17}$/.test(code);
}

function withdrawRoute(db: Db): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/notices/:noticeId/withdraw',
    permission: 'notices.publish',
    summary: '撤回通知',
    tag,
    errors: ['conflict'],
    request: { params: noticeParams },
    response: { 204: Type.Null() },
    async handler({ params: { noticeId }, viewer, requestId }) {
      await withdraw(db, { viewer, key: noticeId, requestId });
      return answer(null, { status: 204 });
    },
  });
}
