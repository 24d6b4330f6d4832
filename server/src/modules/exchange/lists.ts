import type { ListOption } from '@xinheng/contracts/listing.ts';
import { draftDays } from '@xinheng/contracts/row-check.ts';
import { actorOf } from '../../platform/access/index.ts';
import type { City } from '../../platform/city/index.ts';
import { defineList, type List, type ListAction } from '../../platform/listing/index.ts';

const batchStates: ListOption[] = [
  { code: 'waiting', name: '排队中', tone: 'neutral' },
  { code: 'staging', name: '读取中', tone: 'neutral' },
  { code: 'trial', name: '待确认', tone: 'warning' },
  { code: 'merging', name: '入库中', tone: 'neutral' },
  { code: 'finished', name: '已完成', tone: 'good' },
  { code: 'refused', name: '未受理', tone: 'bad' },
  { code: 'discarded', name: '已放弃', tone: 'neutral' },
  { code: 'expired', name: '已过期', tone: 'neutral' },
  { code: 'undone', name: '已撤销', tone: 'neutral' },
];
const channels: ListOption[] = [
  { code: 'cli', name: '命令行' },
  { code: 'api', name: '接口' },
  { code: 'generated', name: '演示数据' },
  { code: 'workbench', name: '工作台导入' },
  { code: 'form', name: '手工录入' },
  { code: 'amendment', name: '更正' },
  { code: 'withdrawal', name: '撤回' },
];
const outcomes: ListOption[] = [
  { code: 'corrected', name: '已更正入库', tone: 'good' },
  { code: 'quarantined', name: '暂存待核对', tone: 'warning' },
  { code: 'rejected', name: '退回', tone: 'bad' },
  { code: 'duplicate', name: '重复', tone: 'neutral' },
  { code: 'warned', name: '告警', tone: 'warning' },
];
const pendingStates: ListOption[] = [
  { code: 'waiting', name: '待处理', tone: 'warning' },
  { code: 'attached', name: '已认领', tone: 'good' },
  { code: 'dismissed', name: '不予采用', tone: 'neutral' },
  { code: 'returned', name: '退回部门', tone: 'neutral' },
];
const reasons: ListOption[] = [
  { code: 'subject-unknown', name: '主体不明' },
  { code: 'code-unknown', name: '代码不在主体库' },
  { code: 'code-name-conflict', name: '代码与名称不符' },
  { code: 'subject-ambiguous', name: '对应多个主体' },
  { code: 'name-only-negative', name: '失信信息仅名称相符' },
  { code: 'code-missing', name: '缺少代码' },
  { code: 'same-key-differs', name: '同一主键内容不同' },
  { code: 'quality-check', name: '质量检查未通过' },
];

/** 批次, their 回执 row by row, 待认领信息, and the officer's own 草稿. `pendingActions`: what may be decided about several waiting rows at once. */
export function exchangeLists({
  city,
  pendingActions = [],
}: {
  city: City;
  pendingActions?: readonly ListAction[];
}): List[] {
  const choices = {
    items: () => city.catalogue.items.map(({ code, name }) => ({ code, name })),
    departments: () => city.departments.map(({ code, name }) => ({ code, name })),
  };
  return [batches(choices), receipts, pendingRows(choices, pendingActions), drafts(choices)];
}

interface Choices {
  items: () => ListOption[];
  departments: () => ListOption[];
}

const batches = ({ items, departments }: Choices) =>
  defineList({
    name: 'batches',
    title: '批次',
    group: '归集',
    permission: 'batches.read',
    from: 'exchange.batch b',
    key: [{ sql: 'b.batch_id', type: 'bigint' }],
    belonging: { department: 'b.department' },
    columns: {
      batch: { title: '批次号', type: 'integer', sql: 'b.batch_id', sortable: true, width: 100 },
      item: { title: '信息事项', type: 'choice', sql: 'b.item', options: items, width: 160 },
      department: { title: '提供部门', type: 'choice', sql: 'b.department', options: departments, width: 170 },
      source: { title: '文件', type: 'text', sql: 'b.source_name' },
      state: { title: '状态', type: 'choice', sql: 'b.state', options: batchStates, width: 110 },
      read: { title: '行数', type: 'integer', sql: 'b.rows_read', width: 90 },
      accepted: { title: '入库', type: 'integer', sql: 'b.accepted', width: 90 },
      corrected: { title: '更正入库', type: 'integer', sql: 'b.corrected', width: 90 },
      quarantined: { title: '暂存', type: 'integer', sql: 'b.quarantined', width: 90 },
      rejected: { title: '退回', type: 'integer', sql: 'b.rejected', width: 90 },
      duplicate: { title: '重复', type: 'integer', sql: 'b.duplicate', shown: false, width: 90 },
      startedAt: { title: '提交时间', type: 'moment', sql: 'b.started_at', width: 170 },
      finishedAt: { title: '完成时间', type: 'moment', sql: 'b.finished_at', shown: false, width: 170 },
      channel: { title: '来源', type: 'choice', sql: 'b.channel', options: channels, shown: false, width: 110 },
      edition: { title: '目录版本', type: 'code', sql: 'b.edition', shown: false },
      refusal: { title: '未受理原因', type: 'text', sql: 'b.refusal', shown: false },
    },
    filters: {
      item: { title: '信息事项', type: 'choices', sql: 'b.item', options: items },
      department: { title: '提供部门', type: 'choices', sql: 'b.department', options: departments },
      state: { title: '状态', type: 'choices', sql: 'b.state', options: batchStates },
      started: { title: '提交日期', type: 'day-range', sql: 'b.started_at', moment: true },
      channel: { title: '来源', type: 'choices', sql: 'b.channel', options: channels, advanced: true },
      source: { title: '文件名', type: 'text', sql: 'b.source_name', match: 'contains', advanced: true },
      faulty: {
        title: '有退回或暂存的行',
        type: 'boolean',
        sql: 'b.rejected + b.quarantined > 0',
        advanced: true,
      },
      batch: { title: '批次号', type: 'integer-range', sql: 'b.batch_id', advanced: true },
    },
    defaultSort: '-batch',
    rowLink: '/batches/{key}',
    emptyText: '还没有批次。',
  });

/** The index of its primary key begins with the batch, so the batch must be named. */
const receipts = defineList({
  name: 'receipts',
  title: '逐行回执',
  group: '归集',
  permission: 'batches.read',
  from: 'exchange.receipt r join exchange.batch b on b.batch_id = r.batch_id',
  key: [
    { sql: 'r.batch_id', type: 'bigint' },
    { sql: 'r.row_number', type: 'bigint' },
    { sql: 'r.seq', type: 'smallint' },
  ],
  belonging: { department: 'b.department' },
  columns: {
    row: { title: '行号', type: 'integer', sql: 'r.row_number', sortable: true, width: 80 },
    outcome: { title: '结果', type: 'choice', sql: 'r.outcome', options: outcomes, width: 120 },
    rule: { title: '规则', type: 'code', sql: 'r.rule', width: 80 },
    field: { title: '字段', type: 'text', sql: 'r.field', width: 160 },
    before: { title: '原值', type: 'text', sql: 'r.before', width: 200 },
    after: { title: '改后值', type: 'text', sql: 'r.after', width: 200 },
    message: { title: '原因', type: 'text', sql: 'r.message' },
  },
  filters: {
    batch: { title: '批次号', type: 'integer-range', sql: 'r.batch_id', required: true },
    outcome: { title: '结果', type: 'choices', sql: 'r.outcome', options: outcomes },
    rule: { title: '规则', type: 'text', sql: 'r.rule', match: 'prefix' },
    field: { title: '字段', type: 'text', sql: 'r.field' },
    row: { title: '行号', type: 'integer-range', sql: 'r.row_number', advanced: true },
  },
  defaultSort: 'row',
  emptyText: '这一批没有需要说明的行：每一行都原样入库。',
});

const pendingRows = ({ items, departments }: Choices, actions: readonly ListAction[]) =>
  defineList({
    name: 'pending',
    title: '待认领信息',
    group: '复核',
    permission: 'pending.read',
    recorded: true,
    from: 'exchange.pending_row p',
    key: [
      { sql: 'p.batch_id', type: 'bigint' },
      { sql: 'p.row_number', type: 'bigint' },
    ],
    belonging: { department: 'p.department' },
    columns: {
      batch: { title: '批次', type: 'integer', sql: 'p.batch_id', sortable: true, width: 90 },
      row: { title: '行号', type: 'integer', sql: 'p.row_number', width: 80 },
      item: { title: '信息事项', type: 'choice', sql: 'p.item', options: items, width: 160 },
      reason: { title: '暂存原因', type: 'choice', sql: 'p.reason', options: reasons, width: 170 },
      name: { title: '来件名称', type: 'text', sql: `p.identity->>'name'` },
      code: { title: '来件代码', type: 'code', sql: `p.identity->>'code'`, width: 190 },
      department: { title: '提供部门', type: 'choice', sql: 'p.department', options: departments, width: 170 },
      state: { title: '处理', type: 'choice', sql: 'p.state', options: pendingStates, width: 100 },
      attachedTo: {
        title: '认领主体',
        type: 'link',
        sql: 'p.attached_to',
        link: '/subjects/{attachedTo}',
        shown: false,
      },
    },
    filters: {
      state: { title: '处理', type: 'choices', sql: 'p.state', options: pendingStates },
      reason: { title: '暂存原因', type: 'choices', sql: 'p.reason', options: reasons },
      item: { title: '信息事项', type: 'choices', sql: 'p.item', options: items },
      department: { title: '提供部门', type: 'choices', sql: 'p.department', options: departments },
      batch: { title: '批次', type: 'integer-range', sql: 'p.batch_id', advanced: true },
      name: { title: '来件名称', type: 'text', sql: `p.identity->>'name'`, match: 'contains', advanced: true },
    },
    defaultSort: '-batch',
    rowLink: '/pending/{batch}-{row}',
    actions,
    emptyText: '没有待认领的信息。',
  });

const drafts = ({ items }: Choices) =>
  defineList({
    name: 'drafts',
    title: '录入草稿',
    group: '归集',
    permission: 'records.enter',
    from: 'exchange.entry_draft d',
    key: [{ sql: 'd.draft_id', type: 'uuid' }],
    belonging: { department: 'd.department' },
    // However far the permission reaches, a draft is its officer's alone.
    where: (viewer, bind) => `d.owner = ${bind(actorOf(viewer))}`,
    columns: {
      title: { title: '名称', type: 'text', sql: 'd.title' },
      item: { title: '信息事项', type: 'choice', sql: 'd.item', options: items, width: 180 },
      savedAt: { title: '保存时间', type: 'moment', sql: 'd.saved_at', sortable: true, notNull: true, width: 170 },
      expiresAt: {
        title: '保留到',
        type: 'moment',
        sql: `d.saved_at + interval '${draftDays} days'`,
        width: 170,
      },
    },
    filters: {
      item: { title: '信息事项', type: 'choices', sql: 'd.item', options: items },
      title: { title: '名称', type: 'text', sql: 'd.title', match: 'contains', advanced: true },
    },
    defaultSort: '-savedAt',
    rowLink: '/entry/drafts/{key}',
    exports: false,
    emptyText: '没有草稿。',
  });
