import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareEverything } from '../src/modules/comparison/index.ts';
import { loadFiles } from '../src/modules/exchange/index.ts';
import { generateCity, type TruthLine } from '../src/modules/generator/index.ts';
import { loadCity } from '../src/platform/city/index.ts';
import { freshDatabase, type TestDatabase } from './database.ts';
import { plantDifferences } from './truth/comparison-plants.ts';
import { openDifferences, scoreCorrections, scoreDifferences } from './truth/comparison-score.ts';
import { precisionOf, recallOf, type Score, scoreImport, sumOf } from './truth/import-score.ts';

const city = loadCity('jinan');
let database: TestDatabase;
let folder: string;
let truth: TruthLine[];
const batchOf = new Map<string, number>();

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'xinheng-compared-'));
  const manifest = await generateCity({ city, subjects: 900, records: 9_000, seed: 'compare', dirt: 0.15 }, folder);
  const lines = (await readFile(join(folder, 'truth.ndjson'), 'utf8')).trimEnd().split('\n');
  truth = lines.map((line): TruthLine => JSON.parse(line));
  const entries = manifest.files.map(({ file, item, department }) => ({
    ...{ path: join(folder, file), name: file, item, department },
  }));
  const { batches } = await loadFiles(database.db, { city, entries, channel: 'generated', actor: 'test' });
  batches.forEach((batch, at) => {
    batchOf.set(entries[at]?.name ?? '', Number(batch.batch));
  });
}, 120_000);
afterAll(async () => {
  await database?.drop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Kinds that fall short of the aim. */
const short = (scores: readonly Score[]) =>
  scores.filter((score) => precisionOf(score) < 1 || recallOf(score) < 0.99).map((score) => ({ ...score }));

test('the import matches with precision 1 and recall 0.99, by kind of error, and corrects nothing wrongly', async () => {
  const { matching, corrections } = await scoreImport(database.db, truth, batchOf);
  expect(short(matching)).toEqual([]);
  expect(short(corrections)).toEqual([]);
  expect(matching.length).toBeGreaterThan(20);
  expect(sumOf(corrections).right).toBeGreaterThan(50);
});

test('comparison tells what was planted and nothing else; accepting its proposals corrects nothing wrongly', async () => {
  const { db } = database;
  await compareEverything(db, city);
  const before = new Set((await openDifferences(db)).map(({ id }) => id));
  const planted = await plantDifferences(db, city, folder, 5);
  await compareEverything(db, city);
  const told = await openDifferences(db, before);
  expect(short(scoreDifferences(planted, told))).toEqual([]);
  const corrected = await scoreCorrections(db, city, planted, told);
  expect(short(corrected)).toEqual([]);
  expect(sumOf(corrected).right).toBe(20);
});
