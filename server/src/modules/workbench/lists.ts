import type { ListOption } from '@xinheng/contracts/listing.ts';
import type { City } from '../../platform/city/index.ts';
import { defineList, type List, type ListAction } from '../../platform/listing/index.ts';
import { jobTitles } from './system/titles.ts';

/** What may be done to rows of the desk's lists; each decides for itself. */
export interface DeskActions {
  jobs: readonly ListAction[];
  notices: readonly ListAction[];
}

const exportStates: ListOption[] = [
  { code: 'waiting', name: '等待', tone: 'neutral' },
  { code: 'running', name: '生成中', tone: 'neutral' },
  { code: 'ready', name: '可领取', tone: 'good' },
  { code: 'failed', name: '失败', tone: 'bad' },
  { code: 'expired', name: '已过期', tone: 'neutral' },
];
const formats: ListOption[] = [
  { code: 'csv', name: 'CSV' },
  { code: 'xlsx', name: 'Excel' },
];
const jobStates: ListOption[] = [
  { code: 'created', name: '等待', tone: 'neutral' },
  { code: 'retry', name: '等待重试', tone: 'warning' },
  { code: 'active', name: '执行中', tone: 'neutral' },
  { code: 'completed', name: '完成', tone: 'good' },
  { code: 'cancelled', name: '已取消', tone: 'neutral' },
  { code: 'failed', name: '多次失败后停下', tone: 'bad' },
];
const audiences: ListOption[] = [
  { code: 'city', name: '全市' },
  { code: 'region', name: '区划' },
  { code: 'organisation', name: '机构' },
  { code: 'role', name: '角色' },
  { code: 'account', name: '个人' },
];

/** 导出、通知、后台任务、审计日志. */
export function workbenchLists({ city, actions }: { city: City; actions?: DeskActions }): List[] {
  const choices: Choices = {
    departments: () => city.departments.map(({ code, name }) => ({ code, name })),
    matters: () => city.matters.map(({ code, name }) => ({ code, name })),
  };
  return [exportsList(choices), notices(choices, actions?.notices), jobs(actions?.jobs), auditLog(choices)];
}

interface Choices {
  departments: () => ListOption[];
  matters: () => ListOption[];
}

/** Who took which list away, and what for. The files themselves are their owners' alone. */
const exportsList = ({ departments, matters }: Choices) =>
  defineList({
    name: 'exports',
    title: '导出记录',
    group: '工作台',
    permission: 'lists.export',
    from: 'workbench.export e',
    key: [{ sql: 'e.export_id', type: 'uuid' }],
    belonging: { department: 'e.department', account: 'e.account' },
    columns: {
      list: { title: '列表', type: 'text', sql: 'e.list_title', width: 160 },
      person: { title: '导出人', type: 'text', sql: 'e.person_name', width: 110 },
      department: { title: '部门', type: 'choice', sql: 'e.department', options: departments, width: 200 },
      purpose: { title: '用途', type: 'choice', sql: 'e.purpose', options: matters, width: 150 },
      state: { title: '状态', type: 'choice', sql: 'e.state', options: exportStates, width: 100 },
      rows: { title: '行数', type: 'integer', sql: 'e.rows', width: 100 },
      format: { title: '格式', type: 'choice', sql: 'e.format', options: formats, width: 80 },
      requestedAt: {
        title: '发起时间',
        type: 'moment',
        sql: 'e.requested_at',
        sortable: true,
        notNull: true,
        width: 170,
      },
      finishedAt: { title: '完成时间', type: 'moment', sql: 'e.finished_at', shown: false, width: 170 },
      expiresAt: { title: '有效至', type: 'moment', sql: 'e.expires_at', shown: false, width: 170 },
      digest: { title: '文件摘要', type: 'code', sql: 'e.digest', shown: false },
      message: { title: '失败原因', type: 'text', sql: 'e.message', shown: false },
    },
    filters: {
      state: { title: '状态', type: 'choices', sql: 'e.state', options: exportStates },
      department: { title: '部门', type: 'choices', sql: 'e.department', options: departments },
      requested: { title: '发起日期', type: 'day-range', sql: 'e.requested_at', moment: true },
      purpose: { title: '用途', type: 'choices', sql: 'e.purpose', options: matters, advanced: true },
      person: { title: '导出人', type: 'text', sql: 'e.person_name', advanced: true },
    },
    defaultSort: '-requestedAt',
    emptyText: '还没有导出。',
  });

const notices = ({ departments }: Choices, actions: readonly ListAction[] = []) =>
  defineList({
    name: 'notices',
    title: '通知',
    group: '工作台',
    permission: 'notices.publish',
    from: 'workbench.notice n',
    key: [{ sql: 'n.notice_id', type: 'bigint' }],
    belonging: { department: 'n.department' },
    columns: {
      notice: { title: '编号', type: 'integer', sql: 'n.notice_id', sortable: true, width: 80 },
      title: { title: '标题', type: 'text', sql: 'n.title' },
      audience: { title: '对象', type: 'choice', sql: 'n.audience', options: audiences, width: 90 },
      audienceCode: { title: '对象代码', type: 'code', sql: 'n.audience_code', width: 150 },
      publisher: { title: '发布人', type: 'text', sql: 'n.publisher_name', width: 110 },
      department: { title: '发布部门', type: 'choice', sql: 'n.department', options: departments, shown: false },
      publishedAt: { title: '发布时间', type: 'moment', sql: 'n.published_at', width: 170 },
      withdrawnAt: { title: '撤回时间', type: 'moment', sql: 'n.withdrawn_at', width: 170 },
      readers: {
        title: '已读人数',
        type: 'integer',
        sql: '(select count(*) from workbench.notice_read r where r.notice_id = n.notice_id)',
        width: 100,
      },
    },
    filters: {
      title: { title: '标题', type: 'text', sql: 'n.title', match: 'contains' },
      audience: { title: '对象', type: 'choices', sql: 'n.audience', options: audiences },
      withdrawn: { title: '已撤回', type: 'boolean', sql: 'n.withdrawn_at is not null' },
      published: { title: '发布日期', type: 'day-range', sql: 'n.published_at', moment: true, advanced: true },
    },
    defaultSort: '-notice',
    actions,
    emptyText: '还没有发布过通知。',
  });

/** pg-boss's own table; what was given up (死信) can be tried again or removed. Errors are shown without their stack. */
const jobs = (actions: readonly ListAction[] = []) =>
  defineList({
    name: 'jobs',
    title: '后台任务',
    group: '系统',
    permission: 'system.read',
    from: 'pgboss.job j',
    key: [
      { sql: 'j.name', type: 'text' },
      { sql: 'j.id', type: 'uuid' },
    ],
    belonging: {},
    where: `j.name not like '\\_\\_pgboss%'`,
    columns: {
      name: {
        title: '任务',
        type: 'choice',
        sql: 'j.name',
        options: jobNames,
        sortable: true,
        notNull: true,
        width: 200,
      },
      state: { title: '状态', type: 'choice', sql: 'j.state::text', options: jobStates, width: 130 },
      createdAt: { title: '排入时间', type: 'moment', sql: 'j.created_on', sortable: true, notNull: true, width: 170 },
      startedAt: { title: '开始时间', type: 'moment', sql: 'j.started_on', width: 170 },
      finishedAt: { title: '结束时间', type: 'moment', sql: 'j.completed_on', width: 170 },
      tries: { title: '重试次数', type: 'integer', sql: 'j.retry_count', width: 90 },
      failure: { title: '失败原因', type: 'text', sql: `left(j.output->>'message', 500)` },
      data: { title: '任务参数', type: 'text', sql: 'left(j.data::text, 500)', shown: false },
    },
    filters: {
      state: { title: '状态', type: 'choices', sql: 'j.state::text', options: jobStates },
      name: { title: '任务', type: 'choices', sql: 'j.name', options: jobNames },
      created: { title: '排入日期', type: 'day-range', sql: 'j.created_on', moment: true },
    },
    defaultSort: '-createdAt',
    actions,
    exports: false,
    emptyText: '没有后台任务。',
  });

const jobNames: ListOption[] = Object.entries(jobTitles).map(([code, name]) => ({ code, name }));

/** 审计日志. Each page of it that is looked at is an entry of it. */
const auditLog = ({ departments, matters }: Choices) =>
  defineList({
    name: 'audit',
    title: '审计日志',
    group: '审计',
    permission: 'audit.read',
    recorded: true,
    from: 'platform.audit_entry a',
    key: [{ sql: 'a.entry_id', type: 'bigint' }],
    belonging: { department: 'a.department' },
    columns: {
      entry: { title: '序号', type: 'integer', sql: 'a.entry_id', sortable: true, width: 90 },
      at: { title: '时间', type: 'moment', sql: 'a.at', sortable: true, notNull: true, width: 180 },
      name: { title: '姓名', type: 'text', sql: 'a.name', width: 100 },
      actor: { title: '操作者', type: 'code', sql: 'a.actor', width: 140 },
      role: { title: '角色', type: 'code', sql: 'a.role', shown: false, width: 140 },
      department: { title: '部门', type: 'choice', sql: 'a.department', options: departments, width: 190 },
      action: { title: '操作', type: 'code', sql: 'a.action', width: 190 },
      object: { title: '对象', type: 'code', sql: 'a.object', width: 180 },
      subject: { title: '主体', type: 'code', sql: 'a.subject_code', width: 190 },
      purpose: { title: '用途', type: 'choice', sql: 'a.purpose', options: matters, width: 130 },
      purposeNote: { title: '事由', type: 'text', sql: 'a.purpose_note', shown: false },
      reason: { title: '理由', type: 'text', sql: 'a.reason', shown: false },
      address: { title: '地址', type: 'code', sql: 'a.address', width: 130 },
      details: { title: '详情', type: 'text', sql: 'left(a.details::text, 2000)', shown: false },
      before: { title: '之前的摘要', type: 'code', sql: 'a.before_hash', shown: false },
      after: { title: '之后的摘要', type: 'code', sql: 'a.after_hash', shown: false },
      request: { title: '请求编号', type: 'code', sql: 'a.request_id', shown: false },
    },
    filters: {
      at: { title: '日期', type: 'day-range', sql: 'a.at', moment: true },
      person: { title: '人员编号', type: 'text', sql: 'a.person', hint: '人员页面上的编号' },
      actor: { title: '操作者', type: 'text', sql: 'a.actor', hint: 'person:12、token:ab12' },
      department: { title: '部门', type: 'choices', sql: 'a.department', options: departments },
      action: { title: '操作', type: 'text', sql: 'a.action', hint: 'exchange.import' },
      object: { title: '对象', type: 'text', sql: 'a.object', hint: 'batch:12' },
      subject: { title: '主体', type: 'subject', sql: 'a.subject_code' },
      purpose: { title: '用途', type: 'choices', sql: 'a.purpose', options: matters, advanced: true },
      name: { title: '姓名', type: 'text', sql: 'a.name', advanced: true, personal: true },
      address: { title: '地址', type: 'text', sql: 'a.address', advanced: true },
      request: { title: '请求编号', type: 'text', sql: 'a.request_id', advanced: true },
    },
    defaultSort: '-entry',
    emptyText: '没有符合条件的记录。',
  });
