import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import { describe, expect, it } from 'vitest';
import { loadCity } from '../../platform/city/index.ts';
import { mapHeader } from './header.ts';

const item = loadCity('jinan').catalogue.items.find(({ code }) => code === 'administrative-penalty') as CatalogueItem;
const namesOf = (header: string[]) => mapHeader(header, item).columns.map((at) => item.fields[at]?.name ?? null);

describe('mapHeader', () => {
  it('knows codes, labels, aliases, widths, cases and notes in parentheses', () => {
    expect(namesOf(['CF_XDR_MC', ' cf_wsh ', '处罚 类别', '罚款金额（万元）', '罚款金额'])).toEqual([
      'name',
      'documentNumber',
      'kinds',
      'fine',
      null,
    ]);
    expect(namesOf(['ＣＦ＿ＪＤＲＱ', '\ufeff处罚机关*', '处罚决定日期(必填)'])).toEqual([
      'decidedOn',
      'authority',
      null,
    ]);
    expect(namesOf(['行政相对人代码_1(统一社会信用代码)', '行政相对人代码_2 (工商注册号)'])).toEqual([
      'uscc',
      'registrationNumber',
    ]);
  });

  it('names what is missing, unknown, twice there, and leaves out what is left out on purpose', () => {
    const map = mapHeader(['CF_XDR_MC', '行政相对人名称', '心情', 'SJC', '序号', ''], item);
    expect(map.duplicated).toEqual(['行政相对人名称']);
    expect(map.unknown).toEqual(['心情']);
    expect(map.missing.map(({ name }) => name)).toContain('documentNumber');
    expect(map.columns).toEqual([0, -1, -1, -1, -1, -1]);
  });
});
