import type { ListOption } from '@xinheng/contracts/listing.ts';
import { may, within } from '../../platform/access/index.ts';
import type { City } from '../../platform/city/index.ts';
import { defineList, type List } from '../../platform/listing/index.ts';

const polarities: ListOption[] = [
  { code: 'positive', name: '正面', tone: 'good' },
  { code: 'neutral', name: '中性', tone: 'neutral' },
  { code: 'negative', name: '负面', tone: 'bad' },
];
const severities: ListOption[] = [
  { code: 'minor', name: '轻微', tone: 'neutral' },
  { code: 'general', name: '一般', tone: 'warning' },
  { code: 'severe', name: '严重', tone: 'bad' },
];
const disclosures: ListOption[] = [
  { code: 'public', name: '社会公开' },
  { code: 'shared', name: '政务共享' },
  { code: 'authorised', name: '授权查询' },
];
const states: ListOption[] = [
  { code: 'valid', name: '有效', tone: 'good' },
  { code: 'withdrawn', name: '已撤回', tone: 'neutral' },
  { code: 'repaired', name: '已修复', tone: 'neutral' },
];

/**
 * 信用信息 as a list: the present version of each record. Whose it is: the department that supplied it, and the region
 * of its subject. What needs an authorisation is there only for whom that permission reaches the row.
 */
export function recordLists({ city }: { city: City }): List[] {
  const items = () => city.catalogue.items.map(({ code, name }) => ({ code, name }));
  const departments = () => city.departments.map(({ code, name }) => ({ code, name }));
  const regions = () => city.regions.map(({ code, name }) => ({ code, name }));
  const belonging = { department: 'r.department', region: 's.region' };
  return [
    defineList({
      name: 'records',
      title: '信用信息',
      group: '主体与信息',
      permission: 'records.read',
      purpose: true,
      from: 'records.record r left join registry.subject s on s.subject_code = r.subject_code',
      key: [
        { sql: 'r.subject_code', type: 'text' },
        { sql: 'r.record_key', type: 'uuid' },
      ],
      belonging,
      where: (viewer, bind) => {
        const authorised = may(viewer, 'records.read-authorised')
          ? within(viewer, 'records.read-authorised', belonging, bind)
          : 'false';
        return `r.recorded_until = 'infinity' and (r.disclosure in ('public', 'shared') or (${authorised}))`;
      },
      columns: {
        subjectName: { title: '主体', type: 'link', sql: 's.name', link: '/subjects/{subject}', width: 260 },
        subject: { title: '统一社会信用代码', type: 'code', sql: 'r.subject_code', sortable: true, width: 190 },
        item: { title: '信息事项', type: 'choice', sql: 'r.item', options: items, width: 150 },
        document: { title: '文书号', type: 'code', sql: 'r.document_number', width: 200 },
        occurredOn: { title: '发生日期', type: 'day', sql: 'r.occurred_on', sortable: true, width: 120 },
        department: { title: '提供部门', type: 'choice', sql: 'r.department', options: departments, width: 160 },
        polarity: { title: '性质', type: 'choice', sql: 'r.polarity', options: polarities, width: 90 },
        severity: { title: '程度', type: 'choice', sql: 'r.severity', options: severities, width: 90 },
        state: { title: '状态', type: 'choice', sql: 'r.state', options: states, width: 100 },
        disclosure: { title: '公开属性', type: 'choice', sql: 'r.disclosure', options: disclosures, shown: false },
        effectiveFrom: { title: '有效期起', type: 'day', sql: 'r.effective_from', shown: false },
        effectiveUntil: { title: '有效期至', type: 'day', sql: 'r.effective_until', shown: false },
        recordedFrom: { title: '入库时间', type: 'moment', sql: 'r.recorded_from', shown: false, width: 170 },
        region: { title: '主体区划', type: 'choice', sql: 's.region', options: regions, shown: false },
        version: { title: '版本', type: 'integer', sql: 'r.version', shown: false, width: 70 },
        batch: { title: '批次', type: 'integer', sql: 'r.batch_id', shown: false, width: 90 },
        record: { title: '信息编号', type: 'code', sql: 'r.record_key::text', shown: false },
      },
      filters: {
        item: { title: '信息事项', type: 'choices', sql: 'r.item', options: items },
        department: { title: '提供部门', type: 'choices', sql: 'r.department', options: departments },
        subject: { title: '统一社会信用代码', type: 'subject', sql: 'r.subject_code' },
        document: { title: '文书号', type: 'text', sql: 'r.document_number', match: 'equals', hint: '完整的文书号' },
        occurred: { title: '发生日期', type: 'day-range', sql: 'r.occurred_on' },
        polarity: { title: '性质', type: 'choices', sql: 'r.polarity', options: polarities },
        severity: { title: '程度', type: 'choices', sql: 'r.severity', options: severities, advanced: true },
        state: { title: '状态', type: 'choices', sql: 'r.state', options: states, advanced: true },
        disclosure: { title: '公开属性', type: 'choices', sql: 'r.disclosure', options: disclosures, advanced: true },
        region: { title: '主体区划', type: 'choices', sql: 's.region', options: regions, advanced: true },
        batch: { title: '批次', type: 'integer-range', sql: 'r.batch_id', advanced: true },
      },
      defaultSort: '-occurredOn',
      rowLink: '/subjects/{subject}/records/{record}',
      emptyText: '还没有归集到信用信息。',
    }),
  ];
}
