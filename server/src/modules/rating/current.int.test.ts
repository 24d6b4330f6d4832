/** Verdicts follow what arrives, what is taken back and what a midnight ends; what was missed is found and counted. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { transact } from '../../platform/db/index.ts';
import { enrol, runPass } from '../../platform/events/index.ts';
import { city, codeOf, openOffice, penalty, registration, type TestOffice } from '../exchange/entry/test-office.ts';
import { undoBatch } from '../exchange/index.ts';
import { judgeDue, judgingConsumer, reconcile } from './index.ts';

let office: TestOffice;
const consumer = judgingConsumer(city);
const follow = async () => {
  while ((await runPass(office.database.db, consumer)) === 'more');
};
const colourOf = async (n: number) =>
  (
    await office.database.db.pool.query<{ result: string; grounds: string[] }>(
      `select result, grounds from rating.verdict where subject_code = $1 and scheme = 'colour' and recorded_until = 'infinity'`,
      [codeOf(n)],
    )
  ).rows[0];

beforeAll(async () => {
  office = await openOffice(() => []);
  await enrol(office.database.db.pool, consumer.name);
  await office.hand(
    'enterprise-registration',
    'market-regulation',
    [1, 2, 3].map((n) => registration(n)),
  );
  await follow();
});
afterAll(() => office.close());

const general = { kinds: '没收违法所得', content: '没收违法所得', fine: '' };

it('a registered subject is green; a penalty makes it yellow, its undoing green again, and the history keeps both', async () => {
  expect(await colourOf(1)).toEqual({ result: 'green', grounds: [] });
  const { batch } = await office.hand('administrative-penalty', 'market-regulation-370102', [penalty(1, general)]);
  await follow();
  expect(await colourOf(1)).toEqual({ result: 'yellow', grounds: ['general-penalty'] });
  expect(await colourOf(2)).toEqual({ result: 'green', grounds: [] });
  await undoBatch(office.database.db, { city, batchId: batch, doer: { actor: 'person:1' }, reason: '误报' });
  await follow();
  expect(await colourOf(1)).toEqual({ result: 'green', grounds: [] });
  expect(await office.count(`rating.verdict where subject_code = '${codeOf(1)}' and scheme = 'colour'`)).toBe(3);
});

it('the passing of days lifts what ends, on the day and not before', async () => {
  await office.hand('administrative-penalty', 'market-regulation-370102', [penalty(2, general)]);
  await follow();
  expect((await colourOf(2))?.result).toBe('yellow');
  expect(await judgeDue(office.database.db, city, '2027-10-12')).toBe(0);
  expect((await colourOf(2))?.result).toBe('yellow');
  expect(await judgeDue(office.database.db, city, '2027-10-13')).toBeGreaterThan(0);
  expect((await colourOf(2))?.result).toBe('green');
});

it('a lost event is found by the night: how many verdicts had to be corrected is kept', async () => {
  await reconcile(office.database.db, city);
  expect(new Set(Object.values((await reconcile(office.database.db, city)).changed))).toEqual(new Set([0]));
  await office.hand('administrative-penalty', 'market-regulation-370102', [penalty(3, general)]);
  await transact(office.database.db, ({ client }) =>
    client.query(
      `update platform.consumer c set passed_transaction = o.written_by, passed_event = o.event_id
         from (select written_by, event_id from platform.outbox order by written_by desc, event_id desc limit 1) o
        where c.name = $1`,
      [consumer.name],
    ),
  );
  await follow();
  expect((await colourOf(3))?.result).toBe('green');
  const { changed } = await reconcile(office.database.db, city);
  expect(changed).toMatchObject({ colour: 1, evaluation: 1 });
  expect((await colourOf(3))?.result).toBe('yellow');
  const { rows } = await office.database.db.pool.query(
    'select corrected from rating.reconciliation order by reconciliation_id desc limit 1',
  );
  expect(rows).toEqual([{ corrected: changed }]);
});
