import { csrfHeader } from '@xinheng/contracts/workbench.ts';
import type { TSchema } from 'typebox';
import { type ErrorCode, errorCodes } from '../errors/index.ts';
import { sessionCookie } from './browser.ts';
import { purposeParameters } from './purpose.ts';
import { isMedia, isRawBody, type Route } from './route.ts';

export type Schema = { [key: string]: unknown };
type Content = { [mediaType: string]: { schema?: Schema } };
type Response = { description: string; content?: Content };
export type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: Schema;
};

export type Operation = {
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  /** Empty: anybody. Otherwise one of them. */
  security: { bearer?: string[]; session?: string[] }[];
  parameters: Parameter[];
  requestBody?: { required: boolean; description?: string; content: Content };
  responses: { [status: string]: Response };
  'x-permission': string;
  'x-rate-per-minute'?: number;
};

export type OpenApiDocument = {
  openapi: '3.1.0';
  info: { title: string; version: string; description: string; license: { name: string; identifier: string } };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: { [path: string]: { [method: string]: Operation } };
  components: { schemas: { [name: string]: Schema }; securitySchemes: { bearer: Schema; session: Schema } };
};

/** Paths that machines call; the portal's pages are for people and stay out of the document. */
function isInterface(route: Route): boolean {
  return !Object.values(route.response).some(
    (response) => isMedia(response) && response.contentType.startsWith('text/html'),
  );
}

/** The OpenAPI 3.1 document of all declared machine interfaces. `version` is the program's. */
export function openApi(routes: readonly Route[], info: { title: string; version: string }): OpenApiDocument {
  const documented = routes.filter(isInterface);
  const paths: OpenApiDocument['paths'] = {};
  for (const route of documented) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const methods = paths[path] ?? {};
    paths[path] = methods;
    methods[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: info.title,
      version: info.version,
      description:
        '公开接口无需令牌;其余接口使用 Authorization: Bearer 令牌,或登录后的会话 Cookie(写操作另须 x-csrf-token)。错误以 application/problem+json(RFC 9457)返回,code 稳定不变。',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(documented.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: problemSchema() },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'API 令牌,形如 xh_…' },
        session: { type: 'apiKey', in: 'cookie', name: sessionCookie, description: '工作台登录后的会话' },
      },
    },
  };
}

function tagOf(route: Route): string {
  return route.tag ?? '其他';
}

function operationOf(route: Route): Operation {
  const responses: Operation['responses'] = {};
  for (const [status, response] of Object.entries(route.response)) responses[status] = responseOf(response);
  for (const [status, codes] of errorsOf(route)) responses[status] ??= problemResponse(codes);
  const operation: Operation = {
    operationId: operationId(route),
    summary: route.summary,
    tags: [tagOf(route)],
    security: securityOf(route),
    parameters: parametersOf(route),
    responses,
    'x-permission': route.permission,
  };
  if (route.description !== undefined) operation.description = route.description;
  if (route.limits?.ratePerMinute !== undefined) operation['x-rate-per-minute'] = route.limits.ratePerMinute;
  const body = route.request.body;
  if (body !== undefined) {
    operation.requestBody = isRawBody(body)
      ? {
          required: true,
          description: body.description,
          content: Object.fromEntries(body.mediaTypes.map((type) => [type, {}])),
        }
      : { required: true, content: { 'application/json': { schema: plain(body) } } };
  }
  return operation;
}

function securityOf({ permission }: Route): Operation['security'] {
  if (permission === 'public' || permission === 'sign-in') return [];
  return permission === 'session' ? [{ session: [] }] : [{ bearer: [] }, { session: [] }];
}

/** Whether a browser's write to this route must carry the token of its session. */
function wantsCsrfToken({ method, permission }: Route): boolean {
  return method !== 'GET' && permission !== 'public';
}

const csrfParameter: Parameter = {
  name: csrfHeader,
  in: 'header',
  required: false,
  description: '以会话 Cookie 调用时必填:GET /api/v1/session 返回的 csrfToken',
  schema: { type: 'string' },
};

function operationId(route: Route): string {
  const words = route.path
    .replace(/^\/api\/v\d+/, '')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  return [route.method.toLowerCase(), ...words.map((word) => word[0]?.toUpperCase() + word.slice(1))].join('');
}

function parametersOf(route: Route): Parameter[] {
  const { params, query, headers } = route.request;
  const declared = [
    ...parametersIn(params, 'path'),
    ...parametersIn(query, 'query'),
    ...parametersIn(headers, 'header'),
  ];
  if (route.purpose) declared.push(...purposeParameters);
  if (wantsCsrfToken(route)) declared.push(csrfParameter);
  // A path parameter without a schema still exists.
  for (const [, name] of route.path.matchAll(/:(\w+)/g)) {
    if (name !== undefined && !declared.some((parameter) => parameter.in === 'path' && parameter.name === name)) {
      declared.push({ name, in: 'path', required: true, schema: { type: 'string' } });
    }
  }
  return declared;
}

function parametersIn(schema: TSchema | undefined, place: Parameter['in']): Parameter[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = plain(schema) as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => {
    const text = property.description ?? property.title;
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(typeof text === 'string' ? { description: text } : {}),
      schema: property,
    };
  });
}

function responseOf(response: Route['response'][number]): Response {
  if (isMedia(response))
    return { description: response.description ?? '成功', content: { [response.contentType]: {} } };
  const schema = plain(response);
  const description = schema.description ?? schema.title;
  return {
    description: typeof description === 'string' ? description : '成功',
    content: { 'application/json': { schema } },
  };
}

function errorsOf(route: Route): Map<string, ErrorCode[]> {
  const codes: ErrorCode[] = [];
  const { params, query, headers, body } = route.request;
  if (params || query || headers || body) codes.push('bad-request');
  if (securityOf(route).length > 0) codes.push('unauthorised', 'forbidden');
  if (wantsCsrfToken(route)) codes.push('csrf-refused');
  if (route.purpose) codes.push('purpose-required');
  if (params) codes.push('not-found');
  if (body) codes.push('payload-too-large', 'unsupported-media-type');
  if (route.limits?.ratePerMinute !== undefined) codes.push('rate-limited');
  codes.push(...(route.errors ?? []), 'internal', 'database-unavailable');
  const byStatus = new Map<string, ErrorCode[]>();
  for (const code of new Set(codes)) {
    const status = String(errorCodes[code].status);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return byStatus;
}

function problemResponse(codes: readonly ErrorCode[]): Response {
  return {
    description: codes.map((code) => `${code}:${errorCodes[code].title}`).join(';'),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function problemSchema(): Schema {
  return {
    type: 'object',
    description: 'RFC 9457 问题说明',
    required: ['type', 'title', 'status', 'detail', 'code'],
    properties: {
      type: { type: 'string', format: 'uri-reference' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      code: { type: 'string', enum: Object.keys(errorCodes) },
      requestId: { type: 'string' },
    },
    additionalProperties: true,
  };
}

/** The bare JSON Schema: TypeBox keeps its own marks on the object, which do not belong in a document. */
function plain(schema: TSchema): Schema {
  return JSON.parse(JSON.stringify(schema)) as Schema;
}
