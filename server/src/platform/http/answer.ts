import type { Readable } from 'node:stream';

export type AnswerBody = string | Buffer | Readable | object | null;

/** An answer with more to say than its body. Handlers may also return the bare body (status 200, no ETag). */
export class Answer {
  readonly body: AnswerBody;
  readonly status: number;
  readonly etag: string | undefined;
  readonly headers: Record<string, string>;
  readonly cookies: readonly string[];

  constructor(body: AnswerBody, options: AnswerOptions = {}) {
    this.body = body;
    this.status = options.status ?? 200;
    this.etag = options.etag === undefined ? undefined : quoted(options.etag);
    this.headers = options.headers ?? {};
    this.cookies = options.cookies ?? [];
  }
}

export type AnswerOptions = {
  status?: number;
  /** A strong validator without quotes: equal text must mean equal bytes. */
  etag?: string;
  headers?: Record<string, string>;
  /** Whole Set-Cookie lines. */
  cookies?: readonly string[];
};

/**
 * Builds an answer. A string or Buffer body is sent as it stands (already serialised); an object is serialised by the
 * route's response schema, which drops every property it does not declare.
 */
export function answer(body: AnswerBody, options: AnswerOptions = {}): Answer {
  return new Answer(body, options);
}

/** 304 Not Modified, to return after `isFresh` said so, before anything costly is rendered. */
export function notModified(etag: string): Answer {
  return new Answer(null, { status: 304, etag });
}

/** A redirect to another address of this server (303 by default: look there with GET). */
export function redirect(
  location: string,
  status: 301 | 302 | 303 | 308 = 303,
  cookies: readonly string[] = [],
): Answer {
  return new Answer(null, { status, headers: { location }, cookies });
}

/**
 * Whether the client already holds this version: true when its If-None-Match names the ETag (weak comparison,
 * RFC 9110 §13.1.2). `call` is the handler's argument.
 */
export function isFresh(call: { ifNoneMatch: string | undefined }, etag: string): boolean {
  return matches(call.ifNoneMatch, quoted(etag));
}

/** The comparison behind `isFresh`, on an already quoted tag. */
export function matches(ifNoneMatch: string | undefined, quotedTag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === quotedTag);
}

function quoted(etag: string): string {
  if (!/^[\x21\x23-\x7e]+$/.test(etag)) throw new TypeError(`not an ETag: ${JSON.stringify(etag)}`);
  return `"${etag}"`;
}
