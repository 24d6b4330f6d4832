/**
 * Look-up by code: the whole public endpoint `GET /api/v1/subjects/{code}` of the real server (card, identifiers, every
 * public record, field rules, headers, metrics) against a bare Fastify route with one prepared statement that reads the
 * card only, and against PostGraphile 4 asked for the same card. `npm run bench -- lookup [--subjects N --records M]`
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

function askings(ours: string, fastify: string, postgraphile: string): [Asking, Asking, Asking] {
  return [
    {
      name: 'whole endpoint',
      origin: ours,
      ask: (code) => ({ path: `/api/v1/subjects/${code}` }),
      card: (answer) => within(answer, 'subject'),
    },
    {
      name: 'Fastify + pg, card only',
      origin: fastify,
      ask: (code) => ({ path: `/subjects/${code}` }),
      card: (answer) => within(answer, 'subject'),
    },
    {
      name: 'PostGraphile 4',
      origin: postgraphile,
      ask: (code) => ({
        path: '/graphql',
        method: 'POST',
        body: JSON.stringify({ query: graphQuery, variables: { code } }),
      }),
      card: (answer) => within(within(answer, 'data'), 'subjectBySubjectCode'),
    },
  ];
}

/** What the three must agree on; the legal representative is masked or left out for the public where it must be. */
async function cardOf(side: Asking, code: string): Promise<Record<string, unknown>> {
  const { path: asked, method, body } = side.ask(code);
  const answer = await fetch(`${side.origin}${asked}`, {
    method: method ?? 'GET',
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
  });
  const card = side.card(await answer.json());
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
  return Object.fromEntries(kept.map((name) => [name, within(card, name) ?? null]));
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
    const [ours, ...yardsticks] = askings(
      await start('server/src/main.ts', ['--port', '0'], real, '/readyz'),
      await start('bench/sides/lookup-server.ts', ['fastify'], bare, '/ready'),
      await start('bench/sides/lookup-server.ts', ['postgraphile'], bare, '/ready'),
    );
    for (const theirs of yardsticks) {
      for (const code of codes.slice(0, comparedCodes)) {
        demandEqual(`${theirs.name} ${code}`, await cardOf(ours, code), await cardOf(theirs, code));
      }
    }
    const order = (side: Asking) => ({ origin: side.origin, requests: codes.map(side.ask), connections, seconds });
    for (const side of [ours, ...yardsticks]) await load({ ...order(side), offset: 0, seconds: 2 });
    const comparisons = [];
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
    report({
      question: 'lookup',
      settings: { ...options, postgres: database.settings },
      answers: [`${comparedCodes} cards equal on all three sides`],
      facts: {
        subjects: rows.length,
        'our server, MiB resident': served[0]?.usage().residentMiB ?? Number.NaN,
        'our server, CPU seconds': served[0]?.usage().cpuSeconds ?? Number.NaN,
      },
      comparisons,
    });
  } finally {
    for (const each of served) await each.stop();
    await database.drop();
  }
}
