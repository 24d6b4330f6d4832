/** Which addresses the program may speak to: read from the settings once, asked before every connection. Pure. */
import { isIP } from 'node:net';
import { XinhengError } from '../errors/index.ts';
import { isPublicAddress, type Network, parseNetwork } from './addresses.ts';

/** One line of the allow list. */
export interface AllowedOrigin {
  protocol: 'http:' | 'https:';
  /** `id.example.gov.cn`, `*.example.gov.cn`, or `*` for every host of the public internet. */
  host: string;
  port: number;
  /** Where the host's name may lead besides the public internet. */
  network: Network | undefined;
}

/** What `createOutbound` goes by. */
export interface OutboundPolicy {
  /**
   * Origins by `parseOrigin`: `https://id.example.gov.cn`, `http://10.1.2.3:8080`, `https://sso.city.local@private`,
   * `https://*` (any host of the public internet on port 443). What is not listed is refused.
   */
  allow: readonly string[];
  /** A Chinese sentence: nothing leaves this program at all, whatever is listed. */
  closed?: string;
}

/** The refusal of an address; it repeats nothing that was found out about the inside. */
export function refusal(message: string): XinhengError {
  return new XinhengError('outbound-refused', message);
}

const originShape =
  /^(https?):\/\/(\*|(?:\*\.)?[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?(?:@([0-9a-f:./]+|private))?$/;

/**
 * Reads a line of the allow list.
 * @throws XinhengError `configuration-invalid`
 */
export function parseOrigin(text: string): AllowedOrigin {
  const [, scheme, host = '', port, network] = originShape.exec(text) ?? [];
  const parsed = network === undefined ? undefined : parseNetwork(network);
  if (scheme === undefined || (network !== undefined && parsed === undefined) || Number(port ?? 1) > 65_535) {
    throw new XinhengError(
      'configuration-invalid',
      `允许访问的外部地址“${text}”写法有误，应形如 https://id.example.gov.cn、http://10.1.2.3:8080 或 https://sso.example.local@10.0.0.0/8。`,
    );
  }
  if (host === '*' && (scheme !== 'https' || parsed !== undefined)) {
    throw new XinhengError(
      'configuration-invalid',
      'https://* 只表示公共互联网的 https 地址，不能换成 http 或附带网段。',
    );
  }
  return {
    protocol: scheme === 'https' ? 'https:' : 'http:',
    host: host.replace(/^\[|\]$/g, ''),
    port: port === undefined ? defaultPort(scheme) : Number(port),
    network: parsed,
  };
}

function defaultPort(scheme: string): number {
  return scheme.startsWith('https') ? 443 : 80;
}

/** The host as a resolver is asked for it: no brackets, no trailing dot. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/** The port a URL leads to. */
export function portOf(url: URL): number {
  return url.port === '' ? defaultPort(url.protocol) : Number(url.port);
}

/**
 * The line of the allow list that covers this address, by its text alone; WHATWG parsing has already turned decimal,
 * octal, hexadecimal and full-width forms into the plain address.
 * @throws XinhengError `outbound-refused`
 */
export function coveredBy(url: URL, allow: readonly AllowedOrigin[]): AllowedOrigin {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refusal('外部地址只能以 https:// 或 http:// 开头。');
  if (url.username !== '' || url.password !== '') throw refusal('外部地址中不得带用户名或口令。');
  const host = hostOf(url);
  const found = allow.find(
    (origin) => origin.protocol === url.protocol && origin.port === portOf(url) && matchesHost(origin.host, host),
  );
  if (host === '' || found === undefined) throw refusal('该外部地址不在允许访问的名单中。');
  return found;
}

function matchesHost(pattern: string, host: string): boolean {
  if (pattern === '*') return true;
  if (pattern.startsWith('*.')) return isIP(host) === 0 && host.endsWith(pattern.slice(1));
  return pattern === host;
}

/**
 * Whether a resolved address may be connected to for this origin: the public internet, the network the line names, or
 * the very address that stands in the line.
 */
export function leadsTo(origin: AllowedOrigin, address: string): boolean {
  return isPublicAddress(address) || origin.host === address || origin.network?.contains(address) === true;
}
