/** Administration of accounts over HTTP. */
import { Type } from 'typebox';
import { type Tx, transact } from '../../../platform/db/index.ts';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import {
  type Doing,
  linkIdentity,
  oneTimePassword,
  openAccount,
  resetPassword,
  resetSecondFactor,
  switchAccount,
  takeAccount,
  unlock,
} from '../actions/administer.ts';
import { showAccount } from '../actions/overview.ts';
import type { Context } from '../context.ts';
import type { Account } from '../store/accounts.ts';
import { peopleWithoutAccount } from '../store/overview.ts';
import { accountSchema, identityText, loginText, numberText, oneTimePasswordSchema } from './shapes.ts';

const about = { permission: 'accounts.manage', tag: '账户' } as const;
const params = Type.Object({ accountId: numberText });
const told = { 200: accountSchema } as const;
const reasonText = Type.String({ minLength: 2, maxLength: 200 });

/** Opening, showing and changing accounts, and the people that one could be opened for. */
export function accountRoutes(context: Context): Route[] {
  return [candidates(context), open(context), show(context), ...switches(context), ...resets(context)];
}

function candidates({ db }: Context): Route {
  return defineRoute({
    ...about,
    method: 'GET',
    path: '/api/v1/accounts/candidates',
    summary: '可开设账户的人员',
    description: '姓名以所填文字开头，或工号相同，且尚无账户的在任人员，至多 20 人。',
    request: { query: Type.Object({ q: Type.String({ minLength: 1, maxLength: 60 }) }) },
    response: {
      200: Type.Array(
        Type.Object({
          personId: Type.String(),
          name: Type.String(),
          organisationName: Type.String(),
          title: Type.String(),
        }),
      ),
    },
    handler: ({ viewer, query }) => peopleWithoutAccount(db.pool, viewer, { word: query.q.trim(), most: 20 }),
  });
}

function open(context: Context): Route {
  const { db, hashing } = context;
  return defineRoute({
    ...about,
    method: 'POST',
    path: '/api/v1/accounts',
    summary: '开设账户',
    description: '一次性密码只在答复中出现一次，首次登录须改为自己的密码。',
    request: {
      body: Type.Object(
        { personId: numberText, login: loginText, identity: Type.Optional(identityText) },
        { additionalProperties: false },
      ),
    },
    response: { 201: oneTimePasswordSchema },
    errors: ['conflict'],
    async handler({ viewer, body }) {
      const password = oneTimePassword();
      const hash = await hashing.hash(password);
      const { personId, login, identity } = body;
      const made = await transact(db, async (tx) => {
        const accountId = await openAccount(context, tx, { viewer }, { personId, login, hash, oneTime: true });
        const account = await takeAccount(tx, { viewer }, accountId);
        if (identity !== undefined) await linkIdentity(context, tx, { viewer }, { account, identity });
        return account;
      });
      return answer(oneTime(made, password), { status: 201 });
    },
  });
}

/** `account` as it stands after the password was set. */
function oneTime({ accountId, login, oneTimeUntil }: Account, password: string) {
  return { accountId, login, password, until: new Date(oneTimeUntil ?? 0).toISOString() };
}

function show(context: Context): Route {
  return defineRoute({
    ...about,
    method: 'GET',
    path: '/api/v1/accounts/:accountId',
    summary: '一个账户',
    request: { params },
    response: told,
    handler: ({ viewer, params: { accountId } }) => showAccount(context, viewer, accountId),
  });
}

/** Carries out a change of one account, in one transaction, and answers the account as it then is. */
async function change(
  context: Context,
  doing: Doing,
  accountId: string,
  work: (tx: Tx, account: Account) => Promise<unknown>,
) {
  await transact(context.db, async (tx) => work(tx, await takeAccount(tx, doing, accountId)));
  return showAccount(context, doing.viewer, accountId);
}

function switches(context: Context): Route[] {
  return [
    defineRoute({
      ...about,
      method: 'POST',
      path: '/api/v1/accounts/:accountId/disable',
      summary: '停用账户',
      description: '立即结束该账户的全部会话。',
      request: { params, body: Type.Object({ reason: reasonText }, { additionalProperties: false }) },
      response: told,
      handler({ viewer, params: { accountId }, body: { reason } }) {
        const doing = { viewer, reason };
        return change(context, doing, accountId, (tx, account) =>
          switchAccount(context, tx, doing, { account, state: 'disabled' }),
        );
      },
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/api/v1/accounts/:accountId/enable',
      summary: '启用账户',
      request: { params, body: Type.Object({ reason: Type.Optional(reasonText) }, { additionalProperties: false }) },
      response: told,
      handler({ viewer, params: { accountId }, body: { reason } }) {
        const doing = { viewer, reason };
        return change(context, doing, accountId, (tx, account) =>
          switchAccount(context, tx, doing, { account, state: 'active' }),
        );
      },
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/api/v1/accounts/:accountId/unlock',
      summary: '解除登录锁定',
      request: { params },
      response: told,
      handler: ({ viewer, params: { accountId } }) =>
        change(context, { viewer }, accountId, (tx, account) => unlock(context, tx, { viewer }, account)),
    }),
  ];
}

function resets(context: Context): Route[] {
  return [
    defineRoute({
      ...about,
      method: 'POST',
      path: '/api/v1/accounts/:accountId/password',
      summary: '重置密码',
      description: '一次性密码只在答复中出现一次；该账户的全部会话结束，锁定解除。',
      request: { params },
      response: { 200: oneTimePasswordSchema },
      async handler({ viewer, params: { accountId } }) {
        const password = oneTimePassword();
        const hash = await context.hashing.hash(password);
        const account = await transact(context.db, async (tx) => {
          await resetPassword(context, tx, { viewer }, await takeAccount(tx, { viewer }, accountId), hash);
          return takeAccount(tx, { viewer }, accountId);
        });
        return oneTime(account, password);
      },
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/api/v1/accounts/:accountId/second-factor/reset',
      summary: '重置动态验证码',
      description: '三员的动态验证码只能在服务器终端上重置。',
      request: { params },
      response: told,
      handler: ({ viewer, params: { accountId } }) =>
        change(context, { viewer }, accountId, (tx, account) => resetSecondFactor(context, tx, { viewer }, account)),
    }),
    defineRoute({
      ...about,
      method: 'PUT',
      path: '/api/v1/accounts/:accountId/identity',
      summary: '设置统一身份标识',
      request: {
        params,
        body: Type.Object({ identity: Type.Union([identityText, Type.Null()]) }, { additionalProperties: false }),
      },
      response: told,
      handler: ({ viewer, params: { accountId }, body: { identity } }) =>
        change(context, { viewer }, accountId, (tx, account) =>
          linkIdentity(context, tx, { viewer }, { account, identity }),
        ),
    }),
  ];
}
