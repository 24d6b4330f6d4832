/** Answers about organisations, accounts, the audit log and the system, for the stand-in API. */
import type { Account, OneTimePassword, SessionInfo } from '@xinheng/contracts/accounts.ts';
import type { EntryProofView, Verification } from '@xinheng/contracts/audit.ts';
import type {
  OrganisationDetail,
  OrganisationNode,
  PersonDetail,
  PostDetail,
  PostLine,
  RoleMatrix,
  WhoCan,
} from '@xinheng/contracts/organisation.ts';
import type { SystemOverview } from '@xinheng/contracts/system.ts';
import type { FakeApi } from './workbench-fake.ts';

const node = (code: string, name: string, region: string, regionName: string, parent?: string): OrganisationNode => ({
  ...{ code, name, shortName: name.slice(-6), kind: 'department', level: 'city', region, regionName },
  ...(parent ? { parent } : {}),
});

const nodes = [
  node('market', '济南市市场监督管理局', '370100', '济南市'),
  node('market-370102', '历下区市场监督管理局', '370102', '历下区', 'market'),
  node('market-370102-a', '千佛山市场监督管理所', '370102', '历下区', 'market-370102'),
  node('housing', '济南市住房和城乡建设局', '370100', '济南市'),
];

const stamp = { version: 3, changedAt: '2026-11-01T09:00:00+08:00', changedBy: '李静' };
const clerk = { code: 'entry-clerk', name: '录入员' };
const reviewer = { code: 'reviewer', name: '审核员' };
const postLine: PostLine = {
  ...{ postId: '7', personId: '5', personName: '赵敏', title: '信息科科员', organisation: 'market-370102' },
  ...{ organisationName: '历下区市场监督管理局', roles: [clerk], state: 'holds', from: '2024-03-01' },
};

const unit: OrganisationDetail = {
  ...(nodes[1] as OrganisationNode),
  ...{
    on: '2026-11-24',
    stamp,
    stands: true,
    parentName: '济南市市场监督管理局',
    formerNames: ['历下区工商行政管理局'],
  },
  ...{ remit: '市场主体登记与监督管理。', declared: true, below: [nodes[2] as OrganisationNode], from: '2019-01-01' },
  duties: [
    {
      ...{
        dutyId: '9',
        kind: 'information-item',
        item: 'administrative-penalty',
        itemName: '行政处罚信息',
        remark: '',
      },
      ...{ organisation: 'market-370102', organisationName: '历下区市场监督管理局', state: 'holds' },
    },
  ],
  posts: [postLine],
  may: { change: true, addPost: true, setDuty: true },
};

const person: PersonDetail = {
  ...{
    personId: '5',
    on: '2026-11-24',
    stamp,
    name: '赵敏',
    phone: '0531-8888',
    staffNumber: 'A012',
    posts: [postLine],
  },
  may: { change: true, addPost: true, grantRoles: true },
};

const post: PostDetail = {
  ...postLine,
  stamp,
  spans: [{ ...postLine }],
  may: { move: true, end: true, grantRoles: true },
};

const history = {
  lines: [
    {
      ...{ thing: 'post', key: '7', recordedFrom: '2024-03-01T10:00:00+08:00', recordedBy: '李静', reason: '岗位调整' },
      ...{ from: '2024-03-01', facts: [{ title: '岗位', value: '信息科科员' }] },
    },
  ],
};

const choices = {
  kinds: [{ code: 'department', name: '部门' }],
  levels: [{ code: 'city', name: '市级' }],
  dutyKinds: [{ code: 'information-item', name: '信息事项' }],
  items: [{ code: 'administrative-licence', name: '行政许可信息' }],
  regions: [{ code: '370102', name: '历下区' }],
  roles: [clerk, reviewer].map((role) => ({ ...role, description: '', heldIn: ['department'], grantable: true })),
};

const matrix: RoleMatrix = {
  reaches: [
    { reach: 'own', name: '本部门' },
    { reach: 'city', name: '全市' },
  ],
  roles: [clerk, reviewer].map((role, index) => ({
    ...{ ...role, description: '报送与录入', heldIn: ['department'] as const, posts: 12 },
    ...{ heldIn: ['department'], grants: { 'records.read': index === 0 ? 'own' : 'city' } },
  })),
  permissions: [
    { permission: 'records.read', title: '查询政务共享的信用信息', group: '主体与信息' },
    { permission: 'audit.read', title: '查询审计日志', group: '审计' },
  ],
};

const who: WhoCan = {
  permission: { permission: 'records.read', title: '查询政务共享的信用信息', group: '主体与信息' },
  object: { kind: 'region', code: '370102', name: '历下区' },
  people: [{ ...postLine, reach: 'own', why: '角色“录入员”（本部门）：本人在历下区市场监督管理局任职。' }],
  more: false,
};

const account: Account = {
  ...{ accountId: '3', personId: '5', name: '赵敏', login: 'zhaomin', state: 'active', administrator: false },
  ...{ stateSince: '2026-01-05T09:00:00+08:00', openedAt: '2026-01-05T09:00:00+08:00', posts: [postLine] },
  ...{ hasPassword: true, hasSecondFactor: true, sessions: 1, lastSignInAt: '2026-11-24T08:30:00+08:00' },
};

const session = (own: boolean): SessionInfo => ({
  ...{ sessionId: own ? 's1' : 's2', method: 'password', begunAt: '2026-11-24T08:30:00+08:00', own },
  ...{ lastSeenAt: '2026-11-24T09:30:00+08:00', absoluteUntil: '2026-11-24T20:30:00+08:00', address: '10.1.2.3' },
  userAgent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/153.0',
});

const once: OneTimePassword = {
  ...{ accountId: '3', login: 'zhaomin', password: 'k7mp-2xqd-9rta', until: '2026-11-27T09:00:00+08:00' },
};

const hash = 'a3'.repeat(32);
const proof: EntryProofView = {
  ...{
    format: 'xinheng-proof/1',
    entry: 812,
    leaf: hash,
    block: 14,
    volume: 1,
    index: 811,
    size: 1024,
    path: [hash, hash],
  },
  checkpoint: 'xinheng/jinan\n1024\nabc=\n\n— xinheng abc=',
};

const verification: Verification = {
  ...{
    verificationId: 'v1',
    state: 'done',
    quick: false,
    requestedBy: '孙审',
    requestedAt: '2026-11-24T09:00:00+08:00',
  },
  ...{ finishedAt: '2026-11-24T09:01:00+08:00', progress: 1024, total: 1024, whole: false, blocks: 14, unsealed: 3 },
  ...{ against: 1, message: null },
  findings: [{ kind: 'changed', block: 9, entry: 511, message: '内容与封存时不同。' }],
};

const system: SystemOverview = {
  versions: {
    ...{ program: '0.1.0', node: '26.0.0', database: 'PostgreSQL 18.1', migrationsApplied: 40, migrationsKnown: 40 },
    catalogue: '2025',
  },
  ...{ city: { code: 'jinan', name: '济南市' }, practice: false, startedAt: '2026-11-24T08:00:00+08:00', memory: 3e8 },
  warnings: [{ level: 'warning', text: '尚未录入 2027 年的工作日历。', link: '/system/calendar' }],
  followers: [{ name: 'search', title: '检索索引', behind: 0, lagSeconds: 0 }],
};

const calendarYear = { year: 2026, source: '国办发明电〔2025〕7号', exceptions: 2 };

/** Everything that the administrators' pages ask for. */
export function answerOffice(fake: FakeApi): FakeApi {
  const answers: Record<string, unknown> = {
    '/organisation/tree': { on: '2026-11-24', organisations: nodes },
    '/organisation/units/market-370102': unit,
    '/organisation/units/market-370102/history': history,
    '/organisation/people/5': person,
    '/organisation/posts/7': post,
    '/organisation/duties/9': { ...unit.duties[0], stamp, declared: true, may: { end: true } },
    '/organisation/duties/9/history': { lines: [] },
    '/organisation/choices': choices,
    '/roles': matrix,
    '/roles/who': who,
    '/accounts/3': account,
    '/accounts/3/sessions': [session(false)],
    '/accounts/candidates': [{ personId: '5', name: '赵敏', organisationName: '历下区市场监督管理局', title: '科员' }],
    '/session/sessions': [session(true), session(false)],
    '/tokens/t1': {
      ...{ tokenId: 't1', department: 'market', departmentName: '济南市市场监督管理局', label: '处罚系统报送' },
      ...{ scopes: [{ code: 'batches.submit', name: '报送本部门批次数据' }], perMinute: 60, perDay: 5000 },
      ...{ state: 'active', createdAt: '2026-10-01T09:00:00+08:00', createdBy: '李静' },
    },
    '/audit/entries/812/proof': proof,
    '/audit/verifications': [verification],
    '/audit/checkpoints': {
      checkpoints: [{ block: 14, volume: 1, size: 1024, hash, sealedAt: '2026-11-24T09:00:00+08:00', note: '' }],
    },
    '/audit/keys': [{ key: 'xinheng+1234+abc=', fingerprint: hash, fromBlock: 1 }],
    '/system': system,
    '/system/jobs': [
      { name: 'seal', title: '封存审计日志', waiting: 0, running: 0, failed: 2, done: 90, worked: true },
    ],
    '/system/storage': {
      ...{ databaseBytes: 5e9, disk: { free: 2e11, total: 5e11 } },
      tables: [{ name: 'records.record', rows: 100000, bytes: 4e8, indexBytes: 2e8 }],
      folders: [{ name: 'uploads', title: '上传的文件', files: 3, bytes: 12000 }],
    },
    '/system/calendar': {
      ...{ years: [calendarYear], nextMissing: 2027 },
      warning: { level: 'warning', text: '尚未录入 2027 年的工作日历。' },
    },
    '/system/calendar/2026': { ...calendarYear, days: [{ day: '2026-10-01', working: false, name: '国庆节' }] },
  };
  for (const [path, body] of Object.entries(answers)) fake.special[`GET ${path}`] = { status: 200, body };
  fake.special['POST /accounts'] = { status: 201, body: once };
  fake.special['POST /accounts/3/password'] = { status: 200, body: once };
  fake.special['POST /organisation/posts/7/roles'] = { status: 200, body: post };
  fake.special['POST /audit/verifications'] = { status: 202, body: { verificationId: 'v1' } };
  fake.special['PUT /system/calendar/2027'] = { status: 200, body: { ...calendarYear, year: 2027 } };
  fake.special['DELETE /session/sessions/s2'] = { status: 200, body: [session(true)] };
  return fake;
}
