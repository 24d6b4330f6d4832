import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { loadShell, shellRoutes } from '@xinheng/server/src/modules/workbench/index.ts';
import { buildHttp } from '@xinheng/server/src/platform/http/index.ts';
import { silentLogger } from '@xinheng/server/src/platform/log/index.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { launchBrowser } from './browser.ts';
import { buildViews } from './views.ts';
import { answerWith, type FakeApi, newFake, problem } from './workbench-fake.ts';

let app: ReturnType<typeof buildHttp>;
let url: string;
let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  await buildViews();
  app = buildHttp({ routes: shellRoutes(loadShell()), logger: silentLogger() });
  [url, browser] = await Promise.all([app.listen({ host: '127.0.0.1', port: 0 }), launchBrowser()]);
}, 180_000);
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

type Opened = { page: Page; fake: FakeApi; complaints: string[] };

async function open(path: string, options: { fake?: FakeApi; width?: number } = {}): Promise<Opened> {
  const fake = options.fake ?? newFake();
  const context = await browser.newContext({
    baseURL: url,
    locale: 'zh-CN',
    viewport: { width: options.width ?? 1280, height: 850 },
  });
  contexts.push(context);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 40[0-9]/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await answerWith(page, fake);
  await page.goto(`/workbench${path}`);
  return { page, fake, complaints };
}

const list = '/lists/fake-subjects';

describe('first load', () => {
  it('of the shell is under 300 KB compressed', async () => {
    const dist = new URL('../web/dist/workbench/', import.meta.url);
    type Chunk = { file: string; css?: string[]; imports?: string[] };
    const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8')) as Record<string, Chunk>;
    const files = new Set<string>();
    const collect = (name: string) => {
      const chunk = manifest[name];
      if (!chunk || files.has(chunk.file)) return;
      for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
      for (const each of chunk.imports ?? []) collect(each);
    };
    collect('index.html');
    let bytes = 0;
    for (const file of files) bytes += gzipSync(await readFile(new URL(file, dist))).length;
    expect(files.size).toBeGreaterThan(2);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(300_000);
  });
});

describe('signing in', () => {
  it('says what is wrong, asks for the second factor, and goes back to where one was going', async () => {
    const { page, fake } = await open(`${list}?f.name=${encodeURIComponent('第000')}`, { fake: newFake('anonymous') });
    await page.getByLabel('账号').fill('wang');
    await page.getByLabel('密码', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByText('账号或密码不正确。').waitFor();
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('error-summary');
    await page.getByLabel('密码', { exact: true }).fill('correct horse battery');
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByLabel('动态验证码').fill('123456');
    await page.getByRole('button', { name: '验证' }).click();
    await page.getByText('共 10 条').waitFor();
    expect(new URL(page.url()).searchParams.get('f.name')).toBe('第000');
    const writes = fake.asked.filter(({ line }) => line.startsWith('POST'));
    expect(writes.length).toBeGreaterThan(1);
    expect(writes.every(({ headers }) => headers['x-csrf-token'])).toBe(true);
  });

  it('never leads to another site', async () => {
    const { page } = await open('/sign-in?return=//example.org/x');
    await page.getByRole('heading', { name: /历下区/ }).waitFor();
    expect(new URL(page.url()).origin).toBe(url);
  });

  it('takes the one-time link out of the address', async () => {
    const { page, fake } = await open('/setup#abc', { fake: newFake('anonymous') });
    await page.getByRole('heading', { name: '建立首位系统管理员' }).waitFor();
    await page.waitForURL((address) => !address.href.includes('abc'));
    await page.getByLabel('账号').fill('admin');
    await page.getByLabel('姓名').fill('李静');
    for (const label of ['新密码', '再输入一次新密码'])
      await page.getByLabel(label, { exact: true }).fill('a long passphrase');
    await page.getByRole('button', { name: '建立' }).click();
    await expect
      .poll(() => fake.asked.find(({ line }) => line.startsWith('POST /setup'))?.body)
      .toMatchObject({
        token: 'abc',
        login: 'admin',
      });
  });

  it('is asked for again when the session has ended, and returns', async () => {
    const { page, fake } = await open('/');
    await page.getByRole('heading', { name: /历下区/ }).waitFor();
    Object.assign(fake.session, newFake('anonymous').session, { officer: undefined });
    fake.special['GET /exports'] = problem(401, 'unauthorised', '请先登录。');
    await page.getByRole('link', { name: '我的导出' }).click();
    await page.getByText('登录已结束').waitFor();
    expect(new URL(page.url()).searchParams.get('return')).toBe('/exports');
  });
});

describe('the list', () => {
  it('asks by its form, turns pages both ways and keeps it all in the address', async () => {
    const { page } = await open(list);
    await page.getByText('共 130 条').waitFor();
    await page.getByRole('button', { name: '下一页' }).click();
    await page.getByText('第 2 页').waitFor();
    expect(new URL(page.url()).searchParams.get('after')).toBe('50');
    await page.getByRole('button', { name: '上一页' }).click();
    await page.getByText('第 1 页').waitFor();
    await page.getByRole('textbox', { name: '名称' }).fill('第000');
    await page.keyboard.press('Enter');
    await page.getByText('共 10 条').waitFor();
    expect(new URL(page.url()).searchParams.get('f.name')).toBe('第000');
    await page.goBack();
    await page.getByText('共 130 条').waitFor();
    expect(await page.getByRole('textbox', { name: '名称' }).inputValue()).toBe('');
  });

  it('opened by a to-do has exactly the filters that were counted', async () => {
    const { page, fake } = await open('/');
    await page.getByRole('link', { name: /待认领信息/ }).click();
    await page.getByText('共 10 条').waitFor();
    const counted = fake.asked.filter(({ line }) => line.startsWith('GET /lists/fake-subjects/count'));
    expect(counted.map(({ line }) => decodeURIComponent(line))).toEqual([
      'GET /lists/fake-subjects/count?f.name=第000',
    ]);
  });

  it('does a bulk action on the rows that take it and says which were refused', async () => {
    const { page, fake } = await open(list);
    for (const row of ['第0001', '第0002', '第0005']) {
      await page.getByRole('checkbox', { name: new RegExp(row) }).check();
    }
    await page.getByRole('button', { name: '移出' }).click();
    await page.getByRole('button', { name: '移出（2 行）' }).click();
    await page.getByRole('link', { name: '请填写“理由”' }).click();
    await page.keyboard.type('重复');
    await page.getByRole('button', { name: '移出（2 行）' }).click();
    await page.getByText('已由李静于 09:12 办理。').waitFor();
    const sent = fake.asked.find(({ line }) => line.includes('/actions/remove'));
    expect(sent?.body).toEqual({ keys: ['k0001', 'k0002'], fields: { reason: '重复' } });
  });

  it('asks for the purpose once, sends it along, and shows it', async () => {
    const fake = newFake();
    fake.wantsPurpose = true;
    const { page } = await open(list, { fake });
    await page.getByLabel(/应用事项/).selectOption('other');
    await page.getByRole('button', { name: '确定' }).click();
    await page.getByRole('link', { name: /须写明具体情况/ }).waitFor();
    await page.getByLabel('具体情况').fill('济市监案〔2026〕12号');
    await page.getByRole('button', { name: '确定' }).click();
    await page.getByText('共 130 条').waitFor();
    const last = fake.asked.at(-1)?.headers ?? {};
    expect(last['x-purpose']).toBe('other');
    expect(decodeURIComponent(last['x-purpose-note'] ?? '')).toBe('济市监案〔2026〕12号');
    expect(await page.locator('.chip').textContent()).toContain('其他');
  });
});

describe('the keyboard', () => {
  it('skips to the content, finds and opens a subject', async () => {
    const { page } = await open('/');
    await page.getByRole('heading', { name: /历下区/ }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('跳到主要内容');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('样例');
    await page.getByRole('option', { name: /第0001/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('共 10 条').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: '帮助' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});

describe('every page', () => {
  const pages: [string, string, ReturnType<typeof newFake>['session']['state']][] = [
    ['/sign-in', '登录', 'anonymous'],
    ['/', '动态验证码', 'second-factor'],
    ['/', '启用动态验证码', 'enrol-second-factor'],
    ['/', '设置新密码', 'change-password'],
    ['/setup#x', '建立首位系统管理员', 'anonymous'],
    ['/', '王晓明', 'active'],
    [list, '主体', 'active'],
    ['/exports', '我的导出', 'active'],
    ['/account', '密码与动态验证码', 'active'],
    ['/nowhere', '没有这个页面', 'active'],
  ];

  it.each([1280, 390])(
    'has nothing that axe or the policy objects to at %i pixels, and fits',
    async (width) => {
      for (const [path, heading, state] of pages) {
        const { page, complaints } = await open(path, { fake: newFake(state), width });
        await page.getByRole('heading', { level: 1, name: heading }).waitFor();
        await page.waitForLoadState('networkidle');
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect([path, heading, over > 0, complaints, await violations(page)]).toEqual([path, heading, false, [], []]);
      }
    },
    120_000,
  );
});
