import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { organisationCodeFrom } from '@xinheng/contracts/codes/organisation-code.ts';
import { usccFrom } from '@xinheng/contracts/codes/uscc.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeRoutes } from '../src/modules/exchange/index.ts';
import { encodeGb18030 } from '../src/modules/generator/gb18030.ts';
import { createToken } from '../src/platform/access/index.ts';
import { loadCity } from '../src/platform/city/index.ts';
import { transact } from '../src/platform/db/index.ts';
import { buildHttp } from '../src/platform/http/index.ts';
import { silentLogger } from '../src/platform/log/index.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

let database: TestDatabase;
let folder: string;
let app: ReturnType<typeof buildHttp>;
let address: string;
let own: string;
let foreign: string;

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'xinheng-batches-'));
  const { db } = database;
  const tokenFor = (department: string) =>
    transact(db, async (tx) => {
      const permissions = ['batches.submit', 'batches.read'] as const;
      return (await createToken(tx, { department, label: 'test', permissions, createdBy: 'test' })).secret;
    });
  own = await tokenFor('market-regulation');
  foreign = await tokenFor('tax');
  const routes = exchangeRoutes({ db, city: loadCity('jinan'), uploads: join(folder, 'uploads') });
  app = buildHttp({ routes, logger: silentLogger(), db });
  address = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await app.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

const header = '企业名称,统一社会信用代码,注册日期,企业类型,法定代表人,注册资本';
let invented = 0;
function file(rows: number, bad = 0): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const code = usccFrom(`91370102${organisationCodeFrom(`XA${String(++invented).padStart(6, '0')}`)}`);
    return `济南接口${invented}号有限公司,${i < bad ? `${code.slice(0, 17)}?` : code},2015-03-01,有限责任公司,测试人,50万人民币`;
  });
  return `${header}\n${lines.join('\n')}\n`;
}

let keys = 0;
interface Submission {
  token?: string | null;
  key?: string | null;
  type?: string;
  query?: string;
}
function submit(body: string | Uint8Array<ArrayBuffer>, of: Submission = {}): Promise<Response> {
  const headers: Record<string, string> = { 'content-type': of.type ?? 'text/csv' };
  if (of.token !== null) headers.authorization = `Bearer ${of.token ?? own}`;
  if (of.key !== null) headers['idempotency-key'] = of.key ?? `test-key-${++keys}`;
  return fetch(`${address}/api/v1/batches?item=enterprise-registration${of.query ?? ''}`, {
    method: 'POST',
    headers,
    body,
  });
}
const read = (path: string, token = own) =>
  fetch(`${address}/api/v1/batches${path}`, { headers: { authorization: `Bearer ${token}` } });
const problem = async (reply: Response) => {
  expect(reply.headers.get('content-type')).toContain('application/problem+json');
  return (await reply.json()) as { status: number; code?: string; detail?: string; title?: string };
};

describe('POST /api/v1/batches', () => {
  it('wants a token, a right one, and the department it was made for', async () => {
    for (const [token, status] of [
      [null, 401],
      ['xh_000000000000_0000000000000000000000000000000000000000000', 401],
      [`${own.slice(0, -1)}${own.endsWith('A') ? 'B' : 'A'}`, 401],
    ] as const) {
      const reply = await submit(file(1), { token });
      expect(reply.status).toBe(status);
      expect(JSON.stringify(await problem(reply))).toMatch(/令牌/);
    }
    const other = await submit(file(1), { token: foreign, query: '&department=market-regulation' });
    expect(other.status).toBe(403);
    expect(JSON.stringify(await problem(other))).toContain('不能代“market-regulation”报送');
    const { rows } = await database.db.pool.query('select 1 from exchange.batch');
    expect(rows).toEqual([]);
  });

  it('takes a file in UTF-8 or GB18030, and says in Chinese what it did', async () => {
    const text = file(3);
    const bytes = new Uint8Array(text.length * 4);
    for (const body of [file(3), bytes.slice(0, encodeGb18030(text, bytes))]) {
      const reply = await submit(body);
      expect(reply.status).toBe(201);
      expect(await reply.json()).toMatchObject({
        item: 'enterprise-registration',
        department: 'market-regulation',
        read: 3,
        accepted: 3,
        message: '共读取 3 行,新入库 3 行。',
      });
    }
    const { rows } = await database.db.pool.query(
      `select name from registry.subject where name !~ '^济南接口[0-9]+号有限公司$'`,
    );
    expect(rows).toEqual([]);
  });

  it('answers a repeated key with the first answer, and refuses it for another body', async () => {
    const body = file(2);
    const first = await submit(body, { key: 'the-same-key' });
    const again = await submit(body, { key: 'the-same-key' });
    expect(again.status).toBe(201);
    expect(await again.json()).toEqual(await first.json());
    const other = await submit(file(2), { key: 'the-same-key' });
    expect(other.status).toBe(422);
    expect(JSON.stringify(await problem(other))).toContain('Idempotency-Key');
    expect((await submit(body, { key: null })).status).toBe(400);
    expect((await submit(body, { key: 'short' })).status).toBe(400);
    // The same file under a new key: nothing is changed, and it says so.
    const resent = await submit(body);
    expect(await resent.json()).toMatchObject({
      accepted: 0,
      duplicate: 2,
      message: expect.stringContaining('未作任何更改'),
    });
  });

  it('refuses other content, unknown items and unreadable files, and keeps no upload', async () => {
    const json = await submit('{}', { type: 'application/json' });
    expect(json.status).toBe(415);
    await problem(json);
    const unknown = await fetch(`${address}/api/v1/batches?item=tax-credit-b`, {
      method: 'POST',
      headers: { authorization: `Bearer ${own}`, 'content-type': 'text/csv', 'idempotency-key': 'unknown-item' },
      body: file(1),
    });
    expect([404, 422, 400]).toContain(unknown.status);
    expect(JSON.stringify(await problem(unknown))).toContain('tax-credit-a');
    const refused = await submit(header);
    expect(refused.status).toBe(422);
    expect(JSON.stringify(await problem(refused))).toContain('只有表头');
    const { readdir } = await import('node:fs/promises');
    expect(await readdir(join(folder, 'uploads'))).toEqual([]);
  });

  it('takes the same file twice at once only once', async () => {
    const body = file(2000);
    const before = await database.db.pool.query<{ n: number }>('select count(*)::int as n from records.record');
    const replies = await Promise.all([submit(body), submit(body), submit(body)]);
    const answers = await Promise.all(
      replies.map(async (reply) => ({ status: reply.status, body: await reply.json() })),
    );
    expect(answers.filter(({ body }) => body.accepted === 2000)).toHaveLength(1);
    for (const { status, body } of answers) {
      if (body.accepted === 2000) expect(status).toBe(201);
      else if (status === 201)
        expect(body).toMatchObject({ accepted: 0, duplicate: 2000, sameFileAs: expect.any(Number) });
      else expect([status, JSON.stringify(body)]).toEqual([409, expect.stringMatching(/由另一个进程导入/)]);
    }
    const after = await database.db.pool.query<{ n: number }>('select count(*)::int as n from records.record');
    expect((after.rows[0]?.n ?? 0) - (before.rows[0]?.n ?? 0)).toBe(2000);
  });
});

describe('GET /api/v1/batches', () => {
  it('pages receipts, gives them as a file, and shows nothing to another department', async () => {
    const { batch } = (await (await submit(file(8, 7))).json()) as { batch: number };
    const seen: number[] = [];
    let next: string | undefined;
    do {
      const page = await read(`/${batch}/receipts?limit=3${next ? `&after=${next}` : ''}`);
      const body = (await page.json()) as { receipts: { row: number; message: string }[]; next?: string };
      expect(body.receipts.length).toBeLessThanOrEqual(3);
      seen.push(...body.receipts.map(({ row }) => row));
      next = body.next;
    } while (next);
    expect(seen).toEqual([2, 3, 4, 5, 6, 7, 8]);
    const csv = await read(`/${batch}/receipts.csv`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect((await csv.text()).trimEnd().split('\r\n')).toHaveLength(8);
    expect(await (await read(`/${batch}`)).json()).toMatchObject({
      read: 8,
      accepted: 1,
      rejected: 7,
      state: 'finished',
    });
    for (const path of [`/${batch}`, `/${batch}/receipts`, `/${batch}/receipts.csv`]) {
      const reply = await read(path, foreign);
      expect(reply.status).toBe(404);
      expect(JSON.stringify(await problem(reply))).toContain(`没有批次 ${batch}`);
    }
    expect(await (await read('', foreign)).json()).toEqual({ batches: [] });
  });
});
