import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildHttp } from '../../platform/http/index.ts';
import { silentLogger } from '../../platform/log/index.ts';
import { type ShellFiles, shellRoutes } from './index.ts';

const script = Buffer.from('start();');
const files: ShellFiles = {
  page: '<meta property="csp-nonce" nonce="__NONCE__"><link nonce="__NONCE__"><script src="/workbench/assets/a.js"></script>',
  assets: new Map([
    [
      'a-1234.js',
      {
        contentType: 'text/javascript; charset=utf-8',
        plain: script,
        brotli: brotliCompressSync(script),
        gzip: gzipSync(script),
      },
    ],
  ]),
};

const http = buildHttp({ routes: shellRoutes(files), logger: silentLogger() });
const get = (url: string, encoding = '') => http.inject({ url, headers: { 'accept-encoding': encoding } });

describe('the page', () => {
  it.each(['/workbench', '/workbench/', '/workbench/subjects/91370100MA3C0AAA0X?f.a=1', '/workbench/setup?token=x'])(
    'is the same at %s, with a nonce of its own in page and policy',
    async (url) => {
      const replies = [await get(url), await get(url)];
      const nonces = replies.map((reply) => /nonce="([^"]+)"/.exec(reply.body)?.[1] ?? '');
      expect(new Set(nonces).size).toBe(2);
      for (const [index, reply] of replies.entries()) {
        const policy = String(reply.headers['content-security-policy']);
        expect(reply.statusCode).toBe(200);
        expect(policy).toContain(`style-src 'self' 'nonce-${nonces[index]}';`);
        expect(policy).toContain("script-src 'self';");
        expect(reply.body).not.toContain('__NONCE__');
        expect(reply.headers['cache-control']).toBe('no-store');
        expect(nonces[index]?.length).toBeGreaterThanOrEqual(22);
      }
    },
  );
});

describe('a file', () => {
  it.each([
    ['', undefined, (body: Buffer) => body],
    ['gzip, deflate', 'gzip', gunzipSync],
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['br;q=0, gzip;q=0.5', 'gzip', gunzipSync],
  ])('is sent to who accepts “%s” as %s, for ever', async (accepted, coding, read) => {
    const reply = await get('/workbench/assets/a-1234.js', accepted);
    expect(reply.headers['content-encoding']).toBe(coding);
    expect(read(reply.rawPayload).toString()).toBe('start();');
    expect(reply.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      vary: 'Accept-Encoding',
    });
  });

  it.each(['nothing.js', '..%2F..%2Findex.html', '__proto__'])('that is not there (%s) is 404', async (name) => {
    expect((await get(`/workbench/assets/${name}`)).statusCode).toBe(404);
  });
});
