/** The workbench's pages in a real browser, with the API answered by the stand-in: opening them and looking at them. */
import { loadShell, shellRoutes } from '@xinheng/server/src/modules/workbench/index.ts';
import { buildHttp } from '@xinheng/server/src/platform/http/index.ts';
import { silentLogger } from '@xinheng/server/src/platform/log/index.ts';
import type { Browser, Page } from 'playwright-core';
import { violations } from './axe.ts';
import { launchBrowser } from './browser.ts';
import { buildViews } from './views.ts';
import { answerWith, type FakeApi, newFake } from './workbench-fake.ts';

export interface Desk {
  page: Page;
  fake: FakeApi;
  /** What the browser complained of. */
  complaints: string[];
}

export interface Desks {
  open(path: string, options?: { fake?: FakeApi; width?: number }): Promise<Desk>;
  /** Closes what a test opened. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Counts every shift of the layout that no input of the officer explains. */
const watchShifts = `
  window.layoutShift = 0;
  window.layoutShifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      window.layoutShift += entry.value;
      window.layoutShifts.push(entry.value.toFixed(4) + ' ' + entry.sources.map(({ node }) => node?.className || node?.nodeName).join(', '));
    }
  }).observe({ type: 'layout-shift', buffered: true });
`;

/** Builds and serves the pages, and starts the browser. */
export async function openDesks(): Promise<Desks> {
  await buildViews();
  const app = buildHttp({ routes: shellRoutes(loadShell()), logger: silentLogger() });
  const [url, browser]: [string, Browser] = await Promise.all([
    app.listen({ host: '127.0.0.1', port: 0 }),
    launchBrowser(),
  ]);
  const clear = async () => {
    for (const context of browser.contexts()) await context.close();
  };
  return {
    async open(path, { fake = newFake(), width = 1440 } = {}) {
      const context = await browser.newContext({ baseURL: url, locale: 'zh-CN', viewport: { width, height: 900 } });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of 40[0-9]/.test(message.text())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.addInitScript(watchShifts);
      await answerWith(page, fake);
      await page.goto(`/workbench${path}`);
      return { page, fake, complaints };
    },
    clear,
    async close() {
      await browser.close();
      await app.close();
    },
  };
}

/** Allows the officer of the stand-in more, or all that is named. */
export function allow(fake: FakeApi, ...permissions: string[]): FakeApi {
  const { officer } = fake.session;
  if (officer)
    officer.permissions = { ...officer.permissions, ...Object.fromEntries(permissions.map((p) => [p, 'city'])) };
  return fake;
}

/** What a page must never show: complaints of the browser or of axe, a page wider than the window, things that jump. */
export async function faultsOf({ page, complaints }: Desk): Promise<string[]> {
  await page.waitForLoadState('networkidle');
  const seen = await page.evaluate(() => {
    const { layoutShift, layoutShifts } = window as unknown as { layoutShift: number; layoutShifts: string[] };
    return { over: document.documentElement.scrollWidth - window.innerWidth, layoutShift, layoutShifts };
  });
  return [
    ...complaints,
    ...(seen.over > 0 ? [`${seen.over} pixels wider than the window`] : []),
    ...(seen.layoutShift < 0.02 ? [] : [`layout shift ${seen.layoutShift}: ${seen.layoutShifts.join(' | ')}`]),
    ...(await violations(page)),
  ];
}
