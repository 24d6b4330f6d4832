/** Rows of invented businesses and the files made of them: a good row before and after whatever is wrong. */
import { organisationCodeFrom } from '@xinheng/contracts/codes/organisation-code.ts';
import { usccFrom } from '@xinheng/contracts/codes/uscc.ts';
import { encodeGb18030 } from '../../src/modules/generator/gb18030.ts';

export const header = '企业名称,统一社会信用代码,注册日期,企业类型,法定代表人,注册资本,经营范围,住所';
let invented = 0;
/** A valid code that no earlier case has used. */
export const nextCode = () => usccFrom(`91370102${organisationCodeFrom(`XB${String(++invented).padStart(6, '0')}`)}`);

export interface Cells {
  name?: string;
  code?: string;
  date?: string;
  type?: string;
  person?: string;
  capital?: string;
  scope?: string;
  address?: string;
}
export function cellsOf(cells: Cells = {}): string[] {
  const code = cells.code ?? nextCode();
  return [
    cells.name ?? `济南恶例${code.slice(10, 16)}贸易有限公司`,
    code,
    cells.date ?? '2015-03-01',
    cells.type ?? '有限责任公司',
    cells.person ?? '测试人',
    cells.capital ?? '50万人民币',
    cells.scope ?? '批发零售',
    cells.address ?? '济南市历下区测试路1号',
  ];
}
export const row = (cells: Cells = {}) => cellsOf(cells).join(',');
/** A file with a good row before and after whatever is wrong. */
export const around = (...bad: string[]) => `${[header, row(), ...bad, row()].join('\n')}\n`;

export const gbk = (text: string) => {
  const bytes = new Uint8Array(text.length * 4);
  return Buffer.from(bytes.subarray(0, encodeGb18030(text, bytes)));
};
export const utf16 = (text: string, order: 'le' | 'be') => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};
export const json = (cells: Cells = {}, more: Record<string, unknown> = {}) => {
  const [name, code, date, type, person, capital] = cellsOf(cells);
  return JSON.stringify({
    企业名称: name,
    统一社会信用代码: code,
    注册日期: date,
    企业类型: type,
    法定代表人: person,
    注册资本: capital,
    ...more,
  });
};
export const ndjson = (...bad: string[]) => `${[json(), ...bad, json()].join('\n')}\n`;
