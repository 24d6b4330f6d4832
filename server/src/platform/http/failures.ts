import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asXinhengError, type ErrorCode, type Problem, problemOf, XinhengError } from '../errors/index.ts';
import type { Route } from './route.ts';

/** Renders a problem as an HTML page for people; `path` is the address asked for. */
export type RenderProblem = (problem: Problem, path: string) => string | Promise<string>;

/** What Fastify itself throws, in our codes. */
const fastifyErrors: Record<string, { code: ErrorCode; message: string }> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'unsupported-media-type', message: '不支持该 Content-Type。' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: 'bad-request', message: '请求体为空,应为 JSON。' },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'bad-request', message: '请求体不是有效的 JSON。' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { code: 'bad-request', message: '请求体长度与 Content-Length 不符。' },
  FST_ERR_BAD_URL: { code: 'bad-request', message: '请求地址的编码有误。' },
  FST_ERR_MAX_PARAM_LENGTH: { code: 'not-found', message: '没有这个地址。' },
};

function recognise(thrown: unknown): XinhengError {
  if (thrown instanceof XinhengError || !(thrown instanceof Error)) return asXinhengError(thrown);
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new XinhengError('payload-too-large', { message: '请求内容超过上限。', cause: thrown });
  }
  const known = fastifyErrors[code];
  if (known) return new XinhengError(known.code, { message: known.message, cause: thrown });
  if (thrown instanceof SyntaxError && 'statusCode' in thrown && thrown.statusCode === 400) {
    return new XinhengError('bad-request', { message: '请求体不是有效的 JSON。', cause: thrown });
  }
  return asXinhengError(thrown);
}

type Failures = { error: (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => Promise<void> };

/**
 * Makes the server answer every failure: RFC 9457 problem+json to machines, a page to people. Unknown addresses are 404,
 * known ones with another method 405 with `Allow`.
 */
export function answerErrors(app: FastifyInstance, routes: readonly Route[], render?: RenderProblem): Failures {
  const shapes = routes.map((route) => ({ method: route.method, shape: shapeOf(route.path) }));

  async function error(thrown: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const failure = recognise(thrown);
    if (failure.status >= 500) {
      request.log.error({ requestId: request.id, code: failure.code, err: failure.cause ?? failure }, 'request failed');
    }
    const problem = problemOf(failure, request.id);
    reply.code(failure.status).header('cache-control', 'no-store').removeHeader('etag');
    if (failure.code === 'unauthorised') reply.header('www-authenticate', 'Bearer realm="xinheng"');
    if (failure.code === 'rate-limited') reply.header('retry-after', String(failure.details.retryAfter ?? 60));
    if (failure.code === 'database-unavailable' || failure.code === 'not-ready') reply.header('retry-after', '5');
    const path = request.url.split('?', 1)[0] ?? '/';
    if (render && wantsPage(request, path)) {
      await reply
        .type('text/html; charset=utf-8')
        .serializer(String)
        .send(await render(problem, path));
      return;
    }
    await reply.type('application/problem+json; charset=utf-8').serializer(String).send(JSON.stringify(problem));
  }

  app.setErrorHandler(error);
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const allowed = [...new Set(shapes.filter(({ shape }) => shape.test(path)).map(({ method }) => method))];
    if (allowed.length === 0) {
      await error(new XinhengError('not-found', '没有这个地址。'), request, reply);
      return;
    }
    const allow = allowed.includes('GET') ? [...allowed, 'HEAD'] : allowed;
    reply.header('allow', allow.join(', '));
    await error(new XinhengError('method-not-allowed', `该地址只支持 ${allow.join('、')}。`), request, reply);
  });
  return { error };
}

function shapeOf(path: string): RegExp {
  const steps = path
    .split('/')
    .map((step) => (step.startsWith(':') ? '[^/]+' : step === '*' ? '.*' : RegExp.escape(step)));
  return new RegExp(`^${steps.join('/')}$`);
}

const machinePaths = /^\/(api(\/|$)|healthz$|readyz$|metrics$)/;

function wantsPage(request: FastifyRequest, path: string): boolean {
  return !machinePaths.test(path) && !/^application\/(problem\+)?json/.test(request.headers.accept ?? '');
}
