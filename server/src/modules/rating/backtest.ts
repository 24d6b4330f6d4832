/** 回测 of a draft: over the present day, with every subject that moves, and over the ends of earlier quarters. */
import type { RatingRules, Scheme } from '@xinheng/contracts/rating.ts';
import { actorOf, demand, type Viewer, whoIs } from '../../platform/access/index.ts';
import { audit } from '../../platform/audit/index.ts';
import { businessToday } from '../../platform/calendar/index.ts';
import type { City } from '../../platform/city/index.ts';
import { type Db, type Tx, transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { rulesOn } from './editions.ts';
import { lawful } from './law.ts';
import { backtestById, endBacktest, insertBacktest, tryOn } from './store/backtests.ts';
import { editionById } from './store/editions.ts';

/** Quarters looked back on. */
const quarters = 12;

/** The last days of the quarters before a day, the newest first. Pure. */
export function quarterEnds(day: string, count = quarters): string[] {
  const [year = 0, month = 1] = day.split('-').map(Number);
  const first = year * 4 + Math.floor((month - 1) / 3);
  return Array.from({ length: count }, (_, back) => {
    const quarter = first - back - 1;
    const [y, q] = [Math.floor(quarter / 4), quarter % 4];
    return `${y}-${['03-31', '06-30', '09-30', '12-31'][q]}`;
  });
}

/** Asks for a back-test of a draft as it stands. @returns its number, for the job */
export async function askBacktest(
  db: Db,
  city: City,
  viewer: Viewer,
  of: { id: number; version: number },
  enqueue: (tx: Tx, backtest: number) => Promise<void>,
): Promise<number> {
  demand(viewer, 'ratings.draft');
  return transact(db, async (tx) => {
    const row = await editionById(tx.client, of.id, true);
    if (!row || row.state === 'dropped') throw new XinhengError('not-found', { message: '没有这个版本。' });
    if (row.version !== of.version)
      throw new XinhengError('conflict', { message: '这个版本刚被他人改动，请刷新后再操作。' });
    const { editions } = await rulesOn(tx.client, city, businessToday());
    const against = editions.get(row.scheme) ?? row.based_on;
    const id = await insertBacktest(tx.client, {
      ...{ edition: of.id, version: row.version, against, askedBy: actorOf(viewer) },
    });
    await audit(tx, {
      ...whoIs(viewer),
      action: 'rating.backtest',
      object: `rating-edition:${of.id}`,
      details: { edition: row.edition, against, backtest: id },
    });
    await enqueue(tx, id);
    return id;
  });
}

/** Makes a back-test that was asked for; repeating it changes nothing. */
export async function makeBacktest(db: Db, city: City, id: number, today = businessToday()): Promise<void> {
  const asked = await backtestById(db.pool, id);
  if (asked?.state !== 'waiting') return;
  const edition = await editionById(db.pool, asked.edition_id);
  if (edition === null) return;
  const present = await rulesOn(db.pool, city, today);
  const before = present.rules.schemes.find(({ code }) => code === edition.scheme);
  if (!before) return;
  const rules: RatingRules = { ...present.rules, metrics: withAdded(present.rules, edition.metrics) };
  await transact(db, async (tx) => {
    for (const day of [today, ...quarterEnds(today)]) {
      // Law ends for the draft as it ends for the present rules.
      const draft = lawful({ ...rules, schemes: [edition.body] }, day).rules.schemes[0] as Scheme;
      await tryOn(tx.client, {
        ...{ backtest: id, metrics: rules.metrics, items: city.catalogue.items, present: before, draft },
        ...{ day, moves: day === today },
      });
    }
    await endBacktest(tx.client, id, 'done');
  });
}

/** Present metrics and those that the draft adds; one that is known already stays as it is. */
function withAdded(rules: RatingRules, added: RatingRules['metrics']): RatingRules['metrics'] {
  const known = new Set(rules.metrics.map(({ code }) => code));
  return [...rules.metrics, ...added.filter(({ code }) => !known.has(code))];
}

/** Notes that a back-test came to no end. */
export async function failBacktest(db: Db, id: number, fault: string): Promise<void> {
  await transact(db, (tx) => endBacktest(tx.client, id, 'failed', fault));
}
