/** By role, in a real browser, against the real program: what each officer of the demonstration sees and does. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type Office, openOffice, signIn } from './office.ts';

let office: Office;
let browser: Browser;

beforeAll(async () => {
  [office, browser] = await Promise.all([openOffice(), launchBrowser()]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await office?.server.stop();
}, 60_000);

/** A part of what each finds in the navigation, and what he must not find there. */
const desks: [login: string, there: string[], absent: string[]][] = [
  ['luru', ['主体', '批次', '待认领信息'], ['审计', '系统运行']],
  ['shenhe', ['主体', '批次', '待认领信息'], ['审计', '系统运行']],
  ['xinyong', ['主体', '批次', '待认领信息'], ['审计', '系统运行']],
  ['xitong', ['首页'], ['主体', '批次', '待认领信息', '审计']],
  ['anquan', ['首页'], ['主体', '批次', '待认领信息', '审计']],
  ['shenji', ['首页'], ['主体', '批次', '待认领信息']],
];

describe.each(desks)('%s', (login, there, absent) => {
  it('signs in with what the terminal printed and finds his own work, no more', async () => {
    const { page, complaints } = await signIn(browser, office, login);
    const names = await page.getByRole('navigation').getByRole('link').allTextContents();
    expect(names).toEqual(expect.arrayContaining(there));
    expect(names.filter((name) => absent.includes(name))).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
