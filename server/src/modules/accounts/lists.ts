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

/** 账户: who may sign in, in which state. A person's first post of today says where he is. */
export function accountLists({ city }: { city: City }): List[] {
  const roles = (): ListOption[] => city.roles.map(({ code, name }) => ({ code, name }));
  const departments = (): ListOption[] => city.departments.map(({ code, name }) => ({ code, name }));
  return [
    defineList({
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
    }),
  ];
}
