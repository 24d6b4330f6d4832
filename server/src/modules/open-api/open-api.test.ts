import { Ajv2020 } from 'ajv/dist/2020.js';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import {
  buildHttp,
  defineRoute,
  type OpenApiDocument,
  type Operation,
  type Route,
  rawBody,
} from '../../platform/http/index.ts';
import { silentLogger } from '../../platform/log/index.ts';
import { openApiRoutes } from './index.ts';

const declared: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/v1/subjects/:code',
    permission: 'public',
    summary: '查询主体 <b>&"',
    tag: '公示',
    request: {
      params: Type.Object({ code: Type.String({ title: '统一社会信用代码', minLength: 18, maxLength: 18 }) }),
      query: Type.Object({ asOf: Type.Optional(Type.String({ format: 'date' })) }),
    },
    response: {
      200: Type.Object({
        name: Type.String(),
        capital: Type.Union([Type.Null(), Type.Object({ amount: Type.String() })]),
      }),
    },
    limits: { ratePerMinute: 120 },
    handler: ({ params }) => ({ name: params.code, capital: null }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/batches',
    permission: 'batches.submit',
    summary: '报送批次',
    request: {
      headers: Type.Object({ 'idempotency-key': Type.String() }),
      body: rawBody(['text/csv'], 'CSV 文件'),
    },
    response: { 201: Type.Object({ batch: Type.Integer() }) },
    errors: ['batch-refused'],
    handler: () => ({ batch: 1 }),
  }),
  defineRoute({
    method: 'GET',
    path: '/subjects/:code',
    permission: 'public',
    summary: '页面',
    response: { 200: { contentType: 'text/html; charset=utf-8' } },
    handler: () => '',
  }),
];

async function served() {
  const routes: Route[] = [...declared];
  routes.push(...openApiRoutes({ routes: () => routes, title: '信衡·济南市', version: '0.1.0' }));
  const app = buildHttp({ routes, logger: silentLogger() });
  const reply = await app.inject('/api/openapi.json');
  return { app, routes, reply, document: reply.json() as OpenApiDocument };
}

function operations(document: OpenApiDocument): [string, Operation][] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
}

describe('the OpenAPI document', () => {
  it('holds every declared route that answers machines', async () => {
    const { document, routes } = await served();
    const machine = routes.filter((route) => {
      const success = route.response[200];
      return !(success && 'contentType' in success && String(success.contentType).startsWith('text/html'));
    });
    expect(
      operations(document)
        .map(([name]) => name)
        .sort(),
    ).toEqual(machine.map((route) => `${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`).sort());
  });

  it('is sound: ids are unique, path parameters are declared, schemas compile, references resolve', async () => {
    const { document } = await served();
    expect(document.openapi).toBe('3.1.0');
    const all = operations(document);
    expect(new Set(all.map(([, operation]) => operation.operationId)).size).toBe(all.length);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document as unknown as Record<string, unknown>, 'doc');
    for (const [name, operation] of all) {
      const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const parameters = operation.parameters.filter((parameter) => parameter.in === 'path');
      expect(parameters.map((parameter) => parameter.name)).toEqual(inPath);
      expect(parameters.every((parameter) => parameter.required)).toBe(true);
      expect(document.tags.map((tag) => tag.name)).toContain(operation.tags[0]);
      expect(Object.keys(operation.responses).every((status) => /^[1-5]\d\d$/.test(status))).toBe(true);
      for (const response of Object.values(operation.responses)) {
        for (const { schema } of Object.values(response.content ?? {})) {
          if (schema && '$ref' in schema) expect(ajv.getSchema(`doc${schema.$ref}`)).toBeDefined();
          else if (schema) expect(() => ajv.compile(schema)).not.toThrow();
        }
      }
    }
  });

  it('says who may call what', async () => {
    const { document } = await served();
    expect(document.paths['/api/v1/subjects/{code}']?.get?.security).toEqual([]);
    const post = document.paths['/api/v1/batches']?.post;
    expect(post).toMatchObject({ security: [{ bearer: [] }, { session: [] }], 'x-permission': 'batches.submit' });
    expect(Object.keys(post?.responses ?? {})).toEqual(['201', '400', '401', '403', '413', '415', '422', '500', '503']);
    expect(Object.keys(post?.requestBody?.content ?? {})).toEqual(['text/csv']);
  });

  it('has an ETag', async () => {
    const { app, reply } = await served();
    const again = await app.inject({
      url: '/api/openapi.json',
      headers: { 'if-none-match': String(reply.headers.etag) },
    });
    expect(again.statusCode).toBe(304);
  });
});

describe('the page', () => {
  it('shows every operation, in Chinese, without scripts, outside resources or unescaped text', async () => {
    const { app, document } = await served();
    const { body, headers } = await app.inject('/api/docs');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    for (const [, operation] of operations(document)) expect(body).toContain(`id="${operation.operationId}"`);
    expect(body).toContain('统一社会信用代码');
    expect(body).toContain('需要令牌或登录会话,权限 <code>batches.submit</code>');
    expect(body).toContain('查询主体 &lt;b&gt;&amp;&quot;');
    expect(body).not.toMatch(/<script|style=|<(?:link|img|iframe)[^>]+(?:src|href)="(?:https?:)?\/\//);
    expect((await app.inject('/api/docs.css')).headers['content-type']).toBe('text/css; charset=utf-8');
  });
});
