/**
 * The battery of poisoned input: rows and files with something wrong, each with a tag and with what must become of it.
 * Nothing may crash, be lost or be changed in silence; whatever is refused is refused in words that help.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allReceipts, type ImportResult, importFile, type Receipt } from '../src/modules/exchange/index.ts';
import { loadCity } from '../src/platform/city/index.ts';
import { XinhengError } from '../src/platform/errors/index.ts';
import { freshDatabase, type TestDatabase } from './database.ts';
import { bookValueFiles } from './poison/file-book-values.ts';
import { bookFiles } from './poison/file-books.ts';
import { encodingFiles } from './poison/file-encodings.ts';
import { jsonFiles } from './poison/file-json.ts';
import { lineFiles } from './poison/file-lines.ts';
import { otherFiles } from './poison/file-others.ts';
import { fileOf } from './poison/row-carriers.ts';
import { characters } from './poison/row-characters.ts';
import { values } from './poison/row-values.ts';
import { carriers, type FileSample, type RowSample, type Verdict } from './poison/sample.ts';

const city = loadCity('jinan');
let database: TestDatabase;
let folder: string;
let files = 0;

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'xinheng-poison-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function take(content: Buffer | string, name: string, sheet?: string) {
  const path = join(folder, `${++files}`);
  await writeFile(path, content);
  const asked = { city, item: 'enterprise-registration', path, name, channel: 'cli' as const, actor: 'test', sheet };
  try {
    const result = await importFile(database.db, asked);
    const receipts = (await Array.fromAsync(allReceipts(database.db.pool, result.batch))).flat();
    expectExactCounts(result, receipts);
    return { result, receipts };
  } catch (error) {
    if (!(error instanceof XinhengError)) throw error;
    return { refusal: error };
  } finally {
    await rm(path);
  }
}

/** Every row read is in exactly one part, and whoever is not plainly accepted has a receipt that says why. */
function expectExactCounts(result: ImportResult, receipts: Receipt[]): void {
  const { read, accepted, corrected, quarantined, rejected, duplicate } = result;
  expect(accepted + corrected + quarantined + rejected + duplicate).toBe(read);
  const told = receipts.filter(({ outcome }) => outcome !== 'warned');
  expect(new Set(told.map(({ row }) => row)).size).toBe(read - accepted);
  for (const { message } of told) {
    expect(message?.length ?? 0).toBeLessThan(1000);
    if (message) expect(message).toMatch(/\p{sc=Han}/u);
  }
}

const gravity: readonly string[] = [
  'accepted',
  'corrected',
  'duplicate',
  'quarantined',
  'rejected',
] satisfies Verdict[];

function verdictOf(receipts: readonly Receipt[]): string {
  return receipts
    .map(({ outcome }) => String(outcome))
    .filter((outcome) => gravity.includes(outcome))
    .reduce((worst, one) => (gravity.indexOf(one) > gravity.indexOf(worst) ? one : worst), 'accepted');
}

const rows: RowSample[] = [...characters, ...values];
const fileSamples: FileSample[] = [
  ...encodingFiles,
  ...lineFiles,
  ...jsonFiles,
  ...bookFiles,
  ...bookValueFiles,
  ...otherFiles,
];

describe('the battery', () => {
  it('has at least 300 samples, each with a tag of its own', () => {
    const tags = [...rows, ...fileSamples].map(({ tag }) => tag);
    expect(new Set(tags).size).toBe(tags.length);
    expect(tags.length).toBeGreaterThanOrEqual(300);
  });
});

describe('poisoned rows', () => {
  it.each(carriers)('in a file of %s: each becomes what its tag says', async (carrier) => {
    const samples = rows.filter(({ only }) => only === undefined || only.includes(carrier));
    const { result, receipts } = await take(fileOf(samples, carrier), `报送.${carrier}`);
    if (!result || !receipts) throw new Error('the file was refused');
    expect(result.read).toBe(samples.length + (carrier === 'ndjson' ? 1 : 0));
    const payloads = await payloadsOf(result.batch);
    const byRow = Map.groupBy(receipts, ({ row }) => row);
    const became = samples.map(({ tag, rule }, at) => {
      const own = byRow.get(at + 2) ?? [];
      const verdict = verdictOf(own);
      const told = own.find((receipt) => receipt.outcome === verdict && receipt.rule === rule)?.rule;
      return { tag, verdict, ...(told !== undefined && told !== null && { rule: told }) };
    });
    expect(became).toEqual(samples.map(({ tag, verdict, rule }) => ({ tag, verdict, ...(rule && { rule }) })));
    samples.forEach(({ tag, stored }, at) => {
      if (stored) expect({ tag, ...payloads.get(at + 2) }).toMatchObject({ tag, ...stored });
    });
  });
});

async function payloadsOf(batch: number): Promise<Map<number, Record<string, unknown>>> {
  const { rows: found } = await database.db.pool.query<{ row_number: number; payload: Record<string, unknown> }>(
    'select row_number, payload from records.record where batch_id = $1 order by row_number',
    [batch],
  );
  return new Map(found.map((row) => [row.row_number, row.payload]));
}

const nothing = { accepted: 0, corrected: 0, quarantined: 0, rejected: 0, duplicate: 0 };

describe('poisoned files', () => {
  it.each(fileSamples)('$tag', async (sample) => {
    const { result, receipts, refusal } = await take(sample.content(), sample.name ?? '报送.csv', sample.sheet);
    if (sample.refused) {
      expect(refusal).toMatchObject({ code: 'batch-refused', message: expect.stringMatching(sample.refused) });
      expect(refusal?.message).toMatch(/^“[^”]+”.*。$/s);
      expect(refusal?.message.length).toBeLessThan(700);
      return;
    }
    if (!result || !receipts) throw refusal;
    const { read, accepted, corrected, quarantined, rejected, duplicate } = result;
    expect({ read, accepted, corrected, quarantined, rejected, duplicate }).toEqual({ ...nothing, ...sample.parts });
    for (const [row, rule, says = /./] of sample.receipts ?? [])
      expect(receipts).toContainEqual(expect.objectContaining({ row, rule, message: expect.stringMatching(says) }));
    if (sample.stored) {
      const payloads = await payloadsOf(result.batch);
      expect([...payloads.values()]).toMatchObject(sample.stored);
    }
  });

  it('leave no batch behind that never ends, and nothing staged', async () => {
    const { rows: open } = await database.db.pool.query(
      `select batch_id, state, source_name from exchange.batch where state not in ('finished', 'refused')`,
    );
    expect(open).toEqual([]);
    const staged = await database.db.pool.query(
      `select relname from pg_class where relnamespace = 'staging'::regnamespace and relkind = 'r'`,
    );
    expect(staged.rows).toEqual([]);
  });
});
