import type { PoolClient } from 'pg';
import type { Db } from '../db/index.ts';
import type { Logger } from '../log/index.ts';
import { type Consumer, enrol, recordFailure, runPass } from './consumer.ts';
import { type OutboxEvent, type Position, presentPosition, readEvents, wakeChannel } from './outbox.ts';

/**
 * An in-process reader whose position lives in memory only: it feeds something derived (an index, a cache) that is built
 * anew at every start. Take `presentPosition` first, build, then follow from there; events may repeat what was built.
 */
export type Follower = {
  name: string;
  types: readonly string[];
  /** Where to begin; the present when absent. */
  from?: Position;
  apply: (events: readonly OutboxEvent[]) => void | Promise<void>;
};

export type EventsOptions = {
  db: Db;
  log: Logger;
  consumers?: readonly Consumer[];
  followers?: readonly Follower[];
  /** The longest a wake-up may be missed, in milliseconds; 1000 when absent. */
  pollMs?: number;
  /** First pause after a failure, doubled each time up to five minutes; 1000 ms when absent. */
  backOffMs?: number;
};

export type Events = {
  /** Looks for events now. */
  wake(): void;
  /** Stops reading; resolves when the passes under way have ended. */
  stop(): Promise<void>;
  /** Failures of followers, which have no row in the store: name → what went wrong. */
  followerFailures(): ReadonlyMap<string, string>;
};

const longestBackOff = 5 * 60_000;

/** A sleep that can be cut short. */
class Alarm {
  #rung = false;
  #ring: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#ring?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#ring = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#rung = false;
    this.#ring = undefined;
  }
}

type Loop = { alarm: Alarm; ended: Promise<void> };

/**
 * Starts all readers. Each runs in its own loop, so a failing one holds up nobody else. A failing consumer stays before
 * the event it fails at (order is kept), tries again with growing pauses, and shows in `consumerStatus`.
 */
export async function startEvents(options: EventsOptions): Promise<Events> {
  const { db, log, consumers = [], followers = [] } = options;
  const stopping = new AbortController();
  for (const consumer of consumers) await enrol(db.pool, consumer.name);
  const followerFailures = new Map<string, string>();
  const passes = [
    ...consumers.map((consumer) => consumerPass(options, consumer)),
    ...(await Promise.all(followers.map((follower) => followerPass(options, follower, followerFailures)))),
  ];
  const loops: Loop[] = passes.map((pass) => {
    const alarm = new Alarm();
    return { alarm, ended: loop(pass, alarm, stopping.signal, options.pollMs ?? 1000) };
  });
  const wake = () => {
    for (const { alarm } of loops) alarm.ring();
  };
  const listening = loops.length === 0 ? Promise.resolve() : listen(db, wake, stopping.signal, log);
  return {
    wake,
    followerFailures: () => followerFailures,
    async stop() {
      stopping.abort();
      wake();
      await Promise.all([listening, ...loops.map(({ ended }) => ended)]);
    },
  };
}

/** Does one pass; answers how long to rest before the next: 0 none, undefined the usual. Never throws. */
type PassStep = () => Promise<number | undefined>;

async function loop(step: PassStep, alarm: Alarm, signal: AbortSignal, pollMs: number): Promise<void> {
  while (!signal.aborted) {
    const rest = await step();
    if (signal.aborted) return;
    if (rest === undefined) await alarm.wait(pollMs);
    // A failing reader waits out its pause: new events must not hurry it.
    else if (rest > 0) await pause(rest, signal);
  }
}

function consumerPass({ db, log, backOffMs = 1000 }: EventsOptions, consumer: Consumer): PassStep {
  let failures = 0;
  return async () => {
    try {
      // After a failure one event at a time, so that the position comes to stand right before the one that fails.
      const pass = await runPass(db, consumer, failures > 0 ? 1 : consumer.batchSize);
      failures = pass === 'elsewhere' ? failures : 0;
      return pass === 'more' ? 0 : undefined;
    } catch (error) {
      failures++;
      log.error({ consumer: consumer.name, failures, err: error }, 'event consumer failed');
      await recordFailure(db.pool, consumer.name, error).catch(() => {});
      return Math.min(longestBackOff, backOffMs * 2 ** (failures - 1));
    }
  };
}

async function followerPass(
  { db, log, backOffMs = 1000 }: EventsOptions,
  follower: Follower,
  failuresSeen: Map<string, string>,
): Promise<PassStep> {
  let at = follower.from ?? (await presentPosition(db.pool));
  let failures = 0;
  const limit = 500;
  return async () => {
    try {
      const events = await readEvents(db.pool, at, limit);
      const wanted = events.filter((event) => follower.types.includes(event.type));
      if (wanted.length > 0) await follower.apply(wanted);
      at = events.at(-1)?.position ?? at;
      failures = 0;
      failuresSeen.delete(follower.name);
      return events.length === limit ? 0 : undefined;
    } catch (error) {
      failures++;
      log.error({ follower: follower.name, failures, err: error }, 'event follower failed');
      failuresSeen.set(follower.name, error instanceof Error ? error.message : String(error));
      return Math.min(longestBackOff, backOffMs * 2 ** (failures - 1));
    }
  };
}

/** Holds one connection on LISTEN and takes a new one when it breaks; polling covers the gap. */
async function listen(db: Db, wake: () => void, signal: AbortSignal, log: Logger): Promise<void> {
  while (!signal.aborted) {
    let client: PoolClient | undefined;
    try {
      client = await db.pool.connect();
      const broken = new Promise<Error>((resolve) => client?.once('error', resolve));
      client.on('notification', wake);
      await client.query(`listen ${wakeChannel}`);
      wake();
      const reason = await Promise.race([broken, aborted(signal)]);
      if (reason) log.warn({ err: reason }, 'lost the connection that listens for events');
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'cannot listen for events');
    } finally {
      // Never back into the pool: it would stay subscribed.
      client?.release(true);
    }
    if (!signal.aborted) await pause(1000, signal);
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
