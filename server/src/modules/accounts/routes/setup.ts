/** The first administrator, by the one-time link that the terminal shows. */
import { Type } from 'typebox';
import { defineRoute, type Route } from '../../../platform/http/index.ts';
import { createFirstAdministrator } from '../actions/first.ts';
import type { Context } from '../context.ts';
import { answerSession, browserIn, originIn, requireSecure } from './session.ts';
import { loginText, passwordText, sessionSchema } from './shapes.ts';

export function setupRoutes(context: Context): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/setup/administrator',
      permission: 'sign-in',
      summary: '以一次性链接建立首位系统管理员',
      description: '只在还没有任何账户时可用。成功即登录，下一步须启用动态验证码。',
      tag: '登录与会话',
      request: {
        body: Type.Object({
          token: Type.String({ minLength: 20, maxLength: 100 }),
          login: loginText,
          name: Type.String({ minLength: 1, maxLength: 50 }),
          password: passwordText,
        }),
      },
      response: { 200: sessionSchema },
      limits: { bodyBytes: 16 * 1024, ratePerMinute: 20 },
      errors: ['sign-in-failed', 'insecure-connection'],
      async handler(call) {
        requireSecure(browserIn(call));
        const secret = await createFirstAdministrator(context, call.body, originIn(call));
        return answerSession(context, secret, call.address);
      },
    }),
  ];
}
