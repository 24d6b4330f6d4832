import fc from 'fast-check';
import { expect, it } from 'vitest';
import { always, begin, change, forever, type Piece, pieceOn, reshape } from './dated.ts';

interface Facts {
  a: number;
  b: number;
}

const day = (n: number) => `2026-01-${String(n + 1).padStart(2, '0')}`;
const days = 12;

/** The naive model: what holds on each day, by itself. */
type Naive = (Facts | null)[];

const naiveOf = (pieces: readonly Piece<Facts>[]): Naive =>
  Array.from({ length: days }, (_, n) => pieceOn(pieces, day(n))?.facts ?? null);

const span = fc
  .tuple(fc.nat(days - 1), fc.nat(days - 1))
  .map(([x, y]) => ({ from: Math.min(x, y), until: Math.max(x, y) + 1 }));
const facts = fc.record({ a: fc.nat(2), b: fc.nat(2) });
const patch = fc.oneof(fc.record({ a: fc.nat(2) }), fc.record({ b: fc.nat(2) }), facts);
const step = fc.oneof(
  fc.record({ do: fc.constant('begin' as const), span, facts }),
  fc.record({ do: fc.constant('change' as const), on: fc.nat(days - 1), patch }),
  fc.record({ do: fc.constant('reshape' as const), span }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function naively(model: Naive, taken: Step): Naive {
  const next = model.map((held) => (held ? { ...held } : null));
  if (taken.do === 'begin') {
    const { from, until } = taken.span;
    if (model.slice(from, until).some((held) => held !== null)) return next;
    for (let n = from; n < until; n++) next[n] = { ...taken.facts };
  } else if (taken.do === 'change') {
    const start = model[taken.on];
    if (!start) return next;
    for (const name of Object.keys(taken.patch) as (keyof Facts)[]) {
      for (let n = taken.on; n < days && model[n]?.[name] === start[name]; n++) {
        (next[n] as Facts)[name] = (taken.patch as Facts)[name];
      }
    }
  } else {
    const { from, until } = taken.span;
    const held = model.flatMap((one, n) => (one ? [n] : []));
    const [first, last] = [held[0], held.at(-1)];
    if (first === undefined || last === undefined) return next;
    for (let n = 0; n < days; n++) {
      if (n < from || n >= until) next[n] = null;
      else if (n < first) next[n] = { ...(model[first] as Facts) };
      else if (n > last) next[n] = { ...(model[last] as Facts) };
    }
  }
  return next;
}

function really(pieces: Piece<Facts>[], taken: Step): Piece<Facts>[] {
  if (taken.do === 'begin') {
    const { from, until } = taken.span;
    return begin(pieces, { from: day(from), until: day(until), facts: taken.facts }) ?? pieces;
  }
  if (taken.do === 'change') return change(pieces, day(taken.on), taken.patch) ?? pieces;
  return reshape(pieces, day(taken.span.from), day(taken.span.until));
}

it('does day by day what the naive model does, and never overlaps, nor keeps two pieces where one would do', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let pieces: Piece<Facts>[] = [];
      let model: Naive = Array.from({ length: days }, () => null);
      for (const taken of steps) {
        pieces = really(pieces, taken);
        model = naively(model, taken);
        expect(naiveOf(pieces)).toEqual(model);
        for (const [i, piece] of pieces.entries()) {
          expect(piece.from < piece.until).toBe(true);
          const next = pieces[i + 1];
          if (!next) continue;
          expect(piece.until <= next.from).toBe(true);
          if (piece.until === next.from) expect(next.facts).not.toEqual(piece.facts);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

it('a rename planned for January outlives a correction made in November', () => {
  const planned = change([{ from: always, until: forever, facts: { a: 0, b: 0 } }], '2027-01-01', { a: 2 });
  expect(change(planned ?? [], '2026-11-24', { a: 1, b: 1 })).toEqual([
    { from: always, until: '2026-11-24', facts: { a: 0, b: 0 } },
    { from: '2026-11-24', until: '2027-01-01', facts: { a: 1, b: 1 } },
    { from: '2027-01-01', until: forever, facts: { a: 2, b: 1 } },
  ]);
});
