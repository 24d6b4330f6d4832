/** By role, in a real browser, against the real program: what each officer of the demonstration sees and does. */
import { organisationCodeFrom } from '@xinheng/contracts/codes/organisation-code.ts';
import { usccFrom } from '@xinheng/contracts/codes/uscc.ts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { launchBrowser } from './browser.ts';
import { callApi, type Office, openOffice, signIn, statePurpose } from './office.ts';

let office: Office;
let browser: Browser;

beforeAll(async () => {
  [office, browser] = await Promise.all([openOffice(), launchBrowser()]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await office?.server.stop();
}, 60_000);

const looked = new Set<string>();

/** A part of what each finds in the navigation, and what he must not find there. */
const desks: [login: string, there: string[], absent: string[]][] = [
  ['luru', ['主体', '批次', '待认领信息'], ['审计', '系统运行']],
  ['shenhe', ['主体', '批次', '待认领信息'], ['审计', '系统运行']],
  ['xinyong', ['主体', '批次', '待认领信息'], ['审计', '系统运行']],
  ['xitong', ['首页'], ['主体', '批次', '待认领信息', '审计']],
  ['anquan', ['首页'], ['主体', '批次', '待认领信息', '审计']],
  ['shenji', ['首页'], ['主体', '批次', '待认领信息']],
];

// Side by side: most of the time each waits for his pages.
describe.concurrent.each(desks)('%s', (login, there, absent) => {
  it('signs in with what the terminal printed and finds his own work, no more; every page of it opens', async ({
    expect,
  }) => {
    const desk = await signIn(browser, office, login);
    const { page, complaints } = desk;
    const links = page.getByRole('navigation').getByRole('link');
    // The lists in it come a moment after the frame.
    await expect.poll(() => links.allTextContents(), { timeout: 15_000 }).toEqual(expect.arrayContaining(there));
    const names = await links.allTextContents();
    expect(names.filter((name) => absent.includes(name))).toEqual([]);
    const refused: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400) refused.push(`${response.status()} ${new URL(response.url()).pathname}`);
    });
    if (there.includes('主体')) await statePurpose(desk);
    for (const href of await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))) {
      await page.goto(href);
      await page.locator('main h1').first().waitFor();
      await page.waitForLoadState('networkidle');
      expect([href, await page.locator('.notice.bad').allTextContents()]).toEqual([href, []]);
      // Most pages are open to several; axe looks at each once.
      if (looked.has(href)) continue;
      looked.add(href);
      expect([href, await violations(page)]).toEqual([href, []]);
    }
    expect(refused).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('text that wants to be a script', () => {
  const payload = '<img src=x onerror="window.stung=1"><script>window.stung=1</script>';
  const code = usccFrom(`91370102${organisationCodeFrom('MA3XTAGT')}`);
  const csv = [
    '企业名称,统一社会信用代码,注册日期,企业类型,法定代表人,注册资本,经营范围,住所',
    ...[code, 'not-a-code'].map((one) =>
      [
        `济南刺探贸易有限公司${one === code ? '' : payload}`,
        one,
        '2015-03-01',
        '有限责任公司',
        payload,
        '50万人民币',
        payload,
        `济南市历下区${payload}`,
      ]
        .map((cell) => `"${cell.replaceAll('"', '""')}"`)
        .join(','),
    ),
  ].join('\n');

  it('is shown as text on every page that shows it, in the portal and in the workbench', async () => {
    const desk = await signIn(browser, office, 'shenhe');
    const { page } = desk;
    await statePurpose(desk);
    const handed = await callApi(desk, 'POST', '/batches?item=enterprise-registration', {
      ...{ body: csv, type: 'text/csv' },
      headers: { 'idempotency-key': 'text-that-stings' },
    });
    expect(handed.status).toBe(201);
    const { batch } = handed.body as { batch: number };
    const seen: string[] = [];
    for (const path of [
      `/subjects/${code}`,
      `/subjects/${code}/print`,
      `/search?q=${encodeURIComponent(payload)}`,
      '/search?q=济南刺探',
      `/workbench/subjects/${code}`,
      `/workbench/subjects?f.name=${encodeURIComponent('济南刺探')}`,
      `/workbench/records?f.subject=${code}`,
      `/workbench/batches/${batch}`,
      `/workbench/lists/receipts?f.batch=${batch}..${batch}`,
    ]) {
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      expect([path, await page.evaluate(() => (window as unknown as { stung?: number }).stung)]).toEqual([
        path,
        undefined,
      ]);
      if ((await page.locator('body').innerText()).includes('onerror=')) seen.push(path);
    }
    // It was there to be seen, so the silence means something.
    expect(seen.length).toBeGreaterThan(2);
    await page.context().close();
  });
});
