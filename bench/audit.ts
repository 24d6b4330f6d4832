/**
 * What proof costs: the same write with and without its audit entry (and its publication leaf) while the sealer runs;
 * leaves of a file beside its import; leaves sealed a second for both suites; the time of a proof; a verification.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { organisationCodeFrom } from '@xinheng/contracts/codes/organisation-code.ts';
import { usccFrom } from '@xinheng/contracts/codes/uscc.ts';
import { installCity } from '../server/src/app/city-of-store.ts';
import { commitPublications, provePublished } from '../server/src/modules/records/index.ts';
import {
  audit,
  auditMany,
  checkProof,
  checkPublication,
  type EntryProof,
  type PublicationProof,
  proveEntry,
  type Suite,
  sealAll,
  suiteNamed,
  verifyLog,
} from '../server/src/platform/audit/index.ts';
import { loadCity } from '../server/src/platform/city/index.ts';
import { type Db, type Tx, transact } from '../server/src/platform/db/index.ts';
import { announce } from '../server/src/platform/events/index.ts';
import { type BenchDatabase, openBenchDatabase } from './harness/database.ts';
import { readOptions } from './harness/options.ts';
import { comparePairs, type Sample } from './harness/pairs.ts';
import { runToEnd } from './harness/processes.ts';
import { demandEqual, report } from './harness/report.ts';
import { quantile } from './harness/statistics.ts';

const item = 'administrative-penalty';
const department = 'market-regulation-370102';
const catalogueItem = loadCity('jinan').catalogue.items.find(({ code }) => code === item);
if (catalogueItem === undefined) throw new Error(`the catalogue has no item ${item}`);
const penalties = catalogueItem;

const codeOf = (n: number) => usccFrom(`91370102${organisationCodeFrom(`XH${String(n).padStart(6, '0')}`)}`);

let written = 0;

/** One published record with its event: what every write of the city does at least. */
async function writeRecord(tx: Tx): Promise<string> {
  written += 1;
  const code = codeOf(written % 1_000_000);
  const { rows } = await tx.client.query<{ record_key: string }>({
    name: 'bench record',
    text: `insert into records.record (subject_code, record_key, version, item, department, document_number, occurred_on,
             polarity, severity, disclosure, shown_from, shown_until, matched_by, payload, content_hash, batch_id,
             row_number, recorded_from)
           values ($1, gen_random_uuid(), 1, $2, $3, $4, '2026-03-02', 'negative', 'general', 'public', '2026-03-02',
             '2027-03-02', 'code', $5, gen_random_uuid(), 1, $6, now())
           returning record_key`,
    values: [code, item, department, `济样罚〔2026〕${written}号`, payloadOf(written), written],
  });
  await announce(tx, { type: 'records.bench', orderingKey: code, payload: { written } });
  return rows[0]?.record_key ?? '';
}

const payloadOf = (n: number) =>
  JSON.stringify({
    document_number: `济样罚〔2026〕${n}号`,
    reason: '未按规定公示应当公示的信息，经责令改正后在规定期限内仍未改正。',
    basis: '《企业信息公示暂行条例》第十八条',
    content: `处以罚款${500 + (n % 5000)}元的行政处罚`,
  });

const entryOf = (key: string) => ({
  actor: 'person:12',
  name: '样例某',
  role: 'entry-clerk',
  department,
  action: 'exchange.enter',
  object: `record:${key}`,
  details: { item, rows: 1 },
});

async function audited(tx: Tx): Promise<void> {
  await audit(tx, entryOf(await writeRecord(tx)));
}

async function published(tx: Tx): Promise<void> {
  const key = await writeRecord(tx);
  await audit(tx, entryOf(key));
  await commitPublications(tx, penalties, {
    department,
    rows: `select * from records.record where subject_code = $4 and record_key = $5::uuid`,
    values: [codeOf(written % 1_000_000), key],
  });
}

/** Writers at once, each one transaction after another, for some seconds. Writes a second and their latencies. */
async function writeFor(
  db: Db,
  seconds: number,
  writers: number,
  write: (tx: Tx) => Promise<unknown>,
): Promise<Sample> {
  const latencies: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1000;
  const writer = async () => {
    while (performance.now() < until) {
      const start = performance.now();
      await transact(db, async (tx) => void (await write(tx)));
      latencies.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  const spent = (performance.now() - began) / 1000;
  return { figure: latencies.length / spent, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

/** As `writeFor`, while what is written is sealed every second, as in the server. */
async function sealedWhile(seal: () => Promise<number>, work: () => Promise<Sample>): Promise<Sample> {
  const stop = new AbortController();
  const sealing = (async () => {
    while (!stop.signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await seal();
    }
  })();
  const sample = await work();
  stop.abort();
  await sealing;
  return sample;
}

/** Leaves sealed a second: `count` entries that lie ready. */
async function sealRate(bench: BenchDatabase, suite: Suite, count: number): Promise<number> {
  for (let done = 0; done < count; done += 10_000) {
    await transact(bench.db, (tx) =>
      auditMany(
        tx,
        Array.from({ length: Math.min(10_000, count - done) }, (_, n) => entryOf(`${done + n}`)),
      ),
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-keys-'));
  const began = performance.now();
  const sealed = await sealAll({ db: bench.db, keys: { folder }, city: 'jinan', suite });
  const seconds = (performance.now() - began) / 1000;
  demandEqual('leaves sealed', sealed >= count, true);
  await rm(folder, { recursive: true });
  return sealed / seconds;
}

/** Proofs of entries all over the log; ms. Each is checked outside the clock. */
async function proofTimes(db: Db, entries: readonly number[]): Promise<number[]> {
  const times: number[] = [];
  for (const entry of entries) {
    const began = performance.now();
    const proof = (await proveEntry(db.pool, entry)) as EntryProof;
    times.push(performance.now() - began);
    demandEqual(`proof of entry ${entry}`, checkProof(proof).holds, true);
  }
  return times;
}

/** An imported file: its seconds, those of its leaves alone, and proofs of its records. */
async function importedFile(bench: BenchDatabase, folder: string, count: number, seal: () => Promise<number>) {
  const path = join(folder, 'penalties.ndjson');
  const lines = Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      行政相对人名称: `济南市样例第${n}号商贸有限公司`,
      行政相对人类别: '法人及非法人组织',
      统一社会信用代码: codeOf(n),
      行政处罚决定书文号: `济样市监处罚〔2026〕${n}号`,
      违法行为类型: '未按规定公示应当公示的信息',
      违法事实: '当事人于检查中未能出示进货查验记录，经责令改正后在规定期限内仍未改正。',
      处罚依据: '《中华人民共和国食品安全法》第一百二十六条第一款第三项',
      处罚类别: '罚款',
      处罚内容: `处以罚款${500 + n}元的行政处罚`,
      罚款金额: (500 + n) / 10_000,
      处罚决定日期: '2026-03-02',
      处罚有效期: '2099-12-31',
      处罚机关: '济南市样例监督管理局',
      处罚机关统一社会信用代码: '11370100MB0XTE5T6A',
      数据来源单位: '济南市样例监督管理局',
      数据来源单位统一社会信用代码: '11370100MB0XTE5T6A',
    }),
  );
  await writeFile(path, lines.join('\n'));
  await insertSubjects(bench, count);
  const ended = await runToEnd('server/src/cli/main.ts', ['import', item, path, '--department', department, '--json'], {
    DATABASE_URL: bench.url,
  });
  const summary = JSON.parse(ended.output.trim().split('\n').at(-1) ?? '{}') as Record<string, number>;
  const stored = (summary.accepted ?? 0) + (summary.corrected ?? 0);
  demandEqual('rows stored', stored, count);
  const batch = await bench.db.pool.query<{ batch_id: string }>(`select max(batch_id) as batch_id from records.record`);
  const began = performance.now();
  await transact(bench.db, (tx) =>
    commitPublications(tx, penalties, {
      department,
      rows: `select * from records.record where batch_id = $4`,
      values: [batch.rows[0]?.batch_id],
    }),
  );
  const leaves = (performance.now() - began) / 1000;
  await seal();
  return { seconds: ended.seconds, leaves, times: await publicationTimes(bench.db) };
}

/** Subjects that the rows are matched to. */
async function insertSubjects(bench: BenchDatabase, count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-subjects-'));
  const path = join(folder, 'register.csv');
  const lines = Array.from(
    { length: count },
    (_, n) =>
      `济南市样例第${n}号商贸有限公司,${codeOf(n)},2019-09-05,有限责任公司,样例某,50万元,济南市历下区示例路${n}号`,
  );
  await writeFile(
    path,
    `企业名称,统一社会信用代码,注册日期,企业类型,法人代表,注册资金,注册地址\n${lines.join('\n')}\n`,
  );
  await runToEnd(
    'server/src/cli/main.ts',
    ['import', 'enterprise-registration', path, '--department', 'market-regulation'],
    { DATABASE_URL: bench.url },
  );
  await rm(folder, { recursive: true });
}

async function publicationTimes(db: Db): Promise<number[]> {
  const { rows } = await db.pool.query<{ subject_code: string; record_key: string }>(
    `select subject_code, record_key from records.record where item = $1 and batch_id <> 1 order by md5(record_key::text) limit 200`,
    [item],
  );
  const times: number[] = [];
  for (const { subject_code, record_key } of rows) {
    const began = performance.now();
    const proof = await provePublished(db.pool, {
      ...{ subjectCode: subject_code, recordKey: record_key, version: 1, item, department },
    });
    times.push(performance.now() - began);
    demandEqual(`proof of ${record_key}`, checkPublication(proof as PublicationProof).holds, true);
  }
  return times;
}

/** Runs the question; see README.md for the options. `--records`: leaves to seal. */
export async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args, { subjects: 50_000, records: 200_000, pairs: 5, seconds: 5, connections: 8 });
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-audit-'));
  const suites = ['ed25519-sha256', 'sm2-sm3'].map((name) => suiteNamed(name) as Suite);
  const [ed25519, sm2] = suites as [Suite, Suite];
  const facts: Record<string, number | string> = {};
  const bench = await openBenchDatabase('audit');
  try {
    await installCity(bench.db, 'jinan');
    const seal = () => sealAll({ db: bench.db, keys: { folder }, city: 'jinan', suite: ed25519 });
    const file = await importedFile(bench, folder, options.subjects, seal);
    facts[`import of ${options.subjects} penalties, s`] = file.seconds;
    facts['of which leaves of the publication, s'] = file.leaves;
    facts['import without leaves ÷ with (aim ≥ 0.8)'] = (file.seconds - file.leaves) / file.seconds;
    facts['proof of a published record, ms p50'] = quantile(file.times, 0.5);
    facts['proof of a published record, ms p99 (aim ≤ 10)'] = quantile(file.times, 0.99);
    const side = (name: string, write: (tx: Tx) => Promise<unknown>, sealing: boolean) => ({
      name,
      measure: () => {
        const work = () => writeFor(bench.db, options.seconds, options.connections, write);
        return sealing ? sealedWhile(seal, work) : work();
      },
    });
    const theirs = side('without', writeRecord, false);
    const setup = { unit: 'writes/s', moreIsBetter: true, pairs: options.pairs, theirs };
    const comparisons = [
      await comparePairs({ ...setup, question: 'record + event', ours: side('audited, sealed', audited, true) }),
      await comparePairs({ ...setup, question: 'record + event', ours: side('audited, leaf', published, true) }),
    ];
    for (const suite of [ed25519, sm2]) {
      const other = await openBenchDatabase(`audit_${suite.name.slice(0, 3)}`);
      facts[`sealed, leaves/s, ${suite.name} (aim ≥ 10,000)`] = await sealRate(other, suite, options.records);
      const times = await proofTimes(
        other.db,
        Array.from({ length: 300 }, (_, n) => 1 + Math.floor((n * options.records) / 300)),
      );
      facts[`proof of an entry, ms p50, ${suite.name}`] = quantile(times, 0.5);
      facts[`proof of an entry, ms p99, ${suite.name} (aim ≤ 10)`] = quantile(times, 0.99);
      const began = performance.now();
      const verdict = await verifyLog(other.db);
      demandEqual('findings of the verification', verdict.findings, []);
      facts[`verified, entries/s, ${suite.name}`] = (options.records * 1000) / (performance.now() - began);
      await other.drop();
    }
    report({
      question: 'audit',
      settings: { ...options, ...bench.settings },
      answers: [
        'every row of the file is stored',
        'every proof that was timed holds',
        'the verification finds nothing',
      ],
      facts,
      comparisons,
    });
  } finally {
    await bench.drop().catch(() => {});
    await rm(folder, { recursive: true, force: true });
  }
}
