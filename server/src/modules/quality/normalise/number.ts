/** Numbers as decimal strings: what departments type is money, and money is never a float. */

export type NumberReading =
  | { ok: true; value: string; standard: boolean }
  | { ok: false; message: string; ambiguous?: true };

/** Powers of ten of the units that may stand behind a number. */
const unitPower: Record<string, number> = {
  '': 0,
  元: 0,
  元整: 0,
  圆: 0,
  十: 1,
  百: 2,
  千: 3,
  千元: 3,
  万: 4,
  万元: 4,
  百万: 6,
  百万元: 6,
  千万: 7,
  亿: 8,
  亿元: 8,
};
const grouped = /^\d{1,3}(,\d{3})+$/;

/**
 * Splits a leading decimal number from what follows it: sign, digits, thousands separators only in groups of three,
 * fraction. Null when there is no number; `ambiguous` when separators stand where thousands cannot.
 */
export function splitNumber(text: string): { digits: string; rest: string } | 'ambiguous' | null {
  const found = /^([+-]?)([\d,]*)(?:\.(\d*))?/.exec(text);
  if (found === null || !/\d/.test(found[0])) return null;
  const [whole, sign, integer = '', fraction = ''] = found;
  if (integer.includes(',') && !grouped.test(integer)) return 'ambiguous';
  return { digits: canonical(sign === '-', integer.replaceAll(',', ''), fraction), rest: text.slice(whole.length) };
}

/** Sign, digits and fraction in the one spelling: no leading zeros, no trailing zeros, no minus zero. */
function canonical(negative: boolean, integer: string, fraction: string): string {
  const kept = fraction.replace(/0+$/, '');
  const lead = integer.replace(/^0+(?=\d)/, '') || '0';
  const plain = kept === '' ? lead : `${lead}.${kept}`;
  return negative && plain !== '0' ? `-${plain}` : plain;
}

/** A decimal string times 10 to the `power` (may be negative), exactly. */
export function shiftDecimal(digits: string, power: number): string {
  const negative = digits.startsWith('-');
  const [integer = '', fraction = ''] = (negative ? digits.slice(1) : digits).split('.');
  if (power >= 0) {
    const moved = fraction.padEnd(power, '0');
    return canonical(negative, integer + moved.slice(0, power), moved.slice(power));
  }
  const padded = integer.padStart(1 - power, '0');
  return canonical(negative, padded.slice(0, power), padded.slice(power) + fraction);
}

/** Power of ten of a unit of money or count; undefined for a unit that is none. */
export function powerOf(unit: string): number | undefined {
  return unitPower[unit];
}

function isPlain(text: string): boolean {
  const length = text.length;
  if (length === 0 || length > 15) return false;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 48 || unit > 57) return false;
  }
  return length === 1 || text.charCodeAt(0) !== 48;
}

/**
 * Reads a number in the field's `unit`. A unit written behind the number (2000元 in a field of 万元) is converted
 * exactly. Scientific notation is refused: a spreadsheet has already dropped digits. Idempotent on what it returns.
 */
export function readNumber(raw: string, unit = '', integer = false): NumberReading {
  if (isPlain(raw)) return { ok: true, value: raw, standard: true };
  const text = raw
    .normalize('NFKC')
    .replace(/[\s\u200b]+/g, '')
    .replace(/[−–—]/g, '-')
    .replace(/^[¥￥]|^(人民币|RMB|CNY)/i, '')
    .replaceAll('，', ',');
  const split = splitNumber(text);
  if (split === null)
    return { ok: false, message: `不是数字,应写成${integer ? '整数' : '数字'}${unit === '' ? '' : `(单位:${unit})`}` };
  if (split === 'ambiguous')
    return { ok: false, ambiguous: true, message: '逗号的位置不是千分位,数额分不清;请去掉逗号重报' };
  if (/^[eE][+-]?\d/.test(split.rest)) return { ok: false, message: '是科学计数法,末尾数字已丢失;请以普通数字重报' };
  let value = split.digits;
  const rest = split.rest.replace(/^\((.*)\)$/, '$1').replace(/人民币|整/g, '');
  if (rest !== '' && rest !== unit) {
    const given = unitPower[rest];
    const own = unitPower[unit];
    if (integer && (rest === '年' || rest === '年度')) return finish(raw, value, integer);
    if (given === undefined || own === undefined)
      return { ok: false, message: `数字后的“${rest.slice(0, 20)}”不是本栏的单位${unit}` };
    value = shiftDecimal(value, given - own);
  }
  return finish(raw, value, integer);
}

function finish(raw: string, value: string, integer: boolean): NumberReading {
  if (integer && value.includes('.')) return { ok: false, message: '应为整数' };
  if (value.length > 30) return { ok: false, message: '数字过长' };
  // 0.2000 and 0.2 are the same writing of the same number; anything else that changed is reported.
  const standard = raw === value || (!integer && /^-?\d+\.\d*$/.test(raw) && !/^-?0\d/.test(raw));
  return { ok: true, value, standard };
}
