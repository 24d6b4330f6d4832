/** The real program of a demonstration city, and its officers at their browsers. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { inject } from 'vitest';
import { type RealServer, serve, startRealServer } from './real-server.ts';

export interface Office {
  server: RealServer;
  /** Logins of the demonstration with the password that the terminal printed. */
  passwords: ReadonlyMap<string, string>;
}

/** Starts the program on a copy of this run's demonstration city, which the first file that asks for it has made. */
export async function openOffice(): Promise<Office> {
  const shared = inject('shared');
  const [data, printed] = [join(shared, 'office'), join(shared, 'office.txt')];
  if (!existsSync(printed)) {
    const first = await serve(data, async () => {});
    await greeted(first);
    await first.stop();
    await writeFile(printed, first.printed());
  }
  const server = await startRealServer(data);
  await greeted(server);
  // Passwords are printed once, when the officers are made.
  const lines = (await readFile(printed, 'utf8')).matchAll(/^ +([a-z]+) +((?:[0-9a-z]{4}-){3}[0-9a-z]{4}) {2}/gm);
  return { server, passwords: new Map([...lines].map(([, login = '', password = '']) => [login, password])) };
}

/** The address is printed first, the officers after it. */
async function greeted(server: RealServer): Promise<void> {
  while (!server.printed().includes('按 Ctrl-C 停止')) await sleep(50);
}

export interface Desk {
  page: Page;
  /** What the browser complained of: errors in the console beside refused requests, and script errors. */
  complaints: string[];
}

/** Opens a browser of his own for an officer and signs him in, with a second factor where one is demanded. */
export async function signIn(
  browser: Browser,
  { server, passwords }: Office,
  login: string,
  width = 1440,
): Promise<Desk> {
  const context = await browser.newContext({ baseURL: server.url, locale: 'zh-CN', viewport: { width, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 40[0-9]/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto('/workbench/sign-in');
  await page.getByLabel('账号').fill(login);
  await page.getByLabel('密码', { exact: true }).fill(passwords.get(login) ?? '');
  await page.getByRole('button', { name: '登录' }).click();
  const shell = page.getByRole('navigation').first();
  const secret = page.locator('.secret');
  await shell.or(secret).first().waitFor({ timeout: 15_000 });
  if (await secret.isVisible()) {
    const text = (await secret.textContent()) ?? '';
    await page
      .locator('input[autocomplete="one-time-code"]')
      .fill(new TOTP({ secret: text.replaceAll(' ', '') }).generate());
    await page.getByRole('button', { name: '启用' }).click();
    await shell.waitFor();
  }
  return { page, complaints };
}

/** Says for what one looks at non-public data, for this sign-in. */
export async function statePurpose({ page }: Desk): Promise<void> {
  await page.getByTitle('说明查询用途').click();
  await page.getByLabel('应用事项（用途）').selectOption('case-handling');
  await page.getByRole('button', { name: '确定' }).click();
  await page.getByTitle(/^查询用途：/).waitFor();
}

/** Calls the API as the page's own officer, with his session and its token. */
export async function callApi(
  { page }: Desk,
  method: string,
  path: string,
  {
    body,
    type = 'application/json',
    headers = {},
  }: { body?: string; type?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: unknown }> {
  const given = { method, path, body, type, headers };
  return page.evaluate(async (call) => {
    const session = await (await fetch('/api/v1/session')).json();
    const reply = await fetch(`/api/v1${call.path}`, {
      method: call.method,
      headers: {
        'x-csrf-token': session.csrfToken,
        'x-purpose': 'case-handling',
        ...(call.body === undefined ? {} : { 'content-type': call.type }),
        ...call.headers,
      },
      ...(call.body === undefined ? {} : { body: call.body }),
    });
    return { status: reply.status, body: await reply.json().catch(() => null) };
  }, given);
}
