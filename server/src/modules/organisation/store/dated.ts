/** Reading and writing what is dated twice: the one way in which the tables of this module change. */
import type { Queryable, Tx } from '../../../platform/db/index.ts';
import { difference, type Piece } from '../rules/dated.ts';

/** A thing of this module and where its facts stand. */
export interface DatedKind<Facts extends object> {
  /** Table of the things; the table of their facts is called `…_version`. */
  table: 'organisation' | 'region' | 'person' | 'post' | 'duty';
  key: 'code' | 'person_id' | 'post_id' | 'duty_id';
  keyType: 'text' | 'bigint';
  /** Member of the facts → column and its type, in the order in which facts are compared. */
  columns: { readonly [name in keyof Facts & string]: readonly [column: string, type: 'text' | 'bigint' | 'text[]'] };
}

/** Who changed a thing last; what a second editor is told. */
export interface Stamp {
  version: number;
  changedAt: string;
  changedBy: string;
  changedByName: string | null;
}

/** Who changes, and why. */
export interface Hand {
  by: string;
  byName: string | null;
  reason: string | null;
}

/** Facts under one key: what is known of it now. */
export interface Known<Facts> {
  key: string;
  pieces: Piece<Facts>[];
}

export const stampColumns = `version, changed_at as "changedAt", changed_by as "changedBy", changed_by_name as "changedByName"`;

/** The pieces of several things as known now (`at` null) or at a moment, by key; all things when no keys are given. */
export async function knownPieces<F extends object>(
  q: Queryable,
  kind: DatedKind<F>,
  keys: readonly string[] | null,
  at: string | null = null,
): Promise<Map<string, Piece<F>[]>> {
  const columns = Object.entries(kind.columns) as [string, readonly [string, string]][];
  const { rows } = await q.query(
    `select ${kind.key}::text as key, valid_from as "from", valid_until as until,
            ${columns.map(([name, [column, type]]) => `${column}${type === 'bigint' ? '::text' : ''} as "f:${name}"`).join(', ')}
       from organisation.${kind.table}_version
      where ($1::text[] is null or ${kind.key} = any($1::${kind.keyType}[]))
        and ${at === null ? `recorded_until = 'infinity' and $2::text is null` : 'recorded_from <= $2::timestamptz and recorded_until > $2::timestamptz'}
      order by ${kind.key}, valid_from`,
    [keys, at],
  );
  const known = new Map<string, Piece<F>[]>();
  for (const row of rows) {
    const facts = Object.fromEntries(columns.map(([name]) => [name, row[`f:${name}`]])) as F;
    const list = known.get(row.key) ?? [];
    list.push({ from: row.from, until: row.until, facts });
    known.set(row.key, list);
  }
  return known;
}

/** Takes the thing's row, so that its next change waits for this one. Null when there is no such thing. */
export async function lockThing(tx: Tx, kind: DatedKind<never>, key: string): Promise<Stamp | null> {
  const { rows } = await tx.client.query<Stamp>(
    `select ${stampColumns} from organisation.${kind.table} where ${kind.key} = $1 for update`,
    [key],
  );
  return rows[0] ?? null;
}

/** One thing's pieces before and after. */
export interface Rewrite<Facts> {
  key: string;
  before: readonly Piece<Facts>[];
  after: readonly Piece<Facts>[];
}

/**
 * Writes down what came out differently: closes the pieces that are no more, adds the new ones, and raises the version of
 * every thing that changed. The caller holds the things' rows. Returns the keys that changed.
 */
export async function rewrite<F extends object>(
  tx: Tx,
  kind: DatedKind<F>,
  things: readonly Rewrite<F>[],
  hand: Hand,
): Promise<string[]> {
  const closing = things.flatMap(({ key, before, after }) =>
    difference(before, after).map((piece) => ({ key, valid_from: piece.from })),
  );
  const columns = Object.entries(kind.columns) as [string & keyof F, readonly [string, string]][];
  const opening = things.flatMap(({ key, before, after }) =>
    difference(after, before).map((piece) => ({
      key,
      valid_from: piece.from,
      valid_until: piece.until,
      ...Object.fromEntries(columns.map(([name, [column]]) => [column, piece.facts[name]])),
    })),
  );
  const changed = [...new Set([...closing, ...opening].map(({ key }) => key))];
  if (changed.length === 0) return [];
  const at = await momentOf(tx, kind, changed);
  await tx.client.query(
    `update organisation.${kind.table}_version v set recorded_until = $2
       from jsonb_to_recordset($1::jsonb) as c (key ${kind.keyType}, valid_from date)
      where v.${kind.key} = c.key and v.valid_from = c.valid_from and v.recorded_until = 'infinity'`,
    [JSON.stringify(closing), at],
  );
  const named = columns.map(([, [column]]) => column).join(', ');
  // An array arrives as JSON and is unpacked; everything else has its type from the record definition.
  const unpacked = columns
    .map(([, [column, type]]) =>
      type === 'text[]' ? `array(select jsonb_array_elements_text(o.${column}))` : `o.${column}`,
    )
    .join(', ');
  const typed = columns.map(([, [column, type]]) => `${column} ${type === 'text[]' ? 'jsonb' : type}`).join(', ');
  await tx.client.query(
    `insert into organisation.${kind.table}_version
       (${kind.key}, valid_from, valid_until, recorded_from, recorded_by, recorded_by_name, reason, ${named})
     select o.key, o.valid_from, o.valid_until, $2, $3, $4, $5, ${unpacked}
       from jsonb_to_recordset($1::jsonb) as o (key ${kind.keyType}, valid_from date, valid_until date, ${typed})`,
    [JSON.stringify(opening), at, hand.by, hand.byName, hand.reason],
  );
  await tx.client.query(
    `update organisation.${kind.table} set version = version + 1, changed_at = $2, changed_by = $3, changed_by_name = $4
      where ${kind.key} = any($1::${kind.keyType}[])`,
    [changed, at, hand.by, hand.byName],
  );
  return changed;
}

/** Now, but later than whatever is recorded of these things: a clock that was set back must not make a span empty. */
async function momentOf(tx: Tx, kind: DatedKind<never>, keys: readonly string[]): Promise<string> {
  const { rows } = await tx.client.query<{ at: string }>(
    `select greatest(clock_timestamp(), max(recorded_from) + interval '1 microsecond') as at
       from organisation.${kind.table}_version where ${kind.key} = any($1::${kind.keyType}[])`,
    [keys],
  );
  return rows[0]?.at ?? '';
}
