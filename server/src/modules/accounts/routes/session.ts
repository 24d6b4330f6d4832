import { Type } from 'typebox';
import { XinhengError } from '../../../platform/errors/index.ts';
import {
  type Answer,
  answer,
  type Browser,
  defineRoute,
  newSecret,
  type Route,
  sessionCookieLine,
} from '../../../platform/http/index.ts';
import { describeSession } from '../actions/describe.ts';
import { type Live, liveBySecret } from '../actions/live.ts';
import { changePassword, endOwnSession, switchPost } from '../actions/own.ts';
import { confirmSecondFactor, enrolSecondFactor, showSecondFactor } from '../actions/second-factor.ts';
import { signIn } from '../actions/sign-in.ts';
import type { Context, Origin } from '../context.ts';
import { enrolmentSchema, loginText, passwordText, sessionSchema } from './shapes.ts';

const tag = '登录与会话';
const told = { 200: sessionSchema } as const;

/** What of a request says where it comes from. */
export interface From {
  browser: Browser | undefined;
  address: string;
  requestId: string;
}

/** The browser of a sign-in route. @throws XinhengError for a program's token, which has no session */
export function browserIn({ browser }: From): Browser {
  if (browser === undefined) throw new XinhengError('unauthorised', '该接口只用于浏览器中的登录会话，不接受令牌。');
  return browser;
}

/** Where the request comes from. */
export function originIn(call: From): Origin {
  return { address: call.address, userAgent: browserIn(call).userAgent, requestId: call.requestId };
}

/**
 * A browser drops our cookie on plain HTTP, and a password must not travel on it.
 * @throws XinhengError `insecure-connection`
 */
export function requireSecure(browser: Browser): void {
  if (browser.secure) return;
  throw new XinhengError(
    'insecure-connection',
    `${browser.origin} 没有使用 HTTPS，不能登录。请改用 https:// 地址；本机试用请打开 http://127.0.0.1 或 http://localhost。若前面已有 HTTPS 代理，请设置 XINHENG_TRUST_PROXY。`,
  );
}

/** Answers the session that a step led to, under its new secret. */
export async function answerSession(context: Context, secret: string, address: string): Promise<Answer> {
  const live = await liveBySecret(context, secret, address);
  return answer(await describeSession(context, secret, live), { cookies: [sessionCookieLine(secret)] });
}

/** The steps of signing in, and what an officer does with his own session. */
export function sessionRoutes(context: Context): Route[] {
  return [readSession(context), begin(context), end(context), ...factorRoutes(context), ...ownRoutes(context)];
}

/** The session of a request, however far it has come. @throws XinhengError `unauthorised` when there is none */
export async function liveIn(context: Context, call: From): Promise<Live> {
  const live = await liveBySecret(context, browserIn(call).secret, call.address);
  if (live === null) throw new XinhengError('unauthorised', '登录已结束，请重新登录。');
  return live;
}

function readSession(context: Context): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/session',
    permission: 'sign-in',
    summary: '当前会话',
    tag,
    response: told,
    async handler(call) {
      const browser = browserIn(call);
      const live = await liveBySecret(context, browser.secret, call.address);
      // A cookie that stands for nobody any more is replaced, so that nothing planted in the browser survives.
      const keep = live !== null || browser.secret?.startsWith('a') === true;
      const secret = keep && browser.secret !== undefined ? browser.secret : newSecret('anonymous');
      const cookies = secret === browser.secret ? [] : [sessionCookieLine(secret)];
      return answer(await describeSession(context, secret, live), { cookies });
    },
  });
}

function begin(context: Context): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/session',
    permission: 'sign-in',
    summary: '登录',
    tag,
    request: { body: Type.Object({ login: loginText, password: passwordText }, { additionalProperties: false }) },
    response: told,
    limits: { bodyBytes: 16 * 1024, ratePerMinute: 60 },
    errors: ['sign-in-failed', 'insecure-connection'],
    async handler(call) {
      requireSecure(browserIn(call));
      const secret = await signIn(context, call.body, originIn(call));
      return answerSession(context, secret, call.address);
    },
  });
}

function end(context: Context): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/api/v1/session',
    permission: 'sign-in',
    summary: '退出登录',
    tag,
    response: told,
    async handler(call) {
      const live = await liveBySecret(context, browserIn(call).secret, call.address);
      if (live !== null) await endOwnSession(context, live, live.session.sessionId, originIn(call));
      const secret = newSecret('anonymous');
      return answer(await describeSession(context, secret, null), {
        cookies: [sessionCookieLine(secret)],
        // Pages of the officer before must not be read by the next one at this machine.
        headers: { 'clear-site-data': '"cache", "storage"' },
      });
    },
  });
}

const code = Type.Object(
  { code: Type.String({ minLength: 6, maxLength: 40, description: '六位动态验证码，或一个恢复码' }) },
  { additionalProperties: false },
);

function factorRoutes(context: Context): Route[] {
  const about = {
    permission: 'session',
    tag,
    limits: { ratePerMinute: 60 },
    errors: ['sign-in-failed', 'conflict'],
  } as const;
  return [
    defineRoute({
      ...about,
      method: 'POST',
      path: '/api/v1/session/second-factor',
      summary: '提交动态验证码',
      request: { body: code },
      response: told,
      async handler(call) {
        const secret = await showSecondFactor(context, await liveIn(context, call), call.body.code, originIn(call));
        return answerSession(context, secret, call.address);
      },
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/api/v1/session/second-factor/enrolment',
      summary: '开始启用动态验证码',
      response: { 200: enrolmentSchema },
      handler: async (call) => enrolSecondFactor(context, await liveIn(context, call)),
    }),
    defineRoute({
      ...about,
      method: 'PUT',
      path: '/api/v1/session/second-factor',
      summary: '确认启用动态验证码',
      request: { body: code },
      response: told,
      async handler(call) {
        const secret = await confirmSecondFactor(context, await liveIn(context, call), call.body.code, originIn(call));
        return answerSession(context, secret, call.address);
      },
    }),
  ];
}

function ownRoutes(context: Context): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/session/password',
      permission: 'session',
      summary: '修改自己的密码',
      tag,
      request: { body: Type.Object({ current: passwordText, next: passwordText }, { additionalProperties: false }) },
      response: told,
      limits: { bodyBytes: 16 * 1024, ratePerMinute: 30 },
      async handler(call) {
        const secret = await changePassword(context, await liveIn(context, call), call.body, originIn(call));
        return answerSession(context, secret, call.address);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/session/post',
      permission: 'session',
      summary: '切换任职',
      tag,
      request: {
        body: Type.Object({ postId: Type.String({ minLength: 1, maxLength: 20 }) }, { additionalProperties: false }),
      },
      response: told,
      errors: ['not-found', 'conflict'],
      async handler(call) {
        const secret = await switchPost(context, await liveIn(context, call), call.body.postId, originIn(call));
        return answerSession(context, secret, call.address);
      },
    }),
  ];
}
