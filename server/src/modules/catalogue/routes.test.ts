import type { ItemFile, ItemLines } from '@xinheng/contracts/catalogue-browser.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { officerOf } from '../../../test/officers.ts';
import { loadCity } from '../../platform/city/index.ts';
import { buildHttp } from '../../platform/http/index.ts';
import { silentLogger } from '../../platform/log/index.ts';
import { catalogueRoutes } from './routes.ts';

const city = loadCity('jinan');
const app = buildHttp({
  routes: catalogueRoutes({ city }),
  logger: silentLogger(),
  authenticate: async (secret) =>
    secret === 'nobody'
      ? null
      : { ...officerOf(city, 'tax', ['entry-clerk']), ...(secret === 'bare' && { grants: new Map() }) },
});
afterAll(() => app.close());

const get = (url: string, secret?: string) =>
  app.inject({ url, ...(secret && { headers: { authorization: `Bearer ${secret}` } }) });

describe('the catalogue for officers', () => {
  it('lists every item of the edition, with whether it can be entered', async () => {
    const list = (await get('/api/v1/officer/items', 'clerk')).json<ItemLines>();
    expect(list.edition).toBe(city.catalogue.edition);
    expect(list.items.map(({ code }) => code)).toEqual(city.catalogue.items.map(({ code }) => code));
    expect(list.items[0]).toMatchObject({ mayEnter: true, provider: { name: expect.stringContaining('济南') } });
  });

  it('shows one whole: fields in order, their least level, key and identity, and the code lists they need', async () => {
    const file = (await get('/api/v1/officer/items/administrative-penalty', 'clerk')).json<ItemFile>();
    const item = city.catalogue.items.find(({ code }) => code === 'administrative-penalty');
    expect(file.fields.map(({ name }) => name)).toEqual(item?.fields.map(({ name }) => name));
    expect(file.naturalKey).toEqual(['主体', '行政处罚决定书文号']);
    const field = (name: string) => file.fields.find((candidate) => candidate.name === name);
    expect(field('documentNumber')).toMatchObject({ key: true, identity: false, required: true, disclosure: 'public' });
    expect(field('uscc')).toMatchObject({ key: false, identity: true, required: false });
    expect(field('certificate')).toMatchObject({
      disclosure: 'authorised',
      requiredWhen: { field: 'category', anyOf: ['natural-person'] },
    });
    expect(file.codeLists.map(({ name }) => name).sort()).toEqual(
      [...new Set(item?.fields.flatMap(({ codeList }) => codeList ?? []))].sort(),
    );
    expect(file.codeLists.find(({ name }) => name === 'penalty-kind')?.values[0]).toEqual({
      code: 'warning',
      label: '警告',
      aliases: ['01'],
    });
    expect(file.windows).toEqual(item?.windows);
  });

  it('answers 401, 403 and a helpful 400', async () => {
    for (const url of ['/api/v1/officer/items', '/api/v1/officer/items/honour']) {
      expect((await get(url)).statusCode).toBe(401);
      expect((await get(url, 'bare')).statusCode).toBe(403);
    }
    const unknown = await get('/api/v1/officer/items/honours', 'clerk');
    expect([unknown.statusCode, unknown.json().code]).toEqual([400, 'item-unknown']);
    expect(unknown.body).toContain('honour（');
  });
});
