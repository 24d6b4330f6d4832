/** The one way out of the program. */
import { lookup as systemLookup } from 'node:dns/promises';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { XinhengError } from '../errors/index.ts';
import { type AllowedOrigin, coveredBy, hostOf, leadsTo, type OutboundPolicy, parseOrigin, refusal } from './policy.ts';

export interface OutboundRequest {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** Origins for this call besides those of the policy: from declarations or settings, never from a request. */
  allow?: readonly string[];
  /** Largest answer in bytes; 1 MiB when absent. */
  maxBytes?: number;
  /** Until the answer is whole, names and redirects included; 10 000 when absent. */
  timeoutMs?: number;
  /** Redirects to follow, each judged like the first address; 0 when absent: the 3xx itself is the answer. */
  redirects?: number;
  signal?: AbortSignal;
}

/** Name → addresses; a stand-in for the system's resolver in tests. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface Outbound {
  /**
   * Sends one request and returns the whole answer. The name is resolved once, every address it has must be permitted,
   * and the connection goes to one of those addresses and no other.
   * @throws XinhengError `outbound-refused` before anything is sent, `outbound-failed` when no proper answer came
   */
  fetch(url: string | URL, request?: OutboundRequest): Promise<Response>;
}

const systemResolve: Resolve = async (host) => {
  const found = await systemLookup(host, { all: true });
  return found.map(({ address }) => address);
};

/** Opens the way out under a policy. Nothing of it comes from the environment of the process: no proxy, no cookies. */
export function createOutbound(policy: OutboundPolicy, resolve: Resolve = systemResolve): Outbound {
  const standing = policy.allow.map(parseOrigin);
  return {
    async fetch(address, given = {}) {
      if (policy.closed !== undefined) throw refusal(policy.closed);
      const allow = [...standing, ...(given.allow ?? []).map(parseOrigin)];
      const timeout = AbortSignal.timeout(given.timeoutMs ?? 10_000);
      const signal = given.signal === undefined ? timeout : AbortSignal.any([timeout, given.signal]);
      let url = readUrl(address);
      let request = given;
      for (let hops = given.redirects ?? 0; ; hops -= 1) {
        const answer = await send(url, request, await pin(url, allow, resolve, signal), signal);
        const location = answer.headers.get('location');
        if (answer.status < 300 || answer.status > 399 || location === null || given.redirects === undefined)
          return answer;
        if (hops === 0) throw refusal('外部系统的重定向次数过多。');
        const next = readUrl(location, url);
        request = redirected(request, answer.status, next.origin === url.origin);
        url = next;
      }
    },
  };
}

function readUrl(address: string | URL, base?: URL): URL {
  const url = URL.parse(String(address), base);
  if (url === null) throw refusal('外部地址的写法有误。');
  return url;
}

/** What goes along to the next address: a body only where the status keeps it, secrets only to the same origin. */
function redirected(request: OutboundRequest, status: number, sameOrigin: boolean): OutboundRequest {
  const keeps = status === 307 || status === 308;
  const { body, method, headers = {}, ...rest } = request;
  const secret = /^(authorization|cookie|proxy-authorization)$/i;
  const kept = Object.entries(headers).filter(
    ([name]) => (sameOrigin || !secret.test(name)) && (keeps || !/^content-/i.test(name)),
  );
  return {
    ...rest,
    headers: Object.fromEntries(kept),
    method: keeps || method === 'HEAD' ? (method ?? 'GET') : 'GET',
    ...(keeps && body !== undefined ? { body } : {}),
  };
}

/** The one address to connect to. All that the name leads to must be permitted: a mixed answer is an attempt. */
async function pin(url: URL, allow: readonly AllowedOrigin[], resolve: Resolve, signal: AbortSignal): Promise<string> {
  const origin = coveredBy(url, allow);
  const host = hostOf(url);
  const addresses = isIP(host) === 0 ? await abortable(resolve(host), signal).catch(throwFailure) : [host];
  if (addresses.some((address) => !leadsTo(origin, address))) throw refusal('该外部地址指向不允许访问的网络。');
  const [address] = addresses;
  if (address === undefined) throw failure();
  return address;
}

/** One sentence for everything that goes wrong on the way, so that an answer tells nothing about closed and open ports. */
function failure(cause?: unknown): XinhengError {
  return new XinhengError('outbound-failed', { message: '外部系统没有正常应答，请稍后再试。', cause });
}

function throwFailure(cause: unknown): never {
  throw failure(cause);
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Connects to the pinned address; TLS still asks for a certificate of the name. */
function send(url: URL, given: OutboundRequest, address: string, signal: AbortSignal): Promise<Response> {
  const pinned: LookupFunction = (_host, options, done) => {
    const family = isIP(address);
    if (options.all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(failure(cause));
    const request: ClientRequest = open(url, {
      method: given.method ?? 'GET',
      // No compression: the limit is on what we keep, and a small answer cannot grow.
      headers: { ...given.headers, 'accept-encoding': 'identity' },
      lookup: pinned,
      agent: false,
      signal,
    });
    request.on('error', fail);
    request.on('response', (message) => {
      read(message, given.maxBytes ?? 2 ** 20).then(resolve, (cause: unknown) => {
        request.destroy();
        fail(cause);
      });
    });
    request.end(given.body);
  });
}

async function read(message: IncomingMessage, maxBytes: number): Promise<Response> {
  const encoding = message.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new Error(`content-encoding ${encoding} was not asked for`);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new Error(`answer longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  const status = message.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const bodiless = status === 204 || status === 205 || status === 304;
  return new Response(bodiless ? null : Buffer.concat(chunks), { status, headers });
}
