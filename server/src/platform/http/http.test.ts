import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { afterEach, describe, expect, it } from 'vitest';
import type { Viewer } from '../access/index.ts';
import { XinhengError } from '../errors/index.ts';
import { createMetrics, silentLogger } from '../log/index.ts';
import {
  answer,
  buildHttp,
  defineRoute,
  type HttpOptions,
  isFresh,
  notModified,
  type Route,
  rawBody,
} from './index.ts';

const client: Viewer = { kind: 'client', tokenId: 't1', department: 'tax', permissions: new Set(['batches.submit']) };
const reader: Viewer = { kind: 'client', tokenId: 't2', department: 'tax', permissions: new Set() };

const apps: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

function serve(routes: readonly Route[], more: Partial<HttpOptions> = {}) {
  const authenticate = async (secret: string) => (secret === 'good' ? client : secret === 'weak' ? reader : null);
  const app = buildHttp({ routes, logger: silentLogger(), authenticate, ...more });
  apps.push(app);
  return app;
}

const search = defineRoute({
  method: 'GET',
  path: '/api/v1/subjects',
  permission: 'public',
  summary: '查找主体',
  request: {
    query: Type.Object({
      q: Type.String({ title: '关键词', minLength: 1, maxLength: 100 }),
      limit: Type.Integer({ minimum: 1, maximum: 50, default: 20 }),
      kind: Type.Optional(Type.Union([Type.Literal('enterprise'), Type.Literal('branch')])),
      asOf: Type.Optional(Type.String({ format: 'date' })),
    }),
  },
  response: { 200: Type.Object({ text: Type.String(), limit: Type.Integer() }) },
  cache: { maxAge: 60, sharedMaxAge: 300 },
  handler: ({ query }) => {
    const found = { text: query.q, limit: query.limit, legalRepresentative: '某人' };
    return found;
  },
});

const card = defineRoute({
  method: 'GET',
  path: '/api/v1/subjects/:code',
  permission: 'public',
  summary: '主体',
  request: { params: Type.Object({ code: Type.String({ minLength: 18, maxLength: 18 }) }) },
  response: { 200: Type.Object({ code: Type.String() }) },
  handler: (call) => {
    if (isFresh(call, 'v7')) return notModified('v7');
    return answer(JSON.stringify({ code: call.params.code }), { etag: 'v7' });
  },
});

const upload = defineRoute({
  method: 'POST',
  path: '/api/v1/batches',
  permission: 'batches.submit',
  summary: '报送批次',
  request: {
    headers: Type.Object({ 'idempotency-key': Type.String({ minLength: 1 }) }),
    body: rawBody(['text/csv', 'application/x-ndjson'], '文件'),
  },
  limits: { bodyBytes: 1000 },
  response: { 201: Type.Object({ bytes: Type.Integer(), mediaType: Type.String() }) },
  handler: async ({ body }) => {
    let bytes = 0;
    for await (const chunk of body.stream) bytes += chunk.length;
    return answer({ bytes, mediaType: body.mediaType }, { status: 201 });
  },
});

const rename = defineRoute({
  method: 'POST',
  path: '/api/v1/names',
  permission: 'public',
  summary: '更名',
  request: { body: Type.Object({ name: Type.String({ minLength: 1 }), count: Type.Integer() }) },
  response: { 200: Type.Object({ name: Type.String() }) },
  handler: ({ body }) => ({ name: body.name }),
});

describe('a declared route', () => {
  it('validates, fills defaults, serialises only what is declared', async () => {
    const reply = await serve([search]).inject('/api/v1/subjects?q=%E9%93%B6%E5%BA%A7');
    expect(reply.statusCode).toBe(200);
    expect(reply.json()).toEqual({ text: '银座', limit: 20 });
    expect(reply.headers['cache-control']).toBe('public, max-age=60, s-maxage=300');
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('names the field and what would be right, in Chinese', async () => {
    const reply = await serve([search]).inject('/api/v1/subjects?limit=many&kind=x&asOf=2026-02-30');
    expect(reply.statusCode).toBe(400);
    expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const problem = reply.json();
    expect(problem).toMatchObject({ type: '/errors/bad-request', code: 'bad-request', status: 400 });
    expect(problem.errors.map((fault: { message: string }) => fault.message)).toEqual([
      '查询参数 q(关键词)必须提供',
      '查询参数 limit应为整数',
      '查询参数 kind应为下列之一:enterprise、branch',
      '查询参数 asOf应为真实存在的日期,写作 2026-11-24',
    ]);
  });

  it('takes a JSON body at its word: no coercion', async () => {
    const app = serve([rename]);
    const wrong = await app.inject({ method: 'POST', url: '/api/v1/names', payload: { name: '甲', count: '3' } });
    expect(wrong.json().detail).toBe('请求体 count应为整数。');
    const broken = await app.inject({
      method: 'POST',
      url: '/api/v1/names',
      headers: { 'content-type': 'application/json' },
      payload: '{"name":',
    });
    expect(broken.json()).toMatchObject({ code: 'bad-request', detail: '请求体不是有效的 JSON。' });
    const csv = await app.inject({
      method: 'POST',
      url: '/api/v1/names',
      headers: { 'content-type': 'text/csv' },
      payload: 'a,b',
    });
    expect(csv.statusCode).toBe(415);
    const none = await app.inject({ method: 'POST', url: '/api/v1/names' });
    expect(none.statusCode).toBe(400);
    const large = await app.inject({
      method: 'POST',
      url: '/api/v1/names',
      payload: { name: 'x'.repeat(300_000), count: 1 },
    });
    expect(large.json()).toMatchObject({ code: 'payload-too-large', limitBytes: 262144 });
  });

  it('cannot be declared without a permission', () => {
    const { permission: _dropped, ...rest } = { ...search, response: {} };
    // @ts-expect-error a route without permission must not compile
    expect(() => defineRoute(rest)).toThrow(/permission/);
  });
});

describe('conditional requests', () => {
  const url = '/api/v1/subjects/91370100MA3C000011';
  it('answer 304 when the tag is held, also weak, in a list, and for HEAD', async () => {
    const app = serve([card]);
    const first = await app.inject(url);
    expect(first.headers.etag).toBe('"v7"');
    for (const tag of ['"v7"', 'W/"v7"', '"v1", "v7"', '*']) {
      const again = await app.inject({ url, headers: { 'if-none-match': tag } });
      expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', '"v7"']);
    }
    expect((await app.inject({ url, headers: { 'if-none-match': '"v8"' } })).statusCode).toBe(200);
    const head = await app.inject({ method: 'HEAD', url });
    expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([200, '', '29']);
  });

  it('never let a shared cache keep what a token sees', async () => {
    const reply = await serve([search]).inject({
      url: '/api/v1/subjects?q=a',
      headers: { authorization: 'Bearer good' },
    });
    expect(reply.headers['cache-control']).toBe('private, no-store');
    expect(reply.headers.vary).toBe('Authorization');
  });
});

describe('access', () => {
  const post = (authorization?: string) => ({
    method: 'POST' as const,
    url: '/api/v1/batches',
    headers: { 'content-type': 'text/csv', 'idempotency-key': 'k', ...(authorization ? { authorization } : {}) },
    payload: 'a,b\n1,2\n',
  });
  it('is refused without a token, with a wrong one, and without the permission', async () => {
    const app = serve([upload]);
    const none = await app.inject(post());
    expect([none.statusCode, none.json().code]).toEqual([401, 'unauthorised']);
    expect(none.headers['www-authenticate']).toContain('Bearer');
    expect((await app.inject(post('Bearer bad'))).statusCode).toBe(401);
    expect((await app.inject(post('Basic good'))).statusCode).toBe(401);
    const weak = await app.inject(post('Bearer weak'));
    expect([weak.statusCode, weak.json().permission]).toEqual([403, 'batches.submit']);
    expect((await app.inject(post('Bearer good'))).json()).toEqual({ bytes: 8, mediaType: 'text/csv' });
  });

  it('tells an address that guesses tokens to wait', async () => {
    const app = serve([search]);
    const guess = () => app.inject({ url: '/api/v1/subjects?q=a', headers: { authorization: 'Bearer bad' } });
    for (let tries = 0; tries < 60; tries++) expect((await guess()).statusCode).toBe(401);
    expect((await guess()).statusCode).toBe(429);
  });
});

describe('a streamed body', () => {
  const post = (payload: Readable | string, headers: Record<string, string> = {}) => ({
    method: 'POST' as const,
    url: '/api/v1/batches',
    headers: {
      authorization: 'Bearer good',
      'content-type': 'text/csv; charset=gb18030',
      'idempotency-key': 'k',
      ...headers,
    },
    payload,
  });
  it('is cut off at the limit, announced or not', async () => {
    const app = serve([upload]);
    const announced = await app.inject(post('x'.repeat(1001)));
    expect(announced.statusCode).toBe(413);
    const chunks = Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(100)));
    const streamed = await app.inject(post(chunks, { 'transfer-encoding': 'chunked' }));
    expect(streamed.json()).toMatchObject({ code: 'payload-too-large', limitBytes: 1000 });
  });
  it('is refused in a type the route does not take', async () => {
    const reply = await serve([upload]).inject(post('x', { 'content-type': 'application/pdf' }));
    expect(reply.json()).toMatchObject({
      code: 'unsupported-media-type',
      accepted: ['text/csv', 'application/x-ndjson'],
    });
  });
  it('is null bytes long when the client sends nothing', async () => {
    expect((await serve([upload]).inject(post(''))).json()).toEqual({ bytes: 0, mediaType: 'text/csv' });
  });
});

describe('failures', () => {
  const failing = (thrown: unknown, path = '/api/fail') =>
    defineRoute({
      method: 'GET',
      path,
      permission: 'public',
      summary: '失败',
      response: { 200: Type.Object({}) },
      handler: () => {
        throw thrown;
      },
    });

  it('never show an unknown error, only a number to look it up by', async () => {
    const reply = await serve([failing(new Error('secret in /etc'))]).inject('/api/fail');
    expect(reply.statusCode).toBe(500);
    expect(reply.body).not.toContain('secret');
    expect(reply.json()).toMatchObject({ code: 'internal', requestId: reply.headers['x-request-id'] });
  });

  it('of the database are 503 with Retry-After', async () => {
    const lost = Object.assign(new Error('terminating connection'), { code: '57P01' });
    const reply = await serve([failing(lost)]).inject('/api/fail');
    expect([reply.statusCode, reply.headers['retry-after']]).toEqual([503, '5']);
  });

  it('cannot overwrite the standard members with details', async () => {
    const error = new XinhengError('conflict', { details: { status: 200, code: 'x', rows: 3 } });
    expect((await serve([failing(error)]).inject('/api/fail')).json()).toMatchObject({
      status: 409,
      code: 'conflict',
      rows: 3,
    });
  });

  it('are problem+json under /api and a page elsewhere', async () => {
    const app = serve([card], { renderProblem: (problem, path) => `<h1>${problem.status} ${path}</h1>` });
    const machine = await app.inject('/api/nothing');
    expect(machine.json()).toMatchObject({ code: 'not-found', status: 404 });
    const page = await app.inject('/nothing?x=1');
    expect([page.statusCode, page.body, page.headers['content-type']]).toEqual([
      404,
      '<h1>404 /nothing</h1>',
      'text/html; charset=utf-8',
    ]);
    expect((await app.inject('/api/%E0%A4%A')).json().code).toBe('bad-request');
    const wrongMethod = await app.inject({ method: 'DELETE', url: '/api/v1/subjects/91370100MA3C000011' });
    expect([wrongMethod.statusCode, wrongMethod.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('carry the security headers too', async () => {
    const { headers } = await serve([]).inject('/api/nothing');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe-inline');
  });
});

describe('limits and counts', () => {
  it('refuse an address past its rate and count by route, not by address asked for', async () => {
    const metrics = createMetrics({ processMetrics: false });
    const app = serve([{ ...search, limits: { ratePerMinute: 2 } }], { metrics });
    const ask = () => app.inject('/api/v1/subjects?q=a');
    expect([(await ask()).statusCode, (await ask()).statusCode]).toEqual([200, 200]);
    const third = await ask();
    expect(third.json().code).toBe('rate-limited');
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0);
    const text = await metrics.registry.metrics();
    expect(text).toContain('xinheng_http_request_seconds_count{method="GET",route="/api/v1/subjects",status="200"} 2');
  });
});
