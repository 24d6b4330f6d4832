import type { TextColumn } from './text-column.ts';

/**
 * For every gram (a short run of units) the ascending numbers of the texts that contain it. Since texts are numbered by
 * static rank, the first hits of a list are the best ones, and a reader can stop early.
 */
export type Postings = {
  readonly directory: Directory;
  /** List `n` is `texts[starts[n]] … texts[starts[n + 1] - 1]`. */
  readonly starts: Uint32Array;
  readonly texts: Uint32Array;
};

/** Lengths of the grams, ascending: one, two or three units. */
export type GramSizes = readonly (1 | 2 | 3)[];

/** Letters and digits have a number each; anything else shares the last one. */
const alphabet = 37;

function letterNumber(unit: number): number {
  if (unit >= 65 && unit <= 90) return unit - 65;
  return unit >= 48 && unit <= 57 ? unit - 22 : alphabet - 1;
}

function tripleNumber(units: Uint16Array, at: number): number {
  const first = letterNumber(units[at] as number);
  const second = letterNumber(units[at + 1] as number);
  return (first * alphabet + second) * alphabet + letterNumber(units[at + 2] as number);
}

/**
 * Which list a gram has: number + 1, or 0 for none. Single units and triples look straight into a table (triples are
 * for Latin letters and digits; others share lists, which costs a reader some false candidates and never a hit). Pairs
 * are an open-addressing table of 32-bit keys.
 */
class Directory {
  readonly #singles = new Uint32Array(65_536);
  readonly #triples = new Uint32Array(alphabet ** 3);
  #keys = new Uint32Array(1 << 10);
  #lists = new Uint32Array(1 << 10);
  #pairs = 0;
  count = 0;

  /** The gram's list. */
  find(units: Uint16Array, at: number, size: number): number {
    if (size === 1) return this.#singles[units[at] as number] as number;
    if (size === 3) return this.#triples[tripleNumber(units, at)] as number;
    return this.#lists[this.#place(((units[at] as number) << 16) | (units[at + 1] as number))] as number;
  }

  /** The gram's list, made when it has none yet. */
  make(units: Uint16Array, at: number, size: number): number {
    const known = this.find(units, at, size);
    if (known !== 0) return known;
    this.count += 1;
    if (size === 1) this.#singles[units[at] as number] = this.count;
    else if (size === 3) this.#triples[tripleNumber(units, at)] = this.count;
    else {
      this.#pairs += 1;
      if (this.#pairs * 2 > this.#keys.length) this.#grow();
      const key = ((units[at] as number) << 16) | (units[at + 1] as number);
      const place = this.#place(key);
      this.#keys[place] = key;
      this.#lists[place] = this.count;
    }
    return this.count;
  }

  get bytes(): number {
    return this.#singles.byteLength + this.#triples.byteLength + this.#keys.byteLength + this.#lists.byteLength;
  }

  #place(key: number): number {
    const mask = this.#lists.length - 1;
    const sought = key >>> 0;
    let place = Math.imul(key, 0x9e3779b1);
    place = (place ^ (place >>> 15)) & mask;
    while (this.#lists[place] !== 0 && this.#keys[place] !== sought) place = (place + 1) & mask;
    return place;
  }

  #grow(): void {
    const [keys, lists] = [this.#keys, this.#lists];
    this.#keys = new Uint32Array(lists.length * 2);
    this.#lists = new Uint32Array(lists.length * 2);
    for (let i = 0; i < lists.length; i += 1) {
      if (lists[i] === 0) continue;
      const place = this.#place(keys[i] as number);
      this.#keys[place] = keys[i] as number;
      this.#lists[place] = lists[i] as number;
    }
  }
}

/** Texts between two breaths. */
const textsABreath = 16_384;

/** For every list how many texts it has had and which it had last, so that a text is entered once. */
class Tally {
  counts = new Uint32Array(1 << 12);
  last = new Int32Array(1 << 12).fill(-1);

  enter(list: number, text: number): void {
    if (list >= this.counts.length) this.#grow(list);
    if (this.last[list] === text) return;
    this.last[list] = text;
    this.counts[list] = (this.counts[list] as number) + 1;
  }

  #grow(list: number): void {
    const counts = new Uint32Array(list * 2);
    const last = new Int32Array(list * 2).fill(-1);
    counts.set(this.counts);
    last.set(this.last);
    this.counts = counts;
    this.last = last;
  }
}

/**
 * Builds the lists for the grams of all `sizes` in two passes: count, then fill. `breathe` is awaited every few thousand
 * texts, so that a server goes on answering while it builds.
 */
export async function buildPostings(
  column: TextColumn,
  sizes: GramSizes,
  breathe: () => Promise<void>,
): Promise<Postings> {
  const { units, starts: textStarts } = column;
  const count = textStarts.length - 1;
  const directory = new Directory();
  const tally = new Tally();
  // The list of every occurrence, so that the second pass need not look for it again.
  const listAt = new Uint32Array(units.length * sizes.length);
  let occurrences = 0;
  for (let from = 0; from < count; from += textsABreath) {
    await breathe();
    occurrences = countGrams(
      column,
      sizes,
      from,
      Math.min(count, from + textsABreath),
      directory,
      tally,
      listAt,
      occurrences,
    );
  }
  const starts = new Uint32Array(directory.count + 1);
  for (let list = 0; list < directory.count; list += 1) {
    starts[list + 1] = (starts[list] as number) + (tally.counts[list] as number);
  }
  const texts = new Uint32Array(starts[directory.count] as number);
  const next = starts.slice(0, directory.count);
  tally.last.fill(-1);
  let occurrence = 0;
  for (let text = 0; text < count; text += 1) {
    if (text % textsABreath === 0) await breathe();
    const length = (textStarts[text + 1] as number) - (textStarts[text] as number);
    for (const size of sizes) {
      for (let left = length - size; left >= 0; left -= 1) {
        const list = listAt[occurrence++] as number;
        if (tally.last[list] === text) continue;
        tally.last[list] = text;
        texts[next[list] as number] = text;
        next[list] = (next[list] as number) + 1;
      }
    }
  }
  return { directory, starts, texts };
}

/** First pass over the texts [from, to): makes lists, counts, notes the list of every occurrence; returns how many. */
function countGrams(
  { units, starts }: TextColumn,
  sizes: GramSizes,
  from: number,
  to: number,
  directory: Directory,
  tally: Tally,
  listAt: Uint32Array,
  before: number,
): number {
  let occurrence = before;
  for (let text = from; text < to; text += 1) {
    const end = starts[text + 1] as number;
    for (const size of sizes) {
      for (let at = starts[text] as number; at + size <= end; at += 1) {
        const list = directory.make(units, at, size) - 1;
        listAt[occurrence++] = list;
        tally.enter(list, text);
      }
    }
  }
  return occurrence;
}

/** A part of `Postings.texts`: texts from `from` up to but without `to`. */
export type PostingList = { readonly from: number; readonly to: number };

const nothing: PostingList = { from: 0, to: 0 };

/**
 * The shortest list among the grams of `sought`, which every text that contains `sought` is in; empty when there is no
 * such text. `sizes` must be the ones the postings were built with. Null when `sought` is shorter than the shortest gram.
 */
export function rarestList(postings: Postings, sizes: GramSizes, sought: Uint16Array): PostingList | null {
  const size = Math.max(0, ...sizes.filter((each) => each <= sought.length));
  if (size === 0) return null;
  let rarest: PostingList | null = null;
  for (let at = 0; at + size <= sought.length; at += 1) {
    const list = postings.directory.find(sought, at, size);
    if (list === 0) return nothing;
    const from = postings.starts[list - 1] as number;
    const to = postings.starts[list] as number;
    if (rarest === null || to - from < rarest.to - rarest.from) rarest = { from, to };
  }
  return rarest;
}

/** The first place of `list` whose text is `text` or behind it. */
export function seek(postings: Postings, list: PostingList, text: number): number {
  let low = list.from;
  let high = list.to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((postings.texts[middle] as number) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Bytes held. */
export function postingsBytes(postings: Postings): number {
  return postings.directory.bytes + postings.starts.byteLength + postings.texts.byteLength;
}
