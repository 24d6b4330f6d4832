/** Use cases of counting: what events make of the counts, and the rebuild from the store. */
import { audit } from '../../platform/audit/index.ts';
import { type Calendar, readCalendar } from '../../platform/calendar/index.ts';
import type { City } from '../../platform/city/index.ts';
import { type Db, type Tx, transact } from '../../platform/db/index.ts';
import type { Consumer, OutboxEvent } from '../../platform/events/index.ts';
import { basisDigest, basisOf } from './basis.ts';
import { batchesWithOtherAttachments, readBasis, writeBasis } from './store/basis.ts';
import { countBatches, forgetCounts, nextBatches, noteFeeds, rewriteFeeds, takeCountingTurn } from './store/count.ts';
import { calendarDigest, writeWorkingDays } from './store/working-days.ts';

/** Rows that one statement of a rebuild takes; memory and temporary files stay flat. */
const rowsAtOnce = 500_000;

function digestsOf(city: City, calendar: Calendar) {
  return { indicators: basisDigest(city), calendar: calendarDigest(calendar) };
}

/**
 * Counts everything anew from the store, in one transaction: readers see the old counts until it is done.
 * @returns how many batches were counted
 */
export async function rebuildCounts(db: Db, city: City, actor = 'system'): Promise<number> {
  return transact(db, async (tx) => {
    const { client } = tx;
    await takeCountingTurn(client);
    const calendar = await readCalendar(client);
    await writeWorkingDays(client, calendar);
    await forgetCounts(client);
    await rewriteFeeds(client);
    await client.query('analyze scorecards.working_day');
    let counted = 0;
    let last = 0;
    for (;;) {
      const batches = await nextBatches(client, last, rowsAtOnce);
      if (batches.length === 0) break;
      await countBatches(client, batches, basisOf(city));
      counted += batches.length;
      last = batches.at(-1) as number;
    }
    await writeBasis(client, digestsOf(city, calendar));
    await audit(tx, { actor, action: 'scorecards.rebuild', object: 'scorecards', details: { batches: counted } });
    return counted;
  });
}

/** Rebuilds when indicators, limits or the calendar are others than those the counts were made by. */
export async function rebuildWhenDue(db: Db, city: City): Promise<number | null> {
  const [basis, calendar] = [await readBasis(db.pool), await readCalendar(db.pool)];
  const now = digestsOf(city, calendar);
  if (basis?.indicators === now.indicators && basis.calendar === now.calendar) return null;
  return rebuildCounts(db, city);
}

/** Which batches the events are about; of those without a batch, the department and item. */
function touchedBy(events: readonly OutboxEvent[]) {
  const batches = new Set<number>();
  const feeds: { department: string; item: string }[] = [];
  for (const { type, payload } of events) {
    const batch = payload.batchId ?? payload.batch;
    if (typeof batch === 'number' || typeof batch === 'string') batches.add(Number(batch));
    if (type === 'exchange.rows-attached')
      feeds.push({ department: String(payload.department), item: String(payload.item) });
  }
  return { batches, feeds };
}

/** Counts the batches that the events are about. Repeating it changes nothing. */
export async function countTouched(tx: Tx, city: City, events: readonly OutboxEvent[]): Promise<void> {
  const { client } = tx;
  await takeCountingTurn(client);
  const basis = await readBasis(client);
  if (basis === null) {
    // The first count of all: the table of days is needed now, and the night's rebuild finds what came before the events.
    const calendar = await readCalendar(client);
    await writeWorkingDays(client, calendar);
    await writeBasis(client, { indicators: 'not yet rebuilt', calendar: calendarDigest(calendar) });
  }
  const { batches, feeds } = touchedBy(events);
  const attached = feeds.length > 0 ? await batchesWithOtherAttachments(client, feeds) : [];
  const touched = await noteFeeds(client, [...batches, ...attached]);
  if (touched.length > 0) await countBatches(client, touched, basisOf(city));
}

/** Hears of finished, undone and entered batches and of rows that found their subject. */
export function countingConsumer(city: City): Consumer {
  return {
    name: 'scorecards.counts',
    types: [
      'exchange.batch-merged',
      'exchange.batch-undone',
      'exchange.rows-attached',
      'records.published',
      'records.amended',
      'records.withdrawn',
    ],
    handle: (events, tx) => countTouched(tx, city, events),
  };
}
