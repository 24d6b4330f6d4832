import { type Db, type Queryable, transact } from '../../../platform/db/index.ts';
import {
  type Events,
  type OutboxEvent,
  type Position,
  presentPosition,
  startEvents,
} from '../../../platform/events/index.ts';
import { type Logger, silentLogger } from '../../../platform/log/index.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { IdentifierFilter } from './identifier-filter.ts';
import type { FoundPage } from './index-search.ts';
import { breatheNow, LiveIndex } from './live-index.ts';
import { parseQuery, type SearchQuery, type TierName, tierNames } from './query.ts';
import { SegmentBuilder } from './segment.ts';
import {
  changesOfBatches,
  codesIdentifiedBy,
  eachStoredIdentifier,
  eachStoredSubject,
  fingerprintOf,
  storeDigest,
  subjectsChanged,
  unseenChanges,
} from './store.ts';
import { searchStore } from './store-search.ts';

export type SubjectHit = {
  subjectCode: string;
  name: string;
  kind: string;
  status: string;
  region: string | null;
  /** How it fits the query, best way first: `identifier` may deserve a word to the reader (曾用名 or old number). */
  tier: TierName;
};

export type SearchAnswer = {
  hits: SubjectHit[];
  /** How many there are in all: exact, or at least this many when `totalIsLowerBound`. */
  total: number;
  totalIsLowerBound: boolean;
  /** Present when there are more; good for as long as one likes. */
  nextCursor?: string;
};

export type SearchRequest = { text: string; limit: number; cursor?: string | undefined };

export type SearchOptions = {
  log?: Logger;
  /** How often the index compares itself with the outbox, in ms; 1000 when absent. */
  watchMs?: number;
  /** A change that is older than this and not in the index sends searches to PostgreSQL, in ms; 2000 when absent. */
  mostLagMs?: number;
  /** The last successful watch counts for so long, in ms; 10,000 when absent. */
  trustMs?: number;
  /** How often the whole index is compared with the store, in ms; ten minutes when absent, 0 for never. */
  checkMs?: number;
  /** More changed subjects than this at once mean a new build; 50,000 when absent. */
  mostChanges?: number;
  /** False: no events are followed (tests that starve the index). */
  follow?: boolean;
};

export type SearchStats = {
  /** `ready`: the index answers. Otherwise PostgreSQL does: nothing built yet, or the index is behind the store. */
  state: 'absent' | 'building' | 'behind' | 'ready';
  subjects: number;
  identifiers: number;
  bytes: number;
  segments: number;
  builds: number;
  buildMs: number;
  answeredByIndex: number;
  answeredByStore: number;
  /** The last comparison with the store; null before the first. */
  checked: { at: string; equal: boolean } | null;
};

export type CheckResult = 'equal' | 'different' | 'undecided';

export type SubjectSearch = {
  /** Builds the index and keeps it in step; searches work from the first moment on. Resolves when it is built. */
  start(): Promise<void>;
  stop(): Promise<void>;
  search(request: SearchRequest): Promise<SearchAnswer>;
  /** Compares index and store now; a difference throws the index away and builds it anew. */
  check(): Promise<CheckResult>;
  /** Throws the index away and builds it anew; PostgreSQL answers meanwhile. */
  rebuild(): Promise<void>;
  stats(): SearchStats;
};

const longestPage = 100;
const noCodes: ReadonlySet<string> = new Set();
const start: Position = { transaction: '0', event: '0' };

/**
 * Search over registry.subject. The fast path is an index in memory, derived from the store; whenever that is absent,
 * being built, behind the outbox, or unable to know whether it is, PostgreSQL answers in its place, in the same order.
 */
export function createSubjectSearch(db: Db, options: SearchOptions = {}): SubjectSearch {
  return new Service(db, options);
}

class Service implements SubjectSearch {
  readonly #db: Db;
  readonly #options: Required<SearchOptions>;
  #index: LiveIndex | null = null;
  #filter: IdentifierFilter | null = null;
  #applied = start;
  #watched = start;
  #watchedAt = Number.NEGATIVE_INFINITY;
  #behind = false;
  #events: Events | undefined;
  #timers: NodeJS.Timeout[] = [];
  #stopped = false;
  #building = false;
  /** Builds, changes and checks run one behind the other. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #counts = { builds: 0, buildMs: 0, answeredByIndex: 0, answeredByStore: 0 };
  #checked: SearchStats['checked'] = null;

  constructor(db: Db, options: SearchOptions) {
    this.#db = db;
    this.#options = {
      log: options.log ?? silentLogger(),
      watchMs: options.watchMs ?? 1000,
      mostLagMs: options.mostLagMs ?? 2000,
      trustMs: options.trustMs ?? 10_000,
      checkMs: options.checkMs ?? 600_000,
      mostChanges: options.mostChanges ?? 50_000,
      follow: options.follow ?? true,
    };
  }

  async start(): Promise<void> {
    const { log, watchMs, checkMs, follow } = this.#options;
    await this.rebuild();
    if (this.#stopped) return;
    if (follow) {
      this.#events = await startEvents({
        db: this.#db,
        log,
        followers: [
          {
            name: 'registry search',
            types: [subjectsChanged],
            from: this.#applied,
            apply: (events) => this.#apply(events),
          },
        ],
      });
    }
    await this.#watch();
    this.#every(watchMs, () => this.#watch());
    if (checkMs > 0) this.#every(checkMs, () => this.check());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#events?.stop();
    await this.#turn;
    this.#index = null;
  }

  async search(request: SearchRequest): Promise<SearchAnswer> {
    const query = parseQuery(request.text);
    if (query === null) return { hits: [], total: 0, totalIsLowerBound: false };
    const limit = Math.max(1, Math.min(longestPage, Math.trunc(request.limit)));
    const cursor = request.cursor === undefined ? null : readCursor(request.cursor);
    const after = cursor?.after ?? null;
    const identified = await this.#identified(query);
    let page = this.#fromIndex(query, identified, limit, after);
    if (page === null) {
      this.#counts.answeredByStore += 1;
      page = await searchStore(this.#db.pool, query, identified, limit, after);
    } else this.#counts.answeredByIndex += 1;
    const counted = cursor ?? page;
    const answer: SearchAnswer = {
      hits: page.hits.map(({ place, subject }) => ({
        subjectCode: subject.subjectCode,
        name: subject.name,
        kind: subject.kind,
        status: subject.status,
        region: subject.region,
        tier: tierNames[place.tier] as TierName,
      })),
      total: counted.total,
      totalIsLowerBound: counted.totalIsLowerBound,
    };
    const last = page.hits.at(-1);
    if (page.more && last !== undefined) {
      answer.nextCursor = writeCursor({
        after: last.place,
        total: counted.total,
        totalIsLowerBound: counted.totalIsLowerBound,
      });
    }
    return answer;
  }

  rebuild(): Promise<void> {
    return this.#inTurn(() => this.#build());
  }

  check(): Promise<CheckResult> {
    return this.#inTurn(async () => {
      const index = this.#index;
      if (index === null) {
        await this.#build();
        return 'undecided';
      }
      const stored = await storeDigest(this.#db.pool, this.#applied);
      if (stored.pending) return 'undecided';
      let count = 0;
      let sum = 0;
      await index.eachSubject((subject) => {
        count += 1;
        sum = (sum + fingerprintOf(subject)) >>> 0;
      });
      const equal = stored.count === count && stored.sum === sum;
      this.#checked = { at: new Date().toISOString(), equal };
      if (equal) {
        await this.#loadIdentifiers();
        return 'equal';
      }
      this.#options.log.error(
        { stored, index: { count, sum } },
        'the search index differs from the registry: built anew',
      );
      await this.#build();
      return 'different';
    });
  }

  stats(): SearchStats {
    const index = this.#index;
    const state = this.#building ? 'building' : index === null ? 'absent' : this.#trusted() ? 'ready' : 'behind';
    return {
      state,
      subjects: index?.size ?? 0,
      identifiers: this.#filter?.size ?? 0,
      bytes: (index?.bytes ?? 0) + (this.#filter?.bytes ?? 0),
      segments: index?.segmentSizes.length ?? 0,
      ...this.#counts,
      checked: this.#checked,
    };
  }

  /** Whether the index may answer: it has lately been seen to hold everything announced. */
  #trusted(): boolean {
    return !this.#behind && performance.now() - this.#watchedAt < this.#options.trustMs;
  }

  #fromIndex(
    query: SearchQuery,
    identified: ReadonlySet<string>,
    limit: number,
    after: FoundPage['hits'][number]['place'] | null,
  ): FoundPage | null {
    const index = this.#index;
    if (index === null || !this.#trusted()) return null;
    for (const code of identified) if (!index.has(code)) return null;
    try {
      return index.search(query, identified, limit, after);
    } catch (error) {
      // A defect of ours must not hide a subject: the store answers, and a fresh index replaces this one.
      this.#options.log.error({ err: error }, 'the search index failed: built anew');
      this.#index = null;
      this.rebuild().catch((failure) => this.#options.log.error({ err: failure }, 'cannot build the search index'));
      return null;
    }
  }

  /** Codes that registry.identifier gives for the query. Numbers are always asked for, names when the filter says so. */
  async #identified(query: SearchQuery): Promise<ReadonlySet<string>> {
    const { folded, identifiers } = query;
    const filter = this.#trusted() ? this.#filter : null;
    const number = /^[0-9A-Z-]{8,20}$/.test(folded) && /\d/.test(folded);
    if (filter !== null && !number && !identifiers.some((value) => filter.mayHold(value))) return noCodes;
    return new Set(await codesIdentifiedBy(this.#db.pool, identifiers));
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(run);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #build(): Promise<void> {
    const began = performance.now();
    this.#building = true;
    this.#index = null;
    try {
      // Taken first: whatever commits after it comes as an event, if need be a second time.
      const from = await presentPosition(this.#db.pool);
      const builder = new SegmentBuilder();
      await this.#reading((client) => eachStoredSubject(client, (subject) => builder.add(subject)));
      await this.#loadIdentifiers();
      const index = new LiveIndex(builder.count === 0 ? [] : [await builder.finish(breatheNow)]);
      if (this.#counts.builds === 0) {
        this.#applied = from;
        this.#watched = from;
      }
      this.#index = index;
      this.#counts.builds += 1;
      this.#counts.buildMs = Math.round(performance.now() - began);
      this.#options.log.info({ subjects: index.size, ms: this.#counts.buildMs }, 'search index built');
    } finally {
      this.#building = false;
    }
  }

  async #loadIdentifiers(): Promise<void> {
    const filter = new IdentifierFilter();
    await this.#reading((client) => eachStoredIdentifier(client, (value) => filter.add(value)));
    this.#filter = filter;
  }

  #reading(run: (client: Parameters<typeof eachStoredSubject>[0]) => Promise<void>): Promise<void> {
    return transact(this.#db, async ({ client }) => {
      // A whole registry takes longer than any request may.
      await client.query('set transaction read only; set local statement_timeout = 0');
      await run(client);
    });
  }

  #apply(events: readonly OutboxEvent[]): Promise<void> {
    return this.#inTurn(async () => {
      const last = events.at(-1);
      if (last === undefined) return;
      const index = this.#index;
      const batches = events.map(({ payload }) => Number(payload.batchId)).filter(Number.isSafeInteger);
      const q: Queryable = this.#db.pool;
      // An undo names its subjects, because their cards come from other batches now; null when they are too many.
      const tooMany = events.some(({ payload }) => payload.codes === null);
      const named = events.flatMap(({ payload }) => (Array.isArray(payload.codes) ? (payload.codes as string[]) : []));
      const changes =
        index === null || tooMany ? null : await changesOfBatches(q, batches, named, this.#options.mostChanges);
      if (index === null || changes === null) await this.#build();
      else {
        await index.applyChanges(changes.subjects, changes.removed);
        for (const value of changes.identifiers) this.#filter?.add(value);
      }
      this.#applied = last.position;
      await this.#watch();
    });
  }

  /** Looks whether the outbox holds changes that the index should have had by now. */
  async #watch(): Promise<void> {
    const asked = performance.now();
    const unseen = await unseenChanges(this.#db.pool, this.#applied, this.#watched);
    this.#behind = unseen.ageSeconds !== null && unseen.ageSeconds * 1000 > this.#options.mostLagMs;
    // What lies before the horizon has been looked at for good, so that the next look is short again.
    if (unseen.ageSeconds === null) this.#watched = { transaction: unseen.horizon, event: '0' };
    this.#watchedAt = asked;
  }

  #every(ms: number, run: () => Promise<unknown>): void {
    const again = () => {
      const timer = setTimeout(async () => {
        this.#timers.splice(this.#timers.indexOf(timer), 1);
        await run().catch((error) => this.#options.log.warn({ err: error }, 'the search index cannot be watched'));
        if (!this.#stopped) again();
      }, ms);
      timer.unref();
      this.#timers.push(timer);
    };
    again();
  }
}
