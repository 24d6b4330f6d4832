import type { TextColumn } from './text-column.ts';

/**
 * For every gram (a short run of units) the ascending numbers of the texts that contain it. Since texts are numbered by
 * static rank, the first hits of a list are the best ones, and a reader can stop early.
 */
export type Postings = {
  /** Open-addressing table of grams: key, and number of the list + 1 (0 = free place). */
  readonly keys: Float64Array;
  readonly lists: Uint32Array;
  /** List `n` is `texts[starts[n]] … texts[starts[n + 1] - 1]`. */
  readonly starts: Uint32Array;
  readonly texts: Uint32Array;
};

export type GramSizes = readonly number[];

/** Key of the gram of `size` units at `at`; exact for one to three units, so no two grams share a list. */
function gramKey(units: Uint16Array, at: number, size: number): number {
  let key = size;
  for (let i = 0; i < size; i += 1) key = key * 65_536 + (units[at + i] as number);
  return key;
}

function placeOf(keys: Float64Array, lists: Uint32Array, key: number): number {
  const mask = lists.length - 1;
  const low = key | 0;
  const high = (key / 4_294_967_296) | 0;
  let place = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  place = (place ^ (place >>> 15)) & mask;
  while (lists[place] !== 0 && keys[place] !== key) place = (place + 1) & mask;
  return place;
}

class GramTable {
  keys = new Float64Array(1 << 10);
  lists = new Uint32Array(1 << 10);
  count = 0;

  /** Number of the list of `key`, a new one when it has none yet. */
  listOf(key: number): number {
    let place = placeOf(this.keys, this.lists, key);
    const known = this.lists[place] as number;
    if (known !== 0) return known - 1;
    if ((this.count + 1) * 2 > this.lists.length) {
      this.#double();
      place = placeOf(this.keys, this.lists, key);
    }
    this.keys[place] = key;
    this.count += 1;
    this.lists[place] = this.count;
    return this.count - 1;
  }

  #double(): void {
    const { keys, lists } = this;
    this.keys = new Float64Array(lists.length * 2);
    this.lists = new Uint32Array(lists.length * 2);
    for (let i = 0; i < lists.length; i += 1) {
      if (lists[i] === 0) continue;
      const place = placeOf(this.keys, this.lists, keys[i] as number);
      this.keys[place] = keys[i] as number;
      this.lists[place] = lists[i] as number;
    }
  }
}

/** Calls `visit` with the number of every list, once a text. Yields to the event loop through `breathe` now and then. */
async function eachGram(
  column: TextColumn,
  sizes: GramSizes,
  breathe: () => Promise<void>,
  visit: (text: number, occurrence: number, at: number, size: number) => void,
): Promise<void> {
  const count = column.starts.length - 1;
  let occurrence = 0;
  for (let text = 0; text < count; text += 1) {
    if ((text & 8191) === 8191) await breathe();
    const from = column.starts[text] as number;
    const to = column.starts[text + 1] as number;
    for (const size of sizes) {
      for (let at = from; at + size <= to; at += 1) visit(text, occurrence++, at, size);
    }
  }
}

/**
 * Builds the lists for the grams of all `sizes` (one to three units) in two passes: count, then fill. `breathe` is
 * awaited every few thousand texts, so that a server goes on answering while it builds.
 */
export async function buildPostings(
  column: TextColumn,
  sizes: GramSizes,
  breathe: () => Promise<void>,
): Promise<Postings> {
  const table = new GramTable();
  const most = column.units.length * sizes.length;
  const listOfOccurrence = new Uint32Array(most);
  let counts = new Uint32Array(1 << 10);
  let lastText = new Int32Array(1 << 10).fill(-1);
  await eachGram(column, sizes, breathe, (text, occurrence, at, size) => {
    const list = table.listOf(gramKey(column.units, at, size));
    if (list >= counts.length) {
      const moreCounts = new Uint32Array(list * 2);
      moreCounts.set(counts);
      const moreLast = new Int32Array(list * 2).fill(-1);
      moreLast.set(lastText);
      counts = moreCounts;
      lastText = moreLast;
    }
    listOfOccurrence[occurrence] = list;
    if (lastText[list] === text) return;
    lastText[list] = text;
    counts[list] = (counts[list] as number) + 1;
  });
  const starts = new Uint32Array(table.count + 1);
  for (let list = 0; list < table.count; list += 1)
    starts[list + 1] = (starts[list] as number) + (counts[list] as number);
  const texts = new Uint32Array(starts[table.count] as number);
  const next = starts.slice(0, table.count);
  lastText.fill(-1);
  await eachGram(column, sizes, breathe, (text, occurrence) => {
    const list = listOfOccurrence[occurrence] as number;
    if (lastText[list] === text) return;
    lastText[list] = text;
    texts[next[list] as number] = text;
    next[list] = (next[list] as number) + 1;
  });
  return { keys: table.keys, lists: table.lists, starts, texts };
}

/** A part of `Postings.texts`: texts from `from` up to but without `to`. */
export type PostingList = { readonly from: number; readonly to: number };

const nothing: PostingList = { from: 0, to: 0 };

function listOf(postings: Postings, units: Uint16Array, at: number, size: number): PostingList {
  const list = postings.lists[placeOf(postings.keys, postings.lists, gramKey(units, at, size))] as number;
  if (list === 0) return nothing;
  return { from: postings.starts[list - 1] as number, to: postings.starts[list] as number };
}

/**
 * The shortest list among the grams of `sought`, which every text that contains `sought` is in; empty when there is no
 * such text. `sizes` must be the ones the postings were built with. Null when `sought` is shorter than the shortest gram.
 */
export function rarestList(postings: Postings, sizes: GramSizes, sought: Uint16Array): PostingList | null {
  const size = Math.max(0, ...sizes.filter((each) => each <= sought.length));
  if (size === 0) return null;
  let rarest: PostingList | null = null;
  for (let at = 0; at + size <= sought.length; at += 1) {
    const list = listOf(postings, sought, at, size);
    if (rarest === null || list.to - list.from < rarest.to - rarest.from) rarest = list;
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
  return postings.keys.byteLength + postings.lists.byteLength + postings.starts.byteLength + postings.texts.byteLength;
}
