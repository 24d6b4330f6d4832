/** The whole city's verdicts against a naive model that knows nothing of the compilation, and against each explanation. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metric, MetricSource, RecordCondition } from '@xinheng/contracts/rating.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { loadCity } from '../../platform/city/index.ts';
import { transact } from '../../platform/db/index.ts';
import { loadFiles } from '../exchange/index.ts';
import { generateCity } from '../generator/index.ts';
import {
  type Contribution,
  countResults,
  evaluate,
  forecast,
  isConcerned,
  judge,
  liftsOf,
  readFacts,
  valuesOn,
} from './index.ts';
import { dueSubjects } from './store/verdicts.ts';

const city = loadCity('jinan');
const { metrics, schemes } = city.rating;
const { items } = city.catalogue;
const today = '2026-11-24';
let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'xinheng-rating-'));
  const { files } = await generateCity({ city, subjects: 700, records: 9000, seed: 'rating', dirt: 0.02 }, folder);
  const entries = files.map(({ file, item, department }) => ({
    path: join(folder, file),
    name: file,
    item,
    department,
  }));
  await loadFiles(database.db, { city, entries, channel: 'generated', actor: 'test' });
}, 120_000);
afterAll(async () => {
  await database?.drop();
  if (folder) await rm(folder, { recursive: true });
});

const judgeAll = (day: string, codes?: string[]) =>
  transact(database.db, ({ client }) => judge(client, { rules: city.rating, items, day, ...(codes && { codes }) }));

interface StoredRecord {
  item: string;
  department: string;
  severity: string | null;
  payload: Record<string, unknown>;
  [day: `@${string}`]: string | null;
}

const presentVerdicts = async (scheme: string) =>
  new Map(
    (
      await database.db.pool.query<{ subject_code: string; result: string; points: number | null; grounds: string[] }>(
        `select subject_code, result, points, grounds from rating.verdict where scheme = $1 and recorded_until = 'infinity'`,
        [scheme],
      )
    ).rows.map(({ subject_code, ...verdict }) => [subject_code, verdict]),
  );

/** Months forward, the last day of a shorter month in place of one that it does not have. */
function addMonths(day: string, months: number): string {
  const [y = 0, m = 0, d = 0] = day.split('-').map(Number);
  const length = new Date(Date.UTC(y, m - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(y, m - 1 + months, Math.min(d, length))).toISOString().slice(0, 10);
}
const before = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

function naiveLast(source: MetricSource, record: StoredRecord, first: string): string {
  const dayOf = (name: string) =>
    (name.startsWith('@') ? record[name as `@${string}`] : (record.payload[name] as string | null)) ?? null;
  const ends: (string | null)[] = [source.until ? dayOf(source.until) : null];
  if (source.for) {
    const { n, unit } = source.for;
    ends.push(addMonths(first, unit === 'Y' ? 12 * n : n));
  }
  const gone = source.before ? dayOf(source.before) : null;
  if (gone) ends.push(before(gone));
  return ends.filter((end) => end !== null && end !== 'infinity').sort()[0] ?? '9999-12-31';
}

function naiveFits(one: RecordCondition, record: StoredRecord): boolean {
  if (one.severity) return one.severity.includes(record.severity as never);
  const value = record.payload[one.field ?? ''];
  const codes = [value].flat();
  if (one.anyOf && !one.anyOf.some((code) => codes.includes(code))) return false;
  if (one.noneOf?.some((code) => codes.includes(code))) return false;
  return true;
}

function naiveValue(
  metric: Metric,
  of: { records: StoredRecord[]; status: string; established: string | null },
  day: string,
) {
  if (metric.subject) {
    const { status, establishedWithin: within } = metric.subject;
    if (status && !status.includes(of.status)) return 0;
    if (!within) return 1;
    return of.established !== null && of.established <= day && addMonths(of.established, 12 * within.n) > day ? 1 : 0;
  }
  const counted = of.records.filter((record) =>
    metric.sources?.some((source) => {
      if (source.item !== record.item || !(source.where ?? []).every((one) => naiveFits(one, record))) return false;
      const first = record[source.from as `@${string}`];
      return typeof first === 'string' && first <= day && naiveLast(source, record, first) >= day;
    }),
  );
  if (metric.aggregate === 'departments') return new Set(counted.map(({ department }) => department)).size;
  if (metric.aggregate === 'count') return counted.length;
  return (
    Math.round(counted.reduce((sum, { payload }) => sum + Number(payload[metric.field ?? ''] ?? 0), 0) * 1e6) / 1e6
  );
}

async function wholeCity() {
  const records = await database.db.pool.query<StoredRecord & { subject_code: string }>(
    `select subject_code, item, department, severity, payload, occurred_on as "@occurredOn", effective_from as "@effectiveFrom",
       effective_until as "@effectiveUntil", shown_from as "@shownFrom", shown_until::text as "@shownUntil"
     from records.record where recorded_until = 'infinity' and state = 'valid'`,
  );
  const bySubject = Map.groupBy(records.rows, ({ subject_code }) => subject_code);
  const subjects = await database.db.pool.query<{
    code: string;
    status: string;
    kind: string;
    industry: string | null;
    established: string | null;
  }>(
    'select subject_code as code, status, kind, industry, established_on as established from registry.subject order by 1',
  );
  return subjects.rows.map((subject) => ({ ...subject, records: bySubject.get(subject.code) ?? [] }));
}

it.each([today, '2027-03-02'])('on %s every subject has the verdicts of the naive model', async (day) => {
  const { measured } = await judgeAll(day);
  const subjects = await wholeCity();
  expect(measured).toBe(subjects.length);
  for (const scheme of schemes) {
    const stored = await presentVerdicts(scheme.code);
    const wrong: unknown[] = [];
    for (const subject of subjects) {
      const values = new Map(metrics.map((metric) => [metric.code, naiveValue(metric, subject, day)]));
      const expected = isConcerned(scheme, subject) ? evaluate(scheme, values) : undefined;
      const got = stored.get(subject.code);
      if (got?.result !== expected?.result || got?.points !== expected?.points)
        wrong.push([subject.code, got, expected]);
    }
    expect(wrong.slice(0, 3), scheme.code).toEqual([]);
    expect((await countResults(database.db.pool, scheme.code)).length).toBeGreaterThan(1);
  }
});

it('every explanation says what is stored, its parts sum to the points, and its advice reaches the colour', async () => {
  await judgeAll(today);
  const colour = schemes.find(({ code }) => code === 'colour');
  if (colour?.kind !== 'colours') throw new Error('no colour scheme');
  const stored = new Map(
    await Promise.all(schemes.map(async ({ code }) => [code, await presentVerdicts(code)] as const)),
  );
  let advised = 0;
  for (const { code } of await wholeCity()) {
    const facts = await readFacts(database.db.pool, { rules: city.rating, items, subjectCode: code, day: today });
    if (!facts) throw new Error(`no facts of ${code}`);
    const values = valuesOn(metrics, facts, today);
    for (const scheme of schemes) {
      const verdict = evaluate(scheme, values);
      const got = stored.get(scheme.code)?.get(code);
      if (!isConcerned(scheme, facts)) continue;
      expect(got, code).toMatchObject({ result: verdict.result, points: verdict.points, grounds: verdict.grounds });
      if (verdict.parts) expect(verdict.parts.reduce((sum, part) => sum + part, 0)).toBe(verdict.points);
    }
    if (!isConcerned(colour, facts)) continue;
    for (const { result, remove, byItself } of liftsOf(colour, metrics, facts, today)) {
      advised += 1;
      const ranks = colour.results.map((one) => one.code);
      const after = evaluate(colour, valuesOn(metrics, facts, today, new Set(remove)));
      expect(ranks.indexOf(after.result)).toBeLessThanOrEqual(ranks.indexOf(result));
      if (byItself === null) continue;
      const then = evaluate(colour, valuesOn(metrics, facts, byItself));
      expect(ranks.indexOf(then.result)).toBeLessThanOrEqual(ranks.indexOf(result));
    }
  }
  expect(advised).toBeGreaterThan(20);
});

it('judged again nothing is written; the subjects that are due are exactly those whose metrics can turn', async () => {
  expect(Object.values((await judgeAll(today)).changed)).toEqual(schemes.map(() => 0));
  const due = new Set(await dueSubjects(database.db.pool, '2027-03-02', 100_000));
  const turning = (one: Contribution) =>
    (one.first > today && one.first <= '2027-03-02') ||
    (one.last !== null && one.last >= today && one.last < '2027-03-02');
  for (const { code, established } of await wholeCity()) {
    const facts = await readFacts(database.db.pool, { rules: city.rating, items, subjectCode: code, day: today });
    const third = established === null ? null : addMonths(established, 36);
    const ages = third !== null && third > today && third <= '2027-03-02';
    expect(due.has(code), code).toBe(Boolean(facts?.contributions.some(turning)) || ages);
  }
  const partly = await judgeAll('2027-03-02', [...due]);
  expect(partly.measured).toBe(due.size);
  // Only those that were due could change: the whole city judged again finds nothing that was missed.
  expect(Object.values((await judgeAll('2027-03-02')).changed)).toEqual(schemes.map(() => 0));
});

it('a forecast is what the engine says on each of its days', async () => {
  const colour = schemes.find(({ code }) => code === 'colour');
  if (colour?.kind !== 'colours') throw new Error('no colour scheme');
  const [due] = await dueSubjects(database.db.pool, '2030-01-01', 1);
  const facts = await readFacts(database.db.pool, { rules: city.rating, items, subjectCode: due ?? '', day: today });
  if (!facts) throw new Error('nobody is due');
  for (const change of forecast(colour, metrics, facts, today))
    expect(evaluate(colour, valuesOn(metrics, facts, change.on)).result).toBe(change.result);
});
