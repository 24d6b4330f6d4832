/** Organisations, accounts, roles, audit and system as administrators use them, with the API's stand-in. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { allow, type Desks, faultsOf, openDesks } from './workbench-desk.ts';
import { newFake, problem } from './workbench-fake.ts';
import { answerOffice } from './workbench-office-fake.ts';

let desks: Desks;
beforeAll(async () => {
  desks = await openDesks();
}, 180_000);
afterEach(() => desks.clear());
afterAll(() => desks?.close());

const administrator = () =>
  allow(
    answerOffice(newFake()),
    ...['organisation.read', 'organisation.manage', 'people.read', 'people.manage', 'roles.read', 'roles.grant'],
    ...['accounts.manage', 'tokens.manage', 'audit.read', 'audit.verify', 'system.read', 'system.operate'],
    ...['notices.publish', 'batches.submit', 'records.enter'],
  );

describe('organisations and people', () => {
  it('are found in the tree, opened, and looked at as of a day that stands in the address', async () => {
    const { page, fake } = await desks.open('/organisation', { fake: administrator() });
    await page.getByLabel('名称包含').fill('千佛山');
    await page.getByRole('link', { name: '千佛山市场监督管理所' }).waitFor();
    expect(await page.getByRole('link', { name: '济南市住房和城乡建设局' }).count()).toBe(0);
    await page.getByRole('link', { name: '历下区市场监督管理局' }).click();
    await page.getByRole('heading', { level: 1, name: '历下区市场监督管理局' }).waitFor();
    await page.getByLabel('在此日的情况').fill('2025-01-01');
    await page.keyboard.press('Enter');
    await page.getByText('您看到的是 2025-01-01 当日的情况。').waitFor();
    expect(fake.asked.some(({ line }) => line === 'GET /organisation/units/market-370102?on=2025-01-01')).toBe(true);
    await page.getByRole('tab', { name: /历史/ }).click();
    await page.getByText('理由：岗位调整').waitFor();
  });

  it('take roles with a reason and the version that was seen, and say who was quicker', async () => {
    const { page, fake } = await desks.open('/posts/7', { fake: administrator() });
    await page.getByRole('button', { name: '授予角色' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: '审核员' }).check();
    await dialog.getByRole('button', { name: '授予角色' }).click();
    await dialog.getByRole('link', { name: '请填写“理由”' }).click();
    await page.keyboard.type('兼任审核');
    const usual = fake.special['POST /organisation/posts/7/roles'];
    fake.special['POST /organisation/posts/7/roles'] = problem(409, 'conflict', '李静已于 09:12 更改了这项任职。');
    await dialog.getByRole('button', { name: '授予角色' }).click();
    await dialog.getByText('李静已于 09:12 更改了这项任职。').waitFor();
    if (usual) fake.special['POST /organisation/posts/7/roles'] = usual;
    await dialog.getByRole('button', { name: '授予角色' }).click();
    await page.getByText('角色已授予').waitFor();
    const sent = fake.asked.filter(({ line }) => line.startsWith('POST /organisation/posts/7/roles')).at(-1);
    expect(sent?.body).toEqual({ version: 3, roles: ['entry-clerk', 'reviewer'], reason: '兼任审核' });
  });

  it('who can see something is asked by address and answered with the reason', async () => {
    const { page, fake } = await desks.open('/roles', { fake: administrator() });
    await page.getByRole('link', { name: '查询政务共享的信用信息' }).click();
    await page.getByLabel('对象', { exact: true }).selectOption('region');
    await page.getByLabel('对象代码').fill('370102');
    await page.getByRole('button', { name: '查询' }).click();
    await page.getByText('本人在历下区市场监督管理局任职').waitFor();
    expect(fake.asked.some(({ line }) => line === 'GET /roles/who?permission=records.read&region=370102')).toBe(true);
    expect(new URL(page.url()).searchParams.get('region')).toBe('370102');
  });
});

describe('accounts', () => {
  it('are opened for a person, the password shown once and gone afterwards', async () => {
    const { page, fake } = await desks.open('/accounts/new', { fake: administrator() });
    await page.getByRole('radio', { name: /赵敏/ }).check();
    await page.getByRole('textbox', { name: /账号/ }).fill('zhaomin');
    await page.getByRole('button', { name: '开设账户' }).click();
    await page.getByText('k7mp-2xqd-9rta').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByText('k7mp-2xqd-9rta').isVisible()).toBe(true);
    await page.getByRole('button', { name: '已记下，关闭' }).click();
    await page.getByRole('heading', { level: 1, name: 'zhaomin' }).waitFor();
    expect(await page.getByText('k7mp-2xqd-9rta').count()).toBe(0);
    expect(fake.asked.find(({ line }) => line === 'POST /accounts')?.body).toEqual({ personId: '5', login: 'zhaomin' });
  });

  it("show one's own sessions and end another one", async () => {
    const { page, fake } = await desks.open('/account', { fake: administrator() });
    await page.getByRole('button', { name: '结束', exact: true }).click();
    await page.getByText('该登录已结束。').waitFor();
    expect(await page.getByRole('button', { name: '结束', exact: true }).count()).toBe(0);
    expect(fake.asked.some(({ line }) => line === 'DELETE /session/sessions/s2')).toBe(true);
  });
});

describe('the system and the audit log', () => {
  it('are verified against kept checkpoints, and the finding leads to the entry', async () => {
    const { page, fake } = await desks.open('/audit/verification', { fake: administrator() });
    const kept = { name: 'kept.txt', mimeType: 'text/plain', buffer: Buffer.from('xinheng/jinan\n1024\n') };
    await page.getByLabel(/另行保存的检查点/).setInputFiles(kept);
    await page.getByRole('button', { name: '开始核验' }).click();
    const sent = () => fake.asked.find(({ line }) => line.startsWith('POST /audit/verifications'))?.body;
    await expect.poll(sent).toEqual({ quick: false, against: ['xinheng/jinan\n1024\n'] });
    expect(await page.getByRole('link', { name: '条目 511' }).getAttribute('href')).toBe(
      '/workbench/audit/entries/511',
    );
  });

  it('tell of the missing year and take its calendar', async () => {
    const { page, fake } = await desks.open('/system', { fake: administrator() });
    await page.getByRole('link', { name: '去处理', exact: true }).click();
    const file = { name: '2027.csv', mimeType: 'text/csv', buffer: Buffer.from('day,working,name\n') };
    await page.getByLabel(/日历文件/).setInputFiles(file);
    await page.getByRole('button', { name: '上传' }).click();
    await page.getByText('2027 年的工作日历已保存。').waitFor();
    const sent = fake.asked.find(({ line }) => line.startsWith('PUT /system/calendar/2027'));
    expect(sent?.headers['content-type']).toBe('text/csv');
  });
});

const pages: [string, string | RegExp][] = [
  ['/', /王晓明/],
  ['/organisation', '机构'],
  ['/organisation/market-370102', '历下区市场监督管理局'],
  ['/people/5', '赵敏'],
  ['/posts/7', '赵敏，信息科科员'],
  ['/duties/9', '行政处罚信息'],
  ['/roles', '角色权限表'],
  ['/roles/who?permission=records.read', '谁能看到'],
  ['/accounts/new', '开设账户'],
  ['/accounts/3', 'zhaomin'],
  ['/tokens/t1', '处罚系统报送'],
  ['/audit/entries/812', '审计条目 812'],
  ['/audit/checkpoints', '检查点'],
  ['/audit/verification', '核验审计日志'],
  ['/system', '系统运行'],
  ['/system/calendar', '工作日历'],
  ['/notices', '通知'],
  ['/account', '密码与动态验证码'],
];

describe('every page of the administrators', () => {
  it.each([1440, 390])(
    'has nothing to object to at %i pixels, and nothing jumps',
    async (width) => {
      const faults: Record<string, string[]> = {};
      for (const [path, heading] of pages) {
        const desk = await desks.open(path, { fake: administrator(), width });
        await desk.page.getByRole('heading', { level: 1, name: heading }).waitFor();
        const found = await faultsOf(desk);
        if (found.length > 0) faults[path] = found;
        const { SHOTS: shots } = process.env;
        const name = path.replace(/\W+/g, '-');
        if (shots) await desk.page.screenshot({ path: `${shots}/office${name}-${width}.png`, fullPage: true });
        await desks.clear();
      }
      expect(faults).toEqual({});
    },
    180_000,
  );
});
