/** Proof in a real browser against the real program: an auditor verifies the log, a citizen checks a published record. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type Office, openOffice, signIn } from './office.ts';

let office: Office;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xinheng-proof-'));
  [office, browser] = await Promise.all([openOffice(), launchBrowser()]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await office?.server.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

it('an auditor has the whole log verified, sees that nothing is wrong, and takes the proof of an entry', async () => {
  const { page, complaints } = await signIn(browser, office, 'shenji');
  await page.goto('/workbench/audit/verification');
  await page.getByRole('button', { name: '开始核验' }).click();
  await page
    .getByText(/完好|没有发现|一致/)
    .first()
    .waitFor({ timeout: 60_000 });
  await page.goto('/workbench/audit/entries/1');
  await page.getByText('下载证明').first().waitFor({ timeout: 30_000 });
  expect(complaints).toEqual([]);
  await page.context().close();
});

/** The command of the program, without any store: whoever holds the file may run it. */
const check = (path: string) =>
  new Promise<{ code: number; said: string }>((resolve) => {
    const program = fileURLToPath(new URL('../server/src/cli/main.ts', import.meta.url));
    execFile(process.execPath, [program, 'audit', 'check-proof', path], (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, said: out + err }),
    );
  });

it('a citizen takes the 公示存证 of a record, which the command accepts, and refuses with one figure changed', async () => {
  const context = await browser.newContext({ baseURL: office.server.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/items/administrative-penalty');
  await page.locator('a[href*="/records/"]').first().click();
  const href = await page.getByRole('link', { name: '证明文件（可离线核对）' }).getAttribute('href');
  const proof = async () => (await context.request.get(`${office.server.url}${href}`)).status();
  // Its leaf is sealed within seconds.
  await expect.poll(proof, { timeout: 60_000, interval: 1000 }).toBe(200);
  const text = await (await context.request.get(`${office.server.url}${href}`)).text();
  const path = join(folder, 'proof.json');
  await writeFile(path, text);
  expect(await check(path)).toMatchObject({ code: 0 });
  const figure = text.search(/[0-9a-f]{64}/);
  const other = text[figure] === '0' ? '1' : '0';
  await writeFile(path, `${text.slice(0, figure)}${other}${text.slice(figure + 1)}`);
  expect((await check(path)).code).not.toBe(0);
  await context.close();
});
