import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../../test/database.ts';
import { officerOf } from '../../../../test/officers.ts';
import { loadCity } from '../../../platform/city/index.ts';
import { buildHttp } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/log/index.ts';
import { importFile } from '../import.ts';
import { allReceipts } from '../receipts.ts';
import { exchangeRoutes } from '../routes/index.ts';

const city = loadCity('jinan');
let folder: string;
let database: TestDatabase;
let app: ReturnType<typeof buildHttp>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xinheng-template-'));
  database = await freshDatabase();
  const { db } = database;
  const clerk = officerOf(city, 'market-regulation', ['entry-clerk']);
  const authenticate = async (secret: string) => (secret === 'clerk' ? clerk : null);
  app = buildHttp({ routes: exchangeRoutes({ db, city, uploads: folder }), logger: silentLogger(), db, authenticate });
});
afterAll(async () => {
  await app.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

const download = (path: string) =>
  app.inject({ url: `/api/v1/officer/items/${path}`, headers: { authorization: 'Bearer clerk' } });

it('the sample of every item, downloaded, is imported without a remark', async () => {
  const registering = ({ subject }: (typeof city.catalogue.items)[number]) => subject.role === 'registers';
  const { items } = city.catalogue;
  // First those that register the subjects of the others.
  for (const item of [...items.filter(registering), ...items.filter((one) => !registering(one))]) {
    const request = { city, item: item.code, channel: 'workbench' as const, actor: 'account:1' };
    const book = await download(`${item.code}/template.xlsx`);
    expect([item.code, book.statusCode]).toEqual([item.code, 200]);
    await writeFile(join(folder, 'template.xlsx'), book.rawPayload);
    const first = await importFile(database.db, {
      ...{ ...request, path: join(folder, 'template.xlsx'), name: '模板.xlsx', sheet: '样例' },
    });
    const { read, accepted, notes } = first;
    const receipts = [];
    for await (const page of allReceipts(database.db.pool, first.batch)) receipts.push(page);
    expect({ item: item.code, read, accepted, notes, receipts }).toEqual({
      ...{ item: item.code, read: 2, accepted: 2, notes: {}, receipts: [] },
    });
    const sample = await download(`${item.code}/sample.csv`);
    await writeFile(join(folder, 'sample.csv'), sample.rawPayload);
    expect(
      await importFile(database.db, { ...request, path: join(folder, 'sample.csv'), name: '样例.csv' }),
    ).toMatchObject({ read: 2, duplicate: 2 });
  }
}, 60_000);

it('a template is named in Chinese; an item that nobody knows, and a caller that nobody knows, get none', async () => {
  const csv = await download('tax-credit-a/template.csv');
  expect(decodeURIComponent(String(csv.headers['content-disposition']))).toContain('纳税信用A级填报模板.csv');
  expect((await download('tax-credit-z/template.xlsx')).json()).toMatchObject({ code: 'item-unknown' });
  expect((await app.inject({ url: '/api/v1/officer/items/tax-credit-a/template.xlsx' })).statusCode).toBe(401);
});
