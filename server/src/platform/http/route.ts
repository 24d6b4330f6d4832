import type { Readable } from 'node:stream';
import type { Static, TSchema } from 'typebox';
import { isPermission, type PermissionName, type Viewer } from '../access/index.ts';
import type { ErrorCode } from '../errors/index.ts';
import type { Logger } from '../log/index.ts';
import type { Answer } from './answer.ts';
import type { Browser } from './browser.ts';
import { closed } from './closed.ts';

/** A body that is handed to the handler as a stream, whatever its size, bounded by `limits.bodyBytes`. */
export type RawBody = { readonly raw: true; readonly mediaTypes: readonly string[]; readonly description: string };

/** What a handler of a raw-body route gets as `call.body`. Reading past the limit fails with `payload-too-large`. */
export type Upload = { stream: Readable; mediaType: string; charset: string | undefined; length: number | undefined };

/** An answer that is not JSON by schema: HTML, CSV, text. */
export type Media = { contentType: string; description?: string };

export type RequestSpec = { params?: TSchema; query?: TSchema; headers?: TSchema; body?: TSchema | RawBody };
export type ResponseSpec = { readonly [status: number]: TSchema | Media };

type Part<T> = T extends RawBody ? Upload : T extends TSchema ? Static<T> : undefined;
type PartOf<Q, Name extends string> = Q extends { [name in Name]: infer T } ? Part<T> : undefined;
type SuccessOf<R> = R[keyof R & (200 | 201 | 202)];
type BodyFor<S> = S extends TSchema ? Static<S> : S extends Media ? string | Buffer | Readable : never;

/** What a handler is called with: the validated request and who is asking. */
export type Call<Q extends RequestSpec = RequestSpec> = {
  params: PartOf<Q, 'params'>;
  query: PartOf<Q, 'query'>;
  headers: PartOf<Q, 'headers'>;
  body: PartOf<Q, 'body'>;
  viewer: Viewer;
  requestId: string;
  /** The client's address; behind a proxy only true when `trustProxy` is set. */
  address: string;
  /** Only for routes of sign-in and session; for every other route the viewer says it all. */
  browser: Browser | undefined;
  /** Path and query as requested. */
  url: string;
  ifNoneMatch: string | undefined;
  log: Logger;
};

/** How long a public answer may be kept, in seconds. Ignored (private, no-store) for requests with a token. */
export type Cache = { maxAge: number; sharedMaxAge?: number; staleWhileRevalidate?: number };

export type Limits = {
  /** Largest request body in bytes. */
  bodyBytes?: number;
  /** Requests a minute from one address, fixed window. */
  ratePerMinute?: number;
};

/**
 * Who may call a route. `public`: anybody, and no session is looked at. `sign-in`: anybody, with the session looked at
 * and writes guarded like any other; only the steps of signing in are declared so. `session`: whoever has a session, a
 * half-finished one too. Everything else names the permission that the viewer must hold.
 */
export type Admission = 'public' | 'sign-in' | 'session' | PermissionName;

const namelessAdmissions: readonly Admission[] = ['public', 'sign-in', 'session'];

type Declaration = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Fastify syntax: `/api/v1/subjects/:code`. */
  path: string;
  permission: Admission;
  /**
   * The answer holds non-public data: an officer or a client must say why (header x-purpose: a matter 应用事项, and
   * x-purpose-note). The handler writes the audit entry of the look.
   */
  purpose?: boolean;
  /** Chinese, one line; becomes the operation's title. */
  summary: string;
  description?: string;
  /** Chinese group name on the documentation page. */
  tag?: string;
  limits?: Limits;
  cache?: Cache;
  /** Errors beyond the usual ones, for the documentation. */
  errors?: readonly ErrorCode[];
};

export type RouteSpec<Q extends RequestSpec, R extends ResponseSpec> = Declaration & {
  request?: Q;
  response: R;
  handler: (call: Call<Q>) => Promise<BodyFor<SuccessOf<R>> | Answer> | BodyFor<SuccessOf<R>> | Answer;
};

/** A declared route, its schemas erased. Made by `defineRoute` only. */
export type Route = Declaration & {
  request: RequestSpec;
  response: ResponseSpec;
  handler: (call: unknown) => unknown;
};

/** A raw body of the given media types. */
export function rawBody(mediaTypes: readonly string[], description: string): RawBody {
  return { raw: true, mediaTypes, description };
}

/** Tells a raw body from a schema. */
export function isRawBody(body: TSchema | RawBody | undefined): body is RawBody {
  return body !== undefined && 'raw' in body && body.raw === true;
}

/** Tells a plain media answer from a schema. */
export function isMedia(response: TSchema | Media): response is Media {
  return 'contentType' in response && typeof response.contentType === 'string';
}

/**
 * Declares a route once: who may call it, what it accepts, what it answers, how much, how long it may be cached. This one
 * declaration validates, serialises, authorises and documents. Throws at start-up when the permission is missing or
 * unknown (an untyped caller, or a stale name).
 */
export function defineRoute<Q extends RequestSpec, R extends ResponseSpec>(spec: RouteSpec<Q, R>): Route {
  const permission: unknown = spec.permission;
  if (typeof permission !== 'string' || !(namelessAdmissions.includes(permission) || isPermission(permission))) {
    throw new TypeError(`route ${spec.method} ${spec.path} declares no known permission: ${String(permission)}`);
  }
  if (!spec.path.startsWith('/')) throw new TypeError(`route path must start with "/": ${spec.path}`);
  const { request, handler, ...rest } = spec;
  const declared: RequestSpec = { ...request };
  if (declared.body !== undefined && !isRawBody(declared.body)) declared.body = closed(declared.body);
  return { ...rest, request: declared, handler: handler as unknown as Route['handler'] };
}
