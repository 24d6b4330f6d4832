/**
 * Facts that hold on days. A thing is a list of pieces in the order of their days, none overlapping: each says what was so
 * from its first day up to, not including, its last. Changes are made here, on values; the store writes down what came
 * out differently. Pure.
 */
import { canonicalJson } from '../../../platform/audit/index.ts';

/** As long as anybody knows; compares before every day. */
export const always = '-infinity';
/** Until somebody says otherwise; compares after every day. */
export const forever = 'infinity';

export interface Piece<Facts> {
  /** First day. */
  from: string;
  /** First day no more. */
  until: string;
  facts: Facts;
}

const same = (a: unknown, b: unknown) => canonicalJson(a) === canonicalJson(b);

/** Neighbours that say the same become one. */
function joined<F extends object>(pieces: readonly Piece<F>[]): Piece<F>[] {
  const list: Piece<F>[] = [];
  for (const piece of pieces) {
    if (piece.from >= piece.until) continue;
    const last = list.at(-1);
    if (last && last.until === piece.from && same(last.facts, piece.facts)) last.until = piece.until;
    else list.push({ ...piece });
  }
  return list;
}

/** What holds on a day; undefined when nothing does. */
export function pieceOn<F>(pieces: readonly Piece<F>[], day: string): Piece<F> | undefined {
  return pieces.find(({ from, until }) => from <= day && day < until);
}

/** Adds days on which something holds. Undefined when it already holds on one of them. */
export function begin<F extends object>(pieces: readonly Piece<F>[], added: Piece<F>): Piece<F>[] | undefined {
  if (pieces.some(({ from, until }) => from < added.until && added.from < until)) return undefined;
  return joined([...pieces, added].sort((a, b) => (a.from < b.from ? -1 : 1)));
}

/**
 * Gives members of the facts another value from a day on. Each is carried forward up to the day on which it had been
 * going to change anyway (a rename planned for January outlives a correction made in November), or nothing holds.
 * Undefined when nothing holds on that day.
 */
export function change<F extends object>(
  pieces: readonly Piece<F>[],
  day: string,
  patch: Partial<F>,
): Piece<F>[] | undefined {
  const start = pieceOn(pieces, day);
  if (!start) return undefined;
  const carried = new Set(Object.keys(patch) as (keyof F)[]);
  let reached = day;
  const changed = pieces.flatMap((piece) => {
    if (piece.until <= day) return [piece];
    if (piece !== start && piece.from !== reached) carried.clear();
    for (const name of carried) if (!same(piece.facts[name], start.facts[name])) carried.delete(name);
    reached = piece.until;
    const facts = { ...piece.facts };
    for (const name of carried) facts[name] = patch[name] as F[typeof name];
    const kept = { ...piece, until: day };
    const rest = { ...piece, from: piece.from > day ? piece.from : day, facts };
    return piece === start && piece.from < day ? [kept, rest] : [rest];
  });
  return joined(changed);
}

/**
 * Moves the first and the last day of everything: pieces outside are cut off, the outermost ones stretched. `stretched`
 * makes the facts of days that are new. Empty when nothing is left.
 */
export function reshape<F extends object>(
  pieces: readonly Piece<F>[],
  from: string,
  until: string,
  stretched: (facts: F) => F = (facts) => facts,
): Piece<F>[] {
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (!first || !last || from >= until) return [];
  const inside = pieces.map((piece) => ({
    ...piece,
    from: piece.from > from ? piece.from : from,
    until: piece.until < until ? piece.until : until,
  }));
  return joined([
    ...(from < first.from
      ? [{ from, until: first.from < until ? first.from : until, facts: stretched(first.facts) }]
      : []),
    ...inside,
    ...(until > last.until
      ? [{ from: last.until > from ? last.until : from, until, facts: stretched(last.facts) }]
      : []),
  ]);
}

/** The pieces of one list that are not, day for day and word for word, in the other. */
export function difference<F>(pieces: readonly Piece<F>[], others: readonly Piece<F>[]): Piece<F>[] {
  return pieces.filter((piece) => !others.some((other) => same(piece, other)));
}
