/** Registered capital in any of the ways registers spell it → amount in whole currency units and the currency's code. */
import { powerOf, shiftDecimal, splitNumber } from './number.ts';

export interface Capital {
  /** Decimal string in the currency's base unit (元, not 万元). */
  amount: string;
  /** ISO 4217. */
  currency: string;
}

export type CapitalReading =
  /** `assumedUnit`: a bare number, read as 万元 by the register's custom. */
  | { ok: true; value: Capital; standard: boolean; assumedUnit?: true }
  /** A unit without a number: nothing was stated. */
  | { ok: true; value: null }
  | { ok: false; message: string; ambiguous?: true };

/** Longest names first, so that 新加坡元 is not read as 元. */
const currencies: [string, string][] = (
  [
    ['人民币', 'CNY'],
    ['RMB', 'CNY'],
    ['CNY', 'CNY'],
    ['美元', 'USD'],
    ['美金', 'USD'],
    ['USD', 'USD'],
    ['港元', 'HKD'],
    ['港币', 'HKD'],
    ['香港元', 'HKD'],
    ['HKD', 'HKD'],
    ['欧元', 'EUR'],
    ['EUR', 'EUR'],
    ['日元', 'JPY'],
    ['日圆', 'JPY'],
    ['日币', 'JPY'],
    ['JPY', 'JPY'],
    ['英镑', 'GBP'],
    ['GBP', 'GBP'],
    ['新加坡元', 'SGD'],
    ['新加坡币', 'SGD'],
    ['新元', 'SGD'],
    ['SGD', 'SGD'],
    ['澳大利亚元', 'AUD'],
    ['澳元', 'AUD'],
    ['AUD', 'AUD'],
    ['加拿大元', 'CAD'],
    ['加元', 'CAD'],
    ['CAD', 'CAD'],
    ['新西兰元', 'NZD'],
    ['NZD', 'NZD'],
    ['瑞士法郎', 'CHF'],
    ['CHF', 'CHF'],
    ['韩元', 'KRW'],
    ['韩圆', 'KRW'],
    ['韩国元', 'KRW'],
    ['KRW', 'KRW'],
    ['新台币', 'TWD'],
    ['台币', 'TWD'],
    ['TWD', 'TWD'],
    ['澳门元', 'MOP'],
    ['澳门币', 'MOP'],
    ['MOP', 'MOP'],
    ['瑞典克朗', 'SEK'],
    ['SEK', 'SEK'],
    ['丹麦克朗', 'DKK'],
    ['DKK', 'DKK'],
    ['挪威克朗', 'NOK'],
    ['NOK', 'NOK'],
    ['泰铢', 'THB'],
    ['泰国铢', 'THB'],
    ['THB', 'THB'],
    ['俄罗斯卢布', 'RUB'],
    ['卢布', 'RUB'],
    ['RUB', 'RUB'],
    ['马来西亚林吉特', 'MYR'],
    ['林吉特', 'MYR'],
    ['马来西亚币', 'MYR'],
    ['MYR', 'MYR'],
    ['印度卢比', 'INR'],
    ['INR', 'INR'],
    ['德国马克', 'DEM'],
    ['马克', 'DEM'],
    ['DEM', 'DEM'],
    ['法国法郎', 'FRF'],
    ['FRF', 'FRF'],
    ['意大利里拉', 'ITL'],
    ['ITL', 'ITL'],
  ] as [string, string][]
).sort((a, b) => b[0].length - a[0].length);

/** Above this a bare number is as likely 元 as 万元. */
const BARE_LIMIT = 1_000_000;

/** What stands behind a number → its power of ten and currency; null if it is no unit of money. */
function readUnit(rest: string): { power: number; currency: string; named: boolean } | null {
  let text = rest;
  let currency: string | null = null;
  for (const [word, code] of currencies) {
    if (!text.includes(word)) continue;
    currency = code;
    text = text.replace(word, '');
    break;
  }
  // 万人民币元, 万元人民币: what is left is 万 or 万元.
  const power = powerOf(text);
  if (power === undefined) return null;
  return { power, currency: currency ?? 'CNY', named: text !== '' || currency !== null };
}

const units = new Map<string, ReturnType<typeof readUnit>>();
function unitOf(rest: string): ReturnType<typeof readUnit> {
  let unit = units.get(rest);
  if (unit === undefined) {
    unit = readUnit(rest);
    if (units.size < 2000) units.set(rest, unit);
  }
  return unit;
}

/**
 * Reads 26万元, 500(万元人民币), 1,893.01(万美元), 83万人民币元, 100万, 人民币50万元, 2000000元, 260000 CNY … Thousands
 * separators count only in groups of three: 9,9(万美元) is reported, not guessed. A unit without a number states nothing.
 */
export function readCapital(raw: string): CapitalReading {
  const text = raw
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s()〔〕【】[\]]+/g, '')
    .replace(/[¥￥]/g, '')
    .replace(/整$/, '');
  const before = /^\D*?(?=[\d.+-])/.exec(text)?.[0] ?? '';
  const body = text.slice(before.length);
  const split = splitNumber(body);
  if (split === null) {
    return unitOf(text)?.named === true
      ? { ok: true, value: null }
      : { ok: false, message: '不是金额,应写成 500万元人民币' };
  }
  if (split === 'ambiguous') {
    return { ok: false, ambiguous: true, message: '逗号的位置不是千分位,数额分不清;应写成 9.9万美元 或 99万美元' };
  }
  const unit = unitOf(before + split.rest);
  if (unit === null)
    return { ok: false, message: `“${(before + split.rest).slice(0, 20)}”不是金额单位,应写成 500万元人民币` };
  if (split.digits.startsWith('-')) return { ok: false, message: '金额不能为负' };
  if (split.digits.length > 20) return { ok: false, message: '金额过长' };
  if (!unit.named) {
    if (Number(split.digits) >= BARE_LIMIT)
      return { ok: false, ambiguous: true, message: '未写单位,元与万元分不清;应写成 500万元人民币' };
    return {
      ok: true,
      value: { amount: shiftDecimal(split.digits, 4), currency: 'CNY' },
      standard: false,
      assumedUnit: true,
    };
  }
  const value = { amount: shiftDecimal(split.digits, unit.power), currency: unit.currency };
  return { ok: true, value, standard: /^\d+(\.\d+)?万?(元|元人民币|人民币|美元|港元|欧元|日元)$/.test(raw) };
}
