/** For tests of entry and review: a city with registered subjects, officers known by a word, and rows to enter. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usccFrom } from '@xinheng/contracts/codes/uscc.ts';
import { freshDatabase, type TestDatabase } from '../../../../test/database.ts';
import { officerOf } from '../../../../test/officers.ts';
import type { Viewer } from '../../../platform/access/index.ts';
import { type City, loadCity } from '../../../platform/city/index.ts';
import { buildHttp, type Route } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/log/index.ts';
import { importFile } from '../import.ts';

export const city: City = loadCity('jinan');

export const officers: Record<string, Viewer> = {
  clerk: officerOf(city, 'market-regulation-370102', ['entry-clerk'], '王芳'),
  colleague: officerOf(city, 'market-regulation-370102', ['entry-clerk'], '李强'),
  neighbour: officerOf(city, 'market-regulation-370103', ['entry-clerk'], '赵敏'),
  reviewer: officerOf(city, 'market-regulation', ['reviewer'], '孙丽'),
  second: officerOf(city, 'market-regulation', ['reviewer'], '周伟'),
  credit: officerOf(city, 'development-reform', ['credit-officer'], '吴信'),
  tax: officerOf(city, 'tax', ['reviewer'], '郑税'),
  system: officerOf(city, 'big-data', ['system-administrator'], '钱系'),
};

/** The n-th invented organisation code with its check character. */
function organisationCode(n: number): string {
  const body = `XE${String(n).padStart(6, '0')}`;
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const sum = [...body].reduce(
    (total, c, i) => total + digits.indexOf(c) * ([3, 7, 9, 10, 5, 8, 4, 2][i] as number),
    0,
  );
  const check = 11 - (sum % 11);
  return body + (check === 10 ? 'X' : check === 11 ? '0' : String(check));
}

export const codeOf = (n: number, region = '370102') => usccFrom(`91${region}${organisationCode(n)}`);
export const nameOf = (n: number) => `济南市试验第${n}号贸易有限公司`;

/** A registration as the form writes it. */
export const registration = (n: number, more: Record<string, string> = {}): Record<string, string> => ({
  name: nameOf(n),
  uscc: codeOf(n),
  registeredOn: '2015-03-01',
  entityType: '有限责任公司',
  legalRepresentative: `测${n}`,
  capital: '50万人民币',
  scope: '批发零售',
  address: `济南市历下区测试路${n}号`,
  ...more,
});

/** A penalty as the form writes it. */
export const penalty = (n: number, more: Record<string, string> = {}): Record<string, string> => ({
  name: nameOf(n),
  uscc: codeOf(n),
  documentNumber: `济罚〔2026〕${n}号`,
  facts: '占道经营',
  basis: '某条例第一条',
  kinds: '罚款',
  content: '罚款五百元',
  fine: '0.05',
  decidedOn: '2026-10-12',
  authority: '某局',
  ...more,
});

/** Rows as a file of objects, by the labels of the item's fields. */
export function fileOf(item: string, rows: readonly Record<string, string>[]): string {
  const fields = city.catalogue.items.find(({ code }) => code === item)?.fields ?? [];
  const labels = new Map(fields.map(({ name, label }) => [name, label]));
  return rows
    .map((row) =>
      JSON.stringify(Object.fromEntries(Object.entries(row).map(([name, text]) => [labels.get(name), text]))),
    )
    .join('\n');
}

export interface TestOffice {
  database: TestDatabase;
  app: ReturnType<typeof buildHttp>;
  ask(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    who?: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: never }>;
  hand(item: string, department: string, rows: readonly Record<string, string>[]): ReturnType<typeof importFile>;
  count(text: string, values?: unknown[]): Promise<number>;
  close(): Promise<void>;
}

/** A fresh store with these routes behind the usual door. */
export async function openOffice(routes: (database: TestDatabase) => Route[]): Promise<TestOffice> {
  const database = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-entry-'));
  const app = buildHttp({
    routes: routes(database),
    logger: silentLogger(),
    db: database.db,
    matters: city.matters,
    authenticate: async (secret) => officers[secret] ?? null,
  });
  let files = 0;
  let keys = 0;
  return {
    database,
    app,
    async ask(method, path, who, body, headers) {
      const reply = await app.inject({
        method,
        url: `/api/v1/officer/${path}`,
        headers: {
          ...(who && { authorization: `Bearer ${who}` }),
          'x-purpose': 'case-handling',
          'idempotency-key': `key-of-test-${keys++}`,
          ...headers,
        },
        ...(body && { payload: body }),
      });
      return { status: reply.statusCode, body: (reply.body === '' ? null : reply.json()) as never };
    },
    async hand(item, department, rows) {
      const path = join(folder, `${files++}.ndjson`);
      await writeFile(path, fileOf(item, rows));
      return importFile(database.db, { city, item, department, path, name: 'x.ndjson', channel: 'cli', actor: 'test' });
    },
    async count(text, values) {
      const { rows } = await database.db.pool.query<{ n: number }>(`select count(*) as n from ${text}`, values);
      return rows[0]?.n ?? 0;
    },
    async close() {
      await app.close();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}
