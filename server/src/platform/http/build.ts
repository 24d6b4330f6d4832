import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifySchema,
} from 'fastify';
import { type Authenticate, demand, publicViewer, tokenVerifier, type Viewer } from '../access/index.ts';
import type { Db } from '../db/index.ts';
import { XinhengError } from '../errors/index.ts';
import type { Logger, Metrics } from '../log/index.ts';
import { Answer, type AnswerBody, matches } from './answer.ts';
import { checkBodyHeaders, defaultBodyBytes, uploadOf } from './body.ts';
import { type Browser, browserOf, type FindSession, isSessionSecret, refuseForgery } from './browser.ts';
import { answerErrors, type RenderProblem } from './failures.ts';
import { cacheControl, securityHeaders, strictTransport } from './headers.ts';
import { type MatterRule, purposeOf } from './purpose.ts';
import { RateWindow } from './rate.ts';
import { isMedia, isRawBody, type Route } from './route.ts';
import { compilePart } from './validation.ts';

declare module 'fastify' {
  interface FastifyRequest {
    viewer: Viewer;
    browser: Browser | undefined;
    startedAt: number;
  }
}

export type HttpOptions = {
  routes: readonly Route[];
  logger: Logger;
  /** Where API tokens are looked up; leave out only when `authenticate` is given. */
  db?: Db;
  authenticate?: Authenticate;
  /** How sessions of officers are looked up; without it nobody can be signed in. */
  findSession?: FindSession;
  /** `https://credit.example.gov.cn`: the address under which browsers know us; without it the Host header counts. */
  origin?: string;
  metrics?: Metrics;
  /** The city's 应用事项清单: purposes for which non-public data may be looked at. */
  matters?: readonly MatterRule[];
  /** Addresses of proxies whose X-Forwarded-* headers are believed. Off by default. */
  trustProxy?: readonly string[];
  /** HTML page for errors outside /api; plain text without it. */
  renderProblem?: RenderProblem;
};

/** Wrong tokens an address may try in a minute before it is told to wait. */
const wrongTokensPerMinute = 60;

/**
 * Builds the HTTP server from declared routes. Does not listen. Throws when two routes share method and path or a
 * schema cannot be compiled. Close with `app.close()`: it stops accepting, finishes what is under way, then resolves.
 */
export function buildHttp(options: HttpOptions): FastifyInstance {
  const prefix = randomBytes(4).toString('hex');
  let requests = 0;
  const app = Fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    // A child logger a request would cost more than the rest of our own work on it; Call.log makes one when asked.
    childLoggerFactory: (logger) => logger,
    trustProxy: options.trustProxy?.length ? [...options.trustProxy] : false,
    requestIdHeader: false,
    genReqId: () => `${prefix}-${(++requests).toString(36)}`,
    bodyLimit: defaultBodyBytes,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => failures.error(error, request as FastifyRequest, reply as FastifyReply),
  });
  const failures = answerErrors(app, options.routes, options.renderProblem);
  app.setValidatorCompiler(({ schema, httpPart }) => compilePart(schema, httpPart ?? 'body'));
  app.decorateRequest('viewer', null as never);
  app.decorateRequest('browser', undefined);
  app.decorateRequest('startedAt', 0);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  // Every other type arrives as the untouched stream; checkBodyHeaders has already refused what the route does not take.
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  watch(app, options);
  const authenticate = options.authenticate ?? (options.db ? tokenVerifier(options.db) : async () => null);
  const wrongTokens = new RateWindow(wrongTokensPerMinute);
  const findViewer = viewerFinder(authenticate, wrongTokens);
  const door: Door = { findViewer, findSession: options.findSession, origin: options.origin };
  for (const route of options.routes) addRoute(app, route, door, options.matters ?? []);
  return app;
}

/** Headers for every answer, the duration of every request, and one log line for those that matter. */
function watch(app: FastifyInstance, { logger, metrics }: HttpOptions): void {
  app.addHook('onRequest', (request, reply, done) => {
    request.startedAt = performance.now();
    request.viewer = publicViewer;
    reply.headers(securityHeaders);
    if (request.protocol === 'https') reply.header('strict-transport-security', strictTransport);
    reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const milliseconds = performance.now() - request.startedAt;
    const route = request.routeOptions.url ?? 'unmatched';
    metrics?.httpSeconds.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      milliseconds / 1000,
    );
    const line = {
      requestId: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(milliseconds),
    };
    // Reads are counted, not listed: the log is for changes and for what went wrong.
    if (reply.statusCode >= 500) logger.error(line, 'request failed');
    else if (request.method !== 'GET' && request.method !== 'HEAD') logger.info(line, 'request');
    else logger.debug(line, 'request');
    done();
  });
}

type FindViewer = (request: FastifyRequest) => Promise<Viewer>;

function viewerFinder(authenticate: Authenticate, wrongTokens: RateWindow): FindViewer {
  return async (request) => {
    const header = request.headers.authorization;
    if (header === undefined) return publicViewer;
    wrongTokens.check(request.ip);
    const secret = /^Bearer +(\S+) *$/i.exec(header)?.[1];
    const viewer = secret === undefined ? null : await authenticate(secret);
    if (viewer !== null) return viewer;
    wrongTokens.take(request.ip);
    throw new XinhengError('unauthorised', '访问令牌无效、已撤销或已过期,应为 Authorization: Bearer xh_…。');
  };
}

type Door = { findViewer: FindViewer; findSession: FindSession | undefined; origin: string | undefined };

function addRoute(app: FastifyInstance, route: Route, door: Door, matters: readonly MatterRule[]): void {
  const rate = route.limits?.ratePerMinute === undefined ? undefined : new RateWindow(route.limits.ratePerMinute);
  app.route({
    method: route.method,
    url: route.path,
    schema: fastifySchema(route),
    // Raw bodies are counted as they flow (uploadOf); this limit is for parsed JSON.
    bodyLimit: route.limits?.bodyBytes ?? defaultBodyBytes,
    onRequest: (request, _reply, done) => {
      rate?.take(request.ip);
      // A public answer is the same for everybody: no cookie is read for it, so that it stays as fast and as cacheable.
      if (request.headers.authorization === undefined && route.permission === 'public') {
        admit(route, request);
        done();
        return;
      }
      identify(route, request, door)
        .then(() => {
          admit(route, request);
          if (route.purpose) request.viewer = purposeOf(request.viewer, request.headers, matters);
        })
        .then(() => done(), done);
    },
    handler: (request, reply) => handle(route, request, reply),
  });
}

/** Finds out who asks. Where a request carries a token and a cookie, the token decides and the cookie is not read. */
async function identify(route: Route, request: FastifyRequest, door: Door): Promise<void> {
  if (request.headers.authorization !== undefined) {
    const viewer = await door.findViewer(request);
    request.viewer =
      viewer.kind === 'client' || viewer.kind === 'officer' ? { ...viewer, address: request.ip } : viewer;
    return;
  }
  const browser = browserOf(request, door.origin);
  request.browser = browser;
  const reading = route.method === 'GET';
  // Whoever brings no cookie to a route that needs a session is told to sign in; everybody else's writes are guarded.
  if (!reading && (browser.secret !== undefined || route.permission === 'sign-in')) refuseForgery(request, browser);
  if (!isSessionSecret(browser.secret) || door.findSession === undefined) return;
  browser.session = await door.findSession(browser.secret, { address: request.ip });
  if (browser.session?.officer) request.viewer = { ...browser.session.officer, address: request.ip };
}

/** Throws unless the viewer may call the route and the body, by its headers, is one the route takes. */
function admit(route: Route, request: FastifyRequest): void {
  const session = request.browser?.session;
  switch (route.permission) {
    case 'public':
    case 'sign-in':
      break;
    case 'session':
      if (!session) throw new XinhengError('unauthorised', '请先登录。');
      break;
    default:
      if (session && session.officer === null)
        throw new XinhengError('unauthorised', '登录尚未完成，请先完成动态验证码或修改密码。');
      demand(request.viewer, route.permission);
  }
  checkBodyHeaders(route, request.raw);
}

function fastifySchema(route: Route): FastifySchema {
  const { params, query, headers, body } = route.request;
  const schema: FastifySchema = {};
  if (params) schema.params = params;
  if (query) schema.querystring = query;
  if (headers) schema.headers = headers;
  if (body && !isRawBody(body)) schema.body = body;
  const json = Object.entries(route.response).filter(([, response]) => !isMedia(response));
  if (json.length > 0) schema.response = Object.fromEntries(json);
  return schema;
}

async function handle(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const raw = isRawBody(route.request.body);
  const result = await route.handler({
    params: request.params,
    query: request.query,
    headers: request.headers,
    body: raw ? uploadOf(route, request.raw, (request.body as Readable | undefined) ?? request.raw) : request.body,
    viewer: request.viewer,
    requestId: request.id,
    address: request.ip,
    browser: request.browser,
    url: request.url,
    ifNoneMatch: request.headers['if-none-match'],
    get log() {
      return (request.log as Logger).child({ requestId: request.id });
    },
  });
  return send(route, request, reply, result instanceof Answer ? result : new Answer(result as AnswerBody));
}

function send(route: Route, request: FastifyRequest, reply: FastifyReply, given: Answer): FastifyReply {
  const reading = route.method === 'GET';
  const hasToken = request.headers.authorization !== undefined;
  reply.header('vary', route.permission === 'public' ? 'Authorization' : 'Authorization, Cookie');
  reply.header(
    'cache-control',
    reading ? cacheControl(route.cache, hasToken, route.permission === 'public') : 'no-store',
  );
  if (given.etag !== undefined) reply.header('etag', given.etag);
  reply.headers(given.headers);
  for (const line of given.cookies) reply.header('set-cookie', line);
  if (reading && given.etag !== undefined && matches(request.headers['if-none-match'], given.etag))
    return reply.code(304).send();
  reply.code(given.status);
  if (given.body === null) return reply.send();
  const declared = route.response[given.status];
  if (!given.headers['content-type']) {
    reply.type(declared && isMedia(declared) ? declared.contentType : 'application/json; charset=utf-8');
  }
  return reply.send(given.body);
}
