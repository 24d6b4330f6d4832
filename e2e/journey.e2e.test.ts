import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { launchBrowser } from './browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { buildViews } from './views.ts';

let server: RealServer;
let browser: Browser;
let stopped = false;

beforeAll(async () => {
  await buildViews();
  [server, browser] = await Promise.all([startRealServer(), launchBrowser()]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  if (!stopped) await server?.stop();
}, 60_000);

async function open(script: boolean): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url, locale: 'zh-CN', javaScriptEnabled: script });
  return context.newPage();
}

interface Answer {
  subject: { subjectCode: string; name: string };
  records: { recordKey: string; item: string; documentNumber: string | null }[];
}

/** A subject of the generated city with records of many kinds, found as a reader would: by search. */
async function richSubject(): Promise<Answer> {
  const found = await (
    await fetch(`${server.url}/api/v1/subjects?q=${encodeURIComponent('有限公司')}&limit=60`)
  ).json();
  const answers: Answer[] = await Promise.all(
    found.hits.map(async ({ subjectCode }: { subjectCode: string }) =>
      (await fetch(`${server.url}/api/v1/subjects/${subjectCode}`)).json(),
    ),
  );
  const kinds = (answer: Answer) => new Set(answer.records.map(({ item }) => item)).size;
  const [best] = answers.sort((a, b) => kinds(b) - kinds(a));
  if (!best) throw new Error('the generated city has no company');
  return best;
}

describe('a generated city, from start to stop', () => {
  it('search → page → record → print, without JavaScript', async () => {
    const { subject, records } = await richSubject();
    const page = await open(false);
    await page.goto('/');
    await page.locator('#q').fill(subject.name);
    await page.getByRole('button', { name: '查询' }).click();
    await page.getByRole('link', { name: subject.name, exact: true }).first().click();
    expect(new URL(page.url()).pathname).toBe(`/subjects/${subject.subjectCode}`);
    expect(await page.locator('h1').textContent()).toBe(subject.name);
    expect(await page.locator('.record').count()).toBeGreaterThan(0);

    await page.locator('.record-more a').first().click();
    const key = new URL(page.url()).pathname.split('/').at(-1);
    expect(records.map(({ recordKey }) => recordKey)).toContain(key);
    expect(await page.getByRole('heading', { name: '这条信息从哪里来' }).count()).toBe(1);

    await page.locator('.subject-line a').click();
    await page.getByRole('link', { name: '打印版' }).click();
    expect(await page.locator('.sheet-records > li').count()).toBe(Math.min(records.length, 60));
  }, 60_000);

  it('has nothing that axe objects to, fits 390 pixels, within 100 KB', async () => {
    const { subject, records } = await richSubject();
    const here = `/subjects/${subject.subjectCode}`;
    const page = await open(true);
    await page.setViewportSize({ width: 390, height: 844 });
    const paths = ['/', '/search?q=有限公司', here, `${here}/print`, `${here}/records/${records[0]?.recordKey}`];
    paths.push(
      '/departments',
      '/departments/market-regulation',
      '/items',
      '/items/administrative-penalty',
      '/statistics',
    );
    for (const path of paths.flatMap((each) => [each, `${each}${each.includes('?') ? '&' : '?'}view=elder`])) {
      const reply = await page.goto(path);
      expect([path, reply?.status()]).toEqual([path, 200]);
      expect((await reply?.body())?.length).toBeLessThanOrEqual(100 * 1024);
      expect([path, await violations(page)]).toEqual([path, []]);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect([path, over > 0]).toEqual([path, false]);
    }
  }, 120_000);

  it('stops cleanly at Ctrl-C', async () => {
    stopped = true;
    expect(await server.stop()).toBe(0);
  }, 60_000);
});
