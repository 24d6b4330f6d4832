/** A small catalogue for the portal's tests: one item of every section, one that is not public. */
import type { CatalogueEdition, CatalogueItem, Field } from '@xinheng/contracts/catalogue.ts';

function item(
  code: string,
  name: string,
  section: CatalogueItem['section'],
  more: Partial<CatalogueItem>,
): CatalogueItem {
  return {
    code,
    name,
    nationalClass: 3,
    polarity: 'neutral',
    legalBasis: '企业信息公示暂行条例(2024修订)第六、七条',
    provider: 'market-regulation',
    due: { n: 7, unit: 'WD', from: 'decidedOn', source: '双公示' },
    disclosure: 'public',
    windows: [
      {
        from: 'decidedOn',
        longest: { all: 'unlimited' },
        effectiveFrom: '1949-10-01',
        source: '企业信息公示暂行条例第六条',
      },
    ],
    section,
    subject: { role: 'about' },
    identity: { codes: ['uscc'], name: 'name' },
    naturalKey: ['subject', 'documentNumber'],
    occurredOn: 'decidedOn',
    fields: [],
    ...(more.fields?.some((field) => field.name === 'documentNumber') ? { documentNumber: 'documentNumber' } : {}),
    ...more,
  };
}

const head: Field[] = [
  { name: 'name', label: '行政相对人名称', aliases: [], type: 'name', required: true },
  { name: 'uscc', label: '统一社会信用代码', aliases: [], type: 'identifier' },
];
const text = (name: string, label: string, more: Partial<Field> = {}): Field => ({
  name,
  label,
  aliases: [],
  type: 'text',
  ...more,
});
const day = (name: string, label: string): Field => ({ name, label, aliases: [], type: 'date' });

export const testCatalogue: CatalogueEdition = {
  edition: 'base-2026.11',
  effectiveFrom: '2026-11-01',
  codeLists: [
    {
      name: 'penalty-kind',
      source: '行政处罚法第九条',
      values: [
        { code: 'warning', label: '警告' },
        { code: 'fine', label: '罚款' },
        { code: 'confiscate-income', label: '没收违法所得' },
      ],
    },
    { name: 'kept', source: '承诺标准', values: [{ code: 'kept', label: '已履行' }] },
  ],
  items: [
    item('enterprise-registration', '企业登记', 'registration', {
      nationalClass: 1,
      subject: { role: 'registers', kind: 'enterprise', sets: { name: 'name' } },
      due: { n: 20, unit: 'WD', from: 'establishedOn', source: '条例第六条' },
      occurredOn: 'establishedOn',
      fields: [
        ...head,
        { name: 'legalRepresentative', label: '法定代表人', aliases: [], type: 'person' },
        { name: 'representativeId', label: '法定代表人证件号码', aliases: [], type: 'person-id' },
        { name: 'capital', label: '注册资本', aliases: [], type: 'capital' },
        text('scope', '经营范围'),
        day('establishedOn', '成立日期'),
        text('phone', '联系电话', { mask: 'phone' }),
        text('internalNote', '内部备注', { disclosure: 'shared' }),
      ],
    }),
    item('administrative-licence', '行政许可', 'licences', {
      provider: 'urban-management',
      effectiveFrom: 'validFrom',
      effectiveUntil: 'validUntil',
      windows: [
        {
          from: 'decidedOn',
          longest: { all: 'unlimited' },
          endsOn: ['validUntil'],
          effectiveFrom: '1949-10-01',
          source: '发改办财金〔2018〕424号',
        },
      ],
      fields: [
        ...head,
        text('documentNumber', '行政许可决定书文号'),
        text('licence', '许可证书名称'),
        text('content', '许可内容'),
        day('decidedOn', '许可决定日期'),
        day('validFrom', '有效期自'),
        day('validUntil', '有效期至'),
        text('authority', '许可机关'),
      ],
    }),
    item('administrative-penalty', '行政处罚', 'penalties', {
      polarity: 'negative',
      severity: [{ severity: 'general', when: [], source: '第36号令' }],
      windows: [
        {
          from: 'decidedOn',
          longest: { minor: { n: 1, unit: 'Y' }, general: { n: 1, unit: 'Y' }, severe: { n: 3, unit: 'Y' } },
          notEndsBefore: 'restrictionUntil',
          effectiveFrom: '1949-10-01',
          source: '2018—2023年做法(发改财金〔2018〕893号)',
        },
        {
          from: 'decidedOn',
          longest: { minor: { n: 3, unit: 'M' }, general: { n: 1, unit: 'Y' }, severe: { n: 3, unit: 'Y' } },
          notEndsBefore: 'restrictionUntil',
          effectiveFrom: '2026-04-01',
          source: '国家发展改革委令第36号',
        },
      ],
      fields: [
        ...head,
        text('documentNumber', '行政处罚决定书文号'),
        text('facts', '违法事实'),
        text('basis', '处罚依据'),
        { name: 'kinds', label: '处罚类别', aliases: [], type: 'choices', codeList: 'penalty-kind' },
        { name: 'fine', label: '罚款金额', aliases: [], type: 'number', unit: '万元' },
        { name: 'category', label: '行政相对人类别', aliases: [], type: 'choice', codeList: 'subject-category' },
        { name: 'legalRepresentative', label: '法定代表人', aliases: [], type: 'person' },
        { name: 'handler', label: '经办人', aliases: [], type: 'person', mask: 'person-name' },
        day('decidedOn', '处罚决定日期'),
        day('restrictionUntil', '限制期限至'),
      ],
    }),
    item('spot-check-result', '抽查检查结果', 'spot-checks', {
      occurredOn: 'checkedOn',
      fields: [...head, text('plan', '抽查计划'), text('result', '抽查结果'), day('checkedOn', '检查日期')],
    }),
    item('abnormal-operation', '经营异常名录', 'lists', {
      polarity: 'negative',
      nationalClass: 5,
      fields: [
        ...head,
        text('documentNumber', '列入决定书文号'),
        text('reason', '列入原因'),
        day('decidedOn', '列入日期'),
      ],
    }),
    item('tax-credit-a', '纳税信用 A 级', 'honours', {
      polarity: 'positive',
      provider: 'tax',
      nationalClass: 9,

      fields: [...head, text('year', '评价年度'), day('decidedOn', '评定日期')],
    }),
    item('credit-commitment', '信用承诺', 'commitments', {
      nationalClass: 8,

      fields: [
        ...head,
        text('kind', '承诺类型'),
        { name: 'state', label: '履约状态', aliases: [], type: 'choice', codeList: 'kept' },
        day('decidedOn', '承诺日期'),
      ],
    }),
    item('social-security-arrears', '社会保险欠缴', 'other', {
      polarity: 'negative',
      provider: 'human-resources',
      disclosure: 'shared',
      fields: [
        ...head,
        text('documentNumber', '催缴文号'),
        { name: 'amount', label: '欠缴金额', aliases: [], type: 'number', unit: '元' },
        day('decidedOn', '认定日期'),
      ],
    }),
  ],
};
