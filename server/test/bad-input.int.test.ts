import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  allReceipts,
  type ImportResult,
  importFile,
  type Receipt,
  receiptsCsv,
} from '../src/modules/exchange/index.ts';
import { loadCity } from '../src/platform/city/index.ts';
import { XinhengError } from '../src/platform/errors/index.ts';
import { around, cellsOf, gbk, header, json, ndjson, nextCode, row, utf16 } from './bad-input/rows.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

const city = loadCity('jinan');
let database: TestDatabase;
let folder: string;
let files = 0;

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'xinheng-bad-input-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

type Parts = Partial<Pick<ImportResult, 'read' | 'accepted' | 'corrected' | 'quarantined' | 'rejected' | 'duplicate'>>;
interface Case {
  title: string;
  content: () => string | Buffer;
  item?: string;
  department?: string;
  name?: string;
  /** The file is refused whole with this sentence. */
  refused?: RegExp;
  code?: string;
  /** Otherwise: what became of the rows; parts not named are 0. */
  parts?: Parts;
  /** Receipts that must be there: row, rule, message. */
  receipts?: [row: number, rule: string, message: RegExp][];
  unknownColumns?: string[];
  /** What the store must hold afterwards, by the code of a row. */
  stored?: (result: ImportResult) => Promise<void>;
}

async function take(one: Case): Promise<{ result?: ImportResult; error?: unknown; receipts: Receipt[] }> {
  const path = join(folder, `${++files}`);
  await writeFile(path, one.content());
  const request = {
    city,
    item: one.item ?? 'enterprise-registration',
    department: one.department,
    path,
    name: one.name ?? '报送.csv',
    channel: 'cli' as const,
    actor: 'test',
  };
  try {
    const result = await importFile(database.db, request);
    return { result, receipts: (await Array.fromAsync(allReceipts(database.db.pool, result.batch))).flat() };
  } catch (error) {
    return { error, receipts: [] };
  } finally {
    await rm(path);
  }
}

async function payloads(batch: number, field: string): Promise<string[]> {
  const { rows } = await database.db.pool.query<{ value: string }>(
    'select payload->>$2 as value from records.record where batch_id = $1 order by row_number',
    [batch, field],
  );
  return rows.map(({ value }) => value);
}

const cases: Case[] = [
  // Encodings
  { title: 'UTF-8 with a byte order mark', content: () => `\ufeff${around()}`, parts: { read: 2, accepted: 2 } },
  { title: 'UTF-16 LE', content: () => utf16(around(), 'le'), parts: { read: 2, accepted: 2 } },
  { title: 'UTF-16 BE', content: () => utf16(around(), 'be'), parts: { read: 2, accepted: 2 } },
  { title: 'UTF-16 without a mark', content: () => Buffer.from(around(), 'utf16le'), refused: /二进制内容/ },
  { title: 'GBK', content: () => gbk(around(row())), parts: { read: 3, accepted: 3 } },
  {
    title: 'a UTF-8 row inside a GBK file',
    content: () =>
      Buffer.concat([gbk(`${header}\n${row()}\n${row()}\n`), Buffer.from(`${row()}\n`), gbk(`${row()}\n`)]),
    parts: { read: 4, accepted: 3, corrected: 1 },
    receipts: [[4, 'FM-13', /编码与文件其余部分不同/]],
  },
  {
    title: 'a GBK row inside a UTF-8 file',
    content: () =>
      Buffer.concat([Buffer.from(`${header}\n${row()}\n${row()}\n`), gbk(`${row()}\n`), Buffer.from(row())]),
    parts: { read: 4, accepted: 3, corrected: 1 },
    receipts: [[4, 'FM-13', /编码与文件其余部分不同/]],
  },
  // Lines and cells
  {
    title: 'NUL in a field',
    content: () => around(row({ address: '济南市\0历下区' }), row({ name: '济南\0空字符贸易有限公司' })),
    parts: { read: 4, accepted: 2, rejected: 2 },
    receipts: [
      [3, 'FM-02', /空字符/],
      [4, 'FM-02', /空字符/],
    ],
  },
  {
    title: 'a line of 10 MB in the middle',
    content: () => around(row({ scope: '甲'.repeat(3_500_000) })),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-10', /第 3 行超过 1 MB/]],
  },
  {
    title: 'a huge string',
    content: () => around(row({ scope: '甲'.repeat(200_000) })),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-02', /200000 字,超过上限 8000 字/]],
  },
  {
    title: 'quoted line breaks',
    content: () => around(row({ scope: '"批发\n零售\r\n服务"' })),
    parts: { read: 3, accepted: 2, corrected: 1 },
    stored: async ({ batch }) => expect(await payloads(batch, 'scope')).toContain('批发\n零售\n服务'),
  },
  {
    title: 'an unclosed quote',
    content: () => around(row({ scope: '"批发零售' })),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-11', /引号没有成对/]],
  },
  {
    title: 'an unclosed quote at the end',
    content: () => `${around()}${row({ scope: '"批发零售' })}`,
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[4, 'FM-11', /第 4 行的引号没有成对/]],
  },
  { title: 'CR line ends', content: () => around(row()).replaceAll('\n', '\r'), parts: { read: 3, accepted: 3 } },
  {
    title: 'CR line ends, with an unclosed quote',
    content: () => around(row({ scope: '"批发' })).replaceAll('\n', '\r'),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-11', /引号没有成对/]],
  },
  {
    title: 'trailing delimiters',
    content: () => around(row()).replaceAll('\n', ',,\n'),
    parts: { read: 3, accepted: 3 },
  },
  { title: 'trailing delimiters in rows only', content: () => around(`${row()},,`), parts: { read: 3, accepted: 3 } },
  {
    title: 'blank rows first, in between and last',
    content: () => `\n \n${around('', '   ')}\n\n`,
    parts: { read: 2, accepted: 2 },
  },
  {
    title: 'shifted columns',
    content: () => around(row({ name: '济南甲,乙贸易有限公司' })),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-04', /本行有 9 列,表头只有 8 列/]],
  },
  {
    title: 'fewer cells',
    content: () => around(cellsOf().slice(0, 3).join(','), cellsOf()[0] as string),
    parts: { read: 4, accepted: 3, rejected: 1 },
    receipts: [[4, 'FM-01', /“统一社会信用代码”必填/]],
  },
  { title: 'no line end at the end', content: () => around().trimEnd(), parts: { read: 2, accepted: 2 } },
  // Headers
  {
    title: 'a mandatory column missing',
    content: () => `统一社会信用代码,注册日期\n${nextCode()},2015-01-01\n`,
    refused: /缺少必填列:企业名称/,
  },
  {
    title: 'an unknown column',
    content: () => `${header},备用一\n${row()},甲\n`,
    parts: { read: 1, accepted: 1 },
    unknownColumns: ['备用一'],
  },
  { title: 'a duplicated column', content: () => `${header},企业名称\n${row()},甲\n`, refused: /重复的列:企业名称/ },
  { title: 'no column known', content: () => 'a,b,c\n1,2,3\n', refused: /表头没有一列属于“企业登记”/ },
  {
    title: 'spaces, full width, brackets and units',
    content: () =>
      ` 企业 名称 ,统一社会信用代码（18位）,注册日期*,注册资本（万元）,“住所”\n${cellsOf()[0]},${nextCode()},2015-03-01,50,济南市历下区1号\n`,
    parts: { read: 1, corrected: 1 },
    receipts: [[2, 'FM-02', /500000 CNY/]],
  },
  { title: 'header only', content: () => `${header}\n`, refused: /只有表头,没有数据行/ },
  {
    title: 'header twice',
    content: () => around(header),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-00', /模板的表头,不是数据/]],
  },
  {
    title: 'a row of explanations',
    content: () => around('必填,18位代码,yyyy-mm-dd,必填,必填,选填,选填,必填'),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'ID-01', /应为 18 位/]],
  },
  // Nothing, or something else
  { title: 'nothing', content: () => '', refused: /是空文件/ },
  { title: 'white space', content: () => ' \r\n\t\n  \n', refused: /只有空白/ },
  { title: 'a byte order mark alone', content: () => '\ufeff', refused: /只有空白/ },
  {
    title: 'XLSX',
    content: () => Buffer.from('504b0304140006000800', 'hex'),
    refused: /已损坏，不能解开/,
  },
  { title: 'XLS', content: () => Buffer.from('d0cf11e0a1b11ae1', 'hex'), refused: /旧版 Excel/ },
  { title: 'PNG', content: () => Buffer.from('89504e470d0a1a0a0000000d', 'hex'), refused: /图片/ },
  { title: 'PDF', content: () => '%PDF-1.7\n%âãÏÓ\n', refused: /PDF/ },
  { title: 'gzip', content: () => Buffer.from('1f8b0800', 'hex'), refused: /文件不完整/ },
  { title: 'HTML', content: () => '<!DOCTYPE html><table><tr><td>企业名称</td></tr></table>', refused: /网页或 XML/ },
  { title: 'a JSON array', content: () => `[${json()}]`, refused: /JSON 数组/ },
  {
    title: 'random bytes',
    content: () => Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 251)),
    refused: /二进制|表头没有一列/,
  },
  {
    title: 'an unknown item',
    item: 'enterprise-registratoin',
    content: () => around(),
    code: 'item-unknown',
    refused: /enterprise-registration/,
  },
  {
    title: 'an unknown department',
    department: 'market-regulatoin',
    content: () => around(),
    code: 'department-unknown',
    refused: /market-regulation/,
  },
  // Values
  {
    title: 'spreadsheet formulas',
    content: () =>
      around(
        row({ scope: '=1+1' }),
        row({ scope: '+1' }),
        row({ scope: '-批发' }),
        row({ scope: '@SUM(A1)' }),
        row({ capital: '=1+1' }),
      ),
    parts: { read: 7, accepted: 6, rejected: 1 },
    receipts: [[7, 'FM-02', /不是金额单位/]],
    async stored({ batch }) {
      expect((await payloads(batch, 'scope')).slice(1, 5)).toEqual(['=1+1', '+1', '-批发', '@SUM(A1)']);
      const file = (await Array.fromAsync(receiptsCsv(database.db.pool, batch))).join('');
      expect(file).toContain(`,'=1+1,`);
      expect(file).not.toMatch(/(^|,|")[=+@-]/m);
    },
  },
  {
    title: 'Excel serial dates',
    content: () => around(row({ date: '42064' }), row({ date: '1' }), row({ date: '99999999' })),
    parts: { read: 5, accepted: 2, corrected: 1, rejected: 2 },
    receipts: [
      [3, 'FM-02', /已统一写成 2015-03-01/],
      [4, 'FM-02', /不是日期/],
      [5, 'FM-02', /这一天不存在/],
    ],
  },
  {
    title: 'a code as 9.137E+17',
    content: () => around(row({ code: '9.137E+17' }), row({ code: '9.13701E+17' })),
    parts: { read: 4, accepted: 2, rejected: 2 },
    receipts: [[3, 'ID-01', /科学计数法/]],
  },
  {
    title: 'half a surrogate pair and private characters',
    content: () => around(row({ scope: '批发\ud800' }), row({ scope: '批发\ue000𠮷' }), row({ scope: '批\u202e发' })),
    parts: { read: 5, accepted: 3, corrected: 1, quarantined: 1 },
    receipts: [
      [3, 'FM-02', /乱码/],
      [5, 'FM-02', /零宽字符已去除/],
    ],
  },
  // NDJSON
  {
    title: 'NDJSON with bad lines',
    content: () => ndjson('{"企业名称":', '[1,2]', '"文字"', '42', 'null', '', '{}', 'x'),
    parts: { read: 9, accepted: 2, rejected: 7 },
    receipts: [
      [2, 'FM-12', /第 2 行不能读作一条数据/],
      [8, 'FM-01', /“企业名称”未填写/],
      [9, 'FM-12', /第 9 行/],
    ],
  },
  {
    title: 'deep JSON',
    content: () =>
      ndjson(
        `{"企业名称":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
        `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      ),
    parts: { read: 4, accepted: 2, rejected: 2 },
    receipts: [[2, 'FM-12', /值为文字或数字/]],
  },
  {
    title: '__proto__ and friends',
    content: () =>
      ndjson(json().replace('{', '{"__proto__":{"企业名称":"甲"},"constructor":{"prototype":1},"toString":"x",')),
    parts: { read: 3, accepted: 3 },
    async stored() {
      expect(({} as { 企业名称?: string }).企业名称).toBeUndefined();
    },
  },
  {
    title: 'NUL and half surrogates in JSON',
    content: () => ndjson(json({}, { 住所: '济南\0市' }), json({}, { 住所: '济南' }).replace('济南"', '济南\\ud800"')),
    parts: { read: 4, accepted: 2, quarantined: 1, rejected: 1 },
    receipts: [
      [2, 'FM-02', /空字符/],
      [3, 'FM-02', /乱码/],
    ],
  },
  {
    title: 'numbers without quotes',
    content: () =>
      ndjson(
        json().replace(/"统一社会信用代码":"[^"]*"/, '"统一社会信用代码":913701021234567891'),
        json().replace(/"注册资本":"[^"]*"/, '"注册资本":500000'),
      ),
    parts: { read: 4, accepted: 2, corrected: 2 },
    receipts: [[2, 'ID-01', /提示/]],
  },
  {
    title: 'values that are objects',
    content: () =>
      ndjson(json({}, { 住所: { 市: '济南' } }), json({}, { 经营范围: ['批发', '零售'], 备注: { 市: '济南' } })),
    parts: { read: 4, accepted: 3, rejected: 1 },
    receipts: [[2, 'FM-12', /值为文字或数字/]],
    stored: async ({ batch }) => expect(await payloads(batch, 'scope')).toContain('批发;零售'),
  },
];

const nothing = { accepted: 0, corrected: 0, quarantined: 0, rejected: 0, duplicate: 0 };

describe('a poisoned file', () => {
  it.each(cases)('$title', async (one) => {
    const { result, error, receipts } = await take(one);
    if (one.refused) {
      expect(error).toBeInstanceOf(XinhengError);
      expect(error).toMatchObject({ code: one.code ?? 'batch-refused', message: expect.stringMatching(one.refused) });
      return;
    }
    if (!result) throw error;
    const { read, accepted, corrected, quarantined, rejected, duplicate } = result;
    expect({ read, accepted, corrected, quarantined, rejected, duplicate }).toEqual({ ...nothing, ...one.parts });
    expect(accepted + corrected + quarantined + rejected + duplicate).toBe(read);
    expect(result.unknownColumns).toEqual(one.unknownColumns ?? []);
    for (const [row, rule, message] of one.receipts ?? []) {
      expect(receipts).toContainEqual(expect.objectContaining({ row, rule, message: expect.stringMatching(message) }));
    }
    // Every row that was not plainly accepted has a receipt, and no other.
    expect(new Set(receipts.map(({ row }) => row)).size).toBe(read - accepted);
    await one.stored?.(result);
  });

  it('leaves a batch behind that says why nothing was taken', async () => {
    await take({ title: '', content: () => `${header},甲\n` });
    const { rows } = await database.db.pool.query<{ state: string; refusal: string }>(
      'select state, refusal from exchange.batch order by batch_id desc limit 1',
    );
    expect(rows).toEqual([{ state: 'refused', refusal: '“报送.csv”只有表头,没有数据行。' }]);
    const staging = await database.db.pool.query(
      `select relname from pg_class where relnamespace = 'staging'::regnamespace`,
    );
    expect(staging.rows).toEqual([]);
  });
});
