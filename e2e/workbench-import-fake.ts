/** Answers about batches for the stand-in API: a trial with errors of every kind, and what comes after it. */
import type { ItemLine, ItemLines } from '@xinheng/contracts/catalogue-browser.ts';
import type { Batch, BatchEvent, BatchRow, BatchRowPage } from '@xinheng/contracts/exchange.ts';
import type { Page } from 'playwright-core';
import type { FakeApi } from './workbench-fake.ts';

const item = (code: string, name: string, provider: string): ItemLine => ({
  ...{
    code,
    name,
    nationalClass: 3,
    section: 'penalties' as ItemLine['section'],
    polarity: 'negative',
    disclosure: 'public',
  },
  provider: { code: provider, name: provider },
  due: { days: 7, from: '决定日期', source: '示例' } as unknown as ItemLine['due'],
  fields: 12,
  mayEnter: true,
});

const items: ItemLines = {
  edition: '2025',
  effectiveFrom: '2025-03-31',
  items: [
    item('administrative-penalty', '行政处罚信息', 'market-regulation-370102'),
    item('administrative-licence', '行政许可信息', 'housing'),
  ],
};

export const trial: Batch = {
  ...{ batch: 41, item: 'administrative-penalty', department: 'market-regulation-370102', edition: '2025' },
  ...{ state: 'trial', channel: 'workbench', trial: true, sourceName: '历下区处罚2026年11月.xlsx', sheet: '行政处罚' },
  ...{ startedAt: '2026-11-24T09:00:00+08:00', finishedAt: null, refusal: null, committed: null, undone: null },
  submitted: { name: '王晓明', at: '2026-11-24T09:00:00+08:00' },
  expiresAt: '2026-12-01T09:00:00+08:00',
  notes: { unknownColumns: ['备注2'], hiddenRows: 2 },
  progress: null,
  rules: [{ outcome: 'rejected', rule: 'C02', rows: 1 }],
  may: { commit: true, discard: true, undo: false },
  ...{ read: 5, accepted: 1, corrected: 1, quarantined: 1, rejected: 1, duplicate: 1 },
};

const cells = ['济南泉城样例商贸有限公司', '91370102MA3C0001XA', '济历市监罚〔2026〕12号', '2026年3月5日', '5000'];
const finding = { before: null, after: null, suggestion: null };
const rows: BatchRow[] = [
  {
    row: 2,
    outcome: 'accepted',
    cells,
    findings: [],
    change: 'new',
    subject: { subjectCode: '91370102MA3C0001XA', name: '济南泉城样例商贸有限公司' },
  },
  {
    ...{ row: 3, outcome: 'corrected', cells, change: 'changed', subject: null },
    findings: [
      {
        ...finding,
        outcome: 'corrected',
        rule: 'C07',
        column: 3,
        field: 'decidedOn',
        label: '决定日期',
        after: '2026-03-05',
        message: '日期写法不规范',
      },
    ],
  },
  {
    ...{ row: 4, outcome: 'quarantined', cells, change: 'new', subject: null },
    findings: [
      {
        ...finding,
        outcome: 'quarantined',
        rule: 'S01',
        column: null,
        field: null,
        label: null,
        message: '代码不在主体库，暂存待核对',
      },
    ],
  },
  {
    ...{ row: 5, outcome: 'rejected', cells: ['', '9137', ...cells.slice(2)], change: null, subject: null },
    findings: [
      {
        ...finding,
        outcome: 'rejected',
        rule: 'C02',
        column: 1,
        field: 'code',
        label: '统一社会信用代码',
        message: '应为 18 位',
        suggestion: '91370102MA3C0001XA',
      },
      { ...finding, outcome: 'rejected', rule: 'C01', column: 0, field: 'name', label: '名称', message: '不能为空' },
    ],
  },
  {
    row: 6,
    outcome: 'duplicate',
    cells,
    findings: [
      {
        ...finding,
        outcome: 'duplicate',
        rule: 'D01',
        column: null,
        field: null,
        label: null,
        message: '与第 2 行相同',
      },
    ],
    change: null,
    subject: null,
  },
];

const columns = ['名称', '统一社会信用代码', '决定文书号', '决定日期', '罚款金额（元）'].map((title, index) => ({
  title,
  field: `f${index}`,
}));

/** Lets a batch be handed in, looked at and decided about; `batch` is what the server holds and changes with the acts. */
export async function answerBatches(page: Page, fake: FakeApi, batch: Batch): Promise<void> {
  fake.special['GET /officer/items'] = { status: 200, body: items };
  const json = (body: unknown) => ({ status: 200, contentType: 'application/json', body: JSON.stringify(body) });
  await page.route('**/api/v1/batches**', async (route) => {
    const request = route.request();
    const { pathname, searchParams } = new URL(request.url());
    const raw = request.headers()['content-type'] === 'application/json' ? request.postDataJSON() : null;
    fake.asked.push({
      line: `${request.method()} ${pathname.replace('/api/v1', '')}?${searchParams}`,
      headers: request.headers(),
      body: raw,
    });
    if (request.method() === 'POST') return route.fulfill(json(decide(batch, pathname)));
    if (pathname.endsWith('/rows')) {
      const outcome = searchParams.get('outcome');
      const shown: BatchRowPage = { columns, rows: rows.filter((row) => !outcome || row.outcome === outcome) };
      return route.fulfill(json(shown));
    }
    if (pathname.endsWith('/undo'))
      return route.fulfill(
        json({
          rows: [
            {
              row: 2,
              outcome: 'withdrawn',
              reason: null,
              subjectCode: '91370102MA3C0001XA',
              subjectName: '济南泉城样例商贸有限公司',
              recordKey: 'k',
              presentBatch: null,
              message: '撤销前由本批次新增，现已撤回。',
            },
          ],
        }),
      );
    await route.fulfill(json(batch));
  });
  await page.route('**/api/v1/batches/*/progress', async (route) => {
    const events = [0.4, 1].map((share): BatchEvent => {
      const over = share === 1;
      if (over) batch.state = batch.committed ? 'finished' : 'trial';
      const progress = {
        phase: 'reading' as const,
        share,
        rowsRead: share * 5000,
        rowsPerSecond: 900,
        secondsLeft: 3,
        quietSeconds: 0,
      };
      return {
        ...trial,
        batch: 41,
        state: over ? batch.state : 'staging',
        progress: over ? null : progress,
        refusal: null,
        over,
      };
    });
    await route.fulfill({
      status: 200,
      contentType: 'text/event-stream',
      body: events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''),
    });
  });
}

function decide(batch: Batch, path: string): unknown {
  if (path.endsWith('/commit')) {
    Object.assign(batch, { state: 'merging', committed: { name: '王晓明', at: '2026-11-24T09:10:00+08:00' } });
    batch.may = { commit: false, discard: false, undo: true };
    return { batch: 41, state: 'merging', message: '已开始入库。' };
  }
  if (path.endsWith('/undo')) {
    const counts = { restored: 0, withdrawn: 2, left: 0, subjects: 0, subjectsRemoved: 0, dismissed: 1 };
    Object.assign(batch, {
      state: 'undone',
      undone: { name: '王晓明', at: '2026-11-24T09:20:00+08:00', reason: '上传错文件', counts },
    });
    return { batch: 41, state: 'undone', counts, message: '批次已撤销。' };
  }
  if (path.endsWith('/discard')) return Object.assign(batch, { state: 'discarded' });
  batch.state = 'staging';
  return { batch: 41, state: 'staging', message: '已受理。' };
}
