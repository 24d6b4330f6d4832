/**
 * The whole store compared: all rules, differences kept, what is gone closed. Beside it: one sequential aggregate over the
 * same rows that reads one of the compared values and keeps nothing. Then what one batch of a thousand licences costs.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCity } from '../server/src/app/city-of-store.ts';
import { compareEverything, compareTouched } from '../server/src/modules/comparison/index.ts';
import { generateCity } from '../server/src/modules/generator/index.ts';
import { loadCity } from '../server/src/platform/city/index.ts';
import { type Db, transact } from '../server/src/platform/db/index.ts';
import { openBenchDatabase } from './harness/database.ts';
import { readOptions } from './harness/options.ts';
import { comparePairs } from './harness/pairs.ts';
import { runToEnd } from './harness/processes.ts';
import { demandEqual, report } from './harness/report.ts';
import { median } from './harness/statistics.ts';

const city = loadCity('jinan');

async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return (performance.now() - began) / 1000;
}

const asSample = async (seconds: Promise<number>) => ({ figure: await seconds, seconds: await seconds });

/** The yardstick: every record that stands, once, with the value that most rules compare. */
const aggregate = (db: Db) =>
  transact(db, async ({ client }) => {
    await client.query(`set local statement_timeout = 0`);
    await client.query(
      `select department, item, count(*), max(occurred_on), max(payload->>'name') from records.record
       where recorded_until = 'infinity' and state = 'valid' group by 1, 2`,
    );
  });

/** The same with the distinct subjects of each group, as the scorecards' bench asks it. */
const distinctAggregate = (db: Db) =>
  transact(db, async ({ client }) => {
    await client.query(`set local statement_timeout = 0`);
    await client.query(
      `select department, item, to_char(recorded_from, 'YYYY-MM') as month, count(*),
         count(*) filter (where occurred_on < recorded_from::date - 7) as late, count(distinct subject_code) as subjects
       from records.record group by 1, 2, 3`,
    );
  });

async function digestOf(db: Db): Promise<string> {
  const { rows } = await db.pool.query<{ digest: string }>(
    `select count(*) || ' ' || coalesce(md5(string_agg(difference_id || state, '|' order by difference_id)), '') as digest
     from comparison.difference`,
  );
  return rows[0]?.digest ?? '';
}

/** Seconds of the events of batches of about a thousand records, each compared by itself. */
async function batches(db: Db): Promise<number[]> {
  const { rows } = await db.pool.query<{ batch: number }>(
    `select batch_id as batch from exchange.batch where rows_read between 500 and 2000 and item = 'administrative-licence'
     order by batch_id limit 5`,
  );
  const seconds: number[] = [];
  for (const { batch } of rows) {
    const event = {
      ...{ type: 'exchange.batch-merged', orderingKey: `batch:${batch}`, at: '', payload: { batchId: Number(batch) } },
      position: { transaction: '0', event: '0' },
    };
    seconds.push(await timed(() => transact(db, (tx) => compareTouched(tx, city, [event]))));
  }
  return seconds;
}

async function sizes(db: Db): Promise<Record<string, number>> {
  const { rows } = await db.pool.query<Record<string, number>>(
    `select (select count(*) from records.record)::int as records, (select count(*) from registry.subject)::int as subjects,
       (select count(*) from comparison.difference)::int as differences,
       (pg_relation_size('records.record') / 1048576)::int as "records, MiB"`,
  );
  return rows[0] ?? {};
}

/** Runs the question; see README.md for the options. */
export async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args, { subjects: 26_000, records: 300_000, pairs: 3 });
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-compare-'));
  const base = await openBenchDatabase('compare');
  const { db } = base;
  try {
    await installCity(db, 'jinan');
    const { subjects, records, seed } = options;
    await generateCity({ city, subjects, records, seed }, join(folder, 'city'));
    await runToEnd('server/src/cli/main.ts', ['load', join(folder, 'city')], { DATABASE_URL: base.url });
    await db.pool.query('analyze records.record');
    await db.pool.query('analyze registry.subject');
    const first = await timed(() => compareEverything(db, city));
    const found = await digestOf(db);
    const comparison = await comparePairs({
      ...{ question: 'compare', unit: 'seconds', moreIsBetter: false, pairs: options.pairs },
      ours: { name: 'compare the whole store', measure: () => asSample(timed(() => compareEverything(db, city))) },
      theirs: { name: 'one sequential aggregate', measure: () => asSample(timed(() => aggregate(db))) },
    });
    const distinct = await timed(() => distinctAggregate(db));
    const increments = await batches(db);
    demandEqual(
      'differences after the first comparison, further ones and batches by themselves',
      found,
      await digestOf(db),
    );
    const size = await sizes(db);
    report({
      question: 'compare',
      settings: { ...options, ...base.settings },
      answers: [
        'differences are the same after the first full comparison, after further ones, and after batches by themselves',
      ],
      facts: {
        ...size,
        'first comparison, s': first,
        'aggregate with distinct subjects, s': distinct,
        'µs a record, ours': ((comparison.medians.ours.seconds ?? Number.NaN) / (size.records ?? 1)) * 1e6,
        'batches measured': increments.length,
        'a batch of 500 to 2,000 records compared, ms, median':
          increments.length > 0 ? median(increments) * 1000 : Number.NaN,
      },
      comparisons: [comparison],
    });
  } finally {
    await base.drop().catch(() => {});
    await rm(folder, { recursive: true, force: true });
  }
}
