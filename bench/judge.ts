/**
 * The whole city judged: all metrics, colours, evaluation, history, due days. Beside it: one bare aggregate with as many
 * filters over the same rows, no points, no grounds, nothing kept but the counts. Then some subjects, and one explanation.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { installCity } from '../server/src/app/city-of-store.ts';
import { generateCity } from '../server/src/modules/generator/index.ts';
import { evaluate, judge, readFacts, valuesOn } from '../server/src/modules/rating/index.ts';
import { loadCity } from '../server/src/platform/city/index.ts';
import { transact } from '../server/src/platform/db/index.ts';
import { type BenchDatabase, openBenchDatabase } from './harness/database.ts';
import { readOptions } from './harness/options.ts';
import { comparePairs } from './harness/pairs.ts';
import { runToEnd } from './harness/processes.ts';
import { demandEqual, report } from './harness/report.ts';
import { median, quantile } from './harness/statistics.ts';

const city = loadCity('jinan');
const day = '2026-11-24';
const ground = { rules: city.rating, items: city.catalogue.items, day };

/** Seventeen counts by item and severity, as a statistician would ask for them. */
const bare = `create temporary table bench_bare as
  select subject_code, ${Array.from(
    { length: 17 },
    (_, n) =>
      `count(*) filter (where item = '${city.catalogue.items[n]?.code}' and occurred_on > date '${day}' - ${365 * (1 + (n % 3))}) as c${n}`,
  ).join(', ')}
  from records.record where recorded_until = 'infinity' group by subject_code`;

async function bareSeconds({ db }: BenchDatabase): Promise<number> {
  const began = performance.now();
  await transact(db, async ({ client }) => {
    await client.query(`set local work_mem = '256MB'`);
    await client.query(bare);
    await client.query('drop table bench_bare');
  });
  return (performance.now() - began) / 1000;
}

async function judgedSeconds({ db }: BenchDatabase, codes?: string[]): Promise<number> {
  const began = performance.now();
  await transact(db, ({ client }) => judge(client, { ...ground, ...(codes && { codes }) }));
  return (performance.now() - began) / 1000;
}

async function codesOf({ db }: BenchDatabase, count: number): Promise<string[]> {
  const { rows } = await db.pool.query<{ subject_code: string }>(
    'select subject_code from registry.subject order by md5(subject_code) limit $1',
    [count],
  );
  return rows.map((row) => row.subject_code);
}

/** Explanations of some subjects, compared with what is stored. ms */
async function explained(bench: BenchDatabase, codes: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const subjectCode of codes) {
    const began = performance.now();
    const facts = await readFacts(bench.db.pool, { ...ground, subjectCode });
    if (!facts) throw new Error(`no facts of ${subjectCode}`);
    const values = valuesOn(city.rating.metrics, facts, day);
    const verdicts = city.rating.schemes.map((scheme) => evaluate(scheme, values).result);
    times.push(performance.now() - began);
    const { rows } = await bench.db.pool.query<{ scheme: string; result: string }>(
      `select scheme, result from rating.verdict where subject_code = $1 and recorded_until = 'infinity'`,
      [subjectCode],
    );
    for (const [at, { code }] of city.rating.schemes.entries()) {
      const stored = rows.find(({ scheme }) => scheme === code);
      if (stored) demandEqual(`${code} of ${subjectCode}`, verdicts[at], stored.result);
    }
  }
  return times;
}

/** Runs the question; see README.md for the options. */
export async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args, { subjects: 114_000, records: 1_360_000, pairs: 3 });
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-judge-'));
  const bench = await openBenchDatabase('judge');
  try {
    await installCity(bench.db, 'jinan');
    const { subjects, records, seed } = options;
    await generateCity({ city, subjects, records, seed, dirt: 0 }, join(folder, 'city'));
    await runToEnd('server/src/cli/main.ts', ['load', join(folder, 'city')], { DATABASE_URL: bench.url });
    // As the nightly housekeeping leaves it: the statistics know of the load.
    const keeper = new pg.Client(bench.url);
    await keeper.connect();
    await keeper.query('vacuum analyze records.record, registry.subject');
    await keeper.end();
    const first = await judgedSeconds(bench);
    const some = await codesOf(bench, 1000);
    const explanations = await explained(bench, some.slice(0, 300));
    const few: number[] = [];
    for (let n = 0; n < 7; n++) few.push(1000 * (await judgedSeconds(bench, some)));
    const again = await comparePairs({
      question: 'judge, nothing changed',
      unit: 'subjects/s',
      moreIsBetter: true,
      pairs: options.pairs,
      ours: {
        name: 'xinheng',
        measure: async () => {
          const seconds = await judgedSeconds(bench);
          return { figure: subjects / seconds, seconds };
        },
      },
      theirs: {
        name: 'bare aggregate',
        measure: async () => {
          const seconds = await bareSeconds(bench);
          return { figure: subjects / seconds, seconds };
        },
      },
    });
    report({
      question: 'judge',
      settings: { ...options, metrics: city.rating.metrics.length, ...bench.settings },
      answers: ['300 explanations say what is stored'],
      facts: {
        'first judgement, every verdict written, s': first,
        'the same ÷ bare aggregate (aim ≤ 2)': first / (again.medians.theirs.seconds ?? Number.NaN),
        '1,000 subjects judged, ms (aim ≤ 200)': median(few),
        'explanation, ms p50': quantile(explanations, 0.5),
        'explanation, ms p99 (aim ≤ 20)': quantile(explanations, 0.99),
      },
      comparisons: [again],
    });
  } finally {
    await bench.drop().catch(() => {});
    await rm(folder, { recursive: true, force: true });
  }
}
