import { createHash } from 'node:crypto';

/**
 * The canonical JSON of a value (RFC 8785 for what JSON can hold): keys sorted by UTF-16 units, no white space, members
 * that are undefined left out, dates as ISO text. Equal values give equal text, whatever order they were built in.
 */
export function canonicalJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (json === undefined) throw new TypeError('only what JSON can hold has a canonical form');
  return write(JSON.parse(json));
}

/** Written by hand because objects of JavaScript put keys that look like numbers first. */
function write(part: unknown): string {
  if (Array.isArray(part)) return `[${part.map(write).join(',')}]`;
  if (part === null || typeof part !== 'object') return JSON.stringify(part);
  const members = Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${write(member)}`).join(',')}}`;
}

/** SHA-256 over the canonical JSON of a value, as 64 hex digits: what an entry says of the state before and after. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
