import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Comparison } from './pairs.ts';

const resultsFolder = new URL('../results/', import.meta.url);

function version(): string {
  try {
    const folder = fileURLToPath(new URL('../../', import.meta.url));
    return execFileSync('git', ['describe', '--always', '--dirty'], { cwd: folder, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

/** What the figures were measured on. */
export function machine(): Record<string, unknown> {
  const [cpu] = os.cpus();
  return {
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()}`,
    node: process.version,
  };
}

const figure = (value: number | undefined): string => {
  if (value === undefined || Number.isNaN(value)) return '–';
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
};

function table(rows: readonly string[][]): string {
  const width = (cell: string) => [...cell].reduce((sum, each) => sum + (each > '\u2e80' ? 2 : 1), 0);
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? '')))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export type Result = {
  question: string;
  /** Seed, sizes and settings of the run. */
  settings: Record<string, unknown>;
  /** How the answers were compared before anything was timed: one sentence each. */
  answers: readonly string[];
  /** Figures that have no other side: sizes, build times, memory. */
  facts?: Record<string, number | string>;
  comparisons: readonly Comparison[];
};

/** Prints the result as a table and writes it whole to bench/results/. Returns the file's path. */
export function report(result: Result): string {
  console.log(`\n${result.question}: answers`);
  for (const line of result.answers) console.log(`  ✓ ${line}`);
  if (result.facts !== undefined) {
    console.log('\nfacts');
    console.log(
      table(
        Object.entries(result.facts).map(([name, value]) => [
          `  ${name}`,
          typeof value === 'number' ? figure(value) : value,
        ]),
      ),
    );
  }
  const header = [
    'question',
    'ours',
    'theirs',
    'unit',
    'ours p99',
    'theirs p99',
    'times better',
    '95 % interval',
    'pairs',
    'load',
  ];
  const rows = result.comparisons.map((each) => [
    each.question,
    `${each.ours} ${figure(each.medians.ours.figure)}`,
    `${each.theirs} ${figure(each.medians.theirs.figure)}`,
    each.unit,
    figure(each.medians.ours.p99),
    figure(each.medians.theirs.p99),
    figure(each.ratio.median),
    `${figure(each.ratio.low)} – ${figure(each.ratio.high)}`,
    String(each.pairs.length),
    figure(Math.max(...each.pairs.map((pair) => pair.loadBefore))),
  ]);
  console.log(`\n${table([header, ...rows])}`);
  mkdirSync(resultsFolder, { recursive: true });
  const at = new Date().toISOString();
  const file = new URL(`${result.question}-${at.replace(/[:.]/g, '')}.json`, resultsFolder);
  writeFileSync(file, `${JSON.stringify({ version: version(), at, machine: machine(), ...result }, null, 2)}\n`);
  console.log(`\n${fileURLToPath(file)}`);
  return fileURLToPath(file);
}

/** Ends the run when two sides do not give the same answer: a time beside a wrong answer means nothing. */
export function demandEqual(what: string, ours: unknown, theirs: unknown): void {
  const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
  if (a !== b)
    throw new Error(
      `${what}: the answers differ, nothing is timed\n  ours   ${a?.slice(0, 600)}\n  theirs ${b?.slice(0, 600)}`,
    );
}
