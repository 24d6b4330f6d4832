/** A subject and a record of it for the stand-in of the API. */
import type { RecordFile, RecordLine, SubjectFile } from '@xinheng/contracts/subject-file.ts';

export const code = '91370102MA3C0001XA';
export const recordKey = '0b5a3c1e-0000-4000-8000-000000000001';
export const bureau = { code: 'market-regulation-370102', name: '历下区市场监督管理局' };

export const line: RecordLine = {
  recordKey,
  version: 2,
  item: 'administrative-penalty',
  itemName: '行政处罚',
  department: bureau,
  documentNumber: '济历市监处罚〔2026〕12号',
  occurredOn: '2026-03-02',
  effectiveFrom: '2026-03-02',
  effectiveUntil: null,
  polarity: 'negative',
  severity: 'general',
  state: 'valid',
  shownFrom: '2026-03-02',
  shownUntil: '2027-03-01',
  recordedFrom: '2026-03-05T02:00:00Z',
  fields: [
    { name: 'documentNumber', label: '行政处罚决定书文号', text: '济历市监处罚〔2026〕12号' },
    { name: 'violation', label: '违法行为类型', text: '销售不符合保障人体健康和人身、财产安全的国家标准的产品' },
    { name: 'fine', label: '罚款金额', text: '6.5', unit: '万元' },
  ],
};

export const subjectFile: SubjectFile = {
  subjectCode: code,
  name: '济南泉城样例第0001商贸有限公司',
  card: {
    subjectCode: code,
    kind: 'enterprise',
    name: '济南泉城样例第0001商贸有限公司',
    status: 'live',
    region: { code: '370102', name: '历下区' },
    industry: 'F5211',
    entityType: '有限责任公司（自然人独资）',
    establishedOn: '2015-06-01',
    legalRepresentative: '张**',
    capital: { amount: '5000000.00', currency: 'CNY' },
    address: '济南市历下区泉城路街道样例路 1 号 3 号楼 2 单元 1801 室',
    updatedAt: '2026-11-20T02:00:00Z',
  },
  identifiers: [
    { scheme: 'registration-number', schemeName: '注册号', value: '370102200012345' },
    { scheme: 'former-name', schemeName: '曾用名', value: '济南泉城样例贸易有限公司' },
  ],
  asOf: '2026-11-24',
  knownAt: null,
  level: 'shared',
  unmasked: false,
  items: [
    {
      item: 'enterprise-registration',
      itemName: '企业登记',
      section: 'registration',
      polarity: 'neutral',
      count: 1,
      records: [
        {
          ...line,
          recordKey: recordKey.replace(/1$/, '2'),
          item: 'enterprise-registration',
          itemName: '企业登记',
          documentNumber: null,
          severity: null,
          polarity: 'neutral',
          version: 1,
        },
      ],
    },
    {
      item: 'administrative-penalty',
      itemName: '行政处罚',
      section: 'penalties',
      polarity: 'negative',
      count: 3,
      records: [
        line,
        {
          ...line,
          recordKey: recordKey.replace(/1$/, '3'),
          documentNumber: '济历市监处罚〔2025〕8号',
          state: 'withdrawn',
          severity: 'minor',
        },
      ],
      next: 'more',
    },
  ],
};

export const source = {
  batch: 42,
  row: 7,
  department: bureau,
  channel: 'file',
  channelName: '文件导入',
  sourceName: '2026年3月行政处罚.xlsx',
  receivedAt: '2026-03-05T02:00:00Z',
  note: null,
  edition: '2024.1',
};
export const version = {
  version: 2,
  state: 'valid' as const,
  recordedFrom: '2026-03-06T02:00:00Z',
  recordedUntil: null,
  documentNumber: line.documentNumber,
  occurredOn: line.occurredOn,
  effectiveFrom: line.effectiveFrom,
  effectiveUntil: null,
  severity: 'general' as const,
  shownFrom: line.shownFrom,
  shownUntil: line.shownUntil,
  matchedBy: 'uscc',
  matchedByName: '按统一社会信用代码认定',
  source,
  fields: [
    { name: 'documentNumber', label: '行政处罚决定书文号', text: '济历市监处罚〔2026〕12号' },
    { name: 'legalRepresentative', label: '法定代表人', text: '张**', masked: true, original: null },
    {
      name: 'kinds',
      label: '处罚类别',
      text: '罚款；没收违法所得',
      original: '罚款,没收违法所得',
      rule: 'FM-07',
      message: '多项之间改用分号',
    },
    { name: 'fine', label: '罚款金额', text: '6.5', unit: '万元' },
    {
      name: 'facts',
      label: '违法事实',
      text: '当事人于2026年1月至2月期间销售不符合强制性国家标准的电动自行车共计三十二辆，货值金额五万一千二百元。',
    },
    {
      name: 'decidedOn',
      label: '处罚决定日期',
      text: '2026-03-02',
      original: '2026/3/2',
      rule: 'FM-02',
      message: '日期改写为年-月-日',
    },
  ],
  changes: [{ name: 'fine', label: '罚款金额', before: '5.6', after: '6.5' }],
  findings: [],
};

export const recordFile: RecordFile = {
  subjectCode: code,
  subjectName: subjectFile.name,
  recordKey,
  item: 'administrative-penalty',
  itemName: '行政处罚',
  department: bureau,
  polarity: 'negative',
  disclosure: 'public',
  level: 'shared',
  unmasked: false,
  versions: [
    version,
    (({ changes: _first, ...rest }) => ({
      ...rest,
      version: 1,
      recordedFrom: '2026-03-05T02:00:00Z',
      recordedUntil: '2026-03-06T02:00:00Z',
    }))(version),
  ],
  events: [
    {
      at: '2026-03-06T02:00:00Z',
      action: 'amend',
      actionName: '更正',
      by: '王晓明',
      department: bureau,
      reason: '金额录入有误',
    },
  ],
  mayAmend: true,
  mayWithdraw: true,
};
