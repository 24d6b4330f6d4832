/** Days as departments write them → 'YYYY-MM-DD'. Zones are turned to Beijing time; nothing is guessed. */
import { isCalendarDay } from '@xinheng/contracts/codes/calendar-day.ts';

export type DateReading =
  /** `standard`: written as YYYY-MM-DD or, as the 2018 data standard does, YYYY/MM/DD. */
  | { ok: true; value: string; standard: boolean }
  /** 长期, 无固定期限, 2099-12-31: no end. */
  | { ok: true; value: null; standard: boolean }
  | { ok: false; message: string };

const openWords = new Set([
  '长期',
  '永久',
  '永续',
  '长期有效',
  '永久有效',
  '无固定期限',
  '无限期',
  '无期限',
  '不约定期限',
  '无约定期限',
  '至长期',
]);
const openDays = new Set(['2099-12-31', '2099-12-30', '2999-12-31', '3000-12-31', '9999-12-31', '9999-09-09']);
/** What spreadsheets and databases write where there was no date. */
const zeroDays = new Set(['1899-12-30', '1899-12-31', '1900-01-00', '1900-01-01', '0001-01-01']);
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const chineseDigits: Record<string, string> = {
  〇: '0',
  '○': '0',
  零: '0',
  Ｏ: '0',
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
  元: '1',
};
const shape =
  /^(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})([日号]?)(?:[T ]*(\d{1,2})[:时](\d{1,2})分?(?::?\d{1,2}(?:\.\d+)?秒?)? ?(Z|[+-]\d{2}:?\d{2})?)?$/;
const mixedTime = /^(\d{4})(\d{2})(\d{2})(?:[T ]?\d{2}:?\d{2}(?::?\d{2})?)?$/;
const javaText = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) [\d:]{8} (?:CST|GMT\+08:00) (\d{4})$/;

/** Digit at `index`, or a number outside 0–9. */
function digit(text: string, index: number): number {
  return text.charCodeAt(index) - 48;
}

/** 'YYYY-MM-DD' and 'YYYY/MM/DD' without any regular expression; null for other shapes and days that do not exist. */
function plainDay(text: string): string | null {
  if (text.length !== 10) return null;
  const mark = text.charCodeAt(4);
  if ((mark !== 45 && mark !== 47) || text.charCodeAt(7) !== mark) return null;
  for (let i = 0; i < 10; i++) {
    if (i === 4 || i === 7) continue;
    const value = digit(text, i);
    if (value < 0 || value > 9) return null;
  }
  const year = digit(text, 0) * 1000 + digit(text, 1) * 100 + digit(text, 2) * 10 + digit(text, 3);
  const month = digit(text, 5) * 10 + digit(text, 6);
  const day = digit(text, 8) * 10 + digit(text, 9);
  if (year <= 1900 || year >= 2099 || !isCalendarDay(year, month, day)) return null;
  return mark === 45 ? text : `${text.slice(0, 4)}-${text.slice(5, 7)}-${text.slice(8, 10)}`;
}

/**
 * Reads a day in any of the shapes met: 2019-09-05, 2019/9/5, 2019.9.5, 20190905, 2019年9月5日, with a time of day, ISO
 * with T and zone, 20190905101112, spreadsheet serials (43713), milliseconds since 1970, Java's `Thu Sep 05 00:00:00 CST
 * 2019`, full-width digits, 二〇一九年九月五日. Refuses days that do not exist, zeros of spreadsheets, two-digit years and
 * orders other than year-month-day, with what would be right. Idempotent on what it returns.
 */
export function readDate(raw: string): DateReading {
  const plain = plainDay(raw);
  if (plain !== null) return { ok: true, value: plain, standard: true };
  let text = raw
    .normalize('NFKC')
    .trim()
    .replace(/[‐‑–—−]/g, '-')
    .replace(/\s+/g, ' ')
    .replace(/ ?([-/.年月日号]) ?/g, '$1');
  if (openWords.has(text)) return { ok: true, value: null, standard: text === '长期' };
  if (/[〇○零一二三四五六七八九十元]/.test(text)) text = fromChinese(text) ?? text;
  const parts = partsOf(text);
  if (parts === null) return { ok: false, message: explain(text) };
  const { year, month, day } = parts;
  const value = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  if (openDays.has(value)) return { ok: true, value: null, standard: raw.length === 10 };
  if (year === 0 || zeroDays.has(value)) return { ok: false, message: `${value} 是软件的空日期,没有日期时请留空` };
  if (!isCalendarDay(year, month, day)) return { ok: false, message: `${value} 这一天不存在` };
  if (year < 1900 || year > 2199) return { ok: false, message: '年份应在 1900 至 2199 之间' };
  return { ok: true, value, standard: value === raw };
}

interface Parts {
  year: number;
  month: number;
  day: number;
}

function partsOf(text: string): Parts | null {
  const found = shape.exec(text);
  if (found !== null) return partsOfShape(found);
  if (/^\d+(\.\d+)?$/.test(text)) return partsOfNumber(text);
  const mixed = mixedTime.exec(text);
  if (mixed !== null) return { year: Number(mixed[1]), month: Number(mixed[2]), day: Number(mixed[3]) };
  const java = javaText.exec(text);
  if (java === null) return null;
  return { year: Number(java[3]), month: months.indexOf((java[1] as string).toLowerCase()) + 1, day: Number(java[2]) };
}

function partsOfShape(found: RegExpExecArray): Parts | null {
  const [, year, first, month, second, day, suffix, hour, minute, zone] = found;
  // 2019年9月5日 must be whole; 2019-9/5 is nobody's way of writing.
  if ((first === '年') !== (second === '月') || (first !== '年' && (first !== second || suffix !== ''))) return null;
  const parts = { year: Number(year), month: Number(month), day: Number(day) };
  if (hour === undefined) return parts;
  if (Number(hour) > 24 || Number(minute) > 59) return null;
  if (zone === undefined || !isCalendarDay(parts.year, parts.month, parts.day)) return parts;
  const offset =
    zone === 'Z' ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
  return beijingDay(Date.UTC(parts.year, parts.month - 1, parts.day, Number(hour), Number(minute) - offset));
}

/** Eight digits are a day, fourteen a moment, thirteen milliseconds, five a spreadsheet serial of 1927–2100. */
function partsOfNumber(text: string): Parts | null {
  const whole = text.split('.')[0] as string;
  if (whole === text && (text.length === 8 || text.length === 14)) {
    return { year: Number(text.slice(0, 4)), month: Number(text.slice(4, 6)), day: Number(text.slice(6, 8)) };
  }
  if (whole === text && text.length === 13 && /^[01]/.test(text)) return beijingDay(Number(text));
  const serial = Number(whole);
  if (whole.length !== 5 || serial < 10_000 || serial > 73_415) return null;
  const moment = new Date(Date.UTC(1899, 11, 30) + serial * 86_400_000);
  return { year: moment.getUTCFullYear(), month: moment.getUTCMonth() + 1, day: moment.getUTCDate() };
}

function beijingDay(milliseconds: number): Parts {
  const moment = new Date(milliseconds + 8 * 3_600_000);
  return { year: moment.getUTCFullYear(), month: moment.getUTCMonth() + 1, day: moment.getUTCDate() };
}

/** 二〇一九年九月五日 → 2019年9月5日; null if it is not such a text. */
function fromChinese(text: string): string | null {
  const found =
    /^([〇○零一二三四五六七八九O0]{4})年([元一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]$/.exec(
      text,
    );
  if (found === null) return null;
  const year = [...(found[1] as string)].map((sign) => chineseDigits[sign] ?? '0').join('');
  return `${year}年${belowHundred(found[2] as string)}月${belowHundred(found[3] as string)}日`;
}

function belowHundred(text: string): number {
  const ten = text.indexOf('十');
  if (ten < 0) return Number([...text].map((sign) => chineseDigits[sign] ?? '0').join(''));
  const tens = ten === 0 ? 1 : Number(chineseDigits[text.charAt(0)] ?? 0);
  return tens * 10 + Number(chineseDigits[text.charAt(ten + 1)] ?? 0);
}

function explain(text: string): string {
  if (/^\d{4}[-/.年]\d{1,2}月?$/.test(text)) return '缺少日,应写成 2019-09-05';
  if (/^\d{4}年?$/.test(text)) return '只有年份,应写成 2019-09-05';
  if (/^\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$/.test(text)) return '年份只有两位,应写成 2019-09-05';
  if (/^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$/.test(text)) return '年份在后时月、日分不清,应写成 2019-09-05';
  return '不是日期,应写成 2019-09-05';
}
