/**
 * A stand-in for the API, for tests that look at pages and not at the server: the same shapes (contracts), invented
 * contents, switches for what is hard to bring about on the real one.
 */
import type { Export, ListDeclaration, ListPage, ListRow, SavedView } from '@xinheng/contracts/listing.ts';
import { filterParameter } from '@xinheng/contracts/listing.ts';
import type { Officer, Post, Session } from '@xinheng/contracts/workbench.ts';
import type { Page, Route } from 'playwright-core';

const posts: Post[] = [
  {
    postId: 'p1',
    title: '录入员',
    organisation: 'market-regulation-370102',
    organisationName: '历下区市场监督管理局',
    region: '370102',
    regionName: '历下区',
    roles: [{ code: 'entry-clerk', name: '录入员' }],
  },
  {
    postId: 'p2',
    title: '审核员',
    organisation: 'market-regulation',
    organisationName: '济南市市场监督管理局',
    region: '370100',
    regionName: '济南市',
    roles: [{ code: 'reviewer', name: '审核员' }],
  },
];

export function officerOf(post = posts[0] as Post): Officer {
  return {
    personId: 'person-1',
    name: '王晓明',
    accountId: 'account-1',
    post,
    posts,
    permissions: {
      'workbench.use': 'self',
      'subjects.read': 'region',
      'records.read': 'region',
      'catalogue.read': 'city',
      'lists.export': 'own',
    },
    idleSeconds: 1800,
    absoluteUntil: new Date(Date.now() + 8 * 3_600_000).toISOString(),
  };
}

export const subjectsList: ListDeclaration = {
  name: 'fake-subjects',
  title: '主体',
  group: '主体与信息',
  columns: [
    { name: 'name', title: '名称', type: 'text', sortable: true, defaultShown: true, width: 260 },
    { name: 'code', title: '统一社会信用代码', type: 'code', sortable: true, defaultShown: true, width: 190 },
    {
      name: 'status',
      title: '状态',
      type: 'choice',
      sortable: false,
      defaultShown: true,
      options: [
        { code: 'live', name: '存续（在营）', tone: 'good' },
        { code: 'revoked', name: '吊销，未注销', tone: 'bad' },
      ],
    },
    { name: 'established', title: '成立日期', type: 'day', sortable: true, defaultShown: true, width: 110 },
    { name: 'records', title: '信息条数', type: 'integer', sortable: true, defaultShown: true, width: 100 },
    { name: 'changed', title: '更新时间', type: 'moment', sortable: true, defaultShown: false },
  ],
  filters: [
    { name: 'name', title: '名称', type: 'text', hint: '名称中任意两个字' },
    { name: 'code', title: '统一社会信用代码', type: 'subject' },
    {
      name: 'status',
      title: '状态',
      type: 'choices',
      options: [
        { code: 'live', name: '存续（在营）' },
        { code: 'revoked', name: '吊销，未注销' },
      ],
    },
    { name: 'kind', title: '类型', type: 'choice', options: [{ code: 'enterprise', name: '企业' }] },
    { name: 'established', title: '成立日期', type: 'day-range' },
    { name: 'records', title: '信息条数', type: 'integer-range', advanced: true },
    { name: 'negative', title: '有失信信息', type: 'boolean', advanced: true },
  ],
  defaultSort: 'name',
  purpose: true,
  bulkActions: [
    { action: 'watch', title: '加入关注', confirm: '将 {count} 个主体加入关注名单。' },
    {
      action: 'remove',
      title: '移出',
      danger: true,
      fields: [{ name: 'reason', title: '理由', type: 'long-text', required: true }],
    },
  ],
  rowLink: '/lists/fake-subjects?f.code={code}',
  exports: true,
};

const pageSize = 20;

function rowAt(index: number): ListRow {
  const number = String(index).padStart(4, '0');
  return {
    key: `k${number}`,
    cells: {
      name: `济南泉城样例第${number}商贸有限公司`,
      code: `91370102MA3C${number}XA`,
      status: index % 7 === 0 ? 'revoked' : 'live',
      established: `20${String(10 + (index % 14)).padStart(2, '0')}-03-0${1 + (index % 9)}`,
      records: index * 137,
      changed: '2026-11-23T08:15:00+08:00',
    },
    ...(index % 5 === 0 ? { allowedActions: ['watch'] } : {}),
  };
}

export interface FakeApi {
  session: Session;
  /** Whether the list wants a purpose first. */
  wantsPurpose: boolean;
  views: SavedView[];
  exports: Export[];
  /** Everything asked, `GET /lists?…`. */
  asked: { line: string; headers: Record<string, string>; body: unknown }[];
  /** Answers given before the usual ones are looked up. */
  special: Record<string, { status: number; body: unknown }>;
}

export function newFake(state: Session['state'] = 'active'): FakeApi {
  return {
    session: {
      state,
      csrfToken: 'token-1',
      ...(state === 'active' ? { officer: officerOf() } : {}),
      practice: false,
      demonstration: true,
      city: { code: 'jinan', name: '济南市' },
    },
    wantsPurpose: false,
    views: [],
    exports: [],
    asked: [],
    special: {},
  };
}

export function problem(status: number, code: string, detail: string, more: object = {}) {
  return { status, body: { type: `/errors/${code}`, title: '没有完成', status, detail, code, ...more } };
}

type Reply = { status?: number; body: unknown };

function signIn(fake: FakeApi, path: string, body: Record<string, string>): Reply {
  const { session } = fake;
  if (path === '/session' && body.password !== 'correct horse battery') {
    return problem(401, 'sign-in-refused', '账号或密码不正确。');
  }
  if (path === '/session') session.state = 'second-factor';
  else if (path === '/session/second-factor') {
    if (body.code !== '123456') return problem(401, 'code-wrong', '动态验证码不正确。');
    session.state = 'active';
  } else if (path === '/session/password') {
    if (body.next === 'short')
      return problem(400, 'bad-request', '密码不符合要求。', {
        errors: [{ in: 'body', field: 'next', message: '新密码不足十二个字符' }],
      });
    session.state = 'active';
  } else if (path === '/session/post') {
    session.officer = officerOf(posts.find(({ postId }) => postId === body.postId));
  }
  if (session.state === 'active') session.officer ??= officerOf();
  session.csrfToken = `token-${fake.asked.length}`;
  return { body: session };
}

function listReply(fake: FakeApi, path: string, url: URL, body: Record<string, unknown>): Reply | undefined {
  const query = url.searchParams;
  if (path === '/lists/fake-subjects') {
    const words = query.get(filterParameter('name'));
    const start = Number(query.get('after') ?? 0);
    const size = Number(query.get('limit') ?? pageSize);
    const all = Array.from({ length: 130 }, (_, index) => rowAt(index)).filter(
      ({ cells }) => !words || String(cells.name).includes(words),
    );
    const rows = all.slice(start, start + size);
    const page: ListPage = { rows, asOf: new Date().toISOString() };
    if (start + size < all.length) page.next = String(start + size);
    return { body: page };
  }
  if (path === '/lists/fake-subjects/count') return { body: { count: query.get('f.name') ? 10 : 130, exact: true } };
  if (path.includes('/actions/')) {
    const keys = body.keys as string[];
    return {
      body: {
        results: keys.map((key, index) =>
          index === 1 ? { key, done: false, message: '已由李静于 09:12 办理。' } : { key, done: true },
        ),
      },
    };
  }
  if (path.endsWith('/views') && body.title) {
    const view = { ...(body as unknown as SavedView), viewId: `v${fake.views.length}`, list: 'fake-subjects' };
    fake.views.push(view);
    return { body: view };
  }
  if (path.endsWith('/views')) return { body: fake.views };
  if (path.endsWith('/exports') && path.startsWith('/lists/')) {
    fake.exports.unshift({
      exportId: 'e1',
      list: 'fake-subjects',
      listTitle: '主体',
      format: 'xlsx',
      state: 'running',
      progress: 0.4,
      rows: 52,
      requestedAt: new Date().toISOString(),
    });
    return { status: 202, body: { exportId: 'e1' } };
  }
  return undefined;
}

const ownSession = {
  ...{ sessionId: 's1', method: 'password', begunAt: '2026-11-24T08:30:00+08:00', own: true, address: '10.1.2.3' },
  ...{ lastSeenAt: '2026-11-24T09:30:00+08:00', absoluteUntil: '2026-11-24T20:30:00+08:00' },
  userAgent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/153.0',
};

function reply(fake: FakeApi, method: string, url: URL, body: Record<string, unknown>): Reply {
  const path = url.pathname.replace('/api/v1', '');
  const special = fake.special[`${method} ${path}`];
  if (special) return special;
  if (method === 'GET' && path === '/session') return { body: fake.session };
  if (method === 'DELETE' && path === '/session') {
    fake.session = { ...newFake('anonymous').session, demonstration: fake.session.demonstration };
    return { status: 204, body: null };
  }
  if (path === '/session/second-factor/enrolment') {
    const qrSvg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h4v4H0zm5 5h4v4H5z"/></svg>';
    return {
      body: {
        secret: 'JBSWY3DPEHPK3PXP',
        otpauthUrl: 'otpauth://totp/x',
        qrSvg,
        recoveryCodes: ['aaaa-bbbb-cccc', 'dddd-eeee-ffff'],
      },
    };
  }
  if (path === '/session/sessions') return { body: [ownSession] };
  if (path.startsWith('/session') || path.startsWith('/setup'))
    return signIn(fake, path, body as Record<string, string>);
  const fixed: Record<string, unknown> = {
    '/lists': [subjectsList],
    '/to-dos': [
      { name: 'a', title: '待认领信息', list: 'fake-subjects', filters: { name: '第000' }, count: 10, overdue: 2 },
      { name: 'b', title: '被退回的批次', list: 'fake-subjects', filters: { status: 'revoked' }, count: 0 },
    ],
    '/notices': [
      {
        noticeId: 'n1',
        title: '双公示报送截止提醒',
        body: '本月双公示信息请于 30 日前报送。',
        at: '2026-11-24T08:00:00+08:00',
        read: false,
      },
      {
        noticeId: 'n2',
        title: '系统升级',
        body: '周六 22 时起停机一小时。',
        at: '2026-11-20T08:00:00+08:00',
        read: true,
      },
    ],
    '/matters': [
      { code: 'daily-supervision', name: '日常监督检查' },
      { code: 'other', name: '其他（须写明事由）', noteRequired: true },
    ],
    '/find': [
      {
        title: '主体',
        hits: [
          { title: '济南泉城样例第0001商贸有限公司', subtitle: '存续', link: '/lists/fake-subjects?f.name=第0001' },
        ],
      },
    ],
    '/exports': fake.exports,
    '/exports/e1': fake.exports[0],
  };
  if (path in fixed) return { body: fixed[path] };
  return (
    listReply(fake, path, url, body) ??
    (method === 'POST' ? { status: 204, body: null } : problem(404, 'not-found', '没有找到。'))
  );
}

/** Lets the page talk to the stand-in instead of the server. */
export async function answerWith(page: Page, fake: FakeApi): Promise<void> {
  await page.route('**/api/v1/**', async (route: Route) => {
    const request = route.request();
    const url = new URL(request.url());
    const headers = request.headers();
    const isJson = headers['content-type'] === 'application/json' && request.postData();
    const body = isJson ? request.postDataJSON() : {};
    fake.asked.push({ line: `${request.method()} ${url.pathname.replace('/api/v1', '')}${url.search}`, headers, body });
    const needsPurpose = fake.wantsPurpose && /^\/api\/v1\/lists\/[^/]+/.test(url.pathname) && !headers['x-purpose'];
    const { status = 200, body: answer } = needsPurpose
      ? problem(403, 'purpose-required', '查询非公开信息前须说明用途。')
      : reply(fake, request.method(), url, body);
    await route.fulfill({
      status,
      contentType: status >= 400 ? 'application/problem+json' : 'application/json',
      body: answer === null ? '' : JSON.stringify(answer),
    });
  });
}
