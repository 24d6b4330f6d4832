/** Comparing: what an event touches at once, everything at night or when asked, and by ranges so that a stop costs little. */
import { audit } from '../../platform/audit/index.ts';
import { addWorkingDays, businessToday, readCalendar } from '../../platform/calendar/index.ts';
import type { City } from '../../platform/city/index.ts';
import { type Db, type Tx, transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { announce, type Consumer, type OutboxEvent } from '../../platform/events/index.ts';
import { fullParts, type Ground, type Part, statementsOfSubjects } from './store/compile/index.ts';
import {
  closeGone,
  find,
  type KeptRule,
  keepFound,
  noteDue,
  openFound,
  subjectsOfBatches,
  takeComparingTurn,
} from './store/keep.ts';
import {
  dueBatches,
  endRun,
  forgetDue,
  noteProgress,
  noteSightings,
  openRun,
  prepareRange,
  type Run,
  recordBlocks,
  unseenSubjects,
  whileAlone,
} from './store/runs.ts';

/** More subjects than this are left to the job. */
const fewSubjects = 5_000;

/** Blocks of 8 kB that one transaction of a full comparison reads: about a gigabyte. */
const blocksAtOnce = 131_072;

const groundOf = (city: City): Ground => ({ rules: city.comparison.rules, catalogue: city.catalogue });

/** Each rule with the last day for what is found today; null while the calendar does not reach so far. */
async function keptRules(tx: Tx, city: City): Promise<KeptRule[]> {
  const calendar = await readCalendar(tx.client);
  const today = businessToday();
  const dueOn = (days: number) => {
    try {
      return addWorkingDays(calendar, today, days);
    } catch (error) {
      if (error instanceof XinhengError && error.code === 'calendar-year-unknown') return null;
      throw error;
    }
  };
  return city.comparison.rules.map((rule) => ({ rule, dueOn: dueOn(rule.days) }));
}

export interface Compared {
  opened: number;
  gone: number;
}

/** Tells that differences were opened or closed. */
async function tell(tx: Tx, { opened, gone }: Compared): Promise<void> {
  if (opened + gone === 0) return;
  await announce(tx, { type: 'comparison.differences-found', orderingKey: 'comparison', payload: { opened, gone } });
}

/** Compares everything about these subjects; what they no longer have is closed. The caller's transaction waits its turn. */
export async function compareSubjects(tx: Tx, city: City, codes: readonly string[]): Promise<Compared> {
  if (codes.length === 0) return { opened: 0, gone: 0 };
  await takeComparingTurn(tx.client);
  await openFound(tx.client);
  for (const statement of statementsOfSubjects(groundOf(city))) await find(tx.client, statement, [codes]);
  const opened = await keepFound(tx.client, await keptRules(tx, city));
  const gone = await closeGone(tx.client, codes);
  await tell(tx, { opened, gone });
  return { opened, gone };
}

function touchedBy(events: readonly OutboxEvent[]): { batches: number[]; subjects: string[] } {
  const batches = new Set<number>();
  const subjects = new Set<string>();
  for (const { payload } of events) {
    for (const batch of [payload.batchId, payload.batch, payload.batches ?? []].flat())
      if (batch !== undefined) batches.add(Number(batch));
    if (typeof payload.subjectCode === 'string') subjects.add(payload.subjectCode);
  }
  return { batches: [...batches], subjects: [...subjects] };
}

/** Compares the subjects that the events are about; a batch about very many is left to the job. Repeating changes nothing. */
export async function compareTouched(tx: Tx, city: City, events: readonly OutboxEvent[]): Promise<Compared> {
  const { batches, subjects } = touchedBy(events);
  const ofBatches = await subjectsOfBatches(tx.client, batches, fewSubjects + 1);
  if (ofBatches.length <= fewSubjects) return compareSubjects(tx, city, [...new Set([...ofBatches, ...subjects])]);
  await noteDue(tx.client, batches);
  return compareSubjects(tx, city, subjects);
}

/** Hears of everything that changes records or cards. */
export function comparingConsumer(city: City): Consumer {
  return {
    name: 'comparison.compare',
    types: [
      'exchange.batch-merged',
      'exchange.batch-undone',
      'exchange.rows-attached',
      'registry.subjects-changed',
      'records.published',
      'records.amended',
      'records.withdrawn',
    ],
    handle: async (events, tx) => void (await compareTouched(tx, city, events)),
  };
}

/** One range of a part, in a transaction of its own. @returns the run as it stands after it */
async function compareRange(db: Db, city: City, run: Run, part: Part, blocks: number): Promise<Run> {
  return transact(db, async (tx) => {
    await takeComparingTurn(tx.client);
    await prepareRange(tx.client, part.byBlocks);
    await openFound(tx.client);
    const until = Math.min(run.block + blocksAtOnce, blocks);
    // The last range reads to the end, whatever was added since.
    const ends = until >= blocks;
    await find(tx.client, part.statement, part.byBlocks ? [run.block, ends ? 4_294_967_295 : until] : []);
    await prepareRange(tx.client, false);
    const opened = await keepFound(tx.client, await keptRules(tx, city));
    await noteSightings(tx.client, run.runId);
    const next = part.byBlocks && !ends ? { ...run, block: until } : { ...run, part: run.part + 1, block: 0 };
    await noteProgress(tx.client, next, opened);
    await tell(tx, { opened, gone: 0 });
    return next;
  });
}

/** What stood before and was not seen: compared once more subject by subject, which closes what is gone. */
async function closeUnseen(db: Db, city: City, runId: string, signal?: AbortSignal): Promise<number> {
  let gone = 0;
  let after = '';
  for (;;) {
    signal?.throwIfAborted();
    const codes = await unseenSubjects(db.pool, runId, after, fewSubjects);
    const last = codes.at(-1);
    if (last === undefined) return gone;
    gone += (await transact(db, (tx) => compareSubjects(tx, city, codes))).gone;
    after = last;
  }
}

/**
 * Compares the whole store. Stopped at any moment, the next call goes on where it was; while another one is going on,
 * nothing is done.
 * @returns differences opened and closed
 */
export async function compareEverything(
  db: Db,
  city: City,
  asked: { actor?: string; signal?: AbortSignal } = {},
): Promise<Compared> {
  return (await whileAlone(db, () => goThrough(db, city, asked))) ?? { opened: 0, gone: 0 };
}

async function goThrough(
  db: Db,
  city: City,
  { actor = 'system', signal }: { actor?: string; signal?: AbortSignal },
): Promise<Compared> {
  const parts = fullParts(groundOf(city));
  const due = await dueBatches(db.pool);
  let run: Run = await transact(db, (tx) => openRun(tx.client, actor));
  const blocks = await recordBlocks(db.pool);
  for (let part = parts[run.part]; part !== undefined; part = parts[run.part]) {
    signal?.throwIfAborted();
    run = await compareRange(db, city, run, part, blocks);
  }
  const gone = await closeUnseen(db, city, run.runId, signal);
  return transact(db, async (tx) => {
    const { found } = await endRun(tx.client, run.runId, gone);
    await forgetDue(
      tx.client,
      due.map(({ batchId }) => batchId),
    );
    await audit(tx, {
      ...{ actor, action: 'comparison.run', object: `comparison-run:${run.runId}` },
      details: { opened: found, gone },
    });
    return { opened: found, gone };
  });
}

/** Batches too large for the moment of their event: one pass over everything. @returns null when none waits */
export async function compareDue(db: Db, city: City, signal?: AbortSignal): Promise<Compared | null> {
  if ((await dueBatches(db.pool)).length === 0) return null;
  return compareEverything(db, city, signal ? { signal } : {});
}
