import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { faultOf } from './check-item.ts';
import { citiesFolder, readDeclaration } from './declaration.ts';
import { cityCodes, loadCity, readBaseEdition } from './index.ts';

const items = [
  'enterprise-registration',
  'individual-business-registration',
  'cooperative-registration',
  'registration-change',
  'deregistration',
  'administrative-licence',
  'administrative-penalty',
  'spot-check-result',
  'abnormal-operation-list',
  'serious-violation-list',
  'judgment-debtor',
  'tax-credit-a',
  'tax-arrears',
  'social-security-arrears',
  'wage-arrears',
  'honour',
  'qualification',
  'credit-commitment',
  'contract-performance',
  'complaint-mediation',
  'annual-report',
  'illegal-building',
  'utility-arrears',
].sort();

describe('the cities', () => {
  it('are four', () => {
    expect(cityCodes()).toEqual(['baoshan', 'jinan', 'nanchang', 'shanghai']);
  });

  it('say which there are when another is asked for', () => {
    const wrong = {
      code: 'configuration-invalid',
      message: expect.stringContaining('baoshan、jinan、nanchang、shanghai'),
    };
    expect(() => loadCity('beijing')).toThrow(expect.objectContaining(wrong));
    expect(() => loadCity('../cities/jinan')).toThrow(expect.objectContaining({ code: 'configuration-invalid' }));
  });

  it.each(cityCodes())('%s has every item, its provider, and is frozen', (code) => {
    const city = loadCity(code);
    expect(city.catalogue.items.map((item) => item.code).sort()).toEqual(items);
    const departments = new Set(city.departments.map((department) => department.code));
    expect(departments.size).toBe(city.departments.length);
    for (const item of city.catalogue.items) expect(departments).toContain(item.provider);
    for (const { parent } of city.departments) if (parent) expect(departments).toContain(parent);
    expect(() => city.departments.push()).toThrow(TypeError);
    expect(Object.isFrozen(city.catalogue.items[0]?.fields[0])).toBe(true);
    expect(loadCity(code)).toBe(city);
  });

  it('leave no placeholder in a name', () => {
    for (const city of cityCodes().map(loadCity)) {
      for (const { name, shortName, formerNames } of city.departments)
        expect([name, shortName, ...formerNames].join()).not.toMatch(/[{}]/);
    }
    expect(loadCity('jinan').departments.find(({ code }) => code === 'market-regulation-370102')).toMatchObject({
      name: '济南市历下区市场监督管理局',
      parent: 'market-regulation',
      region: '370102',
      formerNames: ['济南市历下区工商行政管理局'],
    });
    expect(loadCity('jinan').departments.find(({ code }) => code === 'tax-370124')?.name).toBe(
      '国家税务总局平阴县税务局',
    );
  });

  it('adjust what they adjust: Baoshan’s 7 working days for everything', () => {
    for (const item of loadCity('baoshan').catalogue.items) expect(item.due).toMatchObject({ n: 7, unit: 'WD' });
    const due = (city: string) =>
      loadCity(city).catalogue.items.find(({ code }) => code === 'enterprise-registration')?.due;
    expect(due('jinan')).toMatchObject({ n: 20, unit: 'WD', from: 'registeredOn' });
    expect(due('baoshan')?.from).toBe('registeredOn');
  });

  it('keep an item outside the national catalogue off until a local basis is named', () => {
    for (const item of readBaseEdition().items)
      if (item.nationalClass === 0) expect(item.localSupplement).toBeUndefined();
    for (const city of cityCodes().map(loadCity)) {
      for (const item of city.catalogue.items) if (item.nationalClass === 0) expect(item.localSupplement).toBeTruthy();
    }
  });
});

describe('the items', () => {
  const { items: declared, codeLists } = readBaseEdition();
  const item = (code: string) => {
    const found = declared.find((one) => one.code === code);
    if (!found) throw new Error(code);
    return structuredClone(found);
  };
  const headersOf = (code: string) => new Set(item(code).fields.flatMap((field) => [field.label, ...field.aliases]));

  it.each([
    [
      'enterprise-registration',
      '企业名称,统一社会信用代码,注册日期,企业类型,法人代表,注册资金,经营范围,所在省份,地区,注册地址',
    ],
    ['tax-credit-a', '纳税人识别号,纳税人名称,评价年度,税务机关'],
    [
      'administrative-licence',
      'XK_XDR_MC,XK_XDR_LB,XK_XDR_SHXYM,XK_XDR_GSZC,XK_XDR_ZZJG,XK_XDR_SWDJ,XK_XDR_SYDW,XK_XDR_SHZZ,XK_FRDB,XK_FR_ZJLX,XK_FR_SFZH,XK_FR_ZJHM,XK_XDR_ZJLX,XK_XDR_ZJHM,XK_XKWS,XK_WSH,XK_XKLB,XK_XKZS,XK_XKBH,XK_NR,XK_JDRQ,XK_YXQZ,XK_YXQZI,XK_XKJG,XK_XKJGDM,XK_ZT,XK_LYDW,XK_LYDWDM,BZ',
    ],
    ['administrative-licence', 'XK_XMMC,XK_BM,XK_SPLB,XK_XDR,XK_XDR_ZDM,XK_XDR_GSDJ,XK_XDR_SFZ,XK_FR,XK_JZQ,XK_XZJG'],
    [
      'administrative-penalty',
      'CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_XDR_GSZC,CF_XDR_ZZJG,CF_XDR_SWDJ,CF_XDR_SYDW,CF_XDR_SHZZ,CF_FRDB,CF_FR_ZJLX,CF_FR_SFZH,CF_FR_ZJHM,CF_XDR_ZJLX,CF_XDR_ZJHM,CF_WSH,CF_WFXW,CF_SY,CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_NR_WFFF,CF_NR_ZKDX,CF_JDRQ,CF_YXQ,CF_GSJZQ,CF_CFJG,CF_CFJGDM,CF_SJLY,CF_SJLYDM,BZ',
    ],
    [
      'administrative-penalty',
      'CF_CFMC,CF_CFLB1,CF_CFLB2,CF_XDR,CF_XDR_ZDM,CF_XDR_GSDJ,CF_XDR_SFZ,CF_FR,CF_JG,CF_JZQ,CF_XZJG,CF_ZT,CF_BM',
    ],
  ])('%s knows the columns of the exchange format', (code, columns) => {
    for (const column of columns.split(',')) expect(headersOf(code), column).toContain(column);
  });

  it('never make a certificate number public, nor require more than a name and a number to register', () => {
    for (const { fields } of declared) {
      for (const field of fields)
        if (field.type === 'person-id') expect(field).toMatchObject({ disclosure: 'authorised', mask: 'person-id' });
    }
    expect(
      item('enterprise-registration')
        .fields.filter((field) => field.required)
        .map(({ name }) => name),
    ).toEqual(['name']);
  });

  it('have the twenty fields of the commitment standard', () => {
    expect(item('credit-commitment').fields).toHaveLength(20);
  });

  it('are refused when they refer to nothing', () => {
    const honour = item('honour');
    expect(faultOf(honour, codeLists)).toBeNull();
    expect(faultOf({ ...honour, naturalKey: ['subject', 'prize'] }, codeLists)).toMatchObject({
      path: ['naturalKey', 1],
    });
    expect(faultOf({ ...honour, occurredOn: 'honour' }, codeLists)?.message).toContain('类型是 text');
    expect(faultOf({ ...honour, windows: [...honour.windows, ...honour.windows] }, codeLists)?.path).toEqual([
      'windows',
      1,
    ]);
    const twice = {
      ...honour,
      fields: [...honour.fields, { name: 'x', label: '证书', aliases: ['表彰文号'], type: 'text' as const }],
    };
    expect(faultOf(twice, codeLists)?.message).toContain('同时指');
    const penalty = item('administrative-penalty');
    penalty.severity = [{ severity: 'minor', when: [{ field: 'kinds', anyOf: ['flogging'] }], source: '' }];
    expect(faultOf(penalty, codeLists)?.message).toContain('flogging');
  });
});

describe('a faulty file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xinheng-declaration-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const honour = readFileSync(join(citiesFolder, 'base/catalogue/honour.yaml'), 'utf8');
  const read = (text: string) => {
    const file = join(folder, 'honour.yaml');
    writeFileSync(file, text);
    return () => readDeclaration(file, 'base/catalogue/item.schema.json');
  };

  it.each([
    ['a misspelled key', honour.replace('disclosure: public', 'disclosur: public'), /honour\.yaml:9: .*disclosur/],
    [
      'an unknown value',
      honour.replace('disclosure: public', 'disclosure: secret'),
      /honour\.yaml:9: “disclosure”只能是 public、shared、authorised 之一/,
    ],
    ['a missing part', honour.replace(/^section:.*\n/m, ''), /honour\.yaml:2: 缺少必填项“section”/],
    [
      'a wrong field type',
      honour.replace('label: 荣誉级别', 'label: 荣誉级别, min: 很多'),
      /honour\.yaml:29: “min”应为数字/,
    ],
    ['broken YAML', honour.replace('windows:', 'windows: ['), /honour\.yaml:\d+: YAML 语法有误/],
    ['a key twice', `${honour}name: 又一次\n`, /YAML 语法有误（DUPLICATE_KEY）/],
  ])('says file and line: %s', (_, text, message) => {
    expect(read(text)).toThrow(
      expect.objectContaining({ code: 'declaration-invalid', message: expect.stringMatching(message) }),
    );
  });
});
