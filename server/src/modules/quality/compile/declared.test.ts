import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { QualityRule } from '@xinheng/contracts/quality.ts';
import { describe, expect, it } from 'vitest';
import { cityCodes, loadCity, looksIntoStore, rulesOfItem } from '../../../platform/city/index.ts';
import { emptyRow } from '../row.ts';
import { amountsInText } from './declared.ts';
import { compileItem } from './index.ts';

const city = loadCity('jinan');
const item = city.catalogue.items.find(({ code }) => code === 'administrative-penalty') as CatalogueItem;

const good: Record<string, string> = {
  ...{ name: '济南样例商贸有限公司', uscc: '91370100MA3XTE5T8Q', documentNumber: '济样市监处罚〔2026〕1号' },
  ...{
    facts: '未按规定公示',
    basis: '企业信息公示暂行条例第十八条',
    kinds: '罚款',
    content: '罚款2000元',
    fine: '0.2',
  },
  ...{ decidedOn: '2026/05/06', authority: '济南市样例监督管理局' },
};

function findingsOf(
  changes: Record<string, string | undefined>,
  rules: readonly QualityRule[] = city.qualityRules.rules,
) {
  const checker = compileItem(item, city.catalogue.codeLists, { today: '2026-11-23', rules });
  const row = emptyRow();
  const cells: Record<string, string | undefined> = { ...good, ...changes };
  checker.check(
    checker.fields.map(({ name }) => cells[name]),
    row,
  );
  return { ...row, told: row.findings.map(({ rule, outcome, field }) => `${rule} ${outcome} ${field}`) };
}

const rule = (parts: Partial<QualityRule>): QualityRule => ({
  ...{ code: 'planted', family: 'LG-99', title: '试验', items: '*', gravity: 'warn', points: '@name' },
  ...{ when: [{ field: '@name', filled: true }], message: '试验用的规则', source: '试验' },
  ...parts,
});

describe('the declared rules of a penalty', () => {
  it('find nothing in a good row', () => {
    expect(findingsOf({}).told).toEqual([]);
  });

  it.each([
    [{ fine: undefined }, ['LG-02 warned 罚款金额'], 'accepted'],
    [{ fine: '0' }, ['LG-02 warned 罚款金额', 'LG-02 warned 罚款金额'], 'accepted'],
    [{ fine: '0.3' }, ['LG-02 warned 罚款金额'], 'accepted'],
    [{ content: '罚款二千元' }, [], 'accepted'],
    [{ content: '没收违法所得1,000元，并处罚款０.２万元' }, [], 'accepted'],
    [{ kinds: '吊销许可证件' }, ['LG-03 warned 暂扣或吊销证照名称及编号'], 'accepted'],
    [{ kinds: '吊销许可证件', licencesAffected: '营业执照' }, [], 'accepted'],
    [{ claimedUntil: '2026-05-01' }, ['LG-01 warned 来件公示截止期'], 'accepted'],
    [{ decidedOn: '1935-06-01' }, ['LG-01 quarantined 处罚决定日期'], 'quarantined'],
  ] as const)('%j', (changes, told, outcome) => {
    const row = findingsOf(changes);
    expect(row.told).toEqual(told);
    expect(row.outcome).toBe(outcome);
  });

  it('turn yuan into 万元 only where the text says the same number of yuan', () => {
    const row = findingsOf({ fine: '2000' });
    expect(row.findings).toMatchObject([{ rule: 'LG-02', outcome: 'corrected', before: '2000', after: '0.2' }]);
    expect(row.values.fine).toBe('0.2');
    expect(findingsOf({ fine: '2000', content: '罚款2000万元' }).values.fine).toBe('2000');
    expect(findingsOf({ fine: '2000', content: '予以处罚' }).told).toEqual([]);
  });

  it('say what is wrong with the very values', () => {
    const [finding] = findingsOf({ claimedUntil: '2026-05-01' }).findings;
    expect(finding?.message).toContain('2026-05-01 早于处罚决定日期 2026-05-06');
  });
});

describe('a condition', () => {
  const tells = (parts: Partial<QualityRule>, changes = {}) => findingsOf(changes, [rule(parts)]).told.length === 1;

  it.each([
    [[{ field: 'kinds', anyOf: ['fine'] }], true],
    [[{ field: 'kinds', anyOf: ['warning'] }], false],
    [[{ field: 'kinds', noneOf: ['warning'] }], true],
    [[{ field: 'kinds', noneOf: ['fine'] }], false],
    [[{ field: 'fine', atLeast: 0.2 }], true],
    [[{ field: 'fine', below: 0.2 }], false],
    [[{ field: 'documentNumber', matches: '处罚' }], true],
    [[{ field: 'documentNumber', matches: '^无$' }], false],
    [[{ field: 'decidedOn', laterThan: '2026-05-05' }], true],
    [[{ field: 'decidedOn', earlierThan: 'today' }], true],
    [[{ field: 'decidedOn', laterThan: 'validUntil' }], false],
    [[{ field: 'authority', differsFrom: '@name' }], true],
    [[{ field: 'name', differsFrom: '@name' }], false],
    [[{ field: 'note', filled: true }], false],
    [
      [
        { field: 'fine', atLeast: 0.1 },
        { field: 'fine', below: 0.15 },
      ],
      false,
    ],
  ] as const)('%j: %s', (when, expected) => {
    expect(tells({ when: when.map((one) => ({ ...one })) as QualityRule['when'] })).toBe(expected);
  });

  it.each(['reject', 'quarantine', 'warn'] as const)('decides by its gravity: %s', (gravity) => {
    expect(findingsOf({}, [rule({ gravity })]).outcome).toBe(
      { reject: 'rejected', quarantine: 'quarantined', warn: 'accepted' }[gravity],
    );
  });

  it('concerns its items only, and items that have the fields', () => {
    expect(tells({ items: ['administrative-licence'] })).toBe(false);
    expect(rulesOfItem([rule({ points: 'noSuchField' })], item)).toEqual([]);
    expect(looksIntoStore(rule({ message: '应为{subject.name}' }))).toBe(true);
    const registration = city.catalogue.items.find(({ code }) => code === 'enterprise-registration') as CatalogueItem;
    expect(rulesOfItem(city.qualityRules.rules, registration).some(looksIntoStore)).toBe(false);
  });
});

it('amounts are read out of a text, in yuan', () => {
  expect(amountsInText('罚款2,000.50元，没收1.2万元；合计３亿元，第5条')).toEqual([2000.5, 12_000, 300_000_000]);
  expect(amountsInText('罚款二千元')).toEqual([]);
});

it('every city has rules with an edition, a source and a sentence', () => {
  for (const code of cityCodes()) {
    const { rules, edition } = loadCity(code).qualityRules;
    expect(edition).toMatch(/^[a-z]+-\d{4}-\d{2}$/);
    expect(rules.length).toBeGreaterThan(8);
    expect(new Set(rules.map((one) => one.code)).size).toBe(rules.length);
  }
});
