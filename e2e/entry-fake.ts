/** An item with every type of field, and what becomes of its row, for the stand-in of the API. */
import type { ItemFile, ItemLines } from '@xinheng/contracts/catalogue-browser.ts';
import type { Draft, EntryReceipt, RowCheck } from '@xinheng/contracts/row-check.ts';
import { code, recordKey, subjectFile } from './subject-fake.ts';

const field = { aliases: ['CF_X'], required: false, disclosure: 'public' as const, key: false, identity: false };
export const item: ItemFile = {
  code: 'administrative-penalty',
  name: '行政处罚',
  nationalClass: 3,
  section: 'penalties',
  polarity: 'negative',
  disclosure: 'public',
  provider: { code: 'market-regulation', name: '市场监督管理局' },
  due: { n: 7, unit: 'WD', from: 'decidedOn', source: '发改办财金〔2018〕424号' },
  mayEnter: true,
  edition: '2024.1',
  effectiveFrom: '2024-01-01',
  legalBasis: '行政处罚法（2021修订）第四十八条',
  naturalKey: ['主体', '行政处罚决定书文号'],
  role: 'about',
  windows: [
    {
      from: 'decidedOn',
      longest: { minor: { n: 3, unit: 'M' }, general: { n: 1, unit: 'Y' }, severe: { n: 3, unit: 'Y' } },
      effectiveFrom: '2026-04-01',
      source: '国家发展改革委令第36号',
    },
  ],
  severity: [
    { severity: 'general', when: [{ field: 'fine', atLeast: 5 }], source: '国家发展改革委令第36号' },
    { severity: 'minor', when: [], source: '国家发展改革委令第36号' },
  ],
  rules: [],
  rulesEdition: 'quality-2026-11',
  ignoredColumns: ['序号'],
  fields: [
    { ...field, name: 'name', label: '行政相对人名称', type: 'name', required: true, maxLength: 200, identity: true },
    { ...field, name: 'uscc', label: '统一社会信用代码', type: 'identifier', identity: true },
    { ...field, name: 'category', label: '行政相对人类别', type: 'choice', codeList: 'subject-category' },
    {
      ...field,
      name: 'certificate',
      label: '自然人证件号码',
      type: 'person-id',
      disclosure: 'authorised',
      requiredWhen: { field: 'category', anyOf: ['natural-person'] },
    },
    {
      ...field,
      name: 'documentNumber',
      label: '行政处罚决定书文号',
      type: 'text',
      required: true,
      maxLength: 128,
      key: true,
    },
    { ...field, name: 'kinds', label: '处罚类别', type: 'choices', codeList: 'penalty-kind', required: true },
    { ...field, name: 'facts', label: '违法事实', type: 'text', required: true, maxLength: 5000 },
    { ...field, name: 'fine', label: '罚款金额', type: 'number', unit: '万元', min: 0, max: 10_000_000 },
    { ...field, name: 'decidedOn', label: '处罚决定日期', type: 'date', required: true, notFuture: true },
    { ...field, name: 'validUntil', label: '处罚有效期', type: 'date', openEnded: true, notBefore: 'decidedOn' },
    { ...field, name: 'industry', label: '行业', type: 'choice', codeList: 'industry' },
    { ...field, name: 'capital', label: '涉案金额', type: 'capital' },
  ],
  codeLists: [
    {
      name: 'subject-category',
      source: '2018年标准',
      values: [
        { code: 'legal-person', label: '法人及非法人组织' },
        { code: 'natural-person', label: '自然人' },
      ],
    },
    {
      name: 'penalty-kind',
      source: '2018年标准',
      values: [
        { code: 'warning', label: '警告' },
        { code: 'fine', label: '罚款' },
        { code: 'confiscate', label: '没收违法所得' },
      ],
    },
  ],
};

const { fields, ...itemLine } = item;
export const itemLines: ItemLines = {
  edition: '2024.1',
  effectiveFrom: '2024-01-01',
  items: [
    { ...itemLine, fields: fields.length },
    {
      ...itemLine,
      code: 'honour',
      name: '表彰奖励',
      section: 'honours',
      polarity: 'positive',
      mayEnter: false,
      fields: 9,
    },
  ],
};

export const rejected: RowCheck = {
  outcome: 'rejected',
  findings: [
    {
      outcome: 'rejected',
      rule: 'FM-01',
      field: 'documentNumber',
      before: null,
      after: null,
      message: '请填写“行政处罚决定书文号”',
    },
    {
      outcome: 'rejected',
      rule: 'LG-01',
      field: 'decidedOn',
      before: '2027-01-01',
      after: null,
      message: '“处罚决定日期”不得晚于今天',
    },
  ],
  effect: 'none',
  candidates: [],
};
export const accepted: RowCheck = {
  outcome: 'corrected',
  findings: [
    {
      outcome: 'corrected',
      rule: 'FM-03',
      field: 'name',
      before: '济南泉城样例',
      after: subjectFile.name,
      message: '名称按登记改为全称',
    },
  ],
  subject: { subjectCode: code, name: subjectFile.name, matchedBy: 'uscc', matchedByName: '按统一社会信用代码认定' },
  effect: 'new',
  candidates: [],
};
export const receipt: EntryReceipt = {
  batch: 77,
  row: 1,
  outcome: 'corrected',
  findings: accepted.findings,
  subject: { subjectCode: code, name: subjectFile.name },
  record: { recordKey, version: 1 },
  attached: 2,
  message: '已入库，名称按登记作了更正。',
};
export const draft: Draft = {
  draftId: 'd1',
  item: item.code,
  itemName: item.name,
  title: '济南泉城样例',
  version: 1,
  savedAt: '2026-11-24T02:00:00Z',
  expiresAt: '2026-12-24T02:00:00Z',
  row: { name: '济南泉城样例' },
};
