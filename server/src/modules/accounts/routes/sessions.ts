/** Living sessions: one's own, and those of an account that one administers. */
import type { SessionInfo } from '@xinheng/contracts/accounts.ts';
import { Type } from 'typebox';
import { transact } from '../../../platform/db/index.ts';
import { defineRoute, type Route } from '../../../platform/http/index.ts';
import { endAllSessions, endSessionOfAccount, takeAccount } from '../actions/administer.ts';
import { notThisStep } from '../actions/entry.ts';
import type { Live } from '../actions/live.ts';
import { showAccount } from '../actions/overview.ts';
import { endOtherSessions, endOwnSession } from '../actions/own.ts';
import { type Context, idleSince } from '../context.ts';
import { listSessions } from '../store/sessions.ts';
import { type From, liveIn, originIn } from './session.ts';
import { numberText, sessionListSchema } from './shapes.ts';

const told = { 200: sessionListSchema } as const;

/** `GET` and `DELETE` of sessions. */
export function sessionListRoutes(context: Context): Route[] {
  return [...ownSessions(context), ...sessionsOfAccount(context)];
}

async function living(context: Context, accountId: string, own: string | null): Promise<SessionInfo[]> {
  const found = await listSessions(context.db.pool, accountId, { now: context.now(), idleSince: idleSince(context) });
  return found.map((session) => ({ ...session, own: session.sessionId === own }));
}

function ownSessions(context: Context): Route[] {
  const onOwn = { permission: 'session', tag: '登录与会话', response: told } as const;
  const live = async (call: From): Promise<Live> => {
    const found = await liveIn(context, call);
    if (found.step !== 'active') throw notThisStep();
    return found;
  };
  const left = ({ session }: Live) => living(context, session.accountId, session.sessionId);
  return [
    defineRoute({
      ...onOwn,
      method: 'GET',
      path: '/api/v1/session/sessions',
      summary: '本人的会话',
      handler: async (call) => left(await live(call)),
    }),
    defineRoute({
      ...onOwn,
      method: 'DELETE',
      path: '/api/v1/session/sessions',
      summary: '结束本人的其他会话',
      async handler(call) {
        const own = await live(call);
        await endOtherSessions(context, own, originIn(call));
        return left(own);
      },
    }),
    defineRoute({
      ...onOwn,
      method: 'DELETE',
      path: '/api/v1/session/sessions/:sessionId',
      summary: '结束本人的一个会话',
      request: { params: Type.Object({ sessionId: numberText }) },
      errors: ['not-found'],
      async handler(call) {
        const own = await live(call);
        await endOwnSession(context, own, call.params.sessionId, originIn(call));
        return left(own);
      },
    }),
  ];
}

function sessionsOfAccount(context: Context): Route[] {
  const onOthers = { permission: 'accounts.manage', tag: '账户', response: told } as const;
  const params = Type.Object({ accountId: numberText });
  return [
    defineRoute({
      ...onOthers,
      method: 'GET',
      path: '/api/v1/accounts/:accountId/sessions',
      summary: '一个账户的会话',
      request: { params },
      async handler({ viewer, params: { accountId } }) {
        await showAccount(context, viewer, accountId);
        return living(context, accountId, viewer.kind === 'officer' ? viewer.sessionId : null);
      },
    }),
    defineRoute({
      ...onOthers,
      method: 'DELETE',
      path: '/api/v1/accounts/:accountId/sessions',
      summary: '结束一个账户的全部会话',
      request: { params },
      async handler({ viewer, params: { accountId } }) {
        await transact(context.db, async (tx) =>
          endAllSessions(context, tx, { viewer }, await takeAccount(tx, { viewer }, accountId)),
        );
        return living(context, accountId, null);
      },
    }),
    defineRoute({
      ...onOthers,
      method: 'DELETE',
      path: '/api/v1/accounts/:accountId/sessions/:sessionId',
      summary: '结束一个账户的一个会话',
      request: { params: Type.Object({ accountId: numberText, sessionId: numberText }) },
      async handler({ viewer, params: { accountId, sessionId } }) {
        await transact(context.db, async (tx) => {
          const account = await takeAccount(tx, { viewer }, accountId);
          await endSessionOfAccount(context, tx, { viewer }, { account, sessionId });
        });
        return living(context, accountId, null);
      },
    }),
  ];
}
