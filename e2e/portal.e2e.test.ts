import { busyCode, enterpriseCode, penaltyKey, testReads } from '@xinheng/server/src/modules/portal/test-city.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { launchBrowser } from './browser.ts';
import { type RunningServer, startPortal } from './portal-server.ts';

const subject = `/subjects/${enterpriseCode}`;
const busySubject = `/subjects/${busyCode}`;
const record = `${subject}/records/${penaltyKey}`;
/** Finds `subject`. */
const word = '泉畔';

let server: RunningServer;
let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([startPortal(testReads()), launchBrowser()]);
}, 120_000);
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function open(path: string, options: { width?: number; script?: boolean } = {}): Promise<Page> {
  const context = await browser.newContext({
    baseURL: server.url,
    locale: 'zh-CN',
    viewport: { width: options.width ?? 1280, height: 900 },
    javaScriptEnabled: options.script ?? false,
  });
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

const kinds = {
  home: '/',
  results: '/search?q=样例',
  nothing: '/search?q=不存在的名称',
  error: '/search?q=a',
  subject,
  'subject then': `${subject}?asOf=2025-01-01`,
  'many records': busySubject,
  section: `${busySubject}/sections/licences`,
  print: `${subject}/print`,
  record,
  'bad code': '/subjects/91350100M000100Y4Z',
  missing: '/nowhere',
  departments: '/departments',
  department: '/departments/urban-management',
  items: '/items',
  item: '/items/administrative-penalty',
  statistics: '/statistics',
  judgement: `${subject}/judgement`,
  judgements: '/judgements',
  about: '/about',
  accessibility: '/accessibility',
};

describe('the journey, without JavaScript', () => {
  it('an enterprise reads why it is yellow, on which record that rests, and what lifts it', async () => {
    const page = await open(subject);
    const judged = page.getByRole('region', { name: '信用评判' });
    expect(await judged.textContent()).toContain('黄色');
    expect(await judged.textContent()).toContain('事由：一般行政处罚在公示期内');
    await judged.getByRole('link', { name: '为什么是这个结果、怎样改善' }).click();
    expect(await page.getByText('怎样解除：').count()).toBe(1);
    expect(await page.getByText('另有 1 条不对社会公开的信息').first().isVisible()).toBe(true);
    expect(await page.getByText('什么都不做，2027年7月2日起自行达到。').count()).toBe(1);
    await page.getByRole('link', { name: '行政处罚 济样市监处罚〔2026〕45号' }).first().click();
    expect(new URL(page.url()).pathname).toBe(record);
  });

  it('goes from search to page to record to print', async () => {
    const page = await open('/');
    await page.getByLabel('输入企业名称或统一社会信用代码').fill(word);
    await page.getByRole('button', { name: '查询' }).click();
    await page.locator('.hit a').first().click();
    expect(new URL(page.url()).pathname).toBe(subject);
    const name = await page.locator('h1').textContent();
    expect(await page.getByText('存续（在营）').count()).toBeGreaterThan(0);

    await page.locator('#penalties .record-more a').first().click();
    expect(new URL(page.url()).pathname).toBe(record);
    expect(await page.getByRole('heading', { name: '这条信息从哪里来' }).count()).toBe(1);

    await page.locator('.subject-line a').click();
    await page.getByRole('link', { name: '打印版' }).click();
    expect(await page.locator('h1').textContent()).toBe(name);
    const sheet = await page.pdf();
    expect(sheet.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('shows a past day when asked', async () => {
    const page = await open(subject);
    await page.getByText('查看过去某一天的信息').click();
    await page.getByLabel('日期').fill('2025-01-01');
    await page.getByRole('button', { name: '查看' }).click();
    expect(await page.locator('.banner').textContent()).toContain('2025年1月1日');
    await page.getByRole('link', { name: '查看现在的信息' }).click();
    expect(await page.locator('.banner').count()).toBe(0);
  });

  it('leads from the error summary to the field', async () => {
    const page = await open('/search?q=a');
    await page.locator('.error-summary a').click();
    expect(await page.locator('#q').evaluate((field) => field === document.activeElement)).toBe(true);
  });

  it('keeps 长辈版 through a search and leaves it again', async () => {
    const page = await open('/');
    await page.getByRole('link', { name: '长辈版' }).click();
    await page.locator('#q').fill(word);
    await page.getByRole('button', { name: '查询' }).click();
    await page.locator('.hit a').first().click();
    expect(await page.locator('html').getAttribute('class')).toBe('elder');
    await page.getByRole('link', { name: '返回普通版' }).click();
    expect(await page.locator('html').getAttribute('class')).toBeNull();
    expect(new URL(page.url()).pathname).toBe(subject);
  });
});

describe('the keyboard alone', () => {
  it('skips to the content, searches and opens a page', async () => {
    const page = await open('/', { script: true });
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('跳到主要内容');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('q');
    await page.keyboard.type(word);
    await Promise.all([page.waitForURL('**/search?*'), page.keyboard.press('Enter')]);
    await page.locator('#main').focus();
    for (let presses = 0; presses < 6; presses++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement?.closest('.hit') !== null)) break;
    }
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
    expect(outline).toBe('solid');
    await Promise.all([page.waitForURL(`**${subject}`), page.keyboard.press('Enter')]);
  });
});

describe('every kind of page', () => {
  it('is looked at by an axe that does find things', async () => {
    const page = await open('/', { script: true });
    await page.evaluate(() => document.querySelector('label')?.remove());
    expect((await violations(page)).join()).toContain('label');
  });

  it.each(['', 'view=elder'])(
    'has nothing that axe objects to (%s)',
    async (view) => {
      const page = await open('/', { script: true });
      const found: Record<string, string[]> = {};
      for (const [kind, path] of Object.entries(kinds)) {
        await page.goto(view ? `${path}${path.includes('?') ? '&' : '?'}${view}` : path);
        const wrong = await violations(page);
        if (wrong.length > 0) found[kind] = wrong;
      }
      expect(found).toEqual({});
    },
    120_000,
  );

  it.each([
    [390, ''],
    [390, 'view=elder'],
    [320, ''],
  ])(
    'fits %i pixels without sideways scrolling (%s), targets 44 pixels high',
    async (width, view) => {
      const page = await open('/', { script: true, width });
      for (const [kind, path] of Object.entries(kinds)) {
        await page.goto(view ? `${path}${path.includes('?') ? '&' : '?'}${view}` : path);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect([kind, over > 0]).toEqual([kind, false]);
        expect([kind, await smallTargets(page)]).toEqual([kind, []]);
      }
    },
    120_000,
  );

  it('loads nothing but itself and its style sheet, and runs no script', async () => {
    const page = await open('/', { script: true });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    for (const path of Object.values(kinds)) await page.goto(path);
    const foreign = asked.filter((url) => !url.startsWith(server.url) && !url.startsWith('data:'));
    expect(foreign).toEqual([]);
    expect(await page.evaluate(() => document.scripts.length)).toBe(0);
    expect(complaints.filter((text) => !/status of 40[04]/.test(text))).toEqual([]);
  }, 60_000);
});

/** Links and buttons lower than 44 px that stand alone, not inside a sentence or a line of facts. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary')]
      .filter((target) => !target.closest('dd, td, th, p.lead, .prose p, .prose li, .skip') && !target.matches('.skip'))
      .filter((target) => target.getBoundingClientRect().height < 43.5)
      .map((target) => target.outerHTML.slice(0, 120)),
  );
}
