/** Administration of programs' tokens over HTTP. */
import { Type } from 'typebox';
import { scopes } from '../../../platform/access/index.ts';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import { endToken, makeToken, renewToken, showToken } from '../actions/tokens.ts';
import type { Context } from '../context.ts';

const about = { permission: 'tokens.manage', tag: '接口令牌' } as const;
const text = Type.String();
const namedCodes = Type.Array(Type.Object({ code: text, name: text }));
const params = Type.Object({ tokenId: Type.String({ minLength: 1, maxLength: 20 }) });
const quota = (most: number) => Type.Optional(Type.Integer({ minimum: 1, maximum: most }));

const tokenSchema = Type.Object({
  tokenId: text,
  department: text,
  departmentName: text,
  label: text,
  scopes: namedCodes,
  perMinute: Type.Integer(),
  perDay: Type.Integer(),
  state: text,
  createdAt: text,
  createdBy: text,
  expiresAt: Type.Optional(text),
  revokedAt: Type.Optional(text),
  overlapUntil: Type.Optional(text),
  lastUsedAt: Type.Optional(text),
});
const secretSchema = Type.Object({ token: tokenSchema, secret: text });

/** Tokens: what can be given, made, shown, given a new secret, revoked. */
export function tokenRoutes(context: Context): Route[] {
  return [choices(context), create(context), show(context), ...changes(context)];
}

function choices({ city }: Context): Route {
  const { perMinute, perDay, days, overlapHours } = city.signIn.tokens;
  return defineRoute({
    ...about,
    method: 'GET',
    path: '/api/v1/tokens/scopes',
    summary: '令牌可授予的权限与默认配额',
    response: {
      200: Type.Object({
        scopes: namedCodes,
        perMinute: Type.Integer(),
        perDay: Type.Integer(),
        days: Type.Integer(),
        overlapHours: Type.Integer(),
      }),
    },
    handler: () => ({
      ...{ perMinute, perDay, days, overlapHours },
      scopes: Object.entries(scopes).map(([code, name]) => ({ code, name })),
    }),
  });
}

function create(context: Context): Route {
  return defineRoute({
    ...about,
    method: 'POST',
    path: '/api/v1/tokens',
    summary: '建立令牌',
    description: '密钥只在答复中出现一次，系统只保存其 SHA-256。',
    request: {
      body: Type.Object(
        {
          department: Type.String({ minLength: 1, maxLength: 100 }),
          label: Type.String({ minLength: 2, maxLength: 60, pattern: '\\S' }),
          scopes: Type.Array(Type.String({ maxLength: 60 }), { minItems: 1, maxItems: 30 }),
          days: quota(3650),
          perMinute: quota(1_000_000),
          perDay: quota(100_000_000),
        },
        { additionalProperties: false },
      ),
    },
    response: { 201: secretSchema },
    handler: async ({ viewer, body }) => answer(await makeToken(context, viewer, body), { status: 201 }),
  });
}

function show(context: Context): Route {
  return defineRoute({
    ...about,
    method: 'GET',
    path: '/api/v1/tokens/:tokenId',
    summary: '一个令牌',
    request: { params },
    response: { 200: tokenSchema },
    handler: ({ viewer, params: { tokenId } }) => showToken(context, viewer, tokenId),
  });
}

function changes(context: Context): Route[] {
  return [
    defineRoute({
      ...about,
      method: 'POST',
      path: '/api/v1/tokens/:tokenId/rotate',
      summary: '更换令牌的密钥',
      description: '新密钥只在答复中出现一次；原密钥在重叠期内继续有效，0 小时表示立即失效。',
      request: {
        params,
        body: Type.Object(
          { overlapHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 168 })) },
          { additionalProperties: false },
        ),
      },
      response: { 200: secretSchema },
      errors: ['conflict'],
      handler: ({ viewer, params: { tokenId }, body }) => renewToken(context, viewer, tokenId, body.overlapHours),
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/api/v1/tokens/:tokenId/revoke',
      summary: '作废令牌',
      description: '五秒内在所有进程生效，不能恢复。',
      request: {
        params,
        body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 200 }) }, { additionalProperties: false }),
      },
      response: { 200: tokenSchema },
      errors: ['conflict'],
      handler: ({ viewer, params: { tokenId }, body: { reason } }) => endToken(context, viewer, tokenId, reason),
    }),
  ];
}
