/**
 * A generated city against its truth: whose row each became, what corrections made of it, what comparison tells of planted
 * contradictions, and what accepting every proposal makes of the records. Precision and recall by kind of error.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCity } from '../server/src/app/city-of-store.ts';
import { compareEverything } from '../server/src/modules/comparison/index.ts';
import { loadFiles } from '../server/src/modules/exchange/index.ts';
import { generateCity, type TruthLine } from '../server/src/modules/generator/index.ts';
import { loadCity } from '../server/src/platform/city/index.ts';
import { plantDifferences } from '../server/test/truth/comparison-plants.ts';
import { openDifferences, scoreCorrections, scoreDifferences } from '../server/test/truth/comparison-score.ts';
import { precisionOf, recallOf, type Score, scoreImport, sumOf } from '../server/test/truth/import-score.ts';
import { openBenchDatabase } from './harness/database.ts';
import { readOptions } from './harness/options.ts';
import { report } from './harness/report.ts';

const city = loadCity('jinan');

/** One line of a table of scores. */
function line(score: Score): string {
  const { kind, wanted, right, wrong } = score;
  const [precision, recall] = [precisionOf(score).toFixed(4), recallOf(score).toFixed(4)];
  return `| ${kind} | ${wanted} | ${right} | ${wrong} | ${precision} | ${recall} |`;
}

function print(title: string, scores: readonly Score[]): void {
  console.log(
    `\n### ${title}\n\n| kind of error | wanted | right | wrong | precision | recall |\n|---|---|---|---|---|---|`,
  );
  for (const score of [...scores, sumOf(scores)]) console.log(line(score));
}

const told = (scores: readonly Score[]) => {
  const sum = sumOf(scores);
  return `precision ${precisionOf(sum).toFixed(4)}, recall ${recallOf(sum).toFixed(4)} of ${sum.wanted}, ${sum.wrong} wrong`;
};

/** Runs the question; `--pairs` is the number of contradictions planted of each kind. */
export async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args, { subjects: 20_000, records: 200_000, pairs: 50 });
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-truth-'));
  const base = await openBenchDatabase('truth');
  const { db } = base;
  try {
    await installCity(db, 'jinan');
    const { subjects, records, seed, pairs } = options;
    const manifest = await generateCity({ city, subjects, records, seed, dirt: 0.15 }, folder);
    const lines = (await readFile(join(folder, manifest.truth.file), 'utf8')).trimEnd().split('\n');
    const truth = lines.map((text): TruthLine => JSON.parse(text));
    const entries = manifest.files.map(({ file, item, department }) => ({
      ...{ path: join(folder, file), name: file, item, department },
    }));
    const { batches } = await loadFiles(db, { city, entries, channel: 'generated', actor: 'bench' });
    const batchOf = new Map(batches.map(({ batch }, at) => [entries[at]?.name ?? '', Number(batch)]));
    const { matching, corrections } = await scoreImport(db, truth, batchOf);
    await compareEverything(db, city);
    const before = new Set((await openDifferences(db)).map(({ id }) => id));
    const planted = await plantDifferences(db, city, folder, pairs);
    await compareEverything(db, city);
    const found = await openDifferences(db, before);
    const differences = scoreDifferences(planted, found);
    const accepted = await scoreCorrections(db, city, planted, found);
    print('Matching at import', matching);
    print('Corrections at import', corrections);
    print('Differences told by comparison', differences);
    print('Records after every proposal was accepted', accepted);
    report({
      question: 'truth',
      settings: { ...options, ...base.settings },
      answers: [
        `matching: ${told(matching)}`,
        `corrections at import: ${told(corrections)}`,
        `differences: ${told(differences)}`,
        `proposals accepted: ${told(accepted)}`,
      ],
      comparisons: [],
    });
  } finally {
    await base.drop().catch(() => {});
    await rm(folder, { recursive: true, force: true });
  }
}
