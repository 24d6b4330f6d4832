/** A rule is changed: draft, back-test, a second person, the day on which it takes effect; law that ends stops what rests on it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { officerOf } from '../../../test/officers.ts';
import { addDays, businessToday } from '../../platform/calendar/index.ts';
import { transact } from '../../platform/db/index.ts';
import { enrol, runPass } from '../../platform/events/index.ts';
import { city, codeOf, openOffice, penalty, registration, type TestOffice } from '../exchange/entry/test-office.ts';
import { undoBatch } from '../exchange/index.ts';
import { askBacktest, makeBacktest, quarterEnds } from './backtest.ts';
import { beginDraft, decideEdition, rulesOn, saveDraft, submitDraft } from './editions.ts';
import { judgeDue, judgingConsumer, reconcile } from './index.ts';
import { lawful } from './law.ts';
import { readCounts, readHistory, readJudgement } from './reading.ts';
import { changedSince, digestOfJudgement, issueReport, readReport } from './reports.ts';
import { backtestOf, breakdownOf, countsOf, sampleOf } from './store/backtests.ts';
import { editionById } from './store/editions.ts';

const author = officerOf(city, 'development-reform', ['credit-officer'], '吴起草');
const signer = officerOf(city, 'development-reform', ['credit-officer'], '郑签发');
const clerk = officerOf(city, 'market-regulation-370102', ['entry-clerk'], '王芳');
const general = { kinds: '没收违法所得', content: '没收违法所得', fine: '' };
const today = businessToday();
const tomorrow = addDays(today, 1);

let office: TestOffice;
/** The batch of the penalties. */
let batch: number;
const db = () => office.database.db;
const colour = city.rating.schemes.find(({ code }) => code === 'colour');

beforeAll(async () => {
  office = await openOffice(() => []);
  const consumer = judgingConsumer(city);
  await enrol(db().pool, consumer.name);
  await office.hand(
    'enterprise-registration',
    'market-regulation',
    [1, 2, 3].map((n) => registration(n)),
  );
  const penalties = [penalty(1, general), penalty(2, general)];
  ({ batch } = await office.hand('administrative-penalty', 'market-regulation-370102', penalties));
  while ((await runPass(db(), consumer)) === 'more');
});
afterAll(() => office.close());

const harsher = (edition: string) => {
  if (colour?.kind !== 'colours') throw new Error('no colours');
  const triggers = colour.triggers.map((one) => (one.code === 'general-penalty' ? { ...one, result: 'orange' } : one));
  return JSON.stringify({ ...colour, edition, triggers });
};
const stateOf = async (id: number) => {
  const row = await editionById(db().pool, id);
  if (!row) throw new Error(`no edition ${id}`);
  return row;
};
const test_ = async (id: number) => {
  const { version } = await stateOf(id);
  const backtest = await askBacktest(db(), city, author, { id, version }, async () => {});
  await makeBacktest(db(), city, backtest);
  return backtest;
};

describe('a new edition', () => {
  let id: number;

  it('is drafted by whoever may, from the present one, and saved only when it can be read', async () => {
    const asked = { scheme: 'colour', edition: 'colour-test-2', reason: '一般处罚从严' };
    await expect(beginDraft(db(), city, clerk, asked)).rejects.toMatchObject({ code: 'forbidden' });
    id = await beginDraft(db(), city, author, asked);
    await expect(beginDraft(db(), city, author, asked)).rejects.toMatchObject({ code: 'conflict' });
    const bad = harsher('colour-test-2').replace('"metric":"general-penalty"', '"metric":"no-such-metric"');
    const save = (scheme: string, version: number) =>
      saveDraft(db(), city, author, { id, version, scheme, metrics: '', reason: '一般处罚从严' });
    await expect(save(bad, 1)).rejects.toMatchObject({ code: 'bad-request' });
    await save(harsher('colour-test-2'), 1);
    await expect(save(harsher('colour-test-2'), 1)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('goes to the second person only with a back-test of just these contents, which names who moves', async () => {
    const submit = async () =>
      submitDraft(db(), author, { id, version: (await stateOf(id)).version, effectiveFrom: tomorrow });
    await expect(submit()).rejects.toMatchObject({ code: 'conflict' });
    const backtest = await test_(id);
    expect(await backtestOf(db().pool, id)).toMatchObject({ state: 'done', against: 'colour-base-2026-11' });
    const counts = await countsOf(db().pool, backtest);
    expect(counts.filter(({ judged_on }) => judged_on === today)).toEqual([
      { judged_on: today, before: 'green', after: 'green', subjects: 1 },
      { judged_on: today, before: 'yellow', after: 'orange', subjects: 2 },
    ]);
    expect(new Set(counts.map(({ judged_on }) => judged_on)).size).toBe(13);
    expect((await sampleOf(db().pool, backtest)).map(({ subjectCode }) => subjectCode).sort()).toEqual([
      codeOf(1),
      codeOf(2),
    ]);
    expect((await breakdownOf(db().pool, backtest)).filter(({ by }) => by === 'region')).toEqual([
      { by: 'region', value: '370102', before: 'yellow', after: 'orange', subjects: 2 },
    ]);
    await submit();
    expect((await stateOf(id)).state).toBe('submitted');
  });

  it('is signed by another person than the one who wrote it, and then frozen', async () => {
    const decide = async (viewer: typeof author) =>
      decideEdition(db(), viewer, { id, version: (await stateOf(id)).version, decision: 'publish', reason: '同意' });
    await expect(decide(author)).rejects.toMatchObject({ code: 'forbidden' });
    const { version } = await stateOf(id);
    const both = await Promise.allSettled([1, 2].map(() => decide(signer)));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await stateOf(id)).toMatchObject({ state: 'published', version: version + 1 });
    await expect(
      transact(db(), ({ client }) =>
        client.query(`update rating.edition set reason = 'x' where edition_id = $1`, [id]),
      ),
    ).rejects.toThrow('frozen');
  });

  it('takes effect on its day: everybody is judged anew, and the history names both editions', async () => {
    expect((await rulesOn(db().pool, city, today)).editions.get('colour')).toBe('colour-base-2026-11');
    expect((await rulesOn(db().pool, city, tomorrow)).editions.get('colour')).toBe('colour-test-2');
    expect(await judgeDue(db(), city, today)).toBe(0);
    expect(await judgeDue(db(), city, tomorrow)).toBeGreaterThanOrEqual(3);
    expect(await judgeDue(db(), city, tomorrow)).toBe(0);
    const history = await readHistory(db().pool, city, { subjectCode: codeOf(1), internal: false });
    expect(
      history.filter(({ scheme }) => scheme === 'colour').map(({ edition, result }) => [edition, result.code]),
    ).toEqual([
      ['colour-test-2', 'orange'],
      ['colour-base-2026-11', 'yellow'],
    ]);
    await reconcile(db(), city, 'system', today);
  });
});

describe('what is read', () => {
  it('opens a colour to its ground, metric and record, and counts what the reader may not see', async () => {
    const ask = (seen: ReadonlyMap<string, { basis: string | null }>) =>
      readJudgement(db().pool, city, { subjectCode: codeOf(1), seen, internal: false });
    const hidden = (await ask(new Map()))?.schemes.find(({ scheme }) => scheme === 'colour');
    expect(hidden).toMatchObject({ result: { code: 'yellow', shape: '三角形' }, since: today });
    expect(hidden?.grounds[0]?.metrics[0]).toMatchObject({ code: 'general-penalty', value: 1, records: [], unseen: 1 });
    const { rows } = await db().pool.query<{ record_key: string }>(
      `select record_key from records.record where subject_code = $1 and item = 'administrative-penalty'`,
      [codeOf(1)],
    );
    const key = rows[0]?.record_key as string;
    const seen = (await ask(new Map([[key, { basis: '某法第一条' }]])))?.schemes.find(
      ({ scheme }) => scheme === 'colour',
    );
    expect(seen?.grounds[0]?.metrics[0]).toMatchObject({
      unseen: 0,
      records: [{ recordKey: key, basis: '某法第一条' }],
    });
    expect(seen?.lifts[0]).toMatchObject({ result: { code: 'green' }, records: [{ recordKey: key }], unseen: 0 });
  });

  it('the points of all indicators sum to the points', async () => {
    const judgement = await readJudgement(db().pool, city, { subjectCode: codeOf(1), seen: new Map(), internal: true });
    const evaluation = judgement?.schemes.find(({ scheme }) => scheme === 'evaluation');
    const sum = evaluation?.groups
      .flatMap(({ indicators }) => indicators)
      .reduce((all, one) => all + one.points * 100, 0);
    expect(sum).toBe((evaluation?.points ?? 0) * 100);
  });

  it('as known before the penalty arrived the subject was green', async () => {
    const { rows } = await db().pool.query<{ at: string }>(
      `select min(recorded_from) - interval '1 microsecond' as at from records.record where item = 'administrative-penalty'`,
    );
    const before = await readJudgement(db().pool, city, {
      ...{ subjectCode: codeOf(1), seen: new Map(), internal: true, day: today, knownAt: rows[0]?.at },
    });
    expect(before?.schemes.find(({ scheme }) => scheme === 'colour')?.result.code).toBe('green');
  });

  it('counts of the city', async () => {
    const [counts] = await readCounts(db().pool, city, { kind: 'colours', internal: false });
    expect(counts?.results.map(({ code, subjects }) => [code, subjects])).toEqual([
      ['green', 1],
      ['yellow', 2],
      ['orange', 0],
      ['red', 0],
    ]);
  });
});

it('a law that ends stops what rests on it and lists it', async () => {
  const laws = city.rating.laws.map((law) => (law.code === 'ndrc-36' ? { ...law, until: '2027-01-01' } : law));
  const rules = { ...city.rating, laws };
  expect(lawful(rules, '2026-12-31').stopped).toEqual([]);
  const { stopped, rules: left } = lawful(rules, '2027-01-01');
  expect(stopped.map(({ kind, scheme, code, law }) => [kind, scheme, code, law])).toEqual([
    ['trigger', 'colour', 'severe-penalty', 'ndrc-36'],
    ['trigger', 'colour', 'general-penalty', 'ndrc-36'],
  ]);
  expect(left.schemes.find(({ code }) => code === 'colour')?.edition).toBe('colour-base-2026-11~ndrc-36');
  const ended = { ...city, rating: rules };
  const colourOn = async (day: string) =>
    (
      await readJudgement(db().pool, ended, { subjectCode: codeOf(3), seen: new Map(), internal: false, day })
    )?.schemes.find(({ scheme }) => scheme === 'colour')?.result.code;
  expect(await colourOn(today)).toBe('green');
  expect((await rulesOn(db().pool, { ...city, rating: rules }, '2027-01-01')).stopped.length).toBeGreaterThan(0);
});

it('quarters are looked back on by their last days', () => {
  expect(quarterEnds('2026-11-24', 3)).toEqual(['2026-09-30', '2026-06-30', '2026-03-31']);
  expect(quarterEnds('2026-01-01', 2)).toEqual(['2025-12-31', '2025-09-30']);
});

it('a report keeps what was said; when a ground goes, the check names the scheme that says something else', async () => {
  const judgementOf = async () => {
    const found = await readJudgement(db().pool, city, { subjectCode: codeOf(2), seen: new Map(), internal: false });
    if (!found) throw new Error('not judged');
    return found;
  };
  const then = await judgementOf();
  const checkCode = await issueReport(db(), then);
  expect(checkCode).toMatch(/^[0-9a-z]{16}$/);
  const report = await readReport(db(), checkCode);
  expect(report).toMatchObject({ subjectCode: codeOf(2), digest: digestOfJudgement(then) });
  expect(changedSince(report?.judgement ?? then, await judgementOf())).toEqual([]);
  await undoBatch(db(), { city, batchId: batch, doer: { actor: 'person:1' }, reason: '误报' });
  const changed = changedSince(then, await judgementOf());
  expect(changed).toContain(colour?.title);
  expect(await readReport(db(), 'f'.repeat(16))).toBeNull();
});
