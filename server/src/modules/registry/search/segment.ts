import { buildPostings, type GramSizes, type Postings, postingsBytes } from './postings.ts';
import { rankOf } from './rank.ts';
import { type TextColumn, TextColumnBuilder, textAt, unitsOf } from './text-column.ts';
import { orderByText, rangeOf } from './text-order.ts';

/** A subject as the index takes it from the registry. */
export type IndexedSubject = {
  subjectCode: string;
  kind: string;
  name: string;
  nameFolded: string;
  initials: string;
  status: string;
  region: string | null;
};

/** Single characters and pairs of names: one and two characters are searched by list alone. */
export const nameGrams: GramSizes = [1, 2];
/** Pinyin initials have so few letters that pairs select nothing; they are searched inside from three on. */
export const initialsGrams: GramSizes = [3];

/**
 * A part of the index: subjects numbered by static rank, never changed but for `hide`. Texts lie in typed arrays, so
 * that a million subjects cost the garbage collector nothing.
 */
export type Segment = {
  readonly count: number;
  readonly codes: TextColumn;
  readonly names: TextColumn;
  readonly initials: TextColumn;
  /** Numbers of the subjects by code, by name, by initials. */
  readonly codeOrder: Uint32Array;
  readonly nameOrder: Uint32Array;
  readonly initialsOrder: Uint32Array;
  readonly namePostings: Postings;
  readonly initialsPostings: Postings;
  readonly ranks: Uint16Array;
  /** Names as shown, empty where equal to the folded one. */
  readonly shownNames: TextColumn;
  readonly kinds: Uint16Array;
  readonly statuses: Uint16Array;
  readonly regions: Uint16Array;
  readonly dictionary: readonly string[];
  /** 1 for subjects that a newer segment or a removal has taken away. */
  readonly hidden: Uint8Array;
  hiddenCount: number;
};

/** Few different values, each kept once: kinds, statuses, regions. Number 0 is "no value". */
class Dictionary {
  readonly values: string[] = [''];
  readonly #numbers = new Map<string, number>();

  numberOf(value: string | null): number {
    if (value === null) return 0;
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    if (this.values.length > 65_535) throw new RangeError('more than 65,535 different kinds, statuses and regions');
    // A value cut out of a larger text would keep that text alive.
    const own = Buffer.from(value, 'utf8').toString('utf8');
    this.values.push(own);
    this.#numbers.set(own, this.values.length - 1);
    return this.values.length - 1;
  }
}

/** Collects subjects, in any order, each code once, and makes a segment of them. */
export class SegmentBuilder {
  readonly #codes = new TextColumnBuilder();
  readonly #names = new TextColumnBuilder();
  readonly #initials = new TextColumnBuilder();
  readonly #shownNames = new TextColumnBuilder();
  readonly #dictionary = new Dictionary();
  #small = new Uint16Array(4 << 8);

  get count(): number {
    return this.#codes.count;
  }

  add(subject: IndexedSubject): void {
    const at = this.count * 4;
    if (at + 4 > this.#small.length) {
      const larger = new Uint16Array(this.#small.length * 2);
      larger.set(this.#small);
      this.#small = larger;
    }
    this.#small[at] = rankOf(subject);
    this.#small[at + 1] = this.#dictionary.numberOf(subject.kind);
    this.#small[at + 2] = this.#dictionary.numberOf(subject.status);
    this.#small[at + 3] = this.#dictionary.numberOf(subject.region);
    this.#codes.add(subject.subjectCode);
    this.#names.add(subject.nameFolded);
    this.#initials.add(subject.initials);
    this.#shownNames.add(subject.name === subject.nameFolded ? '' : subject.name);
  }

  /** Makes the segment; the builder is spent. `breathe` is awaited between pieces of work of some milliseconds. */
  async finish(breathe: () => Promise<void>): Promise<Segment> {
    const count = this.count;
    const asAdded = new Uint32Array(count);
    for (let i = 0; i < count; i += 1) asAdded[i] = i;
    const byCode = orderByText(this.#codes.finish(asAdded));
    await breathe();
    const order = this.#orderByRank(byCode);
    const numberOfAdded = new Uint32Array(count);
    for (let number = 0; number < count; number += 1) numberOfAdded[order[number] as number] = number;
    const names = this.#names.finish(order);
    const initials = this.#initials.finish(order);
    await breathe();
    const nameOrder = orderByText(names);
    await breathe();
    const initialsOrder = orderByText(initials);
    await breathe();
    return {
      count,
      codes: this.#codes.finish(order),
      names,
      initials,
      codeOrder: byCode.map((added) => numberOfAdded[added] as number),
      nameOrder,
      initialsOrder,
      namePostings: await buildPostings(names, nameGrams, breathe),
      initialsPostings: await buildPostings(initials, initialsGrams, breathe),
      ranks: this.#smallColumn(order, 0),
      shownNames: this.#shownNames.finish(order),
      kinds: this.#smallColumn(order, 1),
      statuses: this.#smallColumn(order, 2),
      regions: this.#smallColumn(order, 3),
      dictionary: this.#dictionary.values,
      hidden: new Uint8Array(count),
      hiddenCount: 0,
    };
  }

  /** One of the four small values of every subject, in the order of `order`. */
  #smallColumn(order: Uint32Array, which: number): Uint16Array {
    const column = new Uint16Array(order.length);
    for (let number = 0; number < order.length; number += 1) {
      column[number] = this.#small[(order[number] as number) * 4 + which] as number;
    }
    return column;
  }

  /** Added numbers by rank, those of equal rank in code order: a counting sort, which is stable. */
  #orderByRank(byCode: Uint32Array): Uint32Array {
    const next = new Uint32Array(65_537);
    for (const added of byCode) {
      const behind = (this.#small[added * 4] as number) + 1;
      next[behind] = (next[behind] as number) + 1;
    }
    for (let rank = 0; rank < 65_536; rank += 1) next[rank + 1] = (next[rank + 1] as number) + (next[rank] as number);
    const order = new Uint32Array(byCode.length);
    for (const added of byCode) {
      const rank = this.#small[added * 4] as number;
      order[next[rank] as number] = added;
      next[rank] = (next[rank] as number) + 1;
    }
    return order;
  }
}

/** Number of the subject with this code, also a hidden one, or -1. */
export function numberOfCode(segment: Segment, code: string): number {
  const [from, to] = rangeOf(segment.codes, segment.codeOrder, unitsOf(code), false);
  return from < to ? (segment.codeOrder[from] as number) : -1;
}

/** The first number whose place (rank, then code) is at or behind the given one. */
export function numberAtOrBehind(segment: Segment, rank: number, code: string): number {
  let low = 0;
  let high = segment.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const itsRank = segment.ranks[middle] as number;
    const before = itsRank !== rank ? itsRank < rank : textAt(segment.codes, middle) < code;
    if (before) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Takes a subject out of the answers of this segment; true when it was in them. */
export function hide(segment: Segment, code: string): boolean {
  const number = numberOfCode(segment, code);
  if (number === -1 || segment.hidden[number] === 1) return false;
  segment.hidden[number] = 1;
  segment.hiddenCount += 1;
  return true;
}

/** What an answer tells of a subject. */
export type FoundSubject = Pick<IndexedSubject, 'subjectCode' | 'kind' | 'name' | 'status' | 'region'>;

/** Subject number `number`, whose code is known already, as an answer tells it. */
export function foundAt(segment: Segment, number: number, subjectCode: string): FoundSubject {
  const region = segment.regions[number] as number;
  const shown = segment.shownNames.starts[number] !== segment.shownNames.starts[number + 1];
  return {
    subjectCode,
    kind: segment.dictionary[segment.kinds[number] as number] as string,
    name: textAt(shown ? segment.shownNames : segment.names, number),
    status: segment.dictionary[segment.statuses[number] as number] as string,
    region: region === 0 ? null : (segment.dictionary[region] as string),
  };
}

/** Subject number `number` as it was given. */
export function subjectAt(segment: Segment, number: number): IndexedSubject {
  const found = foundAt(segment, number, textAt(segment.codes, number));
  return { ...found, nameFolded: textAt(segment.names, number), initials: textAt(segment.initials, number) };
}

/** Bytes held by the segment's arrays. */
export function segmentBytes(segment: Segment): number {
  const columns = [segment.codes, segment.names, segment.initials, segment.shownNames];
  const texts = columns.reduce((sum, column) => sum + column.units.byteLength + column.starts.byteLength, 0);
  const orders = segment.codeOrder.byteLength + segment.nameOrder.byteLength + segment.initialsOrder.byteLength;
  const small = segment.ranks.byteLength * 4 + segment.hidden.byteLength;
  return texts + orders + small + postingsBytes(segment.namePostings) + postingsBytes(segment.initialsPostings);
}
