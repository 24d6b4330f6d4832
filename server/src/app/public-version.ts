/**
 * Which state of the store the public sees, as a short text: it changes with every import and at midnight. Answers kept
 * in memory are good for one version only. It is null while nobody can say: the outbox has not been looked at for too
 * long (database gone, follower dead), so whoever keeps answers must ask the store.
 */
import { businessToday } from '../platform/calendar/index.ts';
import type { Db } from '../platform/db/index.ts';
import { committedSince, type Follower, presentPosition } from '../platform/events/index.ts';
import type { Logger } from '../platform/log/index.ts';

/** Every event after which a public answer may be another one. */
export const changingEvents = [
  'exchange.batch-merged',
  'exchange.batch-undone',
  'exchange.rows-attached',
  'registry.subjects-changed',
  'rating.judged',
];

export type PublicVersionOptions = {
  log: Logger;
  /** How often the outbox is looked at, in ms: the longest that a change of another process goes unseen. 500 when absent. */
  lookMs?: number;
  /** The last successful look counts for so long, in ms; 5,000 when absent. */
  trustMs?: number;
  /** Milliseconds since 1970 (tests of midnight). */
  now?: () => number;
};

// One offset and no summer time since 1991: the business day changes when this number does.
const dayMs = 86_400_000;
const offsetMs = 8 * 3_600_000;

export class PublicVersion {
  readonly #db: Db;
  readonly #options: Required<PublicVersionOptions>;
  #generation = 0;
  #horizon: string | undefined;
  #seen: ReadonlySet<string> = new Set();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #turn: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #day = { number: Number.NaN, text: '' };
  #text = { day: Number.NaN, generation: -1, text: '' };

  constructor(db: Db, options: PublicVersionOptions) {
    this.#db = db;
    this.#options = {
      log: options.log,
      lookMs: options.lookMs ?? 500,
      trustMs: options.trustMs ?? 5_000,
      now: options.now ?? Date.now,
    };
  }

  /** The version now, or null when it cannot be known. Costs no query. */
  current(): string | null {
    if (performance.now() - this.#lookedAt > this.#options.trustMs) return null;
    const day = this.#dayNumber();
    if (this.#text.day !== day || this.#text.generation !== this.#generation) {
      this.#text = { day, generation: this.#generation, text: `${this.#generation}@${this.today()}` };
    }
    return this.#text.text;
  }

  /** The business day, YYYY-MM-DD. */
  today(): string {
    const number = this.#dayNumber();
    if (this.#day.number !== number) {
      this.#day = { number, text: businessToday(new Date(this.#options.now())) };
    }
    return this.#day.text;
  }

  /** Makes events shorten the wait for the next look. */
  follower(): Follower {
    return { name: 'public answers', types: changingEvents, apply: () => this.look() };
  }

  /** Looks at the outbox every `lookMs` until `stop`. */
  start(): void {
    const again = async () => {
      await this.look().catch((error) => this.#options.log.warn({ err: error }, 'cannot look for changes'));
      if (this.#stopped) return;
      this.#timer = setTimeout(again, this.#options.lookMs);
      this.#timer.unref();
    };
    void again();
  }

  /** No more looks; the version becomes unknown at once. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#turn;
    this.#lookedAt = Number.NEGATIVE_INFINITY;
  }

  /** Looks at the outbox now. What was committed before this call is in the version when it resolves. */
  look(): Promise<void> {
    const done = this.#turn.then(() => this.#look());
    this.#turn = done.catch(() => {});
    return done;
  }

  /**
   * Unlike a follower, which waits for older transactions for the sake of order, this sees an event as soon as it is
   * committed. All that transactions before the horizon wrote has been seen; of later ones, the events in `#seen`.
   */
  async #look(): Promise<void> {
    if (this.#stopped) return;
    const asked = performance.now();
    const from = this.#horizon ?? (await presentPosition(this.#db.pool)).transaction;
    const row = await committedSince(this.#db.pool, from, changingEvents);
    if (row.events.some((event) => !this.#seen.has(event))) this.#generation += 1;
    this.#seen = new Set(row.events);
    this.#horizon = row.horizon;
    this.#lookedAt = asked;
  }

  #dayNumber(): number {
    return Math.floor((this.#options.now() + offsetMs) / dayMs);
  }
}
