/**
 * Name search: our index against the best plain PostgreSQL index, over HTTP, on two fixed mixes; recall and order
 * against a sequential scan. `npm run bench -- search [--subjects 1140000]`
 */
import pg from 'pg';
import { createSubjectSearch, type SubjectSearch } from '../server/src/modules/registry/index.ts';
import { openBenchDatabase } from './harness/database.ts';
import { load, loadSide, type Request } from './harness/load.ts';
import { type BenchOptions, readOptions } from './harness/options.ts';
import { type Comparison, comparePairs } from './harness/pairs.ts';
import { type Served, serve } from './harness/processes.ts';
import { demandEqual, report } from './harness/report.ts';
import { quantile } from './harness/statistics.ts';
import { drawNames, fillSubjects } from './search-data.ts';
import { drawMixes, type Mix } from './search-mixes.ts';
import { nameSource } from './search-names.ts';
import { pairsOf, rankedByPairs, scanned } from './sides/ranked-sql.ts';

const queriesOfMix = 2000;
const scannedQueries = 40;
const comparedQueries = 200;
const nameTiers: readonly string[] = ['exact', 'prefix', 'contains'];

type Row = { subjectCode: string };
const codes = (rows: readonly Row[]) => rows.map((row) => row.subjectCode);

/** Every name hit of the index for `text`, all pages. */
async function allHits(search: SubjectSearch, text: string): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await search.search({ text, limit: 100, cursor });
    found.push(...codes(page.hits.filter((hit) => nameTiers.includes(hit.tier))));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}

/** Recall and order against the scan (all hits), then the first page against the GIN side on many more queries. */
async function compareAnswers(url: string, search: SubjectSearch, mixes: readonly Mix[]): Promise<string[]> {
  const client = new pg.Client(url);
  await client.connect();
  const lines: string[] = [];
  try {
    for (const { name, queries } of mixes) {
      await client.query('set enable_bitmapscan = off; set enable_indexscan = off');
      let hits = 0;
      for (const text of queries.slice(0, scannedQueries)) {
        const { rows } = await client.query<Row>(scanned, [text]);
        hits += rows.length;
        demandEqual(
          `${name} “${text}” against the scan`,
          rows.length > 20_000
            ? (await search.search({ text, limit: 100 })).hits.map((hit) => hit.subjectCode)
            : await allHits(search, text),
          codes(rows.length > 20_000 ? rows.slice(0, 100) : rows),
        );
      }
      await client.query('reset enable_bitmapscan; reset enable_indexscan');
      for (const text of queries.slice(0, comparedQueries)) {
        const { rows } = await client.query<Row>(rankedByPairs, [text, pairsOf(text)]);
        const page = await search.search({ text, limit: 20 });
        demandEqual(
          `${name} “${text}” against the GIN`,
          codes(page.hits.filter((hit) => nameTiers.includes(hit.tier))),
          codes(rows),
        );
      }
      lines.push(
        `${name}: ${scannedQueries} queries, all ${hits} hits in order as the sequential scan (recall 100 %); first 20 of ${comparedQueries} as the ranked GIN`,
      );
    }
  } finally {
    await client.end();
  }
  return lines;
}

/** Milliseconds a query inside the process, by class of query. */
async function kernelFacts(search: SubjectSearch, mixes: readonly Mix[]): Promise<Record<string, string>> {
  const facts: Record<string, string> = {};
  const classes = new Map<string, string[]>();
  const [rare, mixed] = mixes;
  for (const text of rare?.queries ?? [])
    classes.set(`${text.length} characters`, [...(classes.get(`${text.length} characters`) ?? []), text]);
  classes.set(
    'very common',
    (mixed?.queries ?? []).filter((text, at) => text !== rare?.queries[at]),
  );
  for (const [name, queries] of [...classes].sort()) {
    for (const text of queries) await search.search({ text, limit: 20 });
    const times: number[] = [];
    for (const text of queries) {
      const began = performance.now();
      await search.search({ text, limit: 20 });
      times.push(performance.now() - began);
    }
    facts[`kernel, ${name}`] =
      `p50 ${quantile(times, 0.5).toFixed(4)} p95 ${quantile(times, 0.95).toFixed(4)} p99 ${quantile(times, 0.99).toFixed(4)} ms (${times.length})`;
  }
  return facts;
}

function requestsOf(path: string, mix: Mix): Request[] {
  return mix.queries.map((text) => ({ path: `${path}?q=${encodeURIComponent(text)}` }));
}

async function compareSides(
  options: BenchOptions,
  mixes: readonly Mix[],
  index: Served,
  postgres: Served,
): Promise<Comparison[]> {
  const { connections, seconds, pairs } = options;
  const comparisons: Comparison[] = [];
  for (const mix of mixes) {
    const ours = { origin: index.origin, requests: requestsOf('/search', mix), connections, seconds };
    await load({ ...ours, offset: 0 });
    for (const name of ['ranked', 'any', 'trigrams']) {
      const theirs = { origin: postgres.origin, requests: requestsOf(`/${name}`, mix), connections, seconds };
      await load({ ...theirs, offset: 0, seconds: 1 });
      comparisons.push(
        await comparePairs({
          question: `search ${mix.name}`,
          unit: 'requests/s',
          moreIsBetter: true,
          pairs,
          ours: { name: 'index', measure: loadSide(ours) },
          theirs: { name: name === 'trigrams' ? 'pg_trgm any 20' : `GIN ${name} 20`, measure: loadSide(theirs) },
        }),
      );
    }
  }
  return comparisons;
}

/** Runs the question; prints and writes its result. */
export async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args, { records: 0 });
  const source = nameSource();
  const names = drawNames(source, options.subjects, options.seed);
  const mixes = drawMixes(names, queriesOfMix, options.seed);
  const database = await openBenchDatabase('search', 'C.UTF-8');
  const served: Served[] = [];
  try {
    const sizes = await fillSubjects(database.url, names, options.seed);
    const search = createSubjectSearch(database.db, { checkMs: 0 });
    await search.start();
    const answers = await compareAnswers(database.url, search, mixes);
    const kernel = await kernelFacts(search, mixes);
    demandEqual('the whole index against the store', await search.check(), 'equal');
    const stats = search.stats();
    await search.stop();
    const environment = { BENCH_DATABASE: database.url };
    served.push(await serve('bench/sides/search-server.ts', ['index'], environment, '/ready'));
    served.push(await serve('bench/sides/search-server.ts', ['postgres'], environment, '/ready'));
    const comparisons = await compareSides(options, mixes, served[0] as Served, served[1] as Served);
    report({
      question: 'search',
      settings: { ...options, names: source.from, queriesOfMix, postgres: database.settings },
      answers,
      facts: {
        subjects: stats.subjects,
        'index, MiB': stats.bytes / 2 ** 20,
        'index, bytes a subject': stats.bytes / Math.max(1, stats.subjects),
        'index built, ms': stats.buildMs,
        'process with index, MiB resident': (served[0] as Served).usage().residentMiB,
        'GIN 2-grams': sizes.gin,
        'GIN pg_trgm': sizes.trgm,
        ...kernel,
      },
      comparisons,
    });
  } finally {
    for (const each of served) await each.stop();
    await database.drop();
  }
}
