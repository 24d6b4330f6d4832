import { describe, expect, it } from 'vitest';
import { loadCity } from '../../platform/city/index.ts';
import { itemByCode } from './index.ts';
import { searchCodes } from './lookup.ts';

const { catalogue } = loadCity('jinan');

describe('itemByCode', () => {
  it('takes the code or the Chinese name', () => {
    expect(itemByCode(catalogue, 'honour').code).toBe('honour');
    expect(itemByCode(catalogue, ' 行政处罚 ').code).toBe('administrative-penalty');
  });

  it.each([
    ['administrative-penalties', 'administrative-penalty'],
    ['administrative_licence', 'administrative-licence'],
    ['penalty', 'administrative-penalty'],
    ['honor', 'honour'],
    ['企业登记信息', 'enterprise-registration'],
  ])('%s: suggests %s', (wrong, right) => {
    expect(() => itemByCode(catalogue, wrong)).toThrow(
      expect.objectContaining({
        code: 'item-unknown',
        message: expect.stringContaining(right),
        details: { candidates: expect.arrayContaining([right]) },
      }),
    );
  });

  it('lists all items when nothing is alike', () => {
    expect(() => itemByCode(catalogue, 'zzzzzzzzzzzz')).toThrow(/可用的有：.*honour（荣誉信息）/);
    expect(() => itemByCode(catalogue, '')).toThrow(/可用的有/);
  });
});

describe('searchCodes', () => {
  const list = {
    name: 'kinds',
    source: '试',
    values: [
      { code: 'a1', label: '没收违法所得' },
      { code: 'b2', label: '所得税', aliases: ['企业所得'] },
      { code: 'c3', label: '罚款' },
    ],
  };
  it('looks in code, label and alias, beginnings first, and counts what it does not show', () => {
    expect(searchCodes(list, ' 所得 ', 9)).toEqual({
      name: 'kinds',
      total: 2,
      values: [
        { code: 'b2', label: '所得税' },
        { code: 'a1', label: '没收违法所得' },
      ],
    });
    expect(searchCodes(list, 'C3', 9).values).toEqual([{ code: 'c3', label: '罚款' }]);
    expect(searchCodes(list, '', 1)).toMatchObject({ total: 3, values: [{ code: 'a1' }] });
    expect(searchCodes(list, '没有', 9)).toMatchObject({ total: 0, values: [] });
  });
});
