import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { citiesFolder } from './declaration.ts';
import { cityCodes, loadCity } from './index.ts';
import { readOrganisations } from './organisations.ts';

const folder = mkdtempSync(join(tmpdir(), 'xinheng-organisations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const city = loadCity('jinan');
const read = (text: string) => {
  writeFileSync(join(folder, 'organisations.yaml'), text);
  return readOrganisations(relative(citiesFolder, folder), { ...city, items: city.catalogue.items });
};

it.each(cityCodes())('%s declares stations below county departments, and organisations of other kinds', (code) => {
  const { organisations, departments } = loadCity(code);
  const stations = organisations.filter(({ level }) => level === 'station');
  expect(stations.length).toBeGreaterThan(1);
  for (const { parent, region } of stations)
    expect(departments.find((one) => one.code === parent)).toMatchObject({ level: 'county', region });
  expect(new Set(organisations.map(({ kind }) => kind)).size).toBeGreaterThan(2);
});

it('a station takes region, kind and duties from above; an association stands for the whole city', () => {
  expect(
    read(`stations:
  - { code: a-station, of: tax-370102, name: 税务所, shortName: 税务所 }
organisations:
  - { code: b-branch, kind: bank, name: 支行, shortName: 支行, region: '370102' }
duties:
  - { organisation: b-branch, kind: inspection-item, item: J-1 }
`),
  ).toMatchObject({
    organisations: [
      { code: 'a-station', kind: 'department', level: 'station', region: '370102', parent: 'tax-370102' },
      { code: 'b-branch', kind: 'bank', level: 'county', region: '370102', parent: null, formerNames: [] },
    ],
    duties: [{ organisation: 'b-branch', kind: 'inspection-item', item: 'J-1', remark: '' }],
  });
});

it.each([
  ['stations: [{ code: a, of: nowhere, name: 所, shortName: 所 }]', /:1: 本市没有部门“nowhere”/],
  ['stations:\n  - { code: tax, of: tax-370102, name: 所, shortName: 所 }', /:2: 机构“tax”重复/],
  ['organisations: [{ code: a, kind: bank, name: 行 }]', /:1: .*缺少必填项“shortName”/],
  ['organisations: [{ code: a, kind: shop, name: 店, shortName: 店 }]', /association、bank、enterprise/],
  ["organisations: [{ code: a, kind: bank, name: 行, shortName: 行, region: '110000' }]", /区划 110000 不在本市/],
  ['organisations: [{ code: a, kind: bank, name: 行, shortName: 行, parent: b }]', /没有机构“b”/],
  ['organisations: [{ code: a, kind: bank, name: 行, shortName: 行, uscc: 91370100MA3ABSENT0 }]', /校验位|代码用字/],
  ['duties:\n\n  - { organisation: nowhere, kind: information-item, item: honour }', /:3: 本市没有机构“nowhere”/],
  ['duties: [{ organisation: tax, kind: information-item, item: nothing }]', /信息目录中没有事项“nothing”/],
  [
    'duties:\n  - { organisation: tax, kind: licence-item, item: a }\n  - { organisation: tax, kind: licence-item, item: a }',
    /:3: “tax”的职责“a”重复/,
  ],
])('%s is refused with its line', (text, said) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({ code: 'declaration-invalid', message: expect.stringMatching(said) }),
  );
});
