import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { buildHttp } from '../../platform/http/index.ts';
import { silentLogger } from '../../platform/log/index.ts';
import { AnswerCache } from './answer-cache.ts';
import { apiRoutes, SubjectAnswer } from './api-routes.ts';
import { enterpriseCode, testReads } from './test-city.ts';

const textOf = (answer: { body: unknown }) => String(answer.body);

describe('answers kept in memory', () => {
  it('are read once a version, and again when it changes or cannot be known', async () => {
    let version: string | null = 'a';
    let reads = 0;
    const cache = new AnswerCache(10_000, () => version);
    const ask = async () => textOf(await cache.answer('k', async () => `"${++reads}"`));
    expect([await ask(), await ask()]).toEqual(['"1"', '"1"']);
    version = 'b';
    expect([await ask(), await ask()]).toEqual(['"2"', '"2"']);
    version = null;
    expect([await ask(), await ask()]).toEqual(['"3"', '"4"']);
  });

  it('are not kept when the store changed while they were read, nor when reading failed', async () => {
    let version = 'a';
    const cache = new AnswerCache(10_000, () => version);
    await cache.answer('k', async () => {
      version = 'b';
      return '"old"';
    });
    expect(textOf(await cache.answer('k', async () => '"new"'))).toBe('"new"');
    await expect(cache.answer('j', () => Promise.reject(new Error('none')))).rejects.toThrow('none');
    expect(textOf(await cache.answer('j', async () => '"there"'))).toBe('"there"');
  });

  it('take no more than the limit; the least recently asked for goes', async () => {
    const cache = new AnswerCache(3_000, () => 'a');
    const made: string[] = [];
    const ask = (key: string) =>
      cache.answer(key, async () => {
        made.push(key);
        return 'x'.repeat(900);
      });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(key);
    expect(made).toEqual(['a', 'b', 'c', 'b']);
    expect(cache.held.bytes).toBeLessThanOrEqual(3_000);
  });
});

describe('GET /api/v1/subjects/{code}', () => {
  it('writes exactly what is declared, the same from memory as from the store', async () => {
    let asked = 0;
    const reads = testReads();
    const counted = {
      ...reads,
      subject: (...of: Parameters<typeof reads.subject>) => {
        asked++;
        return reads.subject(...of);
      },
    };
    const app = buildHttp({
      routes: apiRoutes({ ...counted, version: () => 'a' }, 1_000_000),
      logger: silentLogger(),
      authenticate: async () => null,
    });
    const get = (query = '') => app.inject({ url: `/api/v1/subjects/${enterpriseCode}${query}` });
    const [first, second] = [await get(), await get()];
    expect(asked).toBe(1);
    expect(second.body).toBe(first.body);
    expect(second.headers.etag).toBe(first.headers.etag);
    const answer = first.json();
    expect(Value.Errors(SubjectAnswer, answer)).toEqual([]);
    expect(Value.Clean(SubjectAnswer, structuredClone(answer))).toEqual(answer);
    expect((await get('?asOf=2026-11-23')).statusCode).toBe(200);
    expect((await get('?asOf=2026-11-23')).statusCode).toBe(200);
    expect(asked).toBe(3);
    await app.close();
  });
});
