import { expect, it } from 'vitest';
import { loadCity } from '../../platform/city/index.ts';
import { departmentByCode, departmentByName } from './index.ts';

const city = loadCity('jinan');

it('finds a department by code, full name, former name or short name', () => {
  for (const text of ['market-regulation', '济南市市场监督管理局', '济南市工商行政管理局', '市场监管局']) {
    expect(departmentByCode(city, text).code).toBe('market-regulation');
  }
  expect(departmentByName(city, '济南市历下区工商行政管理局')?.code).toBe('market-regulation-370102');
  expect(departmentByName(city, '某局')).toBeNull();
});

it.each([
  ['market', 'market-regulation'],
  ['taxation-tax', 'tax'],
  ['济南市市场监督管理局信用处', 'market-regulation'],
])('%s is unknown, and %s is suggested', (wrong, right) => {
  expect(() => departmentByCode(city, wrong)).toThrow(
    expect.objectContaining({ code: 'department-unknown', message: expect.stringContaining(right) }),
  );
});

it('says where the codes are when nothing is alike', () => {
  expect(() => departmentByCode(city, '')).toThrow(/部门代码见/);
});
