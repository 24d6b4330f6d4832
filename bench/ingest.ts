/**
 * First load: department files → every check, match, deduplication, receipt, indexes, queryable. Beside it: COPY of the
 * already clean, matched rows into the same indexed tables.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCity } from '../server/src/app/city-of-store.ts';
import { generateCity, type Manifest } from '../server/src/modules/generator/index.ts';
import { loadCity } from '../server/src/platform/city/index.ts';
import { type BenchDatabase, openBenchDatabase } from './harness/database.ts';
import { readOptions } from './harness/options.ts';
import { comparePairs } from './harness/pairs.ts';
import { runToEnd } from './harness/processes.ts';
import { demandEqual, report } from './harness/report.ts';
import { accountOf, copyInto, exportTables, loadedTables } from './sides/record-tables.ts';

const parts = ['accepted', 'corrected', 'quarantined', 'rejected', 'duplicate'] as const;
type Totals = Record<(typeof parts)[number] | 'read', number>;

/** What the generator planted, as verdicts; clean rows are accepted. */
async function expectedTotals(folder: string, manifest: Manifest): Promise<Totals> {
  const totals: Totals = {
    read: manifest.rows,
    accepted: manifest.rows,
    corrected: 0,
    quarantined: 0,
    rejected: 0,
    duplicate: 0,
  };
  const truth = await readFile(join(folder, manifest.truth.file), 'utf8');
  for (const [, verdict] of truth.matchAll(/"expected":"(\w+)"/g)) {
    totals.accepted -= 1;
    totals[verdict as (typeof parts)[number]] += 1;
  }
  return totals;
}

async function loadOnce(database: BenchDatabase, folder: string) {
  await installCity(database.db, 'jinan');
  const ended = await runToEnd('server/src/cli/main.ts', ['load', folder, '--json'], { DATABASE_URL: database.url });
  return { ...ended, totals: JSON.parse(ended.output.trim().split('\n').at(-1) ?? '{}') as Totals };
}

/** Runs the question; see README.md for the options. */
export async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args, { subjects: 114_000, records: 1_360_000, pairs: 3 });
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-ingest-'));
  const opened: BenchDatabase[] = [];
  const fresh = async () => {
    const database = await openBenchDatabase(`ingest${opened.length}`);
    opened.push(database);
    return database;
  };
  try {
    const { subjects, records, seed } = options;
    const manifest = await generateCity({ city: loadCity('jinan'), subjects, records, seed, dirt: 0.05 }, folder);
    const reference = await fresh();
    const first = await loadOnce(reference, folder);
    const expected = await expectedTotals(folder, manifest);
    demandEqual('verdicts against the planted truth', pick(first.totals), pick(expected));
    await exportTables(reference.db.pool, folder);
    const copied = await fresh();
    for (const table of loadedTables) await copyInto(copied.db.pool, table, join(folder, `${table}.copy`));
    for (const table of loadedTables) {
      demandEqual(table, await accountOf(reference.db.pool, table), await accountOf(copied.db.pool, table));
    }
    const kept = first.totals.accepted + first.totals.corrected;
    await copied.drop();
    await reference.drop();
    const comparison = await comparePairs({
      question: 'first load',
      unit: 'stored records/s',
      moreIsBetter: true,
      pairs: options.pairs,
      ours: {
        name: 'xinheng load',
        async measure() {
          const database = await fresh();
          const ended = await loadOnce(database, folder);
          await database.drop();
          return {
            figure: kept / ended.seconds,
            seconds: ended.seconds,
            read: manifest.rows / ended.seconds,
            peakMiB: ended.peakMiB,
          };
        },
      },
      theirs: {
        name: 'COPY, clean rows',
        async measure() {
          const database = await fresh();
          let seconds = 0;
          for (const table of loadedTables)
            seconds += await copyInto(database.db.pool, table, join(folder, `${table}.copy`));
          await database.drop();
          return { figure: kept / seconds, seconds };
        },
      },
    });
    report({
      question: 'ingest',
      settings: { ...options, files: manifest.files.length, ...reference.settings },
      answers: [
        `${manifest.rows} rows: verdicts equal the planted truth (${JSON.stringify(pick(first.totals))})`,
        `${loadedTables.join(', ')}: equal row for row on both sides`,
      ],
      facts: {
        'seconds, ours (median)': comparison.medians.ours.seconds ?? Number.NaN,
        'seconds, COPY (median)': comparison.medians.theirs.seconds ?? Number.NaN,
        'rows read and checked a second': comparison.medians.ours.read ?? Number.NaN,
        'peak memory of the program, MiB': comparison.medians.ours.peakMiB ?? Number.NaN,
      },
      comparisons: [comparison],
    });
  } finally {
    for (const database of opened) await database.drop().catch(() => {});
    await rm(folder, { recursive: true, force: true });
  }
}

function pick(totals: Totals): Totals {
  const { read, accepted, corrected, quarantined, rejected, duplicate } = totals;
  return { read, accepted, corrected, quarantined, rejected, duplicate };
}
