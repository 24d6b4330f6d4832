import type { Page } from '@xinheng/contracts/portal.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildHttp } from '../../platform/http/index.ts';
import { silentLogger } from '../../platform/log/index.ts';
import { portalRoutes } from './routes.ts';
import { enterpriseCode, testReads } from './test-city.ts';
import { testReceipt } from './test-quality.ts';

const pages: Page[] = [];
const reads = testReads();
const { routes, renderProblem } = portalRoutes(reads, {
  stylesheet: 'body{}',
  renderPage: (page) => {
    pages.push(page);
    return JSON.stringify(page.view);
  },
});
const app = buildHttp({ routes, logger: silentLogger(), renderProblem });

let place: string;
beforeAll(async () => {
  const [record] = await reads.records(enterpriseCode, {});
  place = `/subjects/${enterpriseCode}/records/${record?.recordKey}/challenge`;
});
const post = (body: Record<string, string>, url = place) =>
  app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(body).toString(),
  });
const said = { ground: 'wrong', field: '', claim: '罚款金额应为一千元', contact: '' };

describe('the scorecard of the public', () => {
  it('has a word and a mark beside every number', async () => {
    const { statusCode, body } = await app.inject('/quality');
    expect(statusCode).toBe(200);
    const { tables } = JSON.parse(body);
    const cells = tables.flatMap((table: { lines: { cells: object[]; score: object }[] }) =>
      table.lines.flatMap(({ cells, score }) => [score, ...cells]),
    );
    for (const cell of cells) expect(cell.word.length * cell.mark.length).toBeGreaterThan(0);
    expect(new Set(cells.map(({ colour }: { colour: string }) => colour))).toEqual(
      new Set(['good', 'fair', 'poor', 'none']),
    );
    expect((await app.inject('/quality/market-regulation')).statusCode).toBe(200);
    expect((await app.inject('/quality/nobody')).statusCode).toBe(404);
  });
});

describe('the form of a challenge', () => {
  it('offers the published fields only, leads to the receipt, and shows the answer there', async () => {
    const { fields } = JSON.parse((await app.inject(place)).body);
    expect(fields.length).toBeGreaterThan(2);
    expect(fields.some(({ code }: { code: string }) => /certificate/i.test(code))).toBe(false);
    const sent = await post(said);
    expect([sent.statusCode, sent.headers.location]).toEqual([303, `/challenges/${testReceipt}`]);
    const { body } = await app.inject(`/challenges/${testReceipt}`);
    expect(JSON.parse(body)).toMatchObject({ status: { text: '质疑成立' }, answer: expect.stringContaining('已更正') });
    expect((await app.inject('/challenges/other')).statusCode).toBe(404);
  });

  it('comes back with what was written and what is wrong with it', async () => {
    const { statusCode, body } = await post({ ...said, claim: '错', contact: '13812345678' });
    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ given: { claim: '错' }, faults: { claim: '请写明哪里不对。' } });
    expect(pages.at(-1)?.frame.errors).toEqual([{ text: '请写明哪里不对。', href: '#claim' }]);
  });

  it('is not there for a record that is not, takes no program for a person, no other type, nothing large', async () => {
    const other = place.replace(/records\/[^/]+/, 'records/00000000-0000-4000-8000-00000000dead');
    expect((await app.inject(other)).statusCode).toBe(404);
    expect((await post(said, other)).statusCode).toBe(404);
    expect((await post({ ...said, website: 'http://spam.example' })).statusCode).toBe(400);
    expect((await app.inject({ method: 'POST', url: place, payload: said })).statusCode).toBe(415);
    expect((await post({ ...said, claim: 'x'.repeat(20_000) })).statusCode).toBe(413);
  });

  it('is limited by the address', async () => {
    const codes = await Promise.all(Array.from({ length: 12 }, async () => (await post(said)).statusCode));
    expect(codes).toContain(429);
  });
});
