import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { citiesFolder } from '../city/index.ts';
import { declaredYears, readUploadedYear, yearWarning } from './index.ts';

const csv = (...lines: string[]) => `\uFEFF日期,类型,名称\r\n${lines.join('\r\n')}\r\n`;
const upload = (text: string, year = 2027) =>
  readUploadedYear({ format: 'csv', text, source: '国办发明电〔2026〕7号' }, year);

test('a table and a shipped file say the same', () => {
  const shipped = declaredYears().find(({ year }) => year === 2026);
  const text = readFileSync(join(citiesFolder, 'base/calendar/2026.yaml'), 'utf8');
  expect(readUploadedYear({ format: 'yaml', text }, 2026)).toEqual(shipped);
  const lines = (shipped?.exceptions ?? []).map(
    ({ day, working, name }) => `${day},${working ? '上班' : '放假'},${name}`,
  );
  expect(upload(csv(...lines), 2026).exceptions).toEqual(shipped?.exceptions);
});

test.each([
  [csv('2027-01-01,放假,元旦', '2027-1-2,放假,元旦'), '第 3 行的日期应写作'],
  [csv('2027-01-01,休,元旦'), '第 2 行的类型'],
  [csv('2027-01-01,放假,'), '缺少名称'],
  [csv('2027-01-01,放假,元旦', '2027-01-01,放假,元旦'), '重复'],
  [csv('2027-02-30,放假,春节'), '不是有效的日期'],
  [csv('2026-12-31,放假,元旦'), '不在2027年'],
  [csv('2027-01-01,放假,元旦', '2027-01-04,上班,元旦'), '不是周末'],
  [csv('2027-01-02,放假,元旦'), '没有一个放假的工作日'],
  ['日期,名称\n2027-01-01,元旦', '第 1 行应为'],
])('%j is refused, saying where and why', (text, words) => {
  expect(() => upload(text)).toThrow(
    expect.objectContaining({ code: 'bad-request', message: expect.stringContaining(words) }),
  );
});

test('a table without its notice, a file of another year, a broken file', () => {
  expect(() => readUploadedYear({ format: 'csv', text: csv('2027-01-01,放假,元旦') }, 2027)).toThrow('依据');
  const text = readFileSync(join(citiesFolder, 'base/calendar/2026.yaml'), 'utf8');
  expect(() => readUploadedYear({ format: 'yaml', text }, 2027)).toThrow('2026年');
  expect(() => readUploadedYear({ format: 'yaml', text: 'year: [' }, 2027)).toThrow('上传的文件:1');
});

test.each([
  [[2025, 2026], '2026-11-24', 2027, 'warning'],
  [[2025, 2026], '2026-10-31', 2027, undefined],
  [[2026, 2027], '2026-12-31', 2028, undefined],
  [[2026], '2027-01-01', 2027, 'bad'],
])('of %j on %s the year %i is missing: %s', (years, today, nextMissing, level) => {
  const said = yearWarning(years, today);
  expect([said.nextMissing, said.level]).toEqual([nextMissing, level]);
});
