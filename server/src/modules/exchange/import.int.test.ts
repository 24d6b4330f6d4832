import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usccFrom } from '@xinheng/contracts/codes/uscc.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../test/database.ts';
import { type City, loadCity } from '../../platform/city/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { type ImportRequest, importFile } from './import.ts';
import { allReceipts } from './receipts.ts';
import { storeDigest } from './store-digest.ts';

const city: City = loadCity('jinan');
let folder: string;
const databases: { drop(): Promise<void> }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xinheng-import-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  for (const database of databases) await database.drop();
});

async function store(): Promise<Db> {
  const database = await freshDatabase();
  databases.push(database);
  return database.db;
}

let files = 0;
async function importText(db: Db, item: string, text: string | Buffer, more: Partial<ImportRequest> = {}) {
  const path = join(folder, `${files++}.csv`);
  await writeFile(path, text);
  return importFile(db, { city, item, path, name: 'test.csv', channel: 'cli', actor: 'test', ...more });
}

/** The n-th invented enterprise: a valid code that belongs to nobody (reserved organisation code range). */
function code(n: number): string {
  // 9–16 body, 17 its check digit: usccFrom completes both.
  return usccFrom(`91370102${organisationCode(n)}`);
}
function organisationCode(n: number): string {
  const body = `XH${String(n).padStart(6, '0')}`;
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const sum = [...body].reduce((total, c, i) => total + digits.indexOf(c) * (weights[i] as number), 0);
  const check = 11 - (sum % 11);
  return body + (check === 10 ? 'X' : check === 11 ? '0' : String(check));
}

const registrationHeader =
  '企业名称,统一社会信用代码,注册日期,企业类型,法人代表,注册资金,经营范围,所在省份,地区,注册地址';
const registration = (n: number, name = `济南市试验第${n}号贸易有限公司`) =>
  `${name},${code(n)},2015-03-0${1 + (n % 9)},有限责任公司,测试人,${n + 1}万人民币,批发零售,山东,济南,济南市历下区测试路${n}号`;
const registrations = (...ns: number[]) => `${[registrationHeader, ...ns.map((n) => registration(n))].join('\n')}\n`;

const honourRow = (identity: string, name: string, year: number) => `${identity},${name},${year},测试税务局`;
const honourHeader = '纳税人识别号,纳税人名称,评价年度,税务机关';

describe('importFile', () => {
  it('accounts for every row, and changes nothing when the file is sent again', async () => {
    const db = await store();
    const first = await importText(db, 'enterprise-registration', registrations(1, 2, 3));
    expect(first).toMatchObject({ read: 3, duplicate: 0, quarantined: 0, rejected: 0, sameFileAs: null });
    expect(first.accepted + first.corrected).toBe(3);
    const before = await storeDigest(db.pool);
    const again = await importText(db, 'enterprise-registration', registrations(1, 2, 3));
    expect(again).toMatchObject({ read: 3, accepted: 0, corrected: 0, duplicate: 3, sameFileAs: first.batch });
    expect(await storeDigest(db.pool)).toEqual(before);
  });

  it('matches by code, by organisation code inside the code, by name; the rest waits and is attached later', async () => {
    const db = await store();
    await importText(db, 'enterprise-registration', registrations(1, 2, 3));
    const rows = [
      honourRow(code(1), '济南市试验第1号贸易有限公司', 2018),
      honourRow(`370102${organisationCode(2)}`, '济南市试验第2号贸易有限公司', 2018),
      honourRow('', '济南市试验第3号贸易有限公司', 2018),
      honourRow(code(9), '济南市试验第9号贸易有限公司', 2018),
    ];
    const result = await importText(db, 'tax-credit-a', `${honourHeader}\n${rows.join('\n')}\n`);
    expect(result).toMatchObject({ read: 4, quarantined: 1, rejected: 0 });
    const { rows: matched } = await db.pool.query(
      `select subject_code, matched_by from records.record where item = 'tax-credit-a' order by matched_by`,
    );
    expect(matched).toEqual([
      { subject_code: code(1), matched_by: 'code' },
      { subject_code: code(3), matched_by: 'name' },
      { subject_code: code(2), matched_by: 'organisation-code' },
    ]);
    const later = await importText(db, 'enterprise-registration', registrations(9));
    expect(later.attached).toBe(1);
    const { rows: attached } = await db.pool.query(
      `select batch_id, row_number from records.record where subject_code = $1 and item = 'tax-credit-a'`,
      [code(9)],
    );
    expect(attached).toEqual([{ batch_id: result.batch, row_number: 5 }]);
  });

  it('never attaches a negative record by name alone', async () => {
    const db = await store();
    await importText(db, 'enterprise-registration', registrations(1));
    const result = await importText(
      db,
      'tax-arrears',
      `纳税人名称,纳税人识别号,欠税税种,欠税余额,税务机关,公告日期\n济南市试验第1号贸易有限公司,,增值税,1000,测试税务局,2026-01-05\n`,
    );
    expect(result).toMatchObject({ accepted: 0, corrected: 0 });
    expect(result.quarantined + result.rejected).toBe(1);
  });

  it('keeps a changed row as a new version and closes the old one', async () => {
    const db = await store();
    await importText(db, 'enterprise-registration', registrations(1, 2));
    const renamed = `${registrationHeader}\n${registration(1, '济南市改名后的贸易有限公司')}\n`;
    const result = await importText(db, 'enterprise-registration', renamed);
    expect(result.accepted + result.corrected).toBe(1);
    const { rows } = await db.pool.query(
      `select version, recorded_until = 'infinity' as current from records.record where subject_code = $1 order by version`,
      [code(1)],
    );
    expect(rows).toEqual([
      { version: 1, current: false },
      { version: 2, current: true },
    ]);
    const former = await db.pool.query(`select value from registry.identifier where scheme = 'former-name'`);
    expect(former.rows).toEqual([{ value: '济南市试验第1号贸易有限公司' }]);
    // The first file again: old news, not a change back.
    const again = await importText(db, 'enterprise-registration', registrations(1, 2));
    expect(again).toMatchObject({ accepted: 0, corrected: 0, duplicate: 2 });
  });

  it('of two rows with one key keeps the better and lets the other wait', async () => {
    const db = await store();
    const text = `${registrationHeader}\n${registration(1)}\n${registration(1).replace('2万人民币', '')}\n${registration(1)}\n`;
    const result = await importText(db, 'enterprise-registration', text);
    expect(result).toMatchObject({ read: 3, duplicate: 1, quarantined: 1 });
    const receipts = (await Array.fromAsync(allReceipts(db.pool, result.batch))).flat();
    expect(receipts.map(({ row, rule }) => ({ row, rule }))).toContainEqual({ row: 3, rule: 'UQ-01' });
  });

  it('moves what a provisional subject owned when its code arrives', async () => {
    const db = await store();
    const number = '370100100000012';
    await importText(
      db,
      'enterprise-registration',
      `${registrationHeader}\n${registration(5).replace(code(5), number)}\n`,
    );
    const provisional = await db.pool.query('select subject_code from registry.subject');
    expect(provisional.rows).toEqual([{ subject_code: `ZR0${number}` }]);
    await importText(db, 'enterprise-registration', `${registrationHeader},注册号\n${registration(5)},${number}\n`);
    const subjects = await db.pool.query('select subject_code from registry.subject');
    expect(subjects.rows).toEqual([{ subject_code: code(5) }]);
    const records = await db.pool.query(`select distinct subject_code from records.record`);
    expect(records.rows).toEqual([{ subject_code: code(5) }]);
  });
});

describe('the same store', () => {
  const rowPool = Array.from({ length: 14 }, (_, i) => registration(i + 1)).concat(
    registration(1).toLowerCase(),
    registration(2).replace('万人民币', '万元'),
    registration(3).replace(code(3), `${code(3).slice(0, 17)}?`),
    registration(4).replace('2015', '2999'),
  );

  it('comes of any order of rows, any chunk size and any kill point', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(rowPool, { minLength: rowPool.length }),
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 0, max: 8 }),
        async (rows, chunkBytes, killAt) => {
          const undisturbed = await store();
          await importText(undisturbed, 'enterprise-registration', `${registrationHeader}\n${rowPool.join('\n')}\n`);
          const disturbed = await store();
          const text = `${registrationHeader}\n${rows.join('\n')}\n`;
          let chunks = 0;
          const cut = importText(disturbed, 'enterprise-registration', text, {
            chunkBytes,
            onProgress: () => {
              if (chunks++ === killAt) throw new Error('killed here');
            },
          });
          await cut.catch((error: Error) => expect(error.message).toBe('killed here'));
          const result = await importText(disturbed, 'enterprise-registration', text, { chunkBytes });
          expect(result.read).toBe(rows.length);
          expect(await storeDigest(disturbed.pool)).toEqual(await storeDigest(undisturbed.pool));
        },
      ),
      { numRuns: 8 },
    );
  }, 120_000);
});
