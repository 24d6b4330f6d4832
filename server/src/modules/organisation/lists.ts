import type { ListOption } from '@xinheng/contracts/listing.ts';
import type { Viewer } from '../../platform/access/index.ts';
import { businessToday } from '../../platform/calendar/index.ts';
import type { City } from '../../platform/city/index.ts';
import { type Bind, defineList, type List } from '../../platform/listing/index.ts';
import { masked } from './rules/mask.ts';
import { somePostWithin } from './store/reach.ts';

const today = `(now() at time zone 'Asia/Shanghai')::date`;
const kinds: ListOption[] = [
  { code: 'department', name: '政府部门' },
  { code: 'association', name: '行业协会' },
  { code: 'bank', name: '银行' },
  { code: 'enterprise', name: '企业' },
];
const levels: ListOption[] = [
  { code: 'city', name: '市级' },
  { code: 'county', name: '区县级' },
  { code: 'park', name: '园区' },
  { code: 'station', name: '所、站' },
];
const dutyKinds: ListOption[] = [
  { code: 'information-item', name: '信息事项' },
  { code: 'licence-item', name: '许可事项' },
  { code: 'inspection-item', name: '检查事项' },
];
const states: ListOption[] = [
  { code: 'holds', name: '有效', tone: 'good' },
  { code: 'to-come', name: '尚未开始', tone: 'warning' },
  { code: 'ended', name: '已结束', tone: 'neutral' },
];

/** Where days stand today. */
const stateOf = (from: string, until: string) =>
  `case when ${until} <= ${today} then 'ended' when ${from} > ${today} then 'to-come' else 'holds' end`;
/** A day that is one; as long as anybody knows, and until further notice, are empty. */
const dayOf = (sql: string) => `nullif(nullif(${sql}, 'infinity'), '-infinity')`;

/** The version of `t` that tells of today: the one that holds, else the last one that did, else the first to come. */
const present = (kind: 'organisation' | 'person' | 'post' | 'duty', key: string) => `lateral (
  select v.*, min(v.valid_from) over () as first_day, max(v.valid_until) over () as last_day
    from organisation.${kind}_version v where v.${key} = t.${key} and v.recorded_until = 'infinity'
   order by (v.valid_from <= ${today}) desc, case when v.valid_from <= ${today} then v.valid_from end desc, v.valid_from
   limit 1)`;

/** The name of today of a code, or the last one. */
const nameOf = (table: 'organisation' | 'region', code: string) => `(select n.name from organisation.${table}_version n
  where n.code = ${code} and n.recorded_until = 'infinity' order by (n.valid_from <= ${today}) desc, n.valid_from desc limit 1)`;

const regionOfPost = `(select n.region from organisation.organisation_version n
  where n.code = v.organisation and n.recorded_until = 'infinity' order by n.valid_from desc limit 1)`;

/** 机构、人员、任职、职责 as lists. */
export function organisationLists({ city }: { city: City }): List[] {
  const rolesOf = (): ListOption[] => city.roles.map(({ code, name }) => ({ code, name }));
  const regions = (): ListOption[] => city.regions.map(({ code, name }) => ({ code, name }));
  const items = (): ListOption[] => city.catalogue.items.map(({ code, name }) => ({ code, name }));
  return [organisations(regions), people(rolesOf), posts(rolesOf), duties(items)];
}

type Options = () => ListOption[];

function organisations(regions: Options): List {
  const state = stateOf('v.first_day', 'v.last_day');
  const closed = dayOf('v.last_day');
  return defineList({
    name: 'organisations',
    title: '机构',
    group: '机构与人员',
    permission: 'organisation.read',
    from: `organisation.organisation t join ${present('organisation', 'code')} v on true`,
    key: [{ sql: 't.code', type: 'text' }],
    belonging: { department: 't.code', region: 'v.region' },
    columns: {
      name: {
        title: '名称',
        type: 'link',
        sql: 'v.name',
        link: '/organisation/{code}',
        sortable: true,
        notNull: true,
        width: 300,
      },
      code: { title: '代码', type: 'code', sql: 't.code', sortable: true, notNull: true, width: 220 },
      kind: { title: '类别', type: 'choice', sql: 't.kind', options: kinds, width: 100 },
      level: { title: '层级', type: 'choice', sql: 'v.level', options: levels, width: 90 },
      region: { title: '区划', type: 'choice', sql: 'v.region', options: regions, width: 130 },
      parent: { title: '上级机构', type: 'text', sql: nameOf('organisation', 'v.parent'), width: 220 },
      state: { title: '状态', type: 'choice', sql: state, options: states, width: 100 },
      shortName: { title: '简称', type: 'text', sql: 'v.short_name', shown: false },
      uscc: { title: '统一社会信用代码', type: 'code', sql: 'v.uscc', shown: false, width: 190 },
      closedOn: { title: '撤销日期', type: 'day', sql: closed, shown: false, width: 120 },
      changedAt: {
        title: '最近变更',
        type: 'moment',
        sql: 't.changed_at',
        sortable: true,
        notNull: true,
        shown: false,
        width: 170,
      },
      changedBy: { title: '变更人', type: 'text', sql: 't.changed_by_name', shown: false, width: 110 },
    },
    filters: {
      name: {
        title: '名称',
        type: 'text',
        where: (name, bind) => {
          const word = `${bind(name)}::text`;
          return `(strpos(v.name, ${word}) > 0 or strpos(v.short_name, ${word}) > 0 or exists (
            select from unnest(v.former_names) f where strpos(f, ${word}) > 0))`;
        },
        hint: '全称、简称或曾用名中的字',
      },
      kind: { title: '类别', type: 'choices', sql: 't.kind', options: kinds },
      level: { title: '层级', type: 'choices', sql: 'v.level', options: levels },
      region: { title: '区划', type: 'choices', sql: 'v.region', options: regions },
      state: { title: '状态', type: 'choices', sql: state, options: states },
      code: { title: '代码', type: 'text', sql: 't.code', match: 'prefix', advanced: true },
      parent: { title: '上级机构代码', type: 'text', sql: 'v.parent', match: 'equals', advanced: true },
      changed: { title: '变更日期', type: 'day-range', sql: 't.changed_at', moment: true, advanced: true },
    },
    defaultSort: 'code',
    rowLink: '/organisation/{key}',
    emptyText: '还没有机构。',
  });
}

/** People by any of their posts: somebody with two posts is there for both organisations, and once. */
const somePost = (viewer: Viewer, bind: Bind) =>
  somePostWithin(viewer, 'people.read', { person: 't.person_id', today: businessToday() }, bind);

function people(roles: Options): List {
  const held = `v.recorded_until = 'infinity' and v.valid_from <= ${today} and v.valid_until > ${today}`;
  const contact = { unless: 'people.manage', with: masked };
  return defineList({
    name: 'people',
    title: '人员',
    group: '机构与人员',
    permission: 'people.read',
    recorded: true,
    from: `organisation.person t join ${present('person', 'person_id')} p on true
      left join lateral (select * from organisation.post_version v where v.person_id = t.person_id and ${held}
                          order by v.post_id limit 1) v on true`,
    key: [{ sql: 't.person_id', type: 'bigint' }],
    belonging: somePost,
    columns: {
      name: {
        title: '姓名',
        type: 'link',
        sql: 'p.name',
        link: '/people/{key}',
        sortable: true,
        notNull: true,
        width: 120,
      },
      staffNumber: { title: '工号', type: 'code', sql: 'p.staff_number', width: 120 },
      organisation: { title: '机构', type: 'text', sql: nameOf('organisation', 'v.organisation'), width: 260 },
      title: { title: '任职', type: 'text', sql: 'v.title', width: 160 },
      posts: {
        title: '任职数',
        type: 'integer',
        sql: `(select count(*) from organisation.post_version v where v.person_id = t.person_id and ${held})`,
        width: 90,
      },
      phone: { title: '电话', type: 'text', sql: 'p.phone', mask: contact, width: 140 },
      email: { title: '电子邮箱', type: 'text', sql: 'p.email', mask: contact, shown: false, width: 200 },
      leftOn: { title: '离开日期', type: 'day', sql: dayOf('p.last_day'), width: 120 },
      number: {
        title: '编号',
        type: 'integer',
        sql: 't.person_id',
        sortable: true,
        notNull: true,
        shown: false,
        width: 90,
      },
      changedAt: { title: '最近变更', type: 'moment', sql: 't.changed_at', shown: false, width: 170 },
    },
    filters: {
      name: { title: '姓名', type: 'text', sql: 'p.name', match: 'prefix', personal: true },
      staffNumber: { title: '工号', type: 'text', sql: 'p.staff_number', match: 'equals', personal: true },
      organisation: {
        title: '机构代码',
        type: 'text',
        where: (code, bind) => `exists (select from organisation.post_version v
          where v.person_id = t.person_id and ${held} and v.organisation = ${bind(code)}::text)`,
      },
      role: {
        title: '角色',
        type: 'choices',
        options: roles,
        where: (codes, bind) => `exists (select from organisation.post_version v
          where v.person_id = t.person_id and ${held} and v.roles && ${bind(codes)}::text[])`,
      },
      here: { title: '在册', type: 'boolean', sql: `(p.last_day > ${today})` },
    },
    defaultSort: 'name',
    rowLink: '/people/{key}',
    emptyText: '还没有登记人员。',
  });
}

function posts(roles: Options): List {
  const state = stateOf('v.first_day', 'v.last_day');
  return defineList({
    name: 'posts',
    title: '任职',
    group: '机构与人员',
    permission: 'people.read',
    recorded: true,
    from: `organisation.post t join ${present('post', 'post_id')} v on true
      join ${present('person', 'person_id')} p on true`,
    key: [{ sql: 't.post_id', type: 'bigint' }],
    belonging: { department: 'v.organisation', region: regionOfPost },
    columns: {
      name: { title: '姓名', type: 'link', sql: 'p.name', link: '/people/{person}', width: 120 },
      person: { title: '人员编号', type: 'integer', sql: 't.person_id', shown: false, width: 90 },
      organisation: { title: '机构', type: 'text', sql: nameOf('organisation', 'v.organisation'), width: 260 },
      title: { title: '任职', type: 'text', sql: 'v.title', width: 160 },
      roles: {
        title: '角色',
        type: 'text',
        sql: `array_to_string(array(select coalesce(r.name, c) from unnest(v.roles) c left join organisation.role r on r.code = c), '、')`,
        width: 220,
      },
      state: { title: '状态', type: 'choice', sql: state, options: states, width: 100 },
      from: { title: '起始', type: 'day', sql: dayOf('v.first_day'), sortable: true, width: 120 },
      until: { title: '终止', type: 'day', sql: dayOf('v.last_day'), width: 120 },
      number: {
        title: '编号',
        type: 'integer',
        sql: 't.post_id',
        sortable: true,
        notNull: true,
        shown: false,
        width: 90,
      },
      changedAt: { title: '最近变更', type: 'moment', sql: 't.changed_at', shown: false, width: 170 },
      changedBy: { title: '变更人', type: 'text', sql: 't.changed_by_name', shown: false, width: 110 },
    },
    filters: {
      name: { title: '姓名', type: 'text', sql: 'p.name', match: 'prefix', personal: true },
      organisation: { title: '机构代码', type: 'text', sql: 'v.organisation', match: 'equals' },
      role: {
        title: '角色',
        type: 'choices',
        options: roles,
        where: (codes, bind) => `v.roles && ${bind(codes)}::text[]`,
      },
      state: { title: '状态', type: 'choices', sql: state, options: states },
      from: { title: '起始日期', type: 'day-range', sql: dayOf('v.first_day'), advanced: true },
      until: { title: '终止日期', type: 'day-range', sql: dayOf('v.last_day'), advanced: true },
    },
    defaultSort: '-number',
    rowLink: '/posts/{key}',
    emptyText: '还没有任职。',
  });
}

function duties(items: Options): List {
  const state = stateOf('v.first_day', 'v.last_day');
  return defineList({
    name: 'duties',
    title: '职责',
    group: '机构与人员',
    permission: 'organisation.read',
    from: `organisation.duty t join ${present('duty', 'duty_id')} v on true
      join lateral (select n.region from organisation.organisation_version n where n.code = t.organisation
                     and n.recorded_until = 'infinity' order by n.valid_from desc limit 1) o on true`,
    key: [{ sql: 't.duty_id', type: 'bigint' }],
    belonging: { department: 't.organisation', region: 'o.region' },
    columns: {
      item: { title: '事项', type: 'choice', sql: 't.item', options: items, sortable: true, notNull: true, width: 220 },
      kind: { title: '类别', type: 'choice', sql: 't.kind', options: dutyKinds, width: 110 },
      organisation: {
        ...{ title: '承担机构', type: 'link', sql: nameOf('organisation', 't.organisation'), width: 260 },
        link: '/organisation/{code}',
      },
      code: { title: '机构代码', type: 'code', sql: 't.organisation', shown: false, width: 220 },
      state: { title: '状态', type: 'choice', sql: state, options: states, width: 100 },
      from: { title: '起始', type: 'day', sql: dayOf('v.first_day'), width: 120 },
      until: { title: '终止', type: 'day', sql: dayOf('v.last_day'), width: 120 },
      remark: { title: '备注', type: 'text', sql: 'v.remark', width: 200 },
      number: {
        title: '编号',
        type: 'integer',
        sql: 't.duty_id',
        sortable: true,
        notNull: true,
        shown: false,
        width: 90,
      },
    },
    filters: {
      item: { title: '事项代码', type: 'text', sql: 't.item', match: 'equals' },
      kind: { title: '类别', type: 'choices', sql: 't.kind', options: dutyKinds },
      organisation: { title: '机构代码', type: 'text', sql: 't.organisation', match: 'equals' },
      state: { title: '状态', type: 'choices', sql: state, options: states },
    },
    defaultSort: 'item',
    rowLink: '/duties/{key}',
    emptyText: '还没有设定职责。',
  });
}
