import { type PostingList, type Postings, rarestList, seek } from './postings.ts';
import type { SearchQuery, Tier } from './query.ts';
import { tiers } from './query.ts';
import type { Segment } from './segment.ts';
import { initialsGrams, nameGrams, numberOfCode } from './segment.ts';
import { compareWith, indexIn, startsWith, unitsOf } from './text-column.ts';
import { rangeOf } from './text-order.ts';

/** A range up to this size is sorted whole instead of being searched for its best. */
const smallRange = 512;
/** Subjects looked at before an early stop gives up on a large range that seems to lie elsewhere. */
const earlyLook = 4096;
/** Candidates of a short name looked at in a segment: that tier is a courtesy and must not cost what the others do not. */
export const shortNameLook = 50_000;

/** The query in the form in which one segment's arrays are compared with it. */
export type Probe = {
  query: SearchQuery;
  units: Uint16Array;
  words: Uint16Array[];
  cuts: Uint16Array[][];
  identified: ReadonlySet<string>;
  /** Numbers of the identified subjects in this segment, ascending. */
  identifiedNumbers: Uint32Array;
  codeNumber: number;
};

/** Prepares `query` for `segment`. */
export function probeOf(segment: Segment, query: SearchQuery, identified: ReadonlySet<string>): Probe {
  const numbers = [...identified].map((code) => numberOfCode(segment, code)).filter((number) => number !== -1);
  return {
    query,
    units: unitsOf(query.folded),
    words: query.words.map(unitsOf),
    cuts: query.cuts.map((cut) => cut.map(unitsOf)),
    identified,
    identifiedNumbers: Uint32Array.from(numbers).sort(),
    codeNumber: query.folded.length === 18 ? numberOfCode(segment, query.folded) : -1,
  };
}

function fitsCut(segment: Segment, number: number, pieces: readonly Uint16Array[]): boolean {
  let from = 0;
  for (const piece of pieces) {
    const at = indexIn(segment.names, number, piece, from);
    if (at === -1) return false;
    from = at + piece.length;
  }
  return true;
}

/** The same as query.ts `tierOf`, on the segment's arrays; -1 instead of null. */
function tierOfNumber(segment: Segment, probe: Probe, number: number): Tier | -1 {
  const { query, units } = probe;
  const at = indexIn(segment.names, number, units);
  if (at === 0 && compareWith(segment.names, number, units, false) === 0) return tiers.exact;
  if (number === probe.codeNumber) return tiers.exact;
  if (probe.identifiedNumbers.includes(number)) return tiers.identifier;
  if (at === 0) return tiers.prefix;
  if (query.codeLike && startsWith(segment.codes, number, units)) return tiers.codePrefix;
  if (at > 0) return tiers.contains;
  if (query.initialsLike) {
    const initial = indexIn(segment.initials, number, units);
    if (initial === 0) return tiers.initialsPrefix;
    if (initial > 0 && query.initialsInside) return tiers.initialsContain;
  }
  if (probe.words.length > 0 && probe.words.every((word) => indexIn(segment.names, number, word) !== -1)) {
    return tiers.words;
  }
  if (probe.cuts.some((cut) => fitsCut(segment, number, cut))) return tiers.short;
  return -1;
}

/** Hits of one tier: ascending numbers, at most as many as were wanted, and whether these are all that there are. */
export type TierHits = { numbers: number[]; complete: boolean };

function hitsOf(
  segment: Segment,
  probe: Probe,
  tier: Tier,
  want: number,
  candidates: ArrayLike<number>,
  from: number,
  to: number,
): TierHits {
  const numbers: number[] = [];
  for (let at = from; at < to; at += 1) {
    const number = candidates[at] as number;
    if (segment.hidden[number] === 1 || tierOfNumber(segment, probe, number) !== tier) continue;
    if (numbers.length === want) return { numbers, complete: false };
    numbers.push(number);
  }
  return { numbers, complete: true };
}

/**
 * The first `want` hits, from number `first` on, among the subjects at `range` of `order`. A large range is probably a
 * frequent beginning (济南市…), so its best are near the front of all subjects: look there first; only when that fails
 * walk the whole range and keep the smallest.
 */
function hitsInRange(
  segment: Segment,
  probe: Probe,
  tier: Tier,
  want: number,
  first: number,
  order: Uint32Array,
  [from, to]: [number, number],
): TierHits {
  if (to - from <= smallRange) {
    const sorted = order.slice(from, to).sort();
    let at = 0;
    while (at < sorted.length && (sorted[at] as number) < first) at += 1;
    return hitsOf(segment, probe, tier, want, sorted, at, sorted.length);
  }
  const numbers: number[] = [];
  const lookTo = Math.min(segment.count, first + Math.min(earlyLook, to - from));
  for (let number = first; number < lookTo; number += 1) {
    if (segment.hidden[number] === 1 || tierOfNumber(segment, probe, number) !== tier) continue;
    if (numbers.length === want) return { numbers, complete: false };
    numbers.push(number);
  }
  // The smallest want + 1 of the rest, kept in order; most of the range fails the first comparison.
  const rest: number[] = [];
  const keep = want + 1 - numbers.length;
  for (let at = from; at < to; at += 1) {
    const number = order[at] as number;
    if (number < lookTo || (rest.length === keep && number > (rest[keep - 1] as number))) continue;
    if (segment.hidden[number] === 1 || tierOfNumber(segment, probe, number) !== tier) continue;
    let place = rest.length;
    while (place > 0 && (rest[place - 1] as number) > number) place -= 1;
    rest.splice(place, 0, number);
    if (rest.length > keep) rest.pop();
  }
  numbers.push(...rest);
  return numbers.length > want ? { numbers: numbers.slice(0, want), complete: false } : { numbers, complete: true };
}

function hitsInList(
  segment: Segment,
  probe: Probe,
  tier: Tier,
  want: number,
  first: number,
  postings: Postings,
  list: PostingList | null,
): TierHits {
  if (list === null) return { numbers: [], complete: true };
  return hitsOf(segment, probe, tier, want, postings.texts, seek(postings, list, first), list.to);
}

/** The shortest list that every name containing all of `parts` is in. */
function rarestOfAll(segment: Segment, parts: readonly Uint16Array[]): PostingList | null {
  let rarest: PostingList | null = null;
  for (const part of parts) {
    const list = rarestList(segment.namePostings, nameGrams, part);
    if (list !== null && (rarest === null || list.to - list.from < rarest.to - rarest.from)) rarest = list;
  }
  return rarest;
}

/** Short names: every cut has its own rarest list; the union of them, bounded. */
function shortNameHits(segment: Segment, probe: Probe, want: number, first: number): TierHits {
  const { texts } = segment.namePostings;
  const candidates: number[] = [];
  let complete = true;
  const seen = new Set<number>();
  for (const cut of probe.cuts) {
    const list = rarestOfAll(segment, cut);
    if (list === null || seen.has(list.from) || list.from === list.to) continue;
    seen.add(list.from);
    const from = seek(segment.namePostings, list, first);
    const room = Math.max(0, shortNameLook - candidates.length);
    if (list.to - from > room) complete = false;
    for (let at = from; at < Math.min(list.to, from + room); at += 1) candidates.push(texts[at] as number);
  }
  const unique = Uint32Array.from(candidates).sort();
  let kept = 0;
  for (let i = 0; i < unique.length; i += 1) {
    if (i === 0 || unique[i] !== unique[i - 1]) unique[kept++] = unique[i] as number;
  }
  const hits = hitsOf(segment, probe, tiers.short, want, unique, 0, kept);
  return { numbers: hits.numbers, complete: hits.complete && complete };
}

/** The hits of `tier` in `segment`, by static rank, from subject number `first` on, at most `want`. */
export function searchTier(segment: Segment, probe: Probe, tier: Tier, want: number, first: number): TierHits {
  const none: TierHits = { numbers: [], complete: true };
  const { query, units } = probe;
  switch (tier) {
    case tiers.exact: {
      const [from, to] = rangeOf(segment.names, segment.nameOrder, units, false);
      const same = [...segment.nameOrder.subarray(from, to)];
      if (probe.codeNumber !== -1 && !same.includes(probe.codeNumber)) same.push(probe.codeNumber);
      const numbers = same.filter((number) => number >= first).sort((a, b) => a - b);
      return hitsOf(segment, probe, tier, want, numbers, 0, numbers.length);
    }
    case tiers.identifier: {
      const numbers = probe.identifiedNumbers.filter((number) => number >= first);
      return hitsOf(segment, probe, tier, want, numbers, 0, numbers.length);
    }
    case tiers.prefix: {
      const range = rangeOf(segment.names, segment.nameOrder, units, true);
      return hitsInRange(segment, probe, tier, want, first, segment.nameOrder, range);
    }
    case tiers.codePrefix: {
      if (!query.codeLike) return none;
      const range = rangeOf(segment.codes, segment.codeOrder, units, true);
      return hitsInRange(segment, probe, tier, want, first, segment.codeOrder, range);
    }
    case tiers.contains: {
      const list = rarestList(segment.namePostings, nameGrams, units);
      return hitsInList(segment, probe, tier, want, first, segment.namePostings, list);
    }
    case tiers.initialsPrefix: {
      if (!query.initialsLike) return none;
      const range = rangeOf(segment.initials, segment.initialsOrder, units, true);
      return hitsInRange(segment, probe, tier, want, first, segment.initialsOrder, range);
    }
    case tiers.initialsContain: {
      if (!query.initialsInside) return none;
      const list = rarestList(segment.initialsPostings, initialsGrams, units);
      return hitsInList(segment, probe, tier, want, first, segment.initialsPostings, list);
    }
    case tiers.words:
      if (probe.words.length === 0) return none;
      return hitsInList(segment, probe, tier, want, first, segment.namePostings, rarestOfAll(segment, probe.words));
    case tiers.short:
      return probe.cuts.length === 0 ? none : shortNameHits(segment, probe, want, first);
  }
}

/**
 * How many names contain the query: exact when it is one or two units (the list itself is the answer) or when at most
 * `look` candidates had to be read; otherwise a lower bound.
 */
export function countContaining(segment: Segment, probe: Probe, look: number): { count: number; exact: boolean } {
  const list = rarestList(segment.namePostings, nameGrams, probe.units);
  if (list === null) return { count: 0, exact: true };
  if (probe.units.length <= 2) {
    const count = Math.max(0, list.to - list.from - segment.hiddenCount);
    return { count, exact: segment.hiddenCount === 0 };
  }
  const to = Math.min(list.to, list.from + look);
  let count = 0;
  for (let at = list.from; at < to; at += 1) {
    const number = segment.namePostings.texts[at] as number;
    if (segment.hidden[number] === 0 && indexIn(segment.names, number, probe.units) !== -1) count += 1;
  }
  return { count, exact: to === list.to };
}
