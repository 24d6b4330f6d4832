/** The real registers, and a real tax file on top: every row accounted for, every match checked by other means. */
import { existsSync, readFileSync } from 'node:fs';
import { isOrganisationCode } from '@xinheng/contracts/codes/organisation-code.ts';
import { isUscc } from '@xinheng/contracts/codes/uscc.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { type ImportResult, importFile } from '../src/modules/exchange/index.ts';
import { loadCity } from '../src/platform/city/index.ts';
import type { Db } from '../src/platform/db/index.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

const pathOf = (name: string) => new URL(`../../../shared/data/real/${name}`, import.meta.url).pathname;
const present = ['jinan.csv', 'nanchang.csv', 'baoshan.csv', 'tax-a-jiangxi-2018.gbk.csv'].every((name) =>
  existsSync(pathOf(name)),
);
if (!present) console.info('real-files.int.test: 真实数据不在 ../shared/data/real,跳过');

const databases: TestDatabase[] = [];
afterAll(async () => {
  for (const database of databases) await database.drop();
});

async function take(db: Db, cityCode: string, item: string, name: string): Promise<ImportResult> {
  const request = { city: loadCity(cityCode), item, path: pathOf(name), name, channel: 'cli' as const, actor: 'test' };
  return importFile(db, request);
}

/** Rows of a quoted CSV, read by other means than the product's. */
function naiveRows(name: string, encoding: string): string[][] {
  const text = new TextDecoder(encoding).decode(readFileSync(pathOf(name)));
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r?\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1).slice(1);
}

const nameOf = (text: string) =>
  text
    .normalize('NFKC')
    .replaceAll(/[〔【[{]/g, '(')
    .replaceAll(/[〕】\]}]/g, ')')
    .replaceAll(/\s/g, '')
    .toUpperCase();

async function addUp(db: Db, result: ImportResult, rows: number): Promise<void> {
  const { read, accepted, corrected, quarantined, rejected, duplicate } = result;
  expect(read).toBe(rows);
  expect(accepted + corrected + quarantined + rejected + duplicate).toBe(rows);
  const { rows: counted } = await db.pool.query<{ records: number; receipts: number }>(
    `select (select count(*) from records.record where batch_id = $1) as records,
            (select count(distinct row_number) from exchange.receipt where batch_id = $1 and outcome <> 'warned') as receipts`,
    [result.batch],
  );
  expect(Number(counted[0]?.records)).toBe(accepted + corrected);
  expect(Number(counted[0]?.receipts)).toBe(read - accepted);
}

describe.skipIf(!present)('the real files', () => {
  it.each([
    ['jinan', 12_177],
    ['baoshan', 3203],
  ])('%s is imported whole', async (code, rows) => {
    const database = await freshDatabase();
    databases.push(database);
    const result = await take(database.db, code, 'enterprise-registration', `${code}.csv`);
    expect(naiveRows(`${code}.csv`, 'utf-8').length).toBe(rows);
    await addUp(database.db, result, rows);
    expect(result.quarantined + result.rejected + result.duplicate).toBe(0);
  });

  it('nanchang is imported whole, and the tax file is attached to nobody else', async () => {
    const database = await freshDatabase();
    databases.push(database);
    const { db } = database;
    const register = naiveRows('nanchang.csv', 'utf-8');
    const registered = await take(db, 'nanchang', 'enterprise-registration', 'nanchang.csv');
    await addUp(db, registered, register.length);
    expect(registered).toMatchObject({ read: 29_355, quarantined: 0, rejected: 1, duplicate: 0 });

    const tax = naiveRows('tax-a-jiangxi-2018.gbk.csv', 'gb18030');
    const result = await take(db, 'nanchang', 'tax-credit-a', 'tax-a-jiangxi-2018.gbk.csv');
    await addUp(db, result, tax.length);

    // Who each row may be, from the bare columns of the two files.
    const codes = new Set(register.map((row) => (row[1] ?? '').trim()).filter((code) => isUscc(code)));
    const group = (key: (row: string[]) => string) => {
      const map = new Map<string, Set<string>>();
      for (const row of register) {
        const code = (row[1] ?? '').trim();
        if (codes.has(code)) map.set(key(row), (map.get(key(row)) ?? new Set()).add(code));
      }
      return map;
    };
    const byOrganisation = group((row) => (row[1] ?? '').trim().slice(8, 17));
    const byName = group((row) => nameOf(row[0] ?? ''));
    const { rows: matched } = await db.pool.query<{
      row_number: string;
      matched_by: string;
      subject_code: string;
      name: string;
    }>(
      `select r.row_number, r.matched_by, r.subject_code, s.name from records.record r join registry.subject s using (subject_code)
       where r.item = 'tax-credit-a' order by r.row_number`,
    );
    const wrong: string[] = [];
    const counts: Record<string, number> = {};
    const otherName: string[] = [];
    const placed = new Set<number>();
    for (const { row_number, matched_by, subject_code, name } of matched) {
      const [identity = '', title = ''] = tax[Number(row_number) - 2] ?? [];
      const number = identity.trim().toUpperCase();
      placed.add(Number(row_number));
      counts[matched_by] = (counts[matched_by] ?? 0) + 1;
      const right =
        matched_by === 'code'
          ? number === subject_code
          : matched_by === 'organisation-code'
            ? number.length === 15 && byOrganisation.get(number.slice(6))?.has(subject_code) === true
            : matched_by === 'name'
              ? !codes.has(number) && [...(byName.get(nameOf(title)) ?? [])].join() === subject_code
              : false;
      if (!right) wrong.push(`${row_number} ${number} ${title} ${matched_by} ${subject_code} ${name}`);
      if (nameOf(title) !== nameOf(name)) otherName.push(`${matched_by} ${number} ${title} ≠ ${name}`);
    }
    expect(wrong).toEqual([]);

    // And nobody was missed: what a row's own number names stands in the register, so it must have been attached.
    const expected: Record<string, number> = {};
    const missed: number[] = [];
    for (const [at, [identity = '', title = '']] of tax.entries()) {
      const number = identity.trim().toUpperCase();
      const organisation = number.length === 15 && isOrganisationCode(number.slice(6)) ? number.slice(6) : '';
      const how = codes.has(number)
        ? 'code'
        : byOrganisation.get(organisation)?.size === 1
          ? 'organisation-code'
          : !isUscc(number) && byName.get(nameOf(title))?.size === 1
            ? 'name'
            : '';
      if (how === '') continue;
      expected[how] = (expected[how] ?? 0) + 1;
      if (!placed.has(at + 2)) missed.push(at + 2);
    }
    const { rows: receipts } = await db.pool.query<{ row_number: string; outcome: string; rule: string }>(
      `select row_number, outcome, rule from exchange.receipt
       where batch_id = $1 and outcome <> 'corrected'`,
      [result.batch],
    );
    const ruleOf = new Map(receipts.map(({ row_number, outcome, rule }) => [Number(row_number), `${outcome} ${rule}`]));
    const why: Record<string, number> = {};
    for (const row of missed) {
      const rule = ruleOf.get(row) ?? 'nowhere';
      why[rule] = (why[rule] ?? 0) + 1;
    }
    // Matched, but the same company and year stand in the file twice; or the number is broken, and then the name does not
    // count; or fifteen digits fit two schemes and the name does not agree with the one found.
    expect(why).toEqual({ 'quarantined UQ-01': 24, 'duplicate UQ-03': 5, 'rejected ID-01': 4, 'quarantined MT-01': 1 });
    expect(expected).toEqual({ code: 854, 'organisation-code': 168, name: 5 });
    expect(counts).toEqual({ code: 839, 'organisation-code': 153, name: 1 });
    const { rows: waiting } = await db.pool.query<{ reason: string; rows: number }>(
      `select reason, count(*)::int as rows from exchange.pending_row where batch_id = $1 group by reason order by reason`,
      [result.batch],
    );
    expect(waiting).toEqual([
      { reason: 'code-unknown', rows: 3087 },
      { reason: 'same-key-differs', rows: 24 },
      { reason: 'subject-unknown', rows: 810 },
    ]);
    expect(result).toMatchObject({ accepted: 993, corrected: 0, quarantined: 3921, rejected: 20, duplicate: 5 });
    // Companies that were renamed between the two files are found by their number all the same.
    expect(otherName.length).toBe(10);
  });
});
