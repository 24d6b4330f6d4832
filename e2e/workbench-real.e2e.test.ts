/** The pages of importing and administration against the real program: one journey for each group of pages. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type Desk, type Office, openOffice, signIn } from './office.ts';
import { buildViews } from './views.ts';

let office: Office;
let browser: Browser;

beforeAll(async () => {
  await buildViews();
  [office, browser] = await Promise.all([openOffice(), launchBrowser()]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await office?.server.stop();
}, 60_000);

/** Signs in, does the journey, and sees that the browser complained of nothing. */
async function as(login: string, journey: (page: Page) => Promise<void>): Promise<void> {
  const desk: Desk = await signIn(browser, office, login);
  try {
    await journey(desk.page);
    expect(desk.complaints).toEqual([]);
  } finally {
    const { SHOTS: shots } = process.env;
    if (shots) await desk.page.screenshot({ path: `${shots}/real-${login}-${Date.now()}.png`, fullPage: true });
    await desk.page.context().close();
  }
}

/** Opens a page from the navigation and sees that the server answered everything on it. */
async function visit(page: Page, link: string, heading: string): Promise<void> {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: link, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  await page.waitForLoadState('networkidle');
  expect([link, await page.getByRole('alert').allTextContents()]).toEqual([link, []]);
}

describe('a clerk', () => {
  it('hands in the filled sample, looks at the trial, commits it and reads the receipt', async () => {
    await as('luru', async (page) => {
      await visit(page, '批量导入', '批量导入');
      const choice = page.getByRole('combobox', { name: /信息事项/ });
      const own = await choice.locator('optgroup').first().locator('option').first().getAttribute('value');
      await choice.selectOption(own);
      const sample = await page.getByRole('link', { name: '下载填写示例（CSV）' }).getAttribute('href');
      const file = await page.request.get(sample ?? '');
      expect(file.status()).toBe(200);
      const mimeType = 'text/csv';
      await page.locator('input[type=file]').setInputFiles({ name: '示例.csv', mimeType, buffer: await file.body() });
      await page.getByRole('button', { name: '上传并试导入' }).click();
      await page.getByRole('heading', { name: /检查结果/ }).waitFor();
      await page.getByRole('button', { name: /入库（|只入库/ }).click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /入库（|只入库/ })
        .click();
      await page.getByRole('heading', { name: /^回执/ }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await page.getByRole('alert').allTextContents()).toEqual([]);
    });
  });
});

describe('the system administrator', () => {
  it('sees organisations, people, duties and how the system fares', async () => {
    await as('xitong', async (page) => {
      await visit(page, '机构', '机构');
      await page.getByRole('region', { name: '机构树' }).getByRole('link').first().click();
      await page.getByRole('tab', { name: /历史/ }).click();
      await page.waitForLoadState('networkidle');
      expect(await page.getByRole('alert').allTextContents()).toEqual([]);
      const names = await page.getByRole('navigation', { name: '主导航' }).getByRole('link').allTextContents();
      for (const name of names.filter((each) => !['首页', '机构'].includes(each))) await visitAny(page, name);
    });
  });
});

describe('the security administrator', () => {
  it('looks at an account, the table of roles and who can do what', async () => {
    await as('anquan', async (page) => {
      await visit(page, '账户', '账户');
      await page.getByRole('link', { name: 'luru', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'luru' }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await page.getByRole('alert').allTextContents()).toEqual([]);
      await visit(page, '角色权限表', '角色权限表');
      await page.getByRole('link', { name: '查询政务共享的信用信息' }).click();
      await page
        .getByText(/角色“录入员”/)
        .first()
        .waitFor();
      await visit(page, '接口令牌', '接口令牌');
    });
  });
});

/** Some pages are titled otherwise than their link. */
async function visitAny(page: Page, link: string): Promise<void> {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: link, exact: true }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  expect([link, await page.getByRole('alert').allTextContents()]).toEqual([link, []]);
}
