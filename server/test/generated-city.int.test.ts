import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadFiles } from '../src/modules/exchange/index.ts';
import { generateCity, type Manifest, type TruthLine } from '../src/modules/generator/index.ts';
import { loadCity } from '../src/platform/city/index.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

/** What became of one row, as the receipts and the store tell it. */
interface Outcome {
  verdict: string;
  subject: string | null;
}

const city = loadCity('jinan');
let database: TestDatabase;
let folder: string;
let manifest: Manifest;
let truth: TruthLine[];
const batchOf = new Map<string, number>();
const outcomes = new Map<string, Outcome>();

/** The gravest outcome of each row that was not plainly accepted, and whose row it became. */
async function readOutcomes(): Promise<void> {
  const receipts = await database.db.pool.query<{ batch_id: string; row_number: string; outcome: string }>(
    "select distinct on (batch_id, row_number) batch_id, row_number, outcome from exchange.receipt where outcome <> 'warned' " +
      "order by batch_id, row_number, array_position(array['rejected', 'duplicate', 'quarantined', 'corrected'], outcome)",
  );
  for (const { batch_id, row_number, outcome } of receipts.rows) {
    outcomes.set(`${batch_id}#${row_number}`, { verdict: outcome, subject: null });
  }
  const records = await database.db.pool.query<{ batch_id: string; row_number: string; subject_code: string }>(
    'select batch_id, row_number, subject_code from records.record',
  );
  for (const { batch_id, row_number, subject_code } of records.rows) {
    const key = `${batch_id}#${row_number}`;
    outcomes.set(key, { verdict: outcomes.get(key)?.verdict ?? 'accepted', subject: subject_code });
  }
}

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'xinheng-city-'));
  manifest = await generateCity({ city, subjects: 1200, records: 14_000, seed: 'score', dirt: 0.15 }, folder);
  const lines = (await readFile(join(folder, 'truth.ndjson'), 'utf8')).trimEnd().split('\n');
  truth = lines.map((line): TruthLine => JSON.parse(line));
  const entries = manifest.files.map(({ file, item, department }) => ({
    path: join(folder, file),
    name: file,
    item,
    department,
  }));
  const { batches } = await loadFiles(database.db, { city, entries, channel: 'generated', actor: 'test' });
  batches.forEach((batch, at) => {
    const name = entries[at]?.name ?? '';
    batchOf.set(name, Number(batch.batch));
    expect([name, batch.read]).toEqual([name, manifest.files[at]?.rows]);
  });
  await readOutcomes();
}, 120_000);

afterAll(async () => {
  await database?.drop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

test('every planted error ends as the truth says, with the right subject', () => {
  const wrong: string[] = [];
  for (const line of truth) {
    const got = outcomes.get(`${batchOf.get(line.file)}#${line.row}`) ?? { verdict: 'nowhere', subject: null };
    const placed = ['accepted', 'corrected'].includes(line.expected);
    if (
      got.verdict !== line.expected ||
      (placed && got.subject !== line.subject) ||
      (!placed && got.subject !== null)
    ) {
      wrong.push(
        `${line.file} ${line.row} ${line.planted} ${line.before ?? ''}: ${line.expected} ${line.subject} ≠ ${got.verdict} ${got.subject}`,
      );
    }
  }
  expect(wrong).toEqual([]);
});

test('every clean row is accepted', () => {
  const spoilt = new Set(truth.map((line) => `${batchOf.get(line.file)}#${line.row}`));
  const wrong = [...outcomes].filter(([key, { verdict }]) => !spoilt.has(key) && verdict !== 'accepted');
  expect(wrong.slice(0, 10)).toEqual([]);
  const rows = manifest.files.reduce((sum, file) => sum + file.rows, 0);
  expect([...outcomes.keys()].length).toBe(rows);
});
