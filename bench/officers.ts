/**
 * Officers at work: the real server over a generated city, 200 officers with sessions of their own who open mixed
 * screens with pauses to think, and the time to the last byte of each screen. Before that every screen must answer, and
 * each to-do must count what its list counts. After it, the plans of every list's statements on the same store.
 * `npm run bench -- officers [--subjects N --records M --connections OFFICERS --seconds S]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadCity } from '../server/src/platform/city/index.ts';
import { openBenchDatabase } from './harness/database.ts';
import { readOptions } from './harness/options.ts';
import { runToEnd, serve } from './harness/processes.ts';
import { randomFrom } from './harness/random.ts';
import { demandEqual, report } from './harness/report.ts';
import { quantile } from './harness/statistics.ts';
import { type Desk, hire } from './officers/office.ts';
import { planLists } from './officers/plans.ts';
import { type Known, nextScreen, type Opened, open, screens } from './officers/screens.ts';

/** Mean pause between two screens of one officer. */
const thinkSeconds = 8;
const warmUpSeconds = 10;

/** Every screen answers, and a to-do counts what its list counts. */
async function compareAnswers(origin: string, desks: readonly Desk[], known: Known, seed: string): Promise<void> {
  const random = randomFrom(`answers ${seed}`);
  for (const desk of desks) {
    for (const screen of screens) {
      const asks = screen.asks(random, known);
      const { statuses } = await open(origin, desk, screen, asks);
      // A clerk of one county is told that a subject of another is not there.
      const well = statuses.every((status) => status === 200 || (screen.name === 'subject file' && status === 404));
      const lawful = well || (screen.name === 'waiting rows' && statuses.every((status) => status === 403));
      demandEqual(`${screen.name} of ${desk.role}: ${asks.join(' ')} → ${statuses.join()}`, lawful, true);
    }
    const headers = { cookie: desk.cookie, 'x-forwarded-for': desk.address, 'x-purpose': 'daily-supervision' };
    const ask = async (url: string) => (await fetch(`${origin}/api/v1${url}`, { headers })).json();
    type Line = { list: string; filters: Record<string, string>; count: number };
    for (const { list, filters, count } of (await ask('/to-dos')) as Line[]) {
      const query = new URLSearchParams(Object.entries(filters).map(([name, value]) => [`f.${name}`, value]));
      demandEqual(`to-do ${list}`, count, ((await ask(`/lists/${list}/count?${query}`)) as Line).count);
    }
  }
}

/** One officer: opens a screen, thinks, opens the next, until the time is up. */
async function work(origin: string, desk: Desk, known: Known, random: () => number, until: number): Promise<Opened[]> {
  const opened: Opened[] = [];
  const think = () => sleep(-Math.log(1 - random()) * thinkSeconds * 1000);
  await think();
  while (performance.now() < until) {
    const screen = nextScreen(random);
    opened.push(await open(origin, desk, screen, screen.asks(random, known)));
    await think();
  }
  return opened;
}

function factsOf(opened: readonly Opened[], seconds: number): Record<string, number | string> {
  const facts: Record<string, number | string> = { 'screens a second': opened.length / seconds };
  for (const { name } of screens) {
    const times = opened.filter(({ screen }) => screen === name).map(({ milliseconds }) => milliseconds);
    if (times.length === 0) continue;
    const said = [0.5, 0.95, 0.99].map((share) => Math.round(quantile(times, share)));
    facts[`${name}, ms p50 / p95 / p99`] = `${said.join(' / ')} (${times.length})`;
  }
  const failed = opened.filter(({ statuses }) => statuses.some((status) => status >= 500 || status === 429)).length;
  facts['screens with a failed request'] = failed;
  return facts;
}

/** Runs the question; prints and writes its result. */
export async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args, { subjects: 100_000, records: 1_000_000, connections: 200, seconds: 60 });
  const { connections, seconds, seed } = options;
  const database = await openBenchDatabase('officers');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'xinheng-bench-'));
  const environment = { DATABASE_URL: database.url, XINHENG_DATA: path.join(folder, 'data'), LOG_LEVEL: 'warn' };
  const city = loadCity('jinan');
  try {
    const sizes = ['--subjects', String(options.subjects), '--records', String(options.records), '--seed', seed];
    const files = path.join(folder, 'city');
    await runToEnd('server/src/cli/main.ts', ['generate', '--out', files, ...sizes], environment);
    const loaded = await runToEnd('server/src/cli/main.ts', ['load', files], environment);
    const { pool } = database.db;
    const { rows: subjects } = await pool.query<{ code: string; name: string }>(
      'select subject_code as code, name from registry.subject order by md5(subject_code) limit 20000',
    );
    const known: Known = {
      codes: subjects.map(({ code }) => code),
      words: subjects.map(({ name }) => [...name].slice(2, 6).join('')),
      items: city.catalogue.items.map(({ code }) => code),
    };
    const server = await serve(
      'server/src/main.ts',
      ['--port', '0'],
      { ...environment, XINHENG_TRUST_PROXY: 'loopback' },
      '/readyz',
    );
    const loadBefore = os.loadavg().map((value) => value.toFixed(1));
    let facts: Record<string, number | string>;
    try {
      const desks = await hire(database.db, city, connections);
      const sample = desks.filter((_, at) => at % Math.ceil(connections / 8) === 0);
      await compareAnswers(server.origin, sample, known, seed);
      const began = performance.now() + warmUpSeconds * 1000;
      const random = (n: number) => randomFrom(`officer ${seed} ${n}`);
      await Promise.all(desks.map((desk, n) => work(server.origin, desk, known, random(n), began)));
      const until = performance.now() + seconds * 1000;
      const opened = await Promise.all(
        desks.map((desk, n) => work(server.origin, desk, known, random(n + 1000), until)),
      );
      facts = { ...factsOf(opened.flat(), seconds), 'server, MiB resident': server.usage().residentMiB };
    } finally {
      await server.stop();
    }
    const { planned, slow } = await plansOf(database.url, city, known.codes[0] ?? '');
    report({
      question: 'officers',
      settings: { ...options, thinkSeconds, postgres: database.settings, loadBefore, plans: planned },
      answers: ['every screen answered for officers of each role', 'each to-do counted what its list counted'],
      facts: { ...facts, 'load before': loadBefore.join(' '), 'load of the city, s': loaded.seconds, ...slow },
      comparisons: [],
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  }
}

/** Plans for an officer of the whole city and for one of a county; the slow ones as facts. */
async function plansOf(url: string, city: ReturnType<typeof loadCity>, code: string) {
  const { officerOf } = await import('../server/test/officers.ts');
  const viewers = {
    city: officerOf(city, 'market-regulation', [
      'credit-officer',
      'reviewer',
      'system-administrator',
      'audit-administrator',
    ]),
    county: officerOf(city, 'market-regulation-370102', ['entry-clerk', 'region-supervisor']),
  };
  const planned = [];
  for (const [reach, viewer] of Object.entries(viewers))
    for (const one of await planLists(
      url,
      city,
      { ...viewer, purpose: { matter: 'daily-supervision', note: null } },
      code,
    ))
      planned.push({ reach, ...one });
  const slow: Record<string, string> = { 'statements planned': String(planned.length) };
  for (const { reach, list, ask, milliseconds, heavy } of planned)
    if (milliseconds > 50 || heavy.length > 0)
      slow[`${reach}: ${list}, ${ask}`] = `${milliseconds.toFixed(0)} ms; ${heavy.join('; ')}`;
  return { planned, slow };
}
