/**
 * Look-up by code: the whole public endpoint `GET /api/v1/subjects/{code}` of the real server (card, identifiers, every
 * public record, field rules, headers, metrics), *warm* (answers kept in memory, each read once before) and *cold* (none
 * kept), against a bare Fastify route with one prepared statement that reads the card only, another that reads the card
 * with its public records and applies no rules, and PostGraphile 4 asked for the card. Codes are drawn at random over
 * the whole population. `npm run bench -- lookup [--subjects N --records M]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openBenchDatabase } from './harness/database.ts';
import { load, loadSide, type Request } from './harness/load.ts';
import { readOptions } from './harness/options.ts';
import { comparePairs } from './harness/pairs.ts';
import { runToEnd, type Served, serve } from './harness/processes.ts';
import { pick, randomFrom } from './harness/random.ts';
import { demandEqual, report } from './harness/report.ts';

const askedCodes = 20_000;
const comparedCodes = 200;

/** How one side is asked for a subject, and where the card stands in its answer. */
type Asking = { name: string; origin: string; ask: (code: string) => Request; card: (answer: unknown) => unknown };

const graphQuery = `query Subject($code: String!) { subjectBySubjectCode(subjectCode: $code) {
  subjectCode name kind status region industry entityType establishedOn legalRepresentative capitalAmount capitalCurrency address } }`;

const within = (answer: unknown, name: string): unknown => (answer as Record<string, unknown> | null)?.[name];

const rest = (name: string, origin: string, folder: string): Asking => ({
  name,
  origin,
  ask: (code) => ({ path: `${folder}/${code}` }),
  card: (answer) => within(answer, 'subject'),
});

const graph = (origin: string): Asking => ({
  name: 'PostGraphile 4, card',
  origin,
  ask: (code) => ({
    path: '/graphql',
    method: 'POST',
    body: JSON.stringify({ query: graphQuery, variables: { code } }),
  }),
  card: (answer) => within(within(answer, 'data'), 'subjectBySubjectCode'),
});

/** Keys and versions of the records in an answer, in its order; compared between the sides that give them. */
function recordsOf(answer: unknown): unknown {
  const records = within(answer, 'records') as Record<string, unknown>[] | undefined;
  return records?.map((record) => `${record.recordKey ?? record.record_key} ${record.version}`);
}

/** What all sides must agree on; the legal representative is masked or left out for the public where it must be. */
async function answerOf(side: Asking, code: string): Promise<{ card: unknown; records: unknown; text: string }> {
  const { path: asked, method, body } = side.ask(code);
  const answer = await fetch(`${side.origin}${asked}`, {
    method: method ?? 'GET',
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  const parsed: unknown = JSON.parse(text);
  const card = side.card(parsed);
  const kept = [
    'subjectCode',
    'name',
    'kind',
    'status',
    'region',
    'industry',
    'entityType',
    'establishedOn',
    'address',
  ];
  return {
    card: Object.fromEntries(kept.map((name) => [name, within(card, name) ?? null])),
    records: recordsOf(parsed),
    text,
  };
}

/** Ends the run unless all sides say the same, ours asked twice so that the second answer comes from memory. */
async function compareAnswers(warm: Asking, cold: Asking, others: Asking[], codes: string[]): Promise<void> {
  for (const code of codes) {
    const stored = await answerOf(cold, code);
    await answerOf(warm, code);
    demandEqual(`from memory ${code}`, (await answerOf(warm, code)).text, stored.text);
    for (const side of others) {
      const theirs = await answerOf(side, code);
      demandEqual(`${side.name} ${code}`, stored.card, theirs.card);
      if (theirs.records !== undefined) demandEqual(`${side.name} ${code} records`, stored.records, theirs.records);
    }
  }
}

/** Asks for every code once, so that the warm side has answered all that it will be asked. */
async function askAll(side: Asking, codes: readonly string[]): Promise<void> {
  const distinct = [...new Set(codes)];
  for (let first = 0; first < distinct.length; first += 32) {
    const asked = distinct.slice(first, first + 32).map((code) => fetch(`${side.origin}${side.ask(code).path}`));
    await Promise.all((await Promise.all(asked)).map((answer) => answer.arrayBuffer()));
  }
}

/** Generates the city and loads it through the front door. */
async function fill(url: string, subjects: number, records: number, seed: string): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'xinheng-bench-'));
  const environment = { DATABASE_URL: url, XINHENG_DATA: path.join(folder, 'data') };
  const sizes = ['--subjects', String(subjects), '--records', String(records), '--seed', seed];
  try {
    const city = path.join(folder, 'city');
    await runToEnd('server/src/cli/main.ts', ['generate', '--out', city, ...sizes], environment);
    await runToEnd('server/src/cli/main.ts', ['load', city], environment);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the question; prints and writes its result. */
export async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args, { subjects: 100_000, records: 1_200_000, connections: 64 });
  const { pairs, connections, seconds } = options;
  const database = await openBenchDatabase('lookup');
  const served: Served[] = [];
  const start = async (...order: Parameters<typeof serve>): Promise<string> => {
    const one = await serve(...order);
    served.push(one);
    return one.origin;
  };
  try {
    await fill(database.url, options.subjects, options.records, options.seed);
    const { rows } = await database.db.pool.query<{ subject_code: string }>(
      'select subject_code from registry.subject order by subject_code',
    );
    const random = randomFrom(`lookup ${options.seed}`);
    const codes = Array.from({ length: askedCodes }, () => pick(random, rows).subject_code);
    await runToEnd('bin/build-web.mjs', [], {});
    const real = {
      DATABASE_URL: database.url,
      XINHENG_DATA: path.join(os.tmpdir(), `xinheng-bench-${process.pid}`),
      LOG_LEVEL: 'warn',
    };
    const bare = { BENCH_DATABASE: database.url };
    const api = '/api/v1/subjects';
    const warm = rest('whole endpoint, warm', await start('server/src/main.ts', ['--port', '0'], real, '/readyz'), api);
    const cold = rest(
      'whole endpoint, cold',
      await start('bench/sides/cold-server.ts', ['--port', '0'], real, '/readyz'),
      api,
    );
    const fastify = await start('bench/sides/lookup-server.ts', ['fastify'], bare, '/ready');
    const yardsticks = [
      rest('Fastify + pg, card', fastify, '/subjects'),
      rest('Fastify + pg, card and records', fastify, '/whole'),
      graph(await start('bench/sides/lookup-server.ts', ['postgraphile'], bare, '/ready')),
    ];
    await compareAnswers(warm, cold, yardsticks, codes.slice(0, comparedCodes));
    const order = (side: Asking) => ({ origin: side.origin, requests: codes.map(side.ask), connections, seconds });
    for (const side of [cold, ...yardsticks]) await load({ ...order(side), offset: 0, seconds: 2 });
    await askAll(warm, codes);
    const comparisons = [];
    for (const ours of [warm, cold]) {
      for (const theirs of yardsticks) {
        comparisons.push(
          await comparePairs({
            question: 'lookup',
            unit: 'requests/s',
            moreIsBetter: true,
            pairs,
            ours: { name: ours.name, measure: loadSide(order(ours)) },
            theirs: { name: theirs.name, measure: loadSide(order(theirs)) },
          }),
        );
      }
    }
    report({
      question: 'lookup',
      settings: { ...options, postgres: database.settings },
      answers: [
        `${comparedCodes} cards equal on all sides; records (key and version) equal where a side gives them`,
        `${comparedCodes} answers byte for byte the same from memory and from the store`,
      ],
      facts: {
        subjects: rows.length,
        'codes asked for': codes.length,
        'our warm server, MiB resident': served[0]?.usage().residentMiB ?? Number.NaN,
        'our warm server, CPU seconds': served[0]?.usage().cpuSeconds ?? Number.NaN,
      },
      comparisons,
    });
  } finally {
    for (const each of served) await each.stop();
    await database.drop();
  }
}
