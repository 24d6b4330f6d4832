import { foldName } from '@xinheng/contracts/fold-name.ts';
import type { ListOption } from '@xinheng/contracts/listing.ts';
import type { City } from '../../platform/city/index.ts';
import { defineList, type List } from '../../platform/listing/index.ts';

const kinds: ListOption[] = [
  { code: 'enterprise', name: '企业' },
  { code: 'branch', name: '分支机构' },
  { code: 'individual-business', name: '个体工商户' },
  { code: 'cooperative', name: '农民专业合作社' },
  { code: 'social-organisation', name: '社会组织' },
  { code: 'public-institution', name: '事业单位' },
  { code: 'government-body', name: '机关' },
  { code: 'other', name: '其他' },
];

const statuses: ListOption[] = [
  { code: 'live', name: '存续', tone: 'good' },
  { code: 'closed', name: '歇业', tone: 'neutral' },
  { code: 'revoked', name: '吊销未注销', tone: 'bad' },
  { code: 'deregistered', name: '注销', tone: 'neutral' },
  { code: 'moved-out', name: '迁出', tone: 'neutral' },
  { code: 'unknown', name: '状态不明', tone: 'warning' },
];

/** Neighbouring characters of a folded word, as registry.bigrams() cuts names. */
function bigramsOf(folded: string): string[] {
  const characters = [...folded];
  return characters.slice(1).map((character, at) => `${characters[at]}${character}`);
}

/** 主体 as a list. Sorting by name rests on the index subject_name, by founding day on subject_established. */
export function registryLists({ city }: { city: City }): List[] {
  const regions = () => city.regions.map(({ code, name }) => ({ code, name }));
  return [
    defineList({
      name: 'subjects',
      title: '主体',
      group: '主体与信息',
      permission: 'subjects.read',
      purpose: true,
      from: 'registry.subject s',
      key: [{ sql: 's.subject_code', type: 'text' }],
      belonging: { region: 's.region' },
      columns: {
        name: { title: '名称', type: 'link', sql: 's.name', link: '/subjects/{code}', width: 280 },
        code: { title: '统一社会信用代码', type: 'code', sql: 's.subject_code', sortable: true, width: 190 },
        kind: { title: '类型', type: 'choice', sql: 's.kind', options: kinds, width: 130 },
        status: { title: '状态', type: 'choice', sql: 's.status', options: statuses, width: 110 },
        region: { title: '区划', type: 'choice', sql: 's.region', options: regions, width: 120 },
        legalRepresentative: { title: '法定代表人', type: 'text', sql: 's.legal_representative', width: 120 },
        establishedOn: { title: '成立日期', type: 'day', sql: 's.established_on', sortable: true, width: 120 },
        industry: { title: '行业', type: 'code', sql: 's.industry', shown: false, width: 90 },
        entityType: { title: '市场主体类型', type: 'text', sql: 's.entity_type', shown: false },
        capital: { title: '注册资本', type: 'number', sql: 's.capital_amount', shown: false, width: 140 },
        currency: { title: '币种', type: 'code', sql: 's.capital_currency', shown: false, width: 80 },
        address: { title: '住所', type: 'text', sql: 's.address', shown: false },
        folded: {
          title: '名称（排序）',
          type: 'text',
          sql: 's.name_folded',
          sortable: true,
          notNull: true,
          shown: false,
        },
        updatedAt: { title: '更新时间', type: 'moment', sql: 's.updated_at', shown: false, width: 170 },
      },
      filters: {
        name: {
          title: '名称',
          type: 'text',
          hint: '名称中连续的两个字以上',
          where: (name, bind) => {
            const folded = foldName(name);
            const grams = bigramsOf(folded);
            const known = grams.length === 0 ? '' : `registry.bigrams(s.name_folded) @> ${bind(grams)}::text[] and `;
            return `${known}strpos(s.name_folded, ${bind(folded)}::text) > 0`;
          },
        },
        code: { title: '统一社会信用代码', type: 'subject', sql: 's.subject_code' },
        kind: { title: '类型', type: 'choices', sql: 's.kind', options: kinds },
        status: { title: '状态', type: 'choices', sql: 's.status', options: statuses },
        region: { title: '区划', type: 'choices', sql: 's.region', options: regions },
        established: { title: '成立日期', type: 'day-range', sql: 's.established_on' },
        industry: { title: '行业代码', type: 'text', sql: 's.industry', match: 'prefix', advanced: true },
        representative: {
          title: '法定代表人',
          type: 'text',
          sql: 's.legal_representative',
          match: 'equals',
          personal: true,
          advanced: true,
        },
        updated: { title: '更新日期', type: 'day-range', sql: 's.updated_at', moment: true, advanced: true },
      },
      defaultSort: 'code',
      rowLink: '/subjects/{key}',
      emptyText: '还没有归集到主体。登记信息入库后，主体会出现在这里。',
    }),
  ];
}
