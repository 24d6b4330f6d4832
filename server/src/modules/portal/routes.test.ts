import type { Page, PortalRenderer } from '@xinheng/contracts/portal.ts';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { renderPage } from '../../../../web/portal/render.tsx';
import { buildHttp } from '../../platform/http/index.ts';
import { silentLogger } from '../../platform/log/index.ts';
import { portalRoutes } from './routes.ts';
import { busyCode, enterpriseCode, hiddenKey, penaltyKey, testReads } from './test-city.ts';
import { testCheckCode } from './test-judgements.ts';

const rendered: Page[] = [];
const renderer: PortalRenderer = {
  stylesheet: 'body{margin:0}',
  renderPage: (page) => {
    rendered.push(page);
    return renderPage(page);
  },
};

let app: FastifyInstance;
const complaints = vi.spyOn(console, 'error');
beforeAll(() => {
  app = buildHttp({ ...portalRoutes(testReads(), renderer), logger: silentLogger() });
});
afterAll(() => app.close());
// React reports missing keys and unknown attributes there.
afterEach(() => expect(complaints).not.toHaveBeenCalled());

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ url, headers: { accept: 'text/html', ...headers } });
const body = async (url: string) => (await get(url)).body;

const pages = [
  '/',
  '/search',
  '/search?q=样例',
  '/search?q=不存在的名称',
  `/subjects/${enterpriseCode}`,
  `/subjects/${enterpriseCode}?asOf=2025-01-01`,
  `/subjects/${busyCode}`,
  `/subjects/${busyCode}/print`,
  `/subjects/${busyCode}/sections/licences`,
  `/subjects/${enterpriseCode}/print`,
  `/subjects/${enterpriseCode}/records/${penaltyKey}`,
  '/departments',
  '/departments/urban-management',
  '/departments/human-resources',
  '/items',
  '/items/administrative-penalty',
  '/statistics',
  '/judgements',
  `/subjects/${enterpriseCode}/judgement`,
  '/about',
  '/accessibility',
];
const machines = [
  `/api/v1/subjects/${enterpriseCode}`,
  '/api/v1/subjects?q=样例',
  '/api/v1/items',
  '/api/v1/departments',
  '/api/v1/statistics',
  '/api/v1/statistics/colours',
  '/api/v1/statistics/grades',
  `/api/v1/subjects/${enterpriseCode}/judgement`,
  '/statistics.csv',
];

describe('every page', () => {
  it.each(pages.flatMap((path) => [path, `${path}${path.includes('?') ? '&' : '?'}view=elder`]))(
    '%s is whole, without script, within 100 KB',
    async (path) => {
      const reply = await get(path);
      expect(reply.statusCode).toBe(200);
      expect(Buffer.byteLength(reply.body)).toBeLessThanOrEqual(100 * 1024);
      expect(reply.body).toMatch(/^<!doctype html><html lang="zh-CN"/);
      expect(reply.body).not.toMatch(/<script|\son\w+=|style="/);
      expect(reply.body.match(/<h1/g)).toHaveLength(1);
      expect(reply.headers['cache-control']).toBe('public, max-age=60, stale-while-revalidate=300');
      const again = await get(path, { 'if-none-match': String(reply.headers.etag) });
      expect([again.statusCode, again.body]).toEqual([304, '']);
    },
  );

  it('has links inside the portal that lead somewhere', async () => {
    const links = new Set<string>();
    for (const path of pages) {
      for (const [, href] of (await body(path)).matchAll(/<a[^>]* href="(\/[^"#]*)/g))
        links.add(String(href).replaceAll('&amp;', '&'));
    }
    expect(links.size).toBeGreaterThan(60);
    for (const href of links) {
      // Other rooms answer these.
      if (href.startsWith('/api/docs') || href.startsWith('/api/v1/audit/')) continue;
      expect([href, (await get(href)).statusCode]).toEqual([href, 200]);
    }
  });

  it('keeps 长辈版 on its links', async () => {
    const html = await body(`/subjects/${enterpriseCode}?view=elder`);
    const links = [...html.matchAll(/<a[^>]* href="(\/[^"]*)"/g)].map(([, href]) => String(href));
    const plain = links.filter((href) => !href.includes('view=elder'));
    expect(plain).toEqual([`/subjects/${enterpriseCode}`, '/api/docs']);
  });
});

describe('what is not public', () => {
  const secrets = [
    '内部专用内容',
    '370102190101010032',
    '社会保险欠缴',
    'social-security-arrears',
    '不公开文号',
    '欧阳例',
    '13800001234',
  ];

  it('never reaches the renderer, nor a machine', async () => {
    rendered.length = 0;
    for (const path of pages) await get(path);
    await get(`/subjects/${enterpriseCode}/records/${hiddenKey}`);
    expect(rendered.length).toBeGreaterThan(pages.length);
    const given = JSON.stringify(rendered);
    const answered = (await Promise.all(machines.map(body))).join('');
    for (const secret of secrets) {
      expect(given).not.toContain(secret);
      expect(answered).not.toContain(secret);
    }
    expect(given).toContain('138****1234');
  });

  it('is answered like what does not exist', async () => {
    expect((await get('/items/social-security-arrears')).statusCode).toBe(404);
    expect((await get(`/subjects/${enterpriseCode}/records/${hiddenKey}`)).statusCode).toBe(404);
  });
});

describe('/search', () => {
  it('asks for two characters, with a summary linked to the field', async () => {
    const reply = await get('/search?q=泉');
    expect(reply.statusCode).toBe(400);
    expect(reply.body).toContain('<title>错误：查询');
    expect(reply.body).toContain('<a href="#q">请至少输入两个字');
    expect(reply.body).toContain('aria-describedby="q-error q-hint"');
  });

  it('pages by cursor and shows every hit', async () => {
    let href = '/search?q=样例';
    let hits = 0;
    for (let page = 0; page < 10 && href; page++) {
      const html = await body(href);
      hits += html.match(/class="hit"/g)?.length ?? 0;
      href = /href="([^"]*)"[^>]*class="pager-next"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    }
    expect(hits).toBe(54);
  });

  it('names the mistake in a code', async () => {
    expect(await body('/search?q=91350100M000100Y4Z')).toContain('校验位应为 3');
  });

  it('escapes what was typed', async () => {
    expect(await body('/search?q=%3Cscript%3Ealert(1)%3C/script%3E')).not.toContain('<script');
  });
});

describe('/subjects/{code}', () => {
  it.each([
    ['91350100M000100Y4Z', '校验位应为 3'],
    ['9135', '应为 18 位'],
    ['91350100M000100Y43', '本市的登记和信用信息中没有这个主体'],
  ])('%s: says %s', async (code, sentence) => {
    const reply = await get(`/subjects/${code}`);
    expect(reply.statusCode).toBe(404);
    expect(reply.body).toContain(sentence);
    expect(reply.body).toContain('action="/search"');
  });

  it('leads lower case to the stable address, query kept', async () => {
    const reply = await get(`/subjects/${enterpriseCode.toLowerCase()}/print?asOf=2025-01-01`);
    expect(reply.statusCode).toBe(301);
    expect(reply.headers.location).toBe(`/subjects/${enterpriseCode}/print?asOf=2025-01-01`);
  });

  it('says which day it shows, and refuses days that do not exist', async () => {
    expect(await body(`/subjects/${enterpriseCode}?asOf=2025-01-01`)).toContain('您看到的是2025年1月1日当天的情况');
    expect((await get(`/subjects/${enterpriseCode}?asOf=2025-02-30`)).statusCode).toBe(400);
    expect((await get(`/subjects/${enterpriseCode}?knownAt=yesterday`)).statusCode).toBe(400);
  });

  it('shows what a correction changed', async () => {
    const html = await body(`/subjects/${enterpriseCode}/records/${penaltyKey}`);
    expect(html).toMatch(/罚款金额<\/th><td>5 万元<\/td><td>0\.5 万元/);
    expect(html).toContain('第 12 批');
  });

  it.each(['/sections/licences', '/print'])('%s: page by page shows every record once', async (below) => {
    let href = `/subjects/${busyCode}${below}`;
    const seen: string[] = [];
    for (let page = 0; page < 20 && href; page++) {
      const html = await body(href);
      expect(Buffer.byteLength(html)).toBeLessThanOrEqual(100 * 1024);
      seen.push(...(html.match(/第\d{4}号(?=<\/(a|strong))/g) ?? []));
      href = /href="([^"]*)"[^>]*class="pager-next"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    }
    expect(seen).toHaveLength(90);
    expect(new Set(seen).size).toBe(90);
  });
});

describe('machines', () => {
  it('get subject and records', async () => {
    const reply = (await get(`/api/v1/subjects/${enterpriseCode}`)).json();
    expect(reply.subject).toMatchObject({ subjectCode: enterpriseCode, statusName: '存续（在营）' });
    expect(reply.records).toHaveLength(7);
    expect(reply.records[0]).toMatchObject({
      item: 'spot-check-result',
      itemName: '抽查检查结果',
      fields: { result: '未发现问题' },
    });
  });

  it('get problem documents', async () => {
    expect((await get('/api/v1/subjects/9135')).json()).toMatchObject({ status: 404, code: 'not-found' });
    expect((await get('/api/v1/subjects?q=a')).statusCode).toBe(400);
  });

  it('get the statistics with a byte-order mark', async () => {
    const reply = await get('/statistics.csv');
    expect(reply.body.startsWith('\uFEFF信息项,部门,条数,最近更新,数据截至\r\n')).toBe(true);
    expect(reply.headers['content-disposition']).toContain('attachment');
  });

  it('may keep the style sheet for ever', async () => {
    const href = /rel="stylesheet" href="([^"]+)"/.exec(await body('/'))?.[1] ?? '';
    const reply = await get(href);
    expect(reply.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(href).toMatch(/^\/assets\/portal\.[0-9a-f]{16}\.css$/);
  });

  it('an unknown address is a page', async () => {
    const reply = await get('/nowhere');
    expect(reply.statusCode).toBe(404);
    expect(reply.body).toContain('没有这个页面');
  });
});

describe('a report of a judgement', () => {
  it('is issued by a button, bears a check code, and says that nothing has changed', async () => {
    const issued = await app.inject({
      method: 'POST',
      url: `/subjects/${enterpriseCode}/judgement/report`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: '',
    });
    expect([issued.statusCode, issued.headers.location]).toEqual([303, `/reports/${testCheckCode}`]);
    const page = await body(`/reports/${testCheckCode}`);
    expect(page).toContain('0123-4567-89ab-cdef');
    expect(page).toContain('开具以来没有变化');
    // What is public no more must not be read from an old report.
    expect(page).not.toContain('济样市监处罚〔2026〕45号');
    expect((await get('/reports/0123-4567-89AB-CDEF')).statusCode).toBe(200);
    expect((await get('/reports/ffffffffffffffff')).statusCode).toBe(404);
  });
});
