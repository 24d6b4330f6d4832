/**
 * The leaf of an entry: the text that is hashed into the tree, format 1. A JSON array of strings and nulls without white
 * space (RFC 8785): the format's name, the leaf's index in its volume, then every column of the entry in the order below.
 * Numbers are decimal text, `at` is UTC with microseconds, `details` the text that PostgreSQL gives for the jsonb.
 */
import { type Digest, leafHash } from './merkle/index.ts';

const format = 'xinheng-audit/1';

/** Column → how it is read as text. A column that is added to the table is added here, as the next format. */
export const leafColumns = {
  era: 'era::text',
  written_by: 'written_by::text',
  entry_id: 'entry_id::text',
  at: `to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  actor: 'actor',
  person: 'person',
  name: 'name',
  role: 'role',
  department: 'department',
  post: 'post',
  action: 'action',
  object: 'object',
  subject_code: 'subject_code',
  reason: 'reason',
  purpose: 'purpose',
  purpose_note: 'purpose_note',
  before_hash: 'before_hash',
  after_hash: 'after_hash',
  address: 'address',
  request_id: 'request_id',
  nonce: 'nonce::text',
  details: 'details::text',
} as const;

const names = Object.keys(leafColumns) as (keyof typeof leafColumns)[];

/** The select list that gives an entry as a leaf row; read it with `rowMode: 'array'`. */
export const leafSelect = Object.values(leafColumns).join(', ');

/** The columns of an entry as text, in the order of `leafColumns`. */
export type LeafRow = readonly (string | null)[];

/** One column of a leaf row. */
export function columnOf(row: LeafRow, name: keyof typeof leafColumns): string | null {
  return row[names.indexOf(name)] ?? null;
}

/** The number of a leaf row's entry. */
export function entryOf(row: LeafRow): number {
  return Number(row[2]);
}

export function leafText(index: number, row: LeafRow): string {
  return JSON.stringify([format, String(index), ...row]);
}

/** The hash with which an entry stands in the tree at this index. */
export function hashOfEntry(digest: Digest, index: number, row: LeafRow): Buffer {
  return leafHash(digest, Buffer.from(leafText(index, row)));
}

/** Reads a leaf's text back; undefined when it is of no format that this program knows. */
export function parseLeaf(
  text: string,
): { index: number; columns: Record<keyof typeof leafColumns, string | null> } | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts[0] !== format || parts.length !== names.length + 2) return undefined;
  if (JSON.stringify(parts) !== text || !parts.every((part) => part === null || typeof part === 'string'))
    return undefined;
  const columns = Object.fromEntries(names.map((name, at) => [name, parts[at + 2] as string | null]));
  return { index: Number(parts[1]), columns: columns as Record<keyof typeof leafColumns, string | null> };
}
