import { describe, expect, it } from 'vitest';
import { loadCity } from '../../platform/city/index.ts';
import { itemByCode } from './index.ts';

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
