import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { officerOf } from '../../../test/officers.ts';
import { addWorkingDays, businessToday, readCalendar } from '../../platform/calendar/index.ts';
import { createListing } from '../../platform/listing/index.ts';
import { silentLogger } from '../../platform/log/index.ts';
import { type ChallengeAsked, decideChallenge, maskedContact, openChallenge, readChallenge } from './challenges.ts';
import { scorecardLists } from './lists.ts';
import { publicQuality } from './public.ts';
import { forgetContacts } from './store/challenges.ts';
import { city, codeOf, county, nameOf, openSupply, type Supply } from './test-supply.ts';

let supply: Supply;
beforeAll(async () => {
  supply = await openSupply();
});
afterAll(() => supply.close());

const officers = {
  clerk: officerOf(city, county, ['entry-clerk']),
  neighbour: officerOf(city, 'market-regulation-370103', ['entry-clerk']),
  reviewer: officerOf(city, 'market-regulation', ['reviewer'], '孙丽'),
  credit: officerOf(city, 'development-reform', ['credit-officer'], '吴信'),
};
const record = {
  ...{ subjectCode: codeOf(1), subjectName: nameOf(1), recordKey: randomUUID(), recordVersion: 2 },
  ...{ item: 'administrative-licence', department: county, region: '370102' },
  fields: new Map([['content', '许可内容']]),
};
const asked: ChallengeAsked = {
  ...{ ground: 'wrong', field: 'content', claim: '许可内容应为食品生产。', contact: '13812345678' },
};
const open = (more: Partial<ChallengeAsked> = {}, address = '192.0.2.1') =>
  openChallenge(supply.database.db, city, { record, asked: { ...asked, ...more }, address });
const idOf = async (receipt: string) =>
  (
    await supply.database.db.pool.query(
      'select challenge_id::text as id from scorecards.challenge where receipt = $1',
      [receipt],
    )
  ).rows[0].id as string;
const doors = () => publicQuality({ db: supply.database.db, city });

describe('a challenge', () => {
  it('is opened by anybody with a clock of working days, and is public without words and contact', async () => {
    const receipt = await open();
    const shown = await doors().challenge(receipt);
    const calendar = await readCalendar(supply.database.db.pool);
    const due = calendar.years.has(Number(businessToday().slice(0, 4)))
      ? addWorkingDays(calendar, businessToday(), city.scorecards.challenges.days)
      : null;
    expect(shown).toMatchObject({ state: 'open', dueOn: due, ground: 'wrong', fieldLabel: '许可内容' });
    expect(JSON.stringify(shown)).not.toContain('138');
    expect(JSON.stringify(shown)).not.toContain('食品生产');
    expect(await doors().challenge(randomUUID())).toBeNull();
    expect(await doors().challenge("' or true --")).toBeNull();
  });

  it('names every fault, and the limit of a day', async () => {
    await expect(open({ ground: 'because', claim: '错', contact: 'abc', field: 'secret' })).rejects.toMatchObject({
      code: 'bad-request',
      details: { errors: ['ground', 'field', 'claim', 'contact'].map((field) => expect.objectContaining({ field })) },
    });
    const few = {
      ...city,
      scorecards: { ...city.scorecards, challenges: { ...city.scorecards.challenges, perDay: 2 } },
    };
    const again = () => openChallenge(supply.database.db, few, { record, asked, address: '192.0.2.9' });
    await again();
    await again();
    await expect(again()).rejects.toMatchObject({ code: 'rate-limited' });
  });

  it('shows its contact masked, to officers within reach only', async () => {
    const id = await idOf(await open());
    const read = (viewer: keyof typeof officers) => readChallenge(supply.database.db, officers[viewer], id, 'r');
    expect(await read('clerk')).toMatchObject({ contact: '138****5678', mayDecide: false });
    expect(await read('reviewer')).toMatchObject({ contact: '138****5678', mayDecide: true });
    expect(await read('credit')).toMatchObject({ contact: '13812345678' });
    await expect(read('neighbour')).rejects.toMatchObject({ code: 'not-found' });
    expect(maskedContact('wang@example.org')).toBe('w***@example.org');
  });

  it('is decided once, by whoever it reaches, with an answer; the numbers follow', async () => {
    const receipt = await open();
    const id = await idOf(receipt);
    const decide = (viewer: keyof typeof officers, answer = '经核对档案，应为食品生产，已更正。') =>
      decideChallenge(supply.database.db, officers[viewer], id, { decision: 'upheld', answer, requestId: 'r' });
    await expect(decide('clerk')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(decide('reviewer', ' ')).rejects.toMatchObject({ code: 'bad-request' });
    expect(await decide('reviewer')).toMatchObject({ state: 'upheld', decidedByName: '孙丽', mayDecide: false });
    await expect(decide('credit')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('孙丽'),
    });
    expect(await doors().challenge(receipt)).toMatchObject({
      state: 'upheld',
      answer: expect.stringContaining('已更正'),
    });
    const numbers = await doors().challengeNumbers();
    expect(numbers.get('')).toMatchObject({ upheld: 1, medianDays: 0, overdue: 0 });
    expect(numbers.get(county)).toEqual(numbers.get(''));
    const { rows } = await supply.database.db.pool.query(
      `select action from platform.audit_entry where object = $1 order by entry_id`,
      [`challenge:${id}`],
    );
    expect(rows.map(({ action }) => action)).toEqual(['scorecards.challenge', 'scorecards.decide-challenge']);
  });

  it('that is past its day stands in the list as overdue, and old contacts are removed', async () => {
    const id = await idOf(await open());
    await supply.database.db.pool.query(
      `update scorecards.challenge set due_on = '2026-01-05' where challenge_id = $1`,
      [id],
    );
    const listing = createListing({ db: supply.database.db, lists: scorecardLists({ city }), log: silentLogger() });
    expect(await listing.count(officers.reviewer, 'challenges', { state: 'open', overdue: 'true' })).toEqual({
      count: 1,
      exact: true,
    });
    expect((await listing.count(officers.neighbour, 'challenges', {})).count).toBe(0);
    await supply.database.db.pool.query(
      `update scorecards.challenge set decided_at = '2026-01-05' where state = 'upheld'`,
    );
    expect(await forgetContacts(supply.database.db.pool, 30)).toBe(1);
  });
});
