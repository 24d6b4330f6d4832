/** Keeping verdicts current: what arrives, what a midnight changes, and the nightly look at everybody. */
import { audit } from '../../platform/audit/index.ts';
import { businessToday } from '../../platform/calendar/index.ts';
import type { City } from '../../platform/city/index.ts';
import { type Db, type Tx, transact } from '../../platform/db/index.ts';
import { announce, type Consumer, type OutboxEvent } from '../../platform/events/index.ts';
import { rulesOn } from './editions.ts';
import { anyOtherEdition } from './store/editions.ts';
import {
  anyVerdict,
  dueSubjects,
  type Judged,
  judge,
  subjectsOfBatches,
  writeDayCounts,
  writeReconciliation,
} from './store/verdicts.ts';

/** More subjects than this are judged by one pass over the city, which is then cheaper. */
const fewSubjects = 50_000;

/** Subjects of one pass of those that are due. */
const dueAtOnce = 20_000;

/** What the events are about: batches, and single subjects. */
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

/** Judges the subjects that the events are about. Repeating it changes nothing. */
export async function judgeTouched(tx: Tx, city: City, events: readonly OutboxEvent[]): Promise<Judged> {
  const { batches, subjects } = touchedBy(events);
  const ofBatches = await subjectsOfBatches(tx.client, batches, fewSubjects + 1);
  const day = businessToday();
  if (ofBatches.length > fewSubjects) return judgeAndTell(tx, city, day);
  return judgeAndTell(tx, city, day, [...new Set([...ofBatches, ...subjects])]);
}

/** Judges by the rules of the day and announces that verdicts have changed. */
async function judgeAndTell(tx: Tx, city: City, day: string, codes?: readonly string[]): Promise<Judged> {
  const { rules } = await rulesOn(tx.client, city, day);
  const judged = await judge(tx.client, { rules, items: city.catalogue.items, day, ...(codes && { codes }) });
  if (Object.values(judged.changed).some((changed) => changed > 0))
    await announce(tx, { type: 'rating.judged', orderingKey: 'rating', payload: { day, changed: judged.changed } });
  return judged;
}

/** Hears of everything that changes records or cards. */
export function judgingConsumer(city: City): Consumer {
  return {
    name: 'rating.judge',
    types: [
      'exchange.batch-merged',
      'exchange.batch-undone',
      'exchange.rows-attached',
      'registry.subjects-changed',
      'records.published',
      'records.amended',
      'records.withdrawn',
    ],
    handle: async (events, tx) => void (await judgeTouched(tx, city, events)),
  };
}

/**
 * Judges everybody whose verdict may have changed by the passing of days. Killed, the rest is still due.
 * @returns how many subjects were judged
 */
export async function judgeDue(db: Db, city: City, day = businessToday()): Promise<number> {
  let done = 0;
  // An edition takes effect, or an article of law ends: everybody is judged anew.
  const { editions } = await rulesOn(db.pool, city, day);
  if (await anyOtherEdition(db.pool, editions)) {
    const { measured } = await transact(db, (tx) => judgeAndTell(tx, city, day));
    done += measured;
  }
  for (;;) {
    const codes = await dueSubjects(db.pool, day, dueAtOnce);
    if (codes.length === 0) return done;
    await transact(db, (tx) => judgeAndTell(tx, city, day, codes));
    done += codes.length;
  }
}

/**
 * Judges the whole city and keeps how many verdicts had been missed; the first pass over a city is none of these.
 * @returns the verdicts corrected, by scheme
 */
export async function reconcile(db: Db, city: City, actor = 'system', day = businessToday()): Promise<Judged> {
  return transact(db, async (tx) => {
    const first = !(await anyVerdict(tx.client));
    const judged = await judgeAndTell(tx, city, day);
    if (!first) await writeReconciliation(tx.client, day, judged);
    await writeDayCounts(tx.client, day);
    await audit(tx, { actor, action: 'rating.reconcile', object: 'city', details: { day, first, ...judged } });
    return judged;
  });
}
