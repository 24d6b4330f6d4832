/** The sealer of a server: seals every few seconds, tells how it stands, and makes new keys. */
import { type Db, transact } from '../../db/index.ts';
import type { Logger } from '../../log/index.ts';
import { appendUnchecked } from '../entry.ts';
import type { Suite } from '../suites/index.ts';
import { type KeyPlace, openKeyFiles } from './key-files.ts';
import { type SealOptions, type SealResult, sealOnce } from './pass.ts';
import { readSealState, writeStallLimit } from './store.ts';

export type SealerOptions = {
  db: Db;
  log: Logger;
  keys: KeyPlace;
  city: string;
  suite: Suite;
  /** Between two looks; 5 when absent. */
  sealSeconds?: number;
  /** Writes are refused when an entry has waited longer; 4 hours when absent. */
  stallSeconds?: number;
};

export type Sealer = {
  /** Seals what can be sealed now. @returns how many entries. @throws XinhengError audit-broken, audit-key-missing */
  sealNow(): Promise<number>;
  /** Seals from now on, until `stop`. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Why sealing fails at present; undefined while it is well. */
  failure(): string | undefined;
};

/** Seals until nothing is left. A process that finds another one sealing leaves it to that. */
export async function sealAll(options: SealOptions, signal?: AbortSignal): Promise<number> {
  let sealed = 0;
  let result: SealResult;
  do {
    result = await sealOnce(options);
    sealed += result.sealed;
  } while (result.more && !signal?.aborted);
  return sealed;
}

/** The sealer over a store; nothing runs before `start`. */
export function createSealer(options: SealerOptions): Sealer {
  const { db, log } = options;
  const seal: SealOptions = { db, keys: options.keys, city: options.city, suite: options.suite };
  const stopping = new AbortController();
  let turn: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let failure: string | undefined;

  function sealNow(): Promise<number> {
    const done = turn.then(() => sealAll(seal, stopping.signal));
    turn = done.catch(() => {});
    return done;
  }

  async function look(): Promise<void> {
    try {
      await sealNow();
      failure = undefined;
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
      log.error({ err: error }, 'audit entries cannot be sealed');
    }
    if (stopping.signal.aborted) return;
    timer = setTimeout(look, (options.sealSeconds ?? 5) * 1000);
    timer.unref();
  }

  return {
    sealNow,
    async start() {
      await writeStallLimit(db.pool, options.stallSeconds ?? 14_400);
      await moveToSuite(options);
      void look();
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await turn;
    },
    failure: () => failure,
  };
}

/** A log whose key is of another suite than the one that is set gets a new key; its next block announces it. */
async function moveToSuite({ db, keys, city, suite }: SealerOptions): Promise<void> {
  const { log } = await readSealState(db.pool);
  if (log === null) return;
  const { files } = await openKeyFiles(keys, { log, city });
  const present = await files.present();
  if (present === undefined || present.key.suite.name === suite.name || (await files.next())) return;
  await makeNextKey(db, { keys, city, suite, actor: 'system', reason: `签名套件改为 ${suite.name}` });
}

/**
 * Makes the key that takes over: the next block, still signed by the present key, announces it. The entry that tells of
 * it makes sure that there is a next block.
 * @returns the new verifier key, or null when the log has no key yet (its first will be of the suite that is set)
 */
export async function makeNextKey(
  db: Db,
  of: { keys: KeyPlace; city: string; suite: Suite; actor: string; reason: string },
): Promise<string | null> {
  const { log } = await readSealState(db.pool);
  if (log === null) return null;
  const { files } = await openKeyFiles(of.keys, { log, city: of.city });
  const present = await files.present();
  if (present === undefined) return null;
  // Another digest counts its leaves anew.
  const volume = present.volume + (present.key.suite.name === of.suite.name ? 0 : 1);
  const next = await files.make('next', { log, volume, suite: of.suite });
  await transact(db, (tx) =>
    appendUnchecked(tx, {
      actor: of.actor,
      action: 'audit.rotate-key',
      object: `key:${next.key.id.toString('hex')}`,
      reason: of.reason,
      details: { suite: of.suite.name },
    }),
  );
  return next.key.text;
}

/**
 * Lets sealing go on after the store was restored from a copy that is older than what was published. The next block says
 * so, for everybody who holds one of the lost checkpoints.
 * @returns the last block that was lost; null when this server remembers none that the store does not hold
 */
export async function acceptRestore(
  db: Db,
  of: { keys: KeyPlace; city: string; actor: string; reason: string },
): Promise<number | null> {
  const { log } = await readSealState(db.pool);
  const { files } = await openKeyFiles(of.keys, { log, city: of.city });
  const last = await files.lastSealed();
  if (last === undefined) return null;
  const held = await db.pool.query('select from platform.audit_block where block = $1 and hash = $2', [
    last.block,
    last.hash,
  ]);
  if (held.rowCount) return null;
  await transact(db, (tx) =>
    appendUnchecked(tx, {
      actor: of.actor,
      action: 'audit.accept-restore',
      object: `block:${last.block}`,
      reason: of.reason,
      details: { hash: last.hash },
    }),
  );
  await files.remember({ ...last, accepted: true });
  return last.block;
}
