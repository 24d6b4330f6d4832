/** Judgement in a real browser against the real program: an analyst changes a weight, a second person publishes it. */
import { addDays, businessToday } from '@xinheng/server/src/platform/calendar/index.ts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { launchBrowser } from './browser.ts';
import { callApi, type Desk, type Office, openOffice, signIn, statePurpose } from './office.ts';

let office: Office;
let browser: Browser;
let analyst: Desk;

beforeAll(async () => {
  [office, browser] = await Promise.all([openOffice(), launchBrowser()]);
  analyst = await signIn(browser, office, 'xinyong');
  await statePurpose(analyst);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await office?.server.stop();
}, 60_000);

/** For looking: `XINHENG_LOOK=/some/folder` keeps pictures of the pages at 1440 and 390 pixels. */
async function look({ page }: Desk, name: string): Promise<void> {
  const folder = process.env.XINHENG_LOOK;
  if (!folder) return;
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

it('the city is judged as soon as it is loaded; the overview leads to the subjects of a colour, and one of them says why', async () => {
  const { page } = analyst;
  const judged = async () => {
    const { body } = await callApi(analyst, 'GET', '/officer/judgements/counts');
    return (body as { scheme: string; total: number }[]).find(({ scheme }) => scheme === 'colour')?.total ?? 0;
  };
  await expect.poll(judged, { timeout: 30_000 }).toBeGreaterThan(0);
  await page.goto('/workbench/judgements');
  const yellow = page.locator('.result-tiles li', { hasText: '黄色' });
  await yellow.waitFor();
  await page.waitForLoadState('networkidle');
  expect(await violations(page)).toEqual([]);
  await look(analyst, 'overview');
  await yellow.getByRole('link').click();
  await page.locator('tbody a').first().click();
  await page.getByRole('tab', { name: '信用评判' }).click();
  await page.getByText('怎样解除：').first().waitFor();
  const scheme = page.getByRole('region', { name: '信用警示颜色' });
  expect(await scheme.locator('.judged-records a').count()).toBeGreaterThan(0);
  expect(await violations(page)).toEqual([]);
  await look(analyst, 'subject');
});

it('an analyst back-tests a weight change, a second person publishes it, and nobody changes it any more', async () => {
  const { page } = analyst;
  await page.goto('/workbench/rating-rules');
  await page.getByRole('button', { name: '起草新版本' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('方案').selectOption('evaluation');
  await dialog.getByLabel('版本号').fill('evaluation-journey-1');
  await dialog.getByLabel('理由').fill('一般处罚与荣誉的分值对调');
  await dialog.getByRole('button', { name: '起草新版本' }).click();
  await page.getByRole('heading', { name: '公共信用综合评价：evaluation-journey-1' }).waitFor();
  // A sum that is wrong is refused with the line, and nothing is lost.
  await page.getByLabel('一般处罚的满分').fill('90');
  await page.getByRole('button', { name: '保存草稿' }).click();
  await page.getByText('各指标分值之和为 1010，须等于总分').waitFor();
  await page.getByLabel('守信荣誉的满分').fill('40');
  await page.getByRole('button', { name: '保存草稿' }).click();
  const changes = page.getByRole('region', { name: '与现行版本的差别' });
  await changes.getByRole('cell', { name: '90', exact: true }).waitFor();
  await page.getByRole('button', { name: '回测', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: '回测' }).click();
  await page.getByText('谁从哪里到哪里').waitFor({ timeout: 60_000 });
  expect(await violations(page)).toEqual([]);
  await look(analyst, 'edition');
  await page.getByRole('button', { name: '送签' }).click();
  const day = addDays(businessToday(), 1);
  await page.getByRole('dialog').getByLabel('生效日期').fill(day);
  // Enter takes the day, and sends the form.
  await page.keyboard.press('Enter');
  await page.getByText('待签发').waitFor();
  // Whoever wrote it has no button to sign it.
  expect(await page.getByRole('button', { name: '签发', exact: true }).count()).toBe(0);
  const { pathname } = new URL(page.url());

  const signer = await signIn(browser, office, 'qianfa');
  await signer.page.goto(pathname);
  await signer.page.getByRole('button', { name: '签发', exact: true }).click();
  await signer.page.getByRole('dialog').getByLabel('理由').fill('同意');
  await signer.page.getByRole('dialog').getByRole('button', { name: '签发', exact: true }).click();
  await signer.page.getByText('已发布').first().waitFor();
  expect(await signer.page.getByRole('button', { name: '保存草稿' }).count()).toBe(0);
  const { body } = await callApi(signer, 'GET', `/officer/rating-rules?day=${day}`);
  const inForce = (body as { schemes: { code: string; edition: string }[] }).schemes;
  expect(inForce.find(({ code }) => code === 'evaluation')?.edition).toBe('evaluation-journey-1');
  await page.goto('/workbench/rating-rules');
  await page.getByRole('link', { name: 'evaluation-journey-1' }).waitFor();
  expect(await violations(page)).toEqual([]);
  await look(analyst, 'rules');
  expect([...analyst.complaints, ...signer.complaints]).toEqual([]);
});
