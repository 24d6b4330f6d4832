/**
 * What scorecards cost: a finished batch of ten thousand rows counted into a full store; the whole store counted anew,
 * beside one sequential aggregate over the same rows; the matrix and a page of failing rows read.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCity } from '../server/src/app/city-of-store.ts';
import { generateCity } from '../server/src/modules/generator/index.ts';
import { countTouched, readScorecard, rebuildCounts } from '../server/src/modules/scorecards/index.ts';
import { scorecardLists } from '../server/src/modules/scorecards/lists.ts';
import { loadCity } from '../server/src/platform/city/index.ts';
import { type Db, transact } from '../server/src/platform/db/index.ts';
import { createListing } from '../server/src/platform/listing/index.ts';
import { silentLogger } from '../server/src/platform/log/index.ts';
import { openBenchDatabase } from './harness/database.ts';
import { readOptions } from './harness/options.ts';
import { comparePairs } from './harness/pairs.ts';
import { runToEnd } from './harness/processes.ts';
import { demandEqual, report } from './harness/report.ts';
import { quantile } from './harness/statistics.ts';

const city = loadCity('jinan');
const [item, department, rowsOfBatch] = ['tax-credit-a', 'tax', 10_000];
const officer = { kind: 'operator', name: 'bench' } as const;

/** Seconds of one run. */
async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return (performance.now() - began) / 1000;
}

/** Everything counted, as one digest. */
async function digestOf(db: Db): Promise<string> {
  const { rows } = await db.pool.query<{ digest: string }>(
    `select md5(string_agg(line, '|' order by line)) as digest from (
       select to_jsonb(t)::text as line from scorecards.tally t
       union all select to_jsonb(h)::text from scorecards.batch_counted h
       union all select count(*) || f.indicator || f.month from scorecards.failing_row f group by f.indicator, f.month) all_lines`,
  );
  return rows[0]?.digest ?? '';
}

/** A batch of ten thousand rows: one in twenty without a subject, one in a hundred without its year. */
async function importBatch(db: Db, url: string, folder: string, codes: readonly string[], n: number): Promise<number> {
  const lines = Array.from({ length: rowsOfBatch }, (_, i) => {
    const code = i % 20 === 7 ? '' : codes[(n * rowsOfBatch + i) % codes.length];
    return `${code},${i % 20 === 7 ? `无此主体${i}` : `企业${i}`},${i % 100 === 3 ? '' : 2005 + n},某局`;
  });
  const path = join(folder, `batch-${n}.csv`);
  await writeFile(path, `纳税人识别号,纳税人名称,评价年度,税务机关\n${lines.join('\n')}\n`);
  await runToEnd('server/src/cli/main.ts', ['import', item, path, '--department', department, '--json'], {
    DATABASE_URL: url,
  });
  const { rows } = await db.pool.query<{ batch: number }>('select max(batch_id) as batch from exchange.batch');
  return rows[0]?.batch ?? 0;
}

const countBatch = (db: Db, batchId: number) =>
  transact(db, (tx) =>
    countTouched(tx, city, [
      {
        ...{ type: 'exchange.batch-merged', orderingKey: `batch:${batchId}`, at: '' },
        ...{ payload: { batchId, item, department }, position: { transaction: '0', event: '0' } },
      },
    ]),
  );

/** Runs the question; see README.md for the options. */
export async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args, { subjects: 114_000, records: 1_360_000, pairs: 3 });
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-scorecards-'));
  const base = await openBenchDatabase('scorecards');
  const { db } = base;
  try {
    await installCity(db, 'jinan');
    const { subjects, records, seed } = options;
    await generateCity({ city, subjects, records, seed }, join(folder, 'city'));
    await runToEnd('server/src/cli/main.ts', ['load', join(folder, 'city')], { DATABASE_URL: base.url });
    await db.pool.query('analyze records.record');
    const comparison = await comparePairs({
      question: 'scorecards',
      unit: 'seconds',
      moreIsBetter: false,
      pairs: options.pairs,
      ours: { name: 'count the store anew', measure: () => asSample(timed(() => rebuildCounts(db, city))) },
      theirs: { name: 'one sequential aggregate', measure: () => asSample(timed(() => aggregate(db))) },
    });
    const { rows } = await db.pool.query<{ code: string }>(
      `select subject_code as code from registry.subject where subject_code not like 'ZR0%' order by md5(subject_code)`,
    );
    const seconds: number[] = [];
    for (let n = 0; n < 5; n++) {
      const codes = rows.map(({ code }) => code);
      const batch = await importBatch(db, base.url, folder, codes, n);
      seconds.push(await timed(() => countBatch(db, batch)));
    }
    const incremental = await digestOf(db);
    await rebuildCounts(db, city);
    demandEqual('counts after the increments, and after a rebuild', incremental, await digestOf(db));
    report({
      question: 'scorecards',
      settings: { ...options, batch: rowsOfBatch, ...base.settings },
      answers: ['the counts of five batches, kept by increments, equal those of a rebuild'],
      facts: {
        ...(await sizes(db)),
        ...milliseconds('a batch of 10,000 rows counted, ms', seconds),
        ...(await reads(db)),
      },
      comparisons: [comparison],
    });
  } finally {
    await base.drop().catch(() => {});
    await rm(folder, { recursive: true, force: true });
  }
}

const asSample = async (seconds: Promise<number>) => ({ figure: await seconds, seconds: await seconds });

/** The yardstick: every record once, grouped as a scorecard is. */
const aggregate = (db: Db) =>
  db.pool.query(
    `select department, item, to_char(recorded_from, 'YYYY-MM') as month, count(*),
       count(*) filter (where occurred_on < recorded_from::date - 7) as late, count(distinct subject_code) as subjects
     from records.record group by 1, 2, 3`,
  );

function milliseconds(name: string, seconds: readonly number[]): Record<string, number> {
  const sorted = [...seconds].sort((a, b) => a - b);
  return { [`${name}, median`]: quantile(sorted, 0.5) * 1000, [`${name}, worst`]: (sorted.at(-1) ?? 0) * 1000 };
}

async function sizes(db: Db): Promise<Record<string, number>> {
  const { rows } = await db.pool.query<Record<string, number>>(
    `select (select count(*) from records.record)::int as records, (select count(*) from scorecards.failing_row)::int as "failing rows",
       (select count(*) from scorecards.tally)::int as tallies, (select sum(rows_read) from exchange.batch)::int as "rows received",
       (pg_total_relation_size('scorecards.failing_row') / 1048576)::int as "failing rows, MiB"`,
  );
  return rows[0] ?? {};
}

/** The matrix of all departments, and the first page of the rows behind its greatest figure. */
async function reads(db: Db): Promise<Record<string, number>> {
  const listing = createListing({ db, lists: scorecardLists({ city }), log: silentLogger() });
  const [matrix, page]: [number[], number[]] = [[], []];
  const months = { from: '2026-01', until: '2026-12' };
  for (let n = 0; n < 20; n++) {
    matrix.push(await timed(() => readScorecard(db.pool, officer, { city }, months, 'department')));
    const filters = { indicator: 'accuracy', department: 'market-regulation' };
    page.push(await timed(() => listing.page(officer, 'failing-rows', { filters, limit: 50 })));
  }
  return { ...milliseconds('matrix of departments, ms', matrix), ...milliseconds('page of failing rows, ms', page) };
}
