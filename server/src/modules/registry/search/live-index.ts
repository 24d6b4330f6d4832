import { type FoundPage, searchSegments } from './index-search.ts';
import type { SearchQuery } from './query.ts';
import type { Place } from './rank.ts';
import {
  hide,
  type IndexedSubject,
  numberOfCode,
  type Segment,
  SegmentBuilder,
  segmentBytes,
  subjectAt,
} from './segment.ts';

const subjectsABreath = 4096;

/** Lets pending requests run; the default of everything here that works longer than some milliseconds. */
export function breatheNow(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * The index as a few segments: a large one from the last build and small ones from the changes since, each about twice
 * the next, so that a change costs its own size and a query looks into few places. A changed subject is hidden in the
 * older segments in the same step in which the newer one appears. Changes are applied one behind the other.
 */
export class LiveIndex {
  #segments: Segment[];
  readonly #breathe: () => Promise<void>;
  #work: Promise<void> = Promise.resolve();

  constructor(segments: Segment[], breathe: () => Promise<void> = breatheNow) {
    this.#segments = segments;
    this.#breathe = breathe;
  }

  /** One page of the answer; see `searchSegments`. */
  search(query: SearchQuery, identified: ReadonlySet<string>, limit: number, after: Place | null): FoundPage {
    return searchSegments(this.#segments, query, identified, limit, after);
  }

  /** True when the subject is in the index. */
  has(code: string): boolean {
    return this.#segments.some((segment) => {
      const number = numberOfCode(segment, code);
      return number !== -1 && segment.hidden[number] === 0;
    });
  }

  /** Subjects in the index. */
  get size(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.count - segment.hiddenCount, 0);
  }

  /** Bytes of the segments' arrays. */
  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segmentBytes(segment), 0);
  }

  get segmentSizes(): number[] {
    return this.#segments.map((segment) => segment.count);
  }

  /**
   * Makes `subjects` the present state of their codes and takes `removed` codes out. A code given twice: the last
   * counts. Resolves when searches see it.
   */
  applyChanges(subjects: readonly IndexedSubject[], removed: readonly string[] = []): Promise<void> {
    const done = this.#work.then(() => this.#apply(subjects, removed));
    this.#work = done.catch(() => {});
    return done;
  }

  /** Calls `visit` with every subject; yields between pieces of work. Changes wait until it has ended. */
  eachSubject(visit: (subject: IndexedSubject) => void): Promise<void> {
    const done = this.#work.then(async () => {
      for (const segment of this.#segments) await this.#eachOf(segment, visit);
    });
    this.#work = done.catch(() => {});
    return done;
  }

  async #apply(subjects: readonly IndexedSubject[], removed: readonly string[]): Promise<void> {
    const newest = new Map<string, IndexedSubject>();
    for (const subject of subjects) newest.set(subject.subjectCode, subject);
    const builder = new SegmentBuilder();
    for (const subject of newest.values()) builder.add(subject);
    const segment = builder.count === 0 ? null : await builder.finish(this.#breathe);
    // From here to the end of the block nothing yields: a search sees all of the change or nothing of it.
    for (const older of this.#segments) {
      for (const code of newest.keys()) hide(older, code);
      for (const code of removed) if (!newest.has(code)) hide(older, code);
    }
    if (segment !== null) this.#segments = [...this.#segments, segment];
    await this.#mergeSmall();
  }

  async #mergeSmall(): Promise<void> {
    for (;;) {
      const last = this.#segments.at(-1);
      const before = this.#segments.at(-2);
      if (last === undefined || before === undefined || last.count * 2 < before.count) return;
      const builder = new SegmentBuilder();
      for (const segment of [before, last]) await this.#eachOf(segment, (subject) => builder.add(subject));
      const merged = await builder.finish(this.#breathe);
      this.#segments = [...this.#segments.slice(0, -2), merged];
    }
  }

  async #eachOf(segment: Segment, visit: (subject: IndexedSubject) => void): Promise<void> {
    for (let number = 0; number < segment.count; number += 1) {
      if (number % subjectsABreath === subjectsABreath - 1) await this.#breathe();
      if (segment.hidden[number] === 0) visit(subjectAt(segment, number));
    }
  }
}
