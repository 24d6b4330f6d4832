import { existsSync, readFileSync } from 'node:fs';
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import { organisationCodeFrom } from '@xinheng/contracts/codes/organisation-code.ts';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type City, loadCity } from '../../../platform/city/index.ts';
import { mapHeader } from '../header.ts';
import { type CheckedRow, emptyRow } from '../row.ts';
import { compileItem, type RowChecker } from './index.ts';

let city: City;
let item: CatalogueItem;
let checker: RowChecker;
const today = '2026-11-23';

beforeAll(() => {
  city = loadCity('jinan');
  item = city.catalogue.items.find(({ code }) => code === 'administrative-penalty') as CatalogueItem;
  checker = compileItem(item, city.catalogue.codeLists, { today });
});

const good: Record<string, string> = {
  name: '济南样例商贸有限公司',
  category: '法人及非法人组织',
  uscc: '91370100MA3XTE5T8Q',
  documentNumber: '济样市监处罚〔2026〕1号',
  facts: '未按规定公示',
  basis: '企业信息公示暂行条例第十八条',
  kinds: '罚款',
  content: '罚款2000元',
  fine: '0.2',
  decidedOn: '2026/05/06',
  validUntil: '2099/12/31',
  authority: '济南市样例监督管理局',
  authorityCode: '11370100MB0XTE5T6A',
};

function check(
  changes: Record<string, string | undefined> = {},
  by: RowChecker = checker,
  row: CheckedRow = emptyRow(),
): CheckedRow {
  const cells: Record<string, string | undefined> = by === checker ? { ...good, ...changes } : changes;
  by.check(
    by.fields.map(({ name }) => cells[name]),
    row,
  );
  return row;
}
const rulesOf = (row: CheckedRow) => row.findings.map(({ rule, outcome }) => `${rule} ${outcome}`);

describe('a penalty row', () => {
  it('is accepted whole', () => {
    expect(check()).toEqual({
      outcome: 'accepted',
      values: {
        name: '济南样例商贸有限公司',
        category: 'organisation',
        uscc: '91370100MA3XTE5T8Q',
        documentNumber: '济样市监处罚〔2026〕1号',
        facts: '未按规定公示',
        basis: '企业信息公示暂行条例第十八条',
        kinds: ['fine'],
        content: '罚款2000元',
        fine: '0.2',
        decidedOn: '2026-05-06',
        validUntil: null,
        authority: '济南市样例监督管理局',
        authorityCode: '11370100MB0XTE5T6A',
      },
      candidates: [{ scheme: 'uscc', value: '91370100MA3XTE5T8Q', organisationCode: 'MA3XTE5T8' }],
      name: '济南样例商贸有限公司',
      nameFolded: '济南样例商贸有限公司',
      documentNumber: '济样市监处罚〔2026〕1号',
      occurredOn: '2026-05-06',
      effectiveFrom: '2026-05-06',
      effectiveUntil: null,
      severity: 'minor',
      shownFrom: '2026-05-06',
      shownUntil: '2026-08-06',
      keyParts: '\u001f济样市监处罚(2026)1号',
      findings: [],
    });
  });

  it('keeps the keys of the payload in the order of the item', () => {
    const names = item.fields.map(({ name }) => name);
    const keys = Object.keys(check().values);
    expect(keys).toEqual([...keys].sort((a, b) => names.indexOf(a) - names.indexOf(b)));
  });

  it('gives spelling variants of one document number one key', () => {
    const keys = [
      '济样市监处罚〔2026〕1号',
      '济样市监处罚[2026]1号',
      '济样市监处罚【2026】1号',
      '济样市监处罚(2026) 1号',
      '济样市监处罚（２０２６）1号',
    ].map((documentNumber) => check({ documentNumber }).keyParts);
    expect(new Set(keys).size).toBe(1);
  });

  it('is corrected, and says so before and after', () => {
    const row = check({ uscc: '91370100ma3xte5t8q', decidedOn: '2026年5月6日', fine: '2000元', kinds: '处罚款' });
    expect(row.outcome).toBe('corrected');
    expect(row.findings.map(({ rule, before, after }) => [rule, before, after])).toEqual([
      ['ID-01', '91370100ma3xte5t8q', '91370100MA3XTE5T8Q'],
      ['FM-03', '处罚款', '罚款'],
      ['FM-02', '2000元', '0.2万元'],
      ['FM-02', '2026年5月6日', '2026-05-06'],
    ]);
    expect(row.values).toEqual(check().values);
  });

  it('reports everything, not only the first', () => {
    const row = check({
      name: '',
      uscc: '91370100MA3XTE5T8R',
      kinds: '跪下',
      decidedOn: '2026-02-31',
      fine: '-1',
      validUntil: '2019-01-01',
    });
    expect(rulesOf(row).sort()).toEqual([
      'FM-01 rejected',
      'FM-02 rejected',
      'FM-02 rejected',
      'FM-03 rejected',
      'ID-01 rejected',
    ]);
    expect(row.outcome).toBe('rejected');
    expect(row.findings.find(({ rule }) => rule === 'ID-01')?.message).toContain('校验位应为 Q');
    for (const { message } of row.findings) expect(message).toMatch(/[一-鿿]/);
  });

  it.each([
    ['必填', { facts: undefined }, 'FM-01 rejected'],
    ['条件必填', { category: '自然人', uscc: undefined, certificateType: '身份证' }, 'FM-01 rejected'],
    ['空文号', { documentNumber: '无' }, 'FM-01 rejected'],
    ['过长', { name: '某'.repeat(201) }, 'FM-02 rejected'],
    ['空字符', { facts: '甲\u0000乙' }, 'FM-02 rejected'],
    ['乱码', { facts: '甲\ufffd乙' }, 'FM-02 quarantined'],
    ['零宽', { facts: '甲\u200b乙' }, 'FM-02 corrected'],
    ['身份证入代码栏', { uscc: '370102190101010032' }, 'ID-02 rejected'],
    ['个体非92', { category: '个体工商户' }, 'ID-02 rejected'],
    ['92非个体', { uscc: '92370100MA3XTE5002' }, 'ID-02 rejected'],
    ['自然人有代码', { category: '自然人', certificateType: '护照号', certificate: 'G12345678' }, 'ID-02 rejected'],
    ['将来', { decidedOn: '2026-11-24', validUntil: undefined }, 'LG-01 rejected'],
    ['先后', { validUntil: '2026-05-05' }, 'LG-01 rejected'],
    ['机关代码', { authorityCode: '11370100MB0XTE5T6B' }, 'ID-04 rejected'],
    [
      '证件',
      { legalRepresentativeCertificateType: '身份证', legalRepresentativeCertificate: '370102190101010033' },
      'FM-02 rejected',
    ],
    ['正文含身份证', { facts: '当事人(370102190101010032)未按规定公示' }, 'PV-01 quarantined'],
    ['金额分不清', { fine: '1,00' }, 'FM-02 quarantined'],
    ['占位代码', { uscc: '00000000000000000X' }, 'ID-01 corrected'],
    ['组织机构代码不一致', { organisationCode: 'D2143569-X' }, 'ID-01 quarantined'],
  ])('%s', (_, changes, rule) => expect(rulesOf(check(changes))).toEqual([rule]));

  it('never repeats a natural person\u2019s number', () => {
    const row = check({ uscc: '370102190101010032', taxNumber: '370102190101010033', facts: '(370102190101010032)' });
    expect(JSON.stringify(row.findings)).not.toContain('19010101');
  });

  it('keeps a second number that cannot be checked, and does not match by it', () => {
    const row = check({ registrationNumber: '110000002734306', institutionNumber: '事证第137010000001号' });
    expect(row.outcome).toBe('corrected');
    expect(row.findings[0]?.message).toContain('校验位应为 7');
    expect(row.values).toMatchObject({
      registrationNumber: '110000002734306',
      institutionNumber: '事证第137010000001号',
    });
    expect(row.candidates).toHaveLength(1);
  });

  it.each([
    { name: '填表说明:本表一行一条' },
    { name: '说明' },
    { name: '(例)', facts: '行政相对人名称' },
    { name: '行政相对人名称' },
  ])('%o is the template, not data', (changes) => {
    const row = check({ ...Object.fromEntries(Object.keys(good).map((key) => [key, undefined])), ...changes });
    if (changes.name === '(例)') expect(row.outcome).toBe('rejected');
    else expect(rulesOf(row)).toEqual(['FM-00 rejected']);
  });

  it('does not take a company for an explanation', () =>
    expect(check({ name: '说明书印务有限公司' }).outcome).toBe('accepted'));

  it('finds the severity by the first rule that fits', () => {
    expect(check({ kinds: '罚款;责令停产停业' }).severity).toBe('severe');
    expect(check({ fine: '100' }).severity).toBe('severe');
    expect(check({ fine: '5' }).severity).toBe('general');
    expect(check({ kinds: '警告', fine: undefined }).severity).toBe('minor');
  });

  it('reuses a row without traces, and the caller keeps the values', () => {
    const row = emptyRow();
    const first = check({ uscc: '91370100ma3xte5t8q' }, checker, row).values;
    const copy = structuredClone(first);
    check({}, checker, row);
    expect(row).toEqual(check());
    expect(first).toEqual(copy);
  });

  it('is total, and what it accepted it accepts again unchanged', () => {
    const names = item.fields.map(({ name }) => name);
    const strange = fc.oneof(
      fc.constant(undefined),
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(...Object.values(good)),
    );
    const changes = fc.dictionary(fc.constantFrom(...names), strange, { maxKeys: 3 });
    const row = emptyRow();
    fc.assert(
      fc.property(changes, (changed) => {
        check(changed, checker, row);
        const payload = JSON.stringify(row.values);
        const { outcome, keyParts } = row;
        if (outcome === 'rejected') return row.findings.length > 0;
        if (outcome === 'quarantined') return true;
        const written = names.map((name) => {
          const value = row.values[name];
          return value === null ? '长期' : Array.isArray(value) ? value.join(';') : (value as string | undefined);
        });
        checker.check(written, row);
        return JSON.stringify(row.values) === payload && row.keyParts === keyParts;
      }),
      { numRuns: 500 },
    );
  });
});

describe('every item of the catalogue', () => {
  it('compiles, in every city', () => {
    for (const { items, codeLists } of [city.catalogue, loadCity('nanchang').catalogue]) {
      for (const declared of items) {
        const compiled = compileItem(declared, codeLists, { today });
        const row = check({}, compiled);
        expect(row.outcome).toBe('rejected');
        const { columns, missing } = mapHeader(
          declared.fields.map(({ label }) => label),
          declared,
        );
        expect(columns).toEqual(declared.fields.map((_, at) => at));
        expect(missing).toEqual([]);
      }
    }
  });

  it('reads registrations with several kinds of number', () => {
    const registration = city.catalogue.items.find(({ code }) => code === 'enterprise-registration') as CatalogueItem;
    const by = compileItem(registration, city.catalogue.codeLists, { today });
    const row = check(
      {
        name: '济南样例厂',
        uscc: '370100100000012',
        capital: '26(万元人民币)',
        taxNumber: `370102${organisationCodeFrom('D2143569')}`,
        registeredOn: '19800101',
      },
      by,
    );
    expect(row.outcome).toBe('corrected');
    expect(row.values).toMatchObject({ capital: { amount: '260000', currency: 'CNY' }, registeredOn: '1980-01-01' });
    expect(row.candidates.map(({ scheme }) => scheme)).toEqual(['registration-number', 'tax-number']);
    expect(row).toMatchObject({ shownFrom: '1980-01-01', shownUntil: '9999-12-31', keyParts: '' });
  });

  it('says which field or list a broken item lacks', () => {
    expect(() => compileItem({ ...item, naturalKey: ['nothing'] }, city.catalogue.codeLists, { today })).toThrow(
      'nothing',
    );
    expect(() => compileItem(item, [], { today })).toThrow('no code list');
  });
});

/** Splits quoted CSV; only for reading the real files here. */
function splitCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r?\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

describe('the real registers', () => {
  const files = ['jinan', 'nanchang', 'baoshan'].map(
    (name) => new URL(`../../../../../../shared/data/real/${name}.csv`, import.meta.url),
  );
  const present = files.every((file) => existsSync(file));
  if (!present) console.info('compile.test: 真实登记数据不在 ../shared/data/real,跳过');
  it.skipIf(!present)('pass the checks, with every spelling of capital read', () => {
    const registration = city.catalogue.items.find(({ code }) => code === 'enterprise-registration') as CatalogueItem;
    const by = compileItem(registration, city.catalogue.codeLists, { today });
    for (const file of files) {
      const [header = [], ...lines] = splitCsv(readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
      const { columns, missing, unknown } = mapHeader(header, registration);
      expect([missing, unknown]).toEqual([[], []]);
      const outcomes: Record<string, number> = {};
      const troubles: Record<string, number> = {};
      const row = emptyRow();
      for (const line of lines) {
        const cells = new Array<string | undefined>(by.fields.length).fill(undefined);
        for (const [at, cell] of line.entries()) if ((columns[at] ?? -1) >= 0) cells[columns[at] as number] = cell;
        by.check(cells, row);
        outcomes[row.outcome] = (outcomes[row.outcome] ?? 0) + 1;
        for (const { outcome, rule, field, before, after } of row.findings) {
          const key =
            outcome === 'corrected' && before !== after
              ? `${rule} ${field} 改正`
              : `${rule} ${field} ${outcome} ${before}`;
          troubles[key] = (troubles[key] ?? 0) + 1;
        }
      }
      console.info(file.pathname.split('/').pop(), lines.length, outcomes, troubles);
      expect((outcomes.rejected ?? 0) + (outcomes.quarantined ?? 0)).toBeLessThan(lines.length / 500);
    }
  });
});
