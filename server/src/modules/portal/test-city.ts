/** An invented city for the portal's tests and screenshots: codes that belong to nobody, names that nobody bears. */
import type { RecordView } from '../records/index.ts';
import type { PortalReads, PortalSubject } from './reads.ts';
import { testCatalogue } from './test-catalogue.ts';
import { testJudgements } from './test-judgements.ts';
import { testQuality } from './test-quality.ts';

const today = '2026-11-23';

function subject(code: string, name: string, more: Partial<PortalSubject> = {}): PortalSubject {
  return {
    subjectCode: code,
    kind: 'enterprise',
    name,
    status: 'live',
    region: '370102',
    industry: 'F',
    entityType: '有限责任公司(自然人投资或控股)',
    establishedOn: '2016-03-18',
    legalRepresentative: '闻人试',
    capital: { amount: '5000000.00', currency: 'CNY' },
    address: '济南市历下区虚拟路 1 号演示大厦 3 层 301 室',
    identifiers: [],
    updatedAt: '2026-11-20T02:30:00.000Z',
    ...more,
  };
}

export const enterpriseCode = '91370100MA3XTE5T8Q';
export const busyCode = '93370100MA3XTE113J';

const subjects: PortalSubject[] = [
  subject(enterpriseCode, '济南泉畔样例食品有限公司', {
    identifiers: [
      { scheme: 'registration-number', value: '370100100000012' },
      { scheme: 'former-name', value: '济南泉畔样例副食店' },
    ],
  }),
  subject('92370100MA3XTE5002', '历下区样例泉香包子铺', {
    kind: 'individual-business',
    capital: null,
    entityType: '个人经营',
  }),
  subject(busyCode, '济南样例山水果蔬农民专业合作社', { kind: 'cooperative', region: '370112' }),
  subject('12370100MB0XTE525B', '济南市样例泉水保护中心', { kind: 'public-institution', capital: null }),
  subject('52370100MJD0XTE526', '济南样例社区养老服务中心', { kind: 'social-organisation', status: 'deregistered' }),
  subject('91310115MA00003300', '济南样例旧货交易有限公司', { status: 'revoked', region: '370103' }),
];

let made = 0;
function record(
  code: string,
  itemCode: string,
  payload: Record<string, unknown>,
  more: Partial<RecordView> = {},
): RecordView {
  made += 1;
  const found = testCatalogue.items.find((candidate) => candidate.code === itemCode);
  const textOf = (field: string | undefined) =>
    field && typeof payload[field] === 'string' ? String(payload[field]) : null;
  return {
    subjectCode: code,
    recordKey: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`,
    version: 1,
    item: itemCode,
    department: found?.provider ?? 'market-regulation',
    documentNumber: textOf(found?.documentNumber),
    occurredOn: textOf(found?.occurredOn),
    effectiveFrom: textOf(found?.effectiveFrom),
    effectiveUntil: textOf(found?.effectiveUntil),
    polarity: found?.polarity ?? 'neutral',
    severity: found?.severity ? 'general' : null,
    state: 'valid',
    shownFrom: '2016-01-01',
    shownUntil: 'infinity',
    payload,
    provenance: {
      batchId: 12,
      rowNumber: made,
      recordedFrom: '2026-11-20T02:30:00.000Z',
      recordedUntil: null,
      matchedBy: 'code',
    },
    ...more,
  };
}

const penaltyFacts =
  '经查，当事人于2026年6月3日销售的散装糕点未标明生产日期和保质期，且未按规定保存进货查验记录。当事人在责令改正期限内已改正，并主动提供相关材料。';
const name = '济南泉畔样例食品有限公司';

const records: RecordView[] = [
  record(enterpriseCode, 'enterprise-registration', {
    name,
    uscc: enterpriseCode,
    legalRepresentative: '闻人试',
    representativeId: '370102190101010032',
    capital: { amount: '5000000.00', currency: 'CNY' },
    scope: '食品销售；食品互联网销售；餐饮服务（依法须经批准的项目，经相关部门批准后方可开展经营活动）。',
    establishedOn: '2016-03-18',
    phone: '13800001234',
    internalNote: '内部专用内容',
  }),
  record(enterpriseCode, 'administrative-licence', {
    name,
    uscc: enterpriseCode,
    documentNumber: '济样许字〔2024〕第0107号',
    licence: '食品经营许可证',
    content: '食品销售（预包装食品、散装食品）；热食类食品制售',
    decidedOn: '2024-05-14',
    validFrom: '2024-05-14',
    validUntil: '2029-05-13',
    authority: '济南市样例审批局',
  }),
  record(enterpriseCode, 'administrative-licence', {
    name,
    uscc: enterpriseCode,
    documentNumber: '济样许字〔2019〕第0033号',
    licence: '户外广告设置许可',
    content: '门店招牌一处',
    decidedOn: '2019-04-02',
    validFrom: '2019-04-02',
    validUntil: '2021-04-01',
    authority: '济南市样例城管局',
  }),
  record(
    enterpriseCode,
    'administrative-penalty',
    {
      name,
      uscc: enterpriseCode,
      documentNumber: '济样市监处罚〔2026〕45号',
      facts: penaltyFacts,
      basis: '《中华人民共和国食品安全法》第一百二十五条',
      kinds: ['warning', 'fine'],
      fine: '0.5',
      handler: '欧阳例',
      decidedOn: '2026-07-01',
    },
    { version: 2, shownUntil: '2027-06-30' },
  ),
  record(enterpriseCode, 'spot-check-result', {
    name,
    uscc: enterpriseCode,
    plan: '2026年度食品经营主体双随机抽查',
    result: '未发现问题',
    checkedOn: '2026-09-12',
  }),
  record(enterpriseCode, 'tax-credit-a', { name, uscc: enterpriseCode, year: '2025', decidedOn: '2026-04-20' }),
  record(enterpriseCode, 'credit-commitment', {
    name,
    uscc: enterpriseCode,
    kind: '审批替代型',
    state: 'kept',
    decidedOn: '2024-05-10',
  }),
  record(enterpriseCode, 'social-security-arrears', {
    name,
    uscc: enterpriseCode,
    documentNumber: '不公开文号',
    amount: '1234',
    decidedOn: '2026-02-01',
  }),
  record('91310115MA00003300', 'abnormal-operation', {
    name: '济南样例旧货交易有限公司',
    documentNumber: '济样异〔2025〕9号',
    reason: '通过登记的住所或者经营场所无法联系',
    decidedOn: '2025-08-01',
  }),
  ...Array.from({ length: 90 }, (_, index) =>
    record(busyCode, 'administrative-licence', {
      name: '济南样例山水果蔬农民专业合作社',
      documentNumber: `济样许字〔2025〕第${String(index + 1).padStart(4, '0')}号`,
      licence: '产地检疫合格证',
      content: '"<样例>"蔬菜种子产地检疫合格，批次核准，准予调运。'.repeat(20),
      decidedOn: `2025-${String((index % 12) + 1).padStart(2, '0')}-${String((index % 28) + 1).padStart(2, '0')}`,
      validFrom: '2025-01-01',
      validUntil: '2030-01-01',
      authority: '济南市样例农业局',
    }),
  ),
];

const earlierPenalty: RecordView = {
  ...(records[3] as RecordView),
  version: 1,
  payload: { ...(records[3] as RecordView).payload, fine: '5' },
  provenance: {
    batchId: 9,
    rowNumber: 4,
    recordedFrom: '2026-07-03T01:00:00.000Z',
    recordedUntil: '2026-11-20T02:30:00.000Z',
    matchedBy: 'code',
  },
};
/** Address of the penalty, which has an earlier version. */
export const penaltyKey = (records[3] as RecordView).recordKey;
/** Address of the record of an item that is not public. */
export const hiddenKey = (records[7] as RecordView).recordKey;

function listed(of: RecordView[], page: { limit: number; cursor?: string | undefined }) {
  const start = Number(page.cursor ?? 0);
  const shown = of.slice(start, start + page.limit);
  return {
    records: shown.map((one) => ({
      ...one,
      subjectName: subjects.find(({ subjectCode }) => subjectCode === one.subjectCode)?.name ?? '',
    })),
    nextCursor: start + page.limit < of.length ? String(start + page.limit) : undefined,
  };
}

/** The doors of the invented city. Unlike the real ones they hand over everything, so that tests see the portal filter. */
export function testReads(): PortalReads {
  return {
    city: {
      code: 'jinan',
      name: '济南市',
      title: '信用济南 · 演示',
      demonstration: true,
      practice: false,
      examples: ['样例', '泉', '91370100'].filter((word) => word.length > 1),
      contact: [{ label: '咨询电话', value: '（演示城市不设电话）' }],
    },
    catalogue: testCatalogue,
    departments: [
      { code: 'market-regulation', name: '市市场监督管理局', level: 'city' },
      { code: 'tax', name: '市税务局', level: 'city' },
      { code: 'urban-management', name: '市城市管理局', level: 'city' },
      { code: 'human-resources', name: '市人力资源和社会保障局', level: 'city' },
      { code: 'market-regulation-370102', name: '历下区市场监督管理局', level: 'county' },
    ],
    regions: [
      { code: '370102', name: '历下区' },
      { code: '370103', name: '市中区' },
      { code: '370112', name: '历城区' },
    ],
    subject: async (code) => subjects.find(({ subjectCode }) => subjectCode === code) ?? null,
    records: async (code, clocks) =>
      records.filter((one) => one.subjectCode === code && (!clocks.asOf || (one.occurredOn ?? '') <= clocks.asOf)),
    recordVersions: async (code, key) => {
      const current = records.find((one) => one.subjectCode === code && one.recordKey === key);
      if (!current) return [];
      return key === penaltyKey ? [current, earlierPenalty] : [current];
    },
    search: async ({ text: wanted, limit, cursor }) => {
      const hits = subjects.filter(
        (one) => one.name.includes(wanted) || one.subjectCode.startsWith(wanted.toUpperCase()),
      );
      const many = wanted === '样例' ? Array.from({ length: 9 }, () => hits).flat() : hits;
      const start = Number(cursor ?? 0);
      return {
        hits: many.slice(start, start + limit),
        total: many.length,
        totalIsLowerBound: false,
        nextCursor: start + limit < many.length ? String(start + limit) : undefined,
      };
    },
    holdings: async () => [
      {
        department: 'market-regulation',
        item: 'enterprise-registration',
        currentRecords: 3120,
        lastRecorded: '2026-11-20T02:30:00.000Z',
      },
      {
        department: 'urban-management',
        item: 'administrative-licence',
        currentRecords: 20481,
        lastRecorded: '2026-11-22T08:10:00.000Z',
      },
      {
        department: 'market-regulation',
        item: 'administrative-penalty',
        currentRecords: 1874,
        lastRecorded: '2026-11-19T00:00:00.000Z',
      },
      {
        department: 'market-regulation-370102',
        item: 'spot-check-result',
        currentRecords: 960,
        lastRecorded: '2026-11-18T00:00:00.000Z',
      },
      { department: 'tax', item: 'tax-credit-a', currentRecords: 412, lastRecorded: '2026-04-25T00:00:00.000Z' },
      {
        department: 'human-resources',
        item: 'social-security-arrears',
        currentRecords: 77,
        lastRecorded: '2026-11-23T00:00:00.000Z',
      },
    ],
    subjectCount: async () => 5000,
    recordsOfItem: async (code, page) =>
      listed(
        records.filter((one) => one.item === code),
        page,
      ),
    recordsOfDepartment: async (code, page) =>
      listed(
        records.filter((one) => one.department === code),
        page,
      ),
    today: () => today,
    version: () => null,
    quality: testQuality(),
    judgements: testJudgements(enterpriseCode, penaltyKey),
  };
}
