import type { ListOption } from '@xinheng/contracts/listing.ts';
import type { City } from '../../platform/city/index.ts';
import { defineList, type List } from '../../platform/listing/index.ts';
import { reachesPerson } from './store/reach.ts';

const states: ListOption[] = [
  { code: 'active', name: '启用', tone: 'good' },
  { code: 'disabled', name: '停用', tone: 'neutral' },
];
const passwords: ListOption[] = [
  { code: 'own', name: '已自行设置', tone: 'good' },
  { code: 'one-time', name: '一次性', tone: 'warning' },
  { code: 'expired', name: '一次性，已过期', tone: 'bad' },
  { code: 'none', name: '无', tone: 'neutral' },
];

const today = `(now() at time zone 'Asia/Shanghai')::date`;
/** The dated row that is known now and holds today. */
const holds = (alias: string) =>
  `${alias}.recorded_until = 'infinity' and ${alias}.valid_from <= ${today} and ${alias}.valid_until > ${today}`;
const passwordState = `case when a.password_hash is null then 'none' when a.one_time_until is null then 'own'
  when a.one_time_until <= now() then 'expired' else 'one-time' end`;
const enrolled = `exists (select from accounts.second_factor f
  where f.account_id = a.account_id and f.confirmed_at is not null)`;

const tokenStates: ListOption[] = [
  { code: 'active', name: '有效', tone: 'good' },
  { code: 'expired', name: '已过期', tone: 'neutral' },
  { code: 'revoked', name: '已作废', tone: 'bad' },
];
const tokenState = `case when t.revoked_at is not null then 'revoked' when t.expires_at <= now() then 'expired'
  else 'active' end`;

/** 账户 and 接口令牌. */
export function accountLists({ city }: { city: City }): List[] {
  return [accounts(city), tokens(city)];
}

/** Who may sign in, in which state. A person's first post of today says where he is. */
function accounts(city: City): List {
  const roles = (): ListOption[] => city.roles.map(({ code, name }) => ({ code, name }));
  const departments = (): ListOption[] => city.departments.map(({ code, name }) => ({ code, name }));
  return defineList({
    name: 'accounts',
    title: '账户',
    group: '账户与权限',
    permission: 'accounts.manage',
    recorded: true,
    from: `accounts.account a
        left join lateral (select p.name, p.staff_number from organisation.person_version p
                            where p.person_id = a.person_id and p.recorded_until = 'infinity'
                            order by (p.valid_from <= ${today}) desc, p.valid_from desc limit 1) p on true
        left join lateral (select v.organisation, v.title, v.roles from organisation.post_version v
                            where v.person_id = a.person_id and ${holds('v')} order by v.post_id limit 1) v on true
        left join organisation.organisation_version o on o.code = v.organisation and ${holds('o')}`,
    key: [{ sql: 'a.account_id', type: 'bigint' }],
    belonging: { department: 'v.organisation', region: 'o.region' },
    // The first post alone would not do: somebody may hold another one beyond the viewer's reach.
    where: (viewer, bind) => reachesPerson(viewer, 'a.person_id', bind),
    columns: {
      login: {
        title: '账号',
        type: 'link',
        sql: 'a.login',
        link: '/accounts/{key}',
        sortable: true,
        notNull: true,
        width: 160,
      },
      name: { title: '姓名', type: 'text', sql: 'p.name', width: 110 },
      organisation: { title: '单位', type: 'text', sql: 'o.name', width: 220 },
      post: { title: '任职', type: 'text', sql: 'v.title', width: 140 },
      role: { title: '角色', type: 'choice', sql: 'v.roles[1]', options: roles, width: 130 },
      state: { title: '状态', type: 'choice', sql: 'a.state', options: states, width: 90 },
      password: { title: '密码', type: 'choice', sql: passwordState, options: passwords, width: 130 },
      secondFactor: { title: '动态验证码', type: 'boolean', sql: enrolled, width: 110 },
      lastSignIn: { title: '最近登录', type: 'moment', sql: 'a.last_sign_in_at', width: 170 },
      opened: { title: '开设时间', type: 'moment', sql: 'a.opened_at', shown: false, width: 170 },
      stateSince: { title: '状态自', type: 'moment', sql: 'a.state_since', shown: false, width: 170 },
      staffNumber: { title: '工号', type: 'code', sql: 'p.staff_number', shown: false, width: 110 },
    },
    filters: {
      login: { title: '账号', type: 'text', sql: 'a.login', match: 'prefix' },
      name: { title: '姓名', type: 'text', sql: 'p.name', match: 'prefix', personal: true },
      organisation: { title: '单位', type: 'choices', sql: 'v.organisation', options: departments },
      role: {
        title: '角色',
        type: 'choices',
        options: roles,
        where: (codes, bind) => `v.roles && ${bind(codes)}::text[]`,
      },
      state: { title: '状态', type: 'choices', sql: 'a.state', options: states },
      password: { title: '密码', type: 'choices', sql: passwordState, options: passwords },
      secondFactor: { title: '已启用动态验证码', type: 'boolean', sql: enrolled, advanced: true },
      lastSignIn: { title: '最近登录', type: 'day-range', sql: 'a.last_sign_in_at', moment: true, advanced: true },
      staffNumber: { title: '工号', type: 'text', sql: 'p.staff_number', match: 'equals', advanced: true },
    },
    defaultSort: 'login',
    rowLink: '/accounts/{key}',
    emptyText: '还没有账户。先在机构与人员中登记人员和任职，再为其开设账户。',
  });
}

/** Which programs may ask, for whom, how much. */
function tokens(city: City): List {
  const departments = (): ListOption[] => city.departments.map(({ code, name }) => ({ code, name }));
  return defineList({
    name: 'tokens',
    title: '接口令牌',
    group: '账户与权限',
    permission: 'tokens.manage',
    from: `platform.api_token t
      left join organisation.organisation_version o on o.code = t.department and ${holds('o')}`,
    key: [{ sql: 't.token_id', type: 'text' }],
    belonging: { department: 't.department', region: 'o.region' },
    columns: {
      label: { title: '名称', type: 'link', sql: 't.label', link: '/tokens/{token}', width: 200 },
      token: { title: '编号', type: 'code', sql: 't.token_id', sortable: true, notNull: true, width: 140 },
      organisation: { title: '单位', type: 'text', sql: 'o.name', width: 220 },
      state: { title: '状态', type: 'choice', sql: tokenState, options: tokenStates, width: 100 },
      scopes: { title: '权限数', type: 'integer', sql: 'cardinality(t.permissions)', width: 90 },
      perMinute: { title: '每分钟', type: 'integer', sql: 't.per_minute', width: 90 },
      perDay: { title: '每日', type: 'integer', sql: 't.per_day', width: 100 },
      usedToday: {
        title: '今日已用',
        type: 'integer',
        sql: `coalesce((select u.requests from platform.api_token_use u
                         where u.token_id = t.token_id and u.day = ${today}), 0)`,
        width: 100,
      },
      lastUsed: {
        title: '最近使用',
        type: 'moment',
        sql: '(select max(u.last_at) from platform.api_token_use u where u.token_id = t.token_id)',
        width: 170,
      },
      created: { title: '建立时间', type: 'moment', sql: 't.created_at', sortable: true, notNull: true, width: 170 },
      expires: { title: '到期时间', type: 'moment', sql: 't.expires_at', width: 170 },
      rotated: { title: '最近更换密钥', type: 'moment', sql: 't.rotated_at', shown: false, width: 170 },
    },
    filters: {
      label: { title: '名称', type: 'text', sql: 't.label', match: 'contains' },
      organisation: { title: '单位', type: 'choices', sql: 't.department', options: departments },
      state: { title: '状态', type: 'choices', sql: tokenState, options: tokenStates },
      expires: { title: '到期日', type: 'day-range', sql: 't.expires_at', moment: true, advanced: true },
    },
    defaultSort: '-created',
    rowLink: '/tokens/{key}',
    emptyText: '还没有接口令牌。业务系统要通过接口报送或查询时，在这里为其建立令牌。',
  });
}
