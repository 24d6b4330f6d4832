/** Files of subjects, entry, review and catalogue in a real browser: on the stand-in, and once through the real program. */
import { loadShell, shellRoutes } from '@xinheng/server/src/modules/workbench/index.ts';
import { buildHttp } from '@xinheng/server/src/platform/http/index.ts';
import { silentLogger } from '@xinheng/server/src/platform/log/index.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { launchBrowser } from './browser.ts';
import { accepted, item, receipt } from './entry-fake.ts';
import { openOffice, signIn } from './office.ts';
import { newRecordsFake } from './records-fake.ts';
import { code, recordKey } from './subject-fake.ts';
import { buildViews } from './views.ts';
import { answerWith, type FakeApi, problem } from './workbench-fake.ts';

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

/** Adds up by how much things move without the officer having done anything. */
const watchShifts = `
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
`;

async function open(path: string, fake: FakeApi = newRecordsFake(), width = 1440) {
  const context = await browser.newContext({ baseURL: url, locale: 'zh-CN', viewport: { width, height: 900 } });
  contexts.push(context);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4[0-9]{2}/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.addInitScript(watchShifts);
  await answerWith(page, fake);
  await page.goto(`/workbench${path}`);
  return { page, fake, complaints };
}

const sent = (fake: FakeApi, part: string) =>
  fake.asked.filter(({ line }) => line.includes(part) && !line.startsWith('GET'));
const here = `/subjects/${code}`;
const form = `/entry/items/${item.code}`;

describe('every page', () => {
  const pages = [
    here,
    `${here}?tab=identity`,
    `${here}?tab=audit`,
    `${here}?asOf=2020-01-01&knownAt=2021-01-01T00:00:00%2B08:00`,
    `${here}/records/${recordKey}`,
    `${here}/records/${recordKey}?tab=history`,
    `${here}/records/${recordKey}?tab=events`,
    `${here}/records/${recordKey}/amend`,
    '/entry',
    form,
    '/pending/42-7',
    '/pending/42-9',
    '/catalogue',
    `/catalogue/${item.code}`,
    `/catalogue/${item.code}?tab=rules`,
    `/catalogue/${item.code}?tab=codes`,
  ];
  it.each([1440, 390])(
    'has nothing that axe or the policy objects to at %i pixels, fits, and does not jump',
    async (width) => {
      for (const path of pages) {
        const { page, complaints } = await open(path, newRecordsFake(), width);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        const shifts = (await page.evaluate('window.shifts')) as number;
        expect([path, over > 0, shifts > 0.02, complaints, await violations(page)]).toEqual([
          path,
          false,
          false,
          [],
          [],
        ]);
        await page.context().close();
      }
    },
    180_000,
  );
});

describe('the file of a subject', () => {
  it('asks both clocks by its form and says that it shows the past', async () => {
    const { page, fake } = await open(here);
    await page.getByLabel('在此日的情况').fill('2020-05-01');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '查看', exact: true }).click();
    await page.getByText('您看到的是历史情况').waitFor();
    expect(fake.asked.some(({ line }) => line.includes('asOf=2020-05-01'))).toBe(true);
    await page.getByRole('button', { name: '回到现在' }).click();
    await page.getByText('您看到的是历史情况').waitFor({ state: 'detached' });
  });

  it('shows more records of an item, and goes from a record to the origin of a value', async () => {
    const { page } = await open(here);
    await page.getByRole('button', { name: /再看一些/ }).click();
    await page.getByRole('link', { name: '济历市监处罚〔2024〕3号' }).waitFor();
    await page.getByRole('link', { name: '济历市监处罚〔2026〕12号' }).first().click();
    await page.getByRole('button', { name: /查看“处罚类别”的来源/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('罚款,没收违法所得').waitFor();
    await dialog.getByText('第 42 批次，第 7 行').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: '内容' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('第 1 版').waitFor();
    expect(new URL(page.url()).searchParams.get('tab')).toBe('history');
  });
});

async function fillForm(page: Page): Promise<void> {
  await page.getByLabel('行政相对人名称').fill('济南泉城样例');
  await page.getByLabel('行政处罚决定书文号').fill('济历市监处罚〔2026〕99号');
}

describe('entry', () => {
  it('says mistakes beside the field that was left, all of them on top when one wants to go on', async () => {
    const { page } = await open(form);
    await fillForm(page);
    await page.getByLabel('行政处罚决定书文号').fill('');
    await page.getByLabel('违法事实').focus();
    await page.locator('#field-documentNumber-error').waitFor();
    expect(await page.locator('#field-decidedOn-error').count()).toBe(0);
    await page.getByRole('button', { name: '检查您的填写' }).click();
    await page.getByRole('link', { name: '“处罚决定日期”不得晚于今天' }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('field-decidedOn');
    expect(await violations(page)).toEqual([]);
  });

  it('asks for what only some rows need when the row needs it', async () => {
    const { page } = await open(form);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.getByLabel('自然人证件号码').count()).toBe(0);
    await page.getByLabel('行政相对人类别').click();
    await page.getByTitle('自然人').last().click();
    await page.getByLabel('自然人证件号码').waitFor();
  });

  it('searches a long code list', async () => {
    const { page, fake } = await open(form);
    await page.getByLabel('行业').fill('百货');
    await page.getByTitle('百货零售').click();
    expect(fake.asked.some(({ line }) => decodeURIComponent(line).includes('/code-lists/industry?q=百货'))).toBe(true);
  });

  it('is checked once more, submitted once, and answered by a receipt', async () => {
    const fake = newRecordsFake();
    fake.special[`POST /officer/items/${item.code}/check`] = { status: 200, body: accepted };
    const { page, complaints } = await open(form, fake);
    await fillForm(page);
    await page.getByRole('button', { name: '检查您的填写' }).click();
    await page.getByRole('heading', { level: 1, name: '检查您的填写' }).waitFor();
    await page.getByText('名称按登记改为全称').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: /修改\s*“行政处罚决定书文号”/ }).click();
    await page.getByLabel('行政处罚决定书文号').waitFor();
    expect(await page.getByLabel('行政处罚决定书文号').inputValue()).toBe('济历市监处罚〔2026〕99号');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('field-documentNumber');
    await page.getByRole('button', { name: '检查您的填写' }).click();
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByText(receipt.message).waitFor();
    const [entry, ...others] = sent(fake, '/records');
    expect(others).toEqual([]);
    expect(entry?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
    expect(entry?.body).toEqual({ row: { name: '济南泉城样例', documentNumber: '济历市监处罚〔2026〕99号' } });
    expect([complaints, await violations(page)]).toEqual([[], []]);
  });

  it('is kept as a draft, and opened from it', async () => {
    const { page, fake } = await open(form);
    await fillForm(page);
    await page.getByRole('button', { name: '保存草稿' }).click();
    await page.getByText('草稿已保存').waitFor();
    expect(sent(fake, '/drafts')[0]?.body).toMatchObject({ item: item.code, row: { name: '济南泉城样例' } });
    await page.goto('/workbench/entry/drafts/d1');
    await page.waitForURL(/\/entry\/items\/.*draft=d1/);
    expect(await page.getByLabel('行政相对人名称').inputValue()).toBe('济南泉城样例');
  });

  it('asks before what was written is left behind', async () => {
    const { page } = await open(form);
    await fillForm(page);
    await page.getByRole('link', { name: '信息目录' }).click();
    await page.getByRole('button', { name: '留在本页' }).click();
    expect(await page.getByLabel('行政相对人名称').inputValue()).toBe('济南泉城样例');
    await page.getByRole('link', { name: '信息目录' }).click();
    await page.getByRole('button', { name: '不保存，离开' }).click();
    await page.getByRole('heading', { level: 1, name: '信息目录' }).waitFor();
  });
});

describe('amendment and withdrawal', () => {
  it('sends only what changed, with the reason and the version that was seen', async () => {
    const { page, fake } = await open(`${here}/records/${recordKey}/amend`);
    await page.getByLabel('罚款金额').fill('7.5');
    await page.getByRole('button', { name: '检查您的更正' }).click();
    await page.getByRole('link', { name: /请写明更正理由/ }).click();
    await page.keyboard.type('金额录入有误');
    await page.getByRole('button', { name: '检查您的更正' }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: '提交更正' }).click();
    await page.getByText('已更正为第 3 版。').waitFor();
    expect(sent(fake, '/amendments')[0]?.body).toEqual({
      version: 2,
      changes: { fine: '7.5' },
      reason: '金额录入有误',
    });
    expect(new URL(page.url()).pathname.endsWith(recordKey)).toBe(true);
  });

  it('says who was faster and when', async () => {
    const fake = newRecordsFake();
    fake.special[`POST /officer${here}/records/${recordKey}/withdrawal`] = problem(409, 'conflict', '已被改过。', {
      changed: { version: 3, by: '李静', at: '2026-11-24T01:12:00Z' },
    });
    const { page } = await open(`${here}/records/${recordKey}`, fake);
    await page.getByRole('button', { name: '撤回' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('撤回理由').fill('文书已撤销');
    await dialog.getByRole('button', { name: '撤回', exact: true }).click();
    await dialog.getByText('李静 已于 2026-11-24 09:12 改为第 3 版').waitFor();
  });
});

describe('review', () => {
  it('goes through the queue and chooses candidates by keys', async () => {
    const { page } = await open('/pending/42-7');
    await page.getByRole('heading', { level: 1, name: /第7号/ }).waitFor();
    await page.keyboard.press('2');
    expect(await page.getByRole('radio', { name: /第0002.*存续/ }).isChecked()).toBe(true);
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('decision');
    await page.keyboard.press('j');
    await page.getByRole('heading', { level: 1, name: /第8号/ }).waitFor();
    await page.keyboard.press('k');
    await page.getByRole('heading', { level: 1, name: /第7号/ }).waitFor();
  });

  it('attaches to the chosen subject and opens the next row', async () => {
    const fake = newRecordsFake();
    fake.special['POST /officer/pending/42-7/decisions'] = { status: 200, body: { key: '42-7', state: 'attached' } };
    const { page } = await open('/pending/42-7', fake);
    await page.getByRole('link', { name: /第8号/ }).waitFor();
    await page.getByRole('button', { name: '确定认领' }).click();
    await page.getByRole('heading', { level: 1, name: /第8号/ }).waitFor();
    expect(sent(fake, '/decisions')[0]?.body).toEqual({ decision: 'attach', version: 1, subjectCode: code });
  });

  it('wants a reason for all but attaching, and says who was faster', async () => {
    const fake = newRecordsFake();
    fake.special['POST /officer/pending/42-9/decisions'] = problem(409, 'already-decided', '已有人处理。', {
      decided: { decisionId: 'x', decision: 'dismiss', by: '李静', department: null, at: '2026-11-24T01:12:00Z' },
    });
    const { page } = await open('/pending/42-9', fake);
    await page.getByText('✕ 不同').waitFor();
    await page.getByRole('radio', { name: /采用来件信息/ }).check();
    await page.getByRole('button', { name: '确定采用来件信息' }).click();
    await page.getByText('请写明理由').waitFor();
    expect(sent(fake, '/decisions')).toEqual([]);
    await page.getByLabel('理由').fill('来件为准');
    await page.getByRole('button', { name: '确定采用来件信息' }).click();
    await page.getByText('李静已于 2026-11-24 09:12 处理为“不予采用”').waitFor();
  });
});

/** Answers the question for the purpose of the look. */
async function statePurpose(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/应用事项/).selectOption({ index: 1 });
  await dialog.getByRole('button', { name: '确定' }).click();
}

describe('the real program', () => {
  it('leads a clerk from a subject through its file and an entry to the receipt, and to a waiting row', async () => {
    const office = await openOffice();
    try {
      const { page, complaints } = await signIn(browser, office, 'luru');
      contexts.push(page.context());
      await page.goto('/workbench/subjects');
      await statePurpose(page);
      await page.locator('.ant-table-row a').first().click();
      await page.getByRole('tab', { name: /信用信息/ }).waitFor();
      const subject = new URL(page.url()).pathname.split('/').at(-1) ?? '';
      await page.locator('.record-line-head a[href*="/records/"]').first().click();
      await page.locator('.proven-value').first().click();
      await page.getByRole('dialog').getByText('来件原文').waitFor();

      await page.goto(`/workbench/entry/items/administrative-penalty?subject=${subject}`);
      await page.getByLabel('行政相对人名称').fill('名称与登记不同');
      await page.getByLabel('行政处罚决定书文号').fill('济试监罚〔2026〕1号');
      for (const label of ['违法事实', '处罚依据', '处罚内容']) await page.getByLabel(label).fill('试录一条');
      await page.getByLabel('处罚类别', { exact: false }).first().fill('罚款');
      await page.keyboard.press('Enter');
      await page.getByLabel('处罚决定日期').fill('2026-11-02');
      await page.keyboard.press('Enter');
      await page.locator('#field-authority').fill('历下区市场监督管理局');
      await page.getByRole('button', { name: '检查您的填写' }).click();
      await page.getByRole('heading', { level: 1, name: '检查您的填写' }).waitFor();
      await page.getByRole('button', { name: '提交' }).click();
      await page.getByRole('heading', { level: 1, name: '回执' }).waitFor();
      expect(await violations(page)).toEqual([]);

      await page.goto('/workbench/pending');
      await page.locator('.row-link').first().click();
      await page.getByRole('heading', { name: '来件全文' }).waitFor();
      await page.goto('/workbench/catalogue/administrative-penalty');
      const template = await page.getByRole('link', { name: '下载导入模板' }).getAttribute('href');
      expect((await page.request.get(`${office.server.url}${template}`)).status()).toBe(200);
      expect(complaints).toEqual([]);
    } finally {
      await office.server.stop();
    }
  }, 240_000);
});
