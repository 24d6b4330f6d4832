/**
 * What a browser brings besides its request: the session cookie, the proof that the request comes from our own pages,
 * and whether the way here is protected.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import { csrfHeader } from '@xinheng/contracts/workbench.ts';
import type { FastifyRequest } from 'fastify';
import type { Officer } from '../access/index.ts';
import { XinhengError } from '../errors/index.ts';

/** `__Host-` makes the browser itself refuse it unless it is Secure, without Domain and for the whole site. */
export const sessionCookie = '__Host-xinheng';

/**
 * First letter of a secret: `a` only ties the steps before sign-in together and is known to nobody else, `s` is looked
 * up. Both are 256 random bits.
 */
const secretShape = /^[as][0-9A-Za-z_-]{43}$/;

/** A session as the store knows it. Without an officer the sign-in is not finished, and it opens nothing else. */
export type FoundSession = { sessionId: string; officer: Officer | null };

/** Looks a session's secret up. Every call asks the store, so that a revocation or a transfer takes effect at once. */
export type FindSession = (secret: string, from: { address: string }) => Promise<FoundSession | null>;

/** What a handler of a sign-in route may know of the browser. */
export type Browser = {
  /** The cookie's value as sent, when it has our form. */
  secret: string | undefined;
  session: FoundSession | null;
  /** `https://credit.example.gov.cn`: where the browser believes itself to be. */
  origin: string;
  /** HTTPS, or the machine itself: only then does a browser keep the cookie. */
  secure: boolean;
  userAgent: string;
  cookie(name: string): string | undefined;
};

/** A fresh cookie value: `anonymous` before sign-in, `session` after it. */
export function newSecret(kind: 'anonymous' | 'session'): string {
  return (kind === 'session' ? 's' : 'a') + randomBytes(32).toString('base64url');
}

/** Whether the secret may stand for a session, that is, whether looking it up makes sense. */
export function isSessionSecret(secret: string | undefined): secret is string {
  return secret?.startsWith('s') === true;
}

/**
 * The token that writes must carry beside the cookie. It follows from the secret alone, so every process knows it, and
 * another session's token is worth nothing. The store holds a plain hash of the secret, from which it cannot be made.
 */
export function csrfTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('xinheng csrf').digest('base64url');
}

/** The Set-Cookie line of a session. It has no Max-Age: it ends with the browser, and on the server in any case. */
export function sessionCookieLine(secret: string): string {
  return `${sessionCookie}=${secret}; Path=/; HttpOnly; Secure; SameSite=Strict`;
}

/**
 * The Set-Cookie line of something remembered for one way out and back through another site, which is why it is Lax.
 * `value` is base64url text; 0 seconds remove it.
 */
export function detourCookieLine(name: string, value: string, seconds: number): string {
  return `${name}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; Secure; SameSite=Lax`;
}

/** The browser's side of a request. `ownOrigin` is the configured public address; without it the Host header counts. */
export function browserOf(request: FastifyRequest, ownOrigin: string | undefined): Browser {
  const header = request.headers.cookie;
  const cookie = (name: string) => cookieNamed(name, header ?? '');
  const secret = cookie(sessionCookie);
  return {
    secret: secret !== undefined && secretShape.test(secret) ? secret : undefined,
    session: null,
    origin: ownOrigin ?? `${request.protocol}://${request.host}`,
    secure: request.protocol === 'https' || isLoopbackHost(request.hostname),
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 200),
    cookie,
  };
}

/** The first cookie of that name (RFC 6265 4.2.1). Our values need no decoding: they are base64url text. */
function cookieNamed(name: string, header: string): string | undefined {
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** Whether a browser takes this host for its own machine, so that plain HTTP is as good as HTTPS. */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || name === '::1') return true;
  return /^127(\.\d{1,3}){3}$/.test(name);
}

/**
 * Throws `csrf-refused` unless a write with our cookie comes from our own page: by what the browser says of its origin
 * (where it says it), and always by the token, which no other site can know.
 */
export function refuseForgery(request: FastifyRequest, browser: Browser): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if ((site !== undefined && site !== 'same-origin') || (origin !== undefined && origin !== browser.origin)) {
    throw new XinhengError(
      'csrf-refused',
      `请求来自其他网站（${origin ?? String(site)}），已拒绝。本系统的地址是 ${browser.origin}；如在代理之后，请核对 XINHENG_ORIGIN 与 XINHENG_TRUST_PROXY。`,
    );
  }
  if (browser.secret === undefined) {
    throw new XinhengError('csrf-refused', '浏览器没有带来会话 Cookie，请刷新页面；须允许本站使用 Cookie。');
  }
  const given = Buffer.from(String(request.headers[csrfHeader] ?? ''));
  const expected = Buffer.from(csrfTokenOf(browser.secret));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new XinhengError('csrf-refused', `请求头 ${csrfHeader} 缺失或与会话不符，请刷新页面后重试。`);
  }
}

/** A list of addresses and networks, `10.1.0.0/16`. @throws TypeError for a text that is none */
export function networkList(texts: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', prefix] = text.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => {
    const bare = address.startsWith('::ffff:') ? address.slice(7) : address;
    return list.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4');
  };
}
