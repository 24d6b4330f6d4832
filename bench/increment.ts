/**
 * A million-row increment into a full store: half new, three tenths changed, a fifth already known, with history,
 * receipts and subjects looked up. Beside it: COPY of as many clean, matched, new rows into the same full tables.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { installCity } from '../server/src/app/city-of-store.ts';
import { generateCity } from '../server/src/modules/generator/index.ts';
import { loadCity } from '../server/src/platform/city/index.ts';
import { type BenchDatabase, openBenchDatabase } from './harness/database.ts';
import { readOptions } from './harness/options.ts';
import { comparePairs } from './harness/pairs.ts';
import { runToEnd } from './harness/processes.ts';
import { demandEqual, report } from './harness/report.ts';
import { copyInto } from './sides/record-tables.ts';

const item = 'tax-credit-a';
const department = 'tax';

/** Rows `from`…`to` of an endless list: subject number i mod n, year 2000 + i div n; `office` is what changes. */
async function writeRows(
  path: string,
  codes: string[],
  from: number,
  to: number,
  office: string,
  more = '',
): Promise<void> {
  const out = createWriteStream(path, { flags: more === '' ? 'w' : more });
  if (more === '') out.write('纳税人识别号,纳税人名称,评价年度,税务机关\n');
  for (let i = from; i < to; i++) {
    const line = `${codes[i % codes.length]},测试企业${i % codes.length},${2018 + Math.floor(i / codes.length)},${office}\n`;
    if (!out.write(line)) await new Promise((resolve) => out.once('drain', resolve));
  }
  await new Promise<void>((resolve) => out.end(resolve));
}

async function importRows(url: string, file: string) {
  const ended = await runToEnd('server/src/cli/main.ts', ['import', item, file, '--department', department, '--json'], {
    DATABASE_URL: url,
  });
  return { ...ended, summary: JSON.parse(ended.output.trim().split('\n').at(-1) ?? '{}') as Record<string, number> };
}

/** Runs the question; see README.md for the options. */
export async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args, { subjects: 114_000, records: 1_360_000, pairs: 3 });
  const size = Math.round(options.records / 13.6);
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-increment-'));
  const base = await openBenchDatabase('increment_base');
  try {
    await fillStore(base, options, folder, size);
    const full = new URL(base.url).pathname.slice(1);
    await base.db.close();
    const keeper = new pg.Client({ connectionString: replaceDatabase(base.url, 'postgres') });
    await keeper.connect();
    let copies = 0;
    const onCopy = async <T>(use: (url: string) => Promise<T>): Promise<T> => {
      const name = `${full}_${copies++}`;
      await keeper.query(`create database ${name} template ${full}`);
      await keeper.query('checkpoint');
      try {
        return await use(replaceDatabase(base.url, name));
      } finally {
        await keeper.query(`drop database ${name} with (force)`);
      }
    };
    const answers = await onCopy((url) => proveAnswers(url, folder, size));
    const comparison = await comparePairs({
      question: 'increment',
      unit: 'rows/s',
      moreIsBetter: true,
      pairs: options.pairs,
      ours: {
        name: 'xinheng import',
        measure: () =>
          onCopy(async (url) => {
            const { seconds, peakMiB } = await importRows(url, join(folder, 'increment.csv'));
            return { figure: size / seconds, seconds, peakMiB };
          }),
      },
      theirs: {
        name: 'COPY, clean new rows',
        measure: () =>
          onCopy(async (url) => {
            const pool = new pg.Pool({ connectionString: url, max: 1 });
            const seconds = await copyInto(pool, 'records.record', join(folder, 'clean.copy'));
            await pool.end();
            return { figure: size / seconds, seconds };
          }),
      },
    });
    await keeper.end();
    report({
      question: 'increment',
      settings: { ...options, increment: size, ...base.settings },
      answers,
      facts: { 'peak memory of the program, MiB': comparison.medians.ours.peakMiB ?? Number.NaN },
      comparisons: [comparison],
    });
  } finally {
    await base.drop().catch(() => {});
    await rm(folder, { recursive: true, force: true });
  }
}

function replaceDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

/** The full store: a generated city, and the rows that the increment will change or repeat. */
async function fillStore(
  base: BenchDatabase,
  options: { subjects: number; records: number; seed: string },
  folder: string,
  size: number,
) {
  await installCity(base.db, 'jinan');
  const { subjects, records, seed } = options;
  await generateCity({ city: loadCity('jinan'), subjects, records, seed, dirt: 0 }, join(folder, 'city'));
  await runToEnd('server/src/cli/main.ts', ['load', join(folder, 'city')], { DATABASE_URL: base.url });
  const { rows } = await base.db.pool.query<{ code: string }>(
    `select subject_code as code from registry.subject where subject_code not like 'ZR0%' order by md5(subject_code)`,
  );
  const codes = rows.map((row) => row.code);
  const [same, changed] = [Math.round(size * 0.2), Math.round(size * 0.5)];
  await writeRows(join(folder, 'before.csv'), codes, 0, changed, '第一税务分局');
  await importRows(base.url, join(folder, 'before.csv'));
  const path = join(folder, 'increment.csv');
  await writeRows(path, codes, 0, same, '第一税务分局');
  await writeRows(path, codes, same, changed, '第二税务分局', 'a');
  await writeRows(path, codes, changed, size, '第一税务分局', 'a');
}

/** The verdicts are as planned, the history is whole; writes the yardstick's clean rows. */
async function proveAnswers(url: string, folder: string, size: number): Promise<string[]> {
  const { summary } = await importRows(url, join(folder, 'increment.csv'));
  const { accepted, corrected, duplicate, read } = summary;
  const [isNew, isChanged] = [size - Math.round(size * 0.5), Math.round(size * 0.5) - Math.round(size * 0.2)];
  demandEqual(
    'verdicts',
    { read, stored: (accepted ?? 0) + (corrected ?? 0), duplicate },
    { read: size, stored: isNew + isChanged, duplicate: size - isNew - isChanged },
  );
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const history = await pool.query(
    `select count(*) filter (where recorded_until <> 'infinity')::int as closed, count(*) filter (where version = 2)::int as second
     from records.record where item = $1 and department = $2`,
    [item, department],
  );
  demandEqual('history', history.rows[0], { closed: isChanged, second: isChanged });
  const client = await pool.connect();
  const columns = `subject_code, md5(record_key::text || version)::uuid, 1, item, department, document_number, occurred_on, effective_from,
    effective_until, polarity, severity, disclosure, shown_from, shown_until, state, matched_by, payload, content_hash, batch_id, row_number,
    recorded_from, 'infinity'::timestamptz`;
  const query = `copy (select ${columns} from records.record where item = '${item}' and department = '${department}' order by batch_id desc, row_number limit ${size}) to stdout`;
  await pipeline(client.query(copyTo(query)), createWriteStream(join(folder, 'clean.copy')));
  client.release();
  await pool.end();
  return [
    `${size} rows: ${isNew} new, ${isChanged} changed, ${size - isNew - isChanged} known, as planned`,
    `${isChanged} versions closed and opened`,
  ];
}
