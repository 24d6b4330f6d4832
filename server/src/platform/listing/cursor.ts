import type { KeyPart, List } from './definition.ts';
import { refuse } from './filters.ts';

/** Where a page ends: the sort it belongs to, the last row's value of that column (null: among the empty ones), its key. */
export interface Place {
  sort: string;
  value: string | null;
  key: string[];
}

/** Opaque to clients, but no secret: it only says where to go on, never what may be seen. */
export function writeCursor({ sort, value, key }: Place): string {
  return Buffer.from(JSON.stringify([sort, value, ...key])).toString('base64url');
}

/** @throws XinhengError `bad-request` when the text is no cursor of this list in this sort */
export function readCursor(list: List, sort: string, text: string): Place {
  const wrong = () => refuse('after', '翻页位置已失效，请从第一页重新查询');
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return wrong();
  }
  if (!Array.isArray(parts) || parts.length !== list.key.length + 2) return wrong();
  const [ofSort, value, ...key] = parts as unknown[];
  const texts = key.filter((part) => typeof part === 'string' && !part.includes('\0'));
  if (ofSort !== sort || !(value === null || (typeof value === 'string' && !value.includes('\0')))) return wrong();
  if (texts.length !== key.length) return wrong();
  return { sort, value, key: texts as string[] };
}

/** The key of a row as one text: its parts, percent-encoded where there are several, with `~` between. */
export function writeKey(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : parts.map((part) => encodeURIComponent(part)).join('~');
}

const shapes: Record<KeyPart['type'], RegExp> = {
  text: /^[^\0]{1,200}$/s,
  bigint: /^-?\d{1,18}$/,
  integer: /^-?\d{1,9}$/,
  smallint: /^-?\d{1,4}$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
};

/** The parts of a key, or undefined when the text cannot be one of this list. */
export function readKey(list: List, text: string): string[] | undefined {
  let parts: string[];
  try {
    parts = list.key.length === 1 ? [text] : text.split('~').map((part) => decodeURIComponent(part));
  } catch {
    return undefined;
  }
  const fits = parts.length === list.key.length && list.key.every(({ type }, at) => shapes[type].test(parts[at] ?? ''));
  return fits ? parts : undefined;
}
