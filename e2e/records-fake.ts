/** Subjects, records, entry, review and catalogue for the stand-in of the API: one of each, with every kind of content. */
import type { ListDeclaration, ListPage } from '@xinheng/contracts/listing.ts';
import type { PendingFile } from '@xinheng/contracts/pending.ts';
import { draft, item, itemLines, receipt, rejected } from './entry-fake.ts';
import { bureau, code, line, recordFile, recordKey, source, subjectFile, version } from './subject-fake.ts';
import { type FakeApi, newFake, officerOf, subjectsList } from './workbench-fake.ts';

const candidate = {
  subjectCode: code,
  name: subjectFile.name,
  kind: 'enterprise',
  status: 'live',
  region: { code: '370102', name: '历下区' },
  legalRepresentative: '张**',
  address: '济南市历下区泉城路街道样例路 1 号',
  establishedOn: '2015-06-01',
  reasons: [
    { kind: 'former-name' as const, text: '与曾用名相同', weight: 60 },
    { kind: 'representative' as const, text: '法定代表人相同', weight: 20 },
  ],
  score: 80,
  comparison: [
    { label: '名称', row: '济南泉城样例贸易有限公司', register: subjectFile.name, agrees: false },
    { label: '法定代表人', row: '张**', register: '张**', agrees: true },
    { label: '统一社会信用代码', row: null, register: code, agrees: null },
  ],
};

/** The waiting row `42-7`, `42-8`, …. */
export function pendingFile(key: string): PendingFile {
  const [batch, row] = key.split('-').map(Number) as [number, number];
  return {
    key,
    batch,
    row,
    item: item.code,
    itemName: item.name,
    department: bureau,
    sourceName: source.sourceName,
    receivedAt: source.receivedAt,
    reason: 'name-only',
    reasonText: '只有名称与登记的主体相近，须由人认定。',
    state: 'waiting',
    version: 1,
    attachedTo: null,
    claims: {
      name: `来件样例第${row}号贸易有限公司`,
      code: null,
      registrationNumber: null,
      organisationCode: null,
      taxNumber: null,
      legalRepresentative: '张**',
      address: null,
    },
    fields: version.fields.map(({ name, label, text }) => ({
      name,
      label,
      text,
      ...(name === 'kinds' ? { sent: '罚款,没收' } : {}),
    })),
    findings: [
      {
        outcome: 'quarantined',
        rule: 'ID-04',
        field: 'name',
        before: null,
        after: null,
        message: '只有名称相近的主体',
      },
    ],
    candidates: [
      candidate,
      {
        ...candidate,
        subjectCode: '91370102MA3C0002XB',
        name: '济南泉城样例第0002商贸有限公司',
        score: 40,
        reasons: candidate.reasons.slice(1),
      },
    ],
    ...(row === 9
      ? {
          candidates: [],
          reason: 'same-key-differs',
          reasonText: '与已入库的一条信息主键相同而内容不同。',
          allowed: ['keep-present', 'take-waiting', 'send-back', 'defer'],
          rival: {
            subjectCode: code,
            subjectName: subjectFile.name,
            recordKey,
            version: 1,
            batch: 40,
            row: 3,
            recordedFrom: '2026-03-01T02:00:00Z',
            fields: [
              { name: 'fine', label: '罚款金额', present: '5.6', waiting: '6.5', differs: true },
              { name: 'kinds', label: '处罚类别', present: '罚款', waiting: '罚款', differs: false },
            ],
          },
        }
      : {}),
    decisions: [
      {
        decisionId: 'x1',
        decision: 'defer',
        by: '李静',
        department: bureau,
        at: '2026-11-20T02:00:00Z',
        reason: '待登记信息归集',
        subjectCode: null,
        automatic: false,
      },
    ],
    ...(row === 9 ? {} : { allowed: ['attach', 'dismiss', 'send-back', 'defer'] }),
  } as PendingFile;
}

const pendingList: ListDeclaration = {
  ...subjectsList,
  name: 'pending',
  title: '待认领信息',
  group: '复核',
  columns: [
    { name: 'batch', title: '批次', type: 'integer', sortable: true, defaultShown: true },
    { name: 'row', title: '行号', type: 'integer', sortable: false, defaultShown: true },
    {
      name: 'item',
      title: '信息事项',
      type: 'choice',
      sortable: false,
      defaultShown: true,
      options: [{ code: item.code, name: item.name }],
    },
    {
      name: 'reason',
      title: '暂存原因',
      type: 'choice',
      sortable: false,
      defaultShown: true,
      options: [{ code: 'name-only', name: '只有名称相近' }],
    },
    { name: 'name', title: '来件名称', type: 'text', sortable: false, defaultShown: true },
  ],
  filters: [
    { name: 'state', title: '处理', type: 'choices', options: [{ code: 'waiting', name: '待处理' }] },
    { name: 'reason', title: '暂存原因', type: 'choices', options: [{ code: 'name-only', name: '只有名称相近' }] },
  ],
  defaultSort: '-batch',
  rowLink: '/pending/{batch}-{row}',
};
const waitingRows: ListPage = {
  rows: [7, 8, 9].map((row) => ({
    key: `42~${row}`,
    cells: { batch: 42, row, item: item.code, reason: 'name-only', name: `来件样例第${row}号贸易有限公司` },
  })),
  asOf: '2026-11-24T02:00:00Z',
};

function listNamed(name: string, title: string, rowLink: string): ListDeclaration {
  return { ...subjectsList, name, title, rowLink, purpose: false };
}

/** A stand-in whose officer enters and decides. */
export function newRecordsFake(): FakeApi {
  const fake = newFake();
  const officer = officerOf();
  for (const permission of ['records.enter', 'records.amend', 'pending.read', 'pending.decide']) {
    officer.permissions[permission] = 'own';
  }
  fake.session.officer = officer;
  const here = `/officer/subjects/${code}`;
  const answers: Record<string, unknown> = {
    'GET /lists': [
      listNamed('subjects', '主体', '/subjects/{code}'),
      listNamed('records', '信用信息', '/subjects/{code}'),
      listNamed('drafts', '录入草稿', '/entry/drafts/{key}'),
      pendingList,
    ],
    'GET /lists/records': { rows: [], asOf: waitingRows.asOf },
    'GET /lists/records/count': { count: 0, exact: true },
    'GET /lists/subjects': { rows: [{ key: code, cells: { name: subjectFile.name, code } }], asOf: waitingRows.asOf },
    'GET /lists/subjects/count': { count: 1, exact: true },
    'GET /lists/drafts': { rows: [{ key: 'd1', cells: { name: draft.title } }], asOf: waitingRows.asOf },
    'GET /lists/drafts/count': { count: 1, exact: true },
    'GET /lists/pending': waitingRows,
    'GET /lists/pending/count': { count: 3, exact: true },
    [`GET ${here}`]: subjectFile,
    [`GET ${here}/records`]: {
      records: [{ ...line, recordKey: recordKey.replace(/1$/, '4'), documentNumber: '济历市监处罚〔2024〕3号' }],
    },
    [`GET ${here}/records/${recordKey}`]: recordFile,
    'GET /officer/items': itemLines,
    [`GET /officer/items/${item.code}`]: item,
    'GET /officer/code-lists/industry': {
      name: 'industry',
      total: 1400,
      values: [{ code: 'F5211', label: '百货零售' }],
    },
    [`POST /officer/items/${item.code}/check`]: rejected,
    'GET /officer/drafts/d1': draft,
    ...Object.fromEntries([7, 8, 9].map((row) => [`GET /officer/pending/42-${row}`, pendingFile(`42-${row}`)])),
  };
  for (const [asked, body] of Object.entries(answers)) fake.special[asked] = { status: 200, body };
  fake.special['POST /officer/drafts'] = { status: 201, body: draft };
  fake.special[`POST /officer/items/${item.code}/records`] = { status: 201, body: receipt };
  fake.special[`POST ${here}/records/${recordKey}/amendments`] = {
    status: 201,
    body: { ...receipt, message: '已更正为第 3 版。' },
  };
  return fake;
}
