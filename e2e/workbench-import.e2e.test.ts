/** Handing in a file, from the template to the receipt and the undo, in a real browser with the API's stand-in. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { allow, type Desks, faultsOf, openDesks } from './workbench-desk.ts';
import { newFake } from './workbench-fake.ts';
import { answerBatches, trial } from './workbench-import-fake.ts';

let desks: Desks;
beforeAll(async () => {
  desks = await openDesks();
}, 180_000);
afterEach(() => desks.clear());
afterAll(() => desks?.close());

const clerk = () => allow(newFake(), 'batches.submit', 'batches.read');
const file = { name: '处罚.csv', mimeType: 'text/csv', buffer: Buffer.from('名称,代码\n甲,乙\n') };

describe('an import', () => {
  it('goes from the template over the trial and its errors to the receipt, and is undone with a reason', async () => {
    const { page, fake } = await desks.open('/', { fake: clerk() });
    await answerBatches(page, fake, { ...trial, state: 'waiting' });
    await page.getByRole('navigation').getByRole('link', { name: '批量导入' }).click();
    await page.getByRole('combobox', { name: /信息事项/ }).selectOption('administrative-penalty');
    const template = page.getByRole('link', { name: /模板（Excel）/ });
    expect(await template.getAttribute('href')).toBe('/api/v1/officer/items/administrative-penalty/template.xlsx');
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('button', { name: '上传并试导入' }).click();
    await page.getByRole('heading', { name: /1 行不能入库，1 行将暂存待核对/ }).waitFor();
    const sent = fake.asked.find(({ line }) => line.startsWith('POST /batches?'));
    expect(sent?.line).toContain('trial=true');
    expect(sent?.headers['content-type']).toBe('text/csv');
    expect(sent?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
    // The faulty rows are shown first, each error in the cell it is about.
    await page.locator('td.cell-bad', { hasText: '应为 18 位' }).getByText('可改为：91370102MA3C0001XA').waitFor();
    expect(await page.getByRole('region', { name: '各行及错误' }).locator('tbody tr').count()).toBe(1);
    await page.getByRole('button', { name: /全部/ }).click();
    await page.getByText('与第 2 行相同').waitFor();
    await page.getByLabel('本页错误种类').selectOption('C07');
    expect(await page.getByRole('region', { name: '各行及错误' }).locator('tbody tr').count()).toBe(1);
    await page.getByRole('button', { name: '只入库可用的 4 行' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '只入库可用的 4 行' }).click();
    await page.getByRole('heading', { name: '回执：共 5 行' }).waitFor();
    expect(fake.asked.find(({ line }) => line.includes('/commit'))?.body).toEqual({ rows: 'all-good' });
    await page.getByRole('button', { name: '撤销本批次' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: '撤销本批次' }).click();
    await dialog.getByRole('link', { name: '请填写“撤销理由”' }).click();
    await page.keyboard.type('上传错文件');
    await dialog.getByRole('button', { name: '撤销本批次' }).click();
    await page.getByText('撤销前由本批次新增，现已撤回。').waitFor();
    expect(fake.asked.find(({ line }) => line.startsWith('POST /batches/41/undo'))?.body).toEqual({
      reason: '上传错文件',
    });
  });

  it('is told before the upload that a file cannot be read, and takes one that is dropped', async () => {
    const { page, fake } = await desks.open('/', { fake: clerk() });
    await answerBatches(page, fake, { ...trial });
    await page.goto('/workbench/import?item=administrative-penalty');
    await page.locator('input[type=file]').setInputFiles({ ...file, name: '处罚.xls' });
    await page.getByText('“处罚.xls”是旧式表格').waitFor();
    expect(await page.getByRole('button', { name: '上传并试导入' }).isDisabled()).toBe(true);
    const dropped = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['名称\n甲\n'], '拖入.csv', { type: 'text/csv' }));
      return transfer;
    });
    await page.dispatchEvent('.file-place', 'drop', { dataTransfer: dropped });
    await page.getByText('拖入.csv').waitFor();
    expect(await page.getByText('是旧式表格').count()).toBe(0);
    expect(await page.getByRole('button', { name: '上传并试导入' }).isEnabled()).toBe(true);
  });

  it('that is given up leaves nothing behind', async () => {
    const { page, fake } = await desks.open('/', { fake: clerk() });
    await answerBatches(page, fake, { ...trial });
    await page.goto('/workbench/batches/41');
    await page.getByRole('button', { name: '放弃本次导入' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '放弃本次导入' }).click();
    await page.getByText('试导入已放弃').waitFor();
    expect(await page.getByRole('button', { name: /入库/ }).count()).toBe(0);
  });
});

describe('every page of the import', () => {
  const states = ['trial', 'finished', 'refused', 'undone', 'discarded'] as const;

  it.each([1440, 390])(
    'has nothing to object to at %i pixels, and nothing jumps',
    async (width) => {
      for (const [path, heading, state] of [
        ['/import?item=administrative-penalty', '批量导入', 'trial'] as const,
        ...states.map((each) => ['/batches/41', '批次 41', each] as const),
      ]) {
        const desk = await desks.open('/exports', { fake: clerk(), width });
        const refusal = state === 'refused' ? '文件没有本事项的表头。' : null;
        await answerBatches(desk.page, desk.fake, { ...trial, state, refusal });
        await desk.page.goto(`/workbench${path}`);
        await desk.page.getByRole('heading', { level: 1, name: heading }).waitFor();
        const faults = await faultsOf(desk);
        const { SHOTS: shots } = process.env;
        if (shots)
          await desk.page.screenshot({
            path: `${shots}/import-${path.split('/')[1]?.slice(0, 6)}-${state}-${width}.png`,
            fullPage: true,
          });
        expect([path, state, faults]).toEqual([path, state, []]);
      }
    },
    120_000,
  );
});
