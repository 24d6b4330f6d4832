/** 公民身份号码, GB 11643-1999. Recognised so that a natural person's number never passes as an organisation's. */
import { isCalendarDay } from './calendar-day.ts';

const weights = Uint8Array.of(7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2);
const checks = '10X98765432';

/** First two digits in use: provinces, Taiwan, Hong Kong, Macao, the residence permits 83, permanent residents 9x. */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91'.split(
    ' ',
  ),
);

export type PersonIdReading = { ok: true; birthDate: string; warnings: string[] } | { ok: false; message: string };

function digitsOnly(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 48 || unit > 57) return false;
  }
  return true;
}

/** The check character over the first 17 digits of `text`, or null if one of them is no digit. */
export function personIdCheckCharacter(text: string): string | null {
  if (text.length < 17 || !digitsOnly(text, 0, 17)) return null;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (text.charCodeAt(i) - 48) * (weights[i] as number);
  return checks.charAt(sum % 11);
}

/** Whether the text has the outward form of an 18-character number: province, birth date that exists, digits. */
export function looksLikePersonId(text: string): boolean {
  if (text.length !== 18 || !digitsOnly(text, 0, 17) || !provinces.has(text.slice(0, 2))) return false;
  const century = text.slice(6, 8);
  if (century !== '18' && century !== '19' && century !== '20') return false;
  return isCalendarDay(Number(text.slice(6, 10)), Number(text.slice(10, 12)), Number(text.slice(12, 14)));
}

/** Whether 15 digits have the form of the number used before 1999: province and a birth date of the 20th century. */
export function looksLikeOldPersonId(text: string): boolean {
  if (text.length !== 15 || !digitsOnly(text, 0, 15) || !provinces.has(text.slice(0, 2))) return false;
  return isCalendarDay(1900 + Number(text.slice(6, 8)), Number(text.slice(8, 10)), Number(text.slice(10, 12)));
}

/**
 * Whether the number is plainly good: check character holds, the birth date exists and lies in 1900 up to the year before
 * `today`. False means nothing: then `readPersonId` has the word.
 */
export function isPlainPersonId(text: string, today: string): boolean {
  if (text.length !== 18) return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return false;
    sum += digit * (weights[i] as number);
  }
  if (checks.charCodeAt(sum % 11) !== text.charCodeAt(17)) return false;
  const year = numberAt(text, 6) * 100 + numberAt(text, 8);
  if (year < 1900 || year >= numberAt(today, 0) * 100 + numberAt(today, 2)) return false;
  return isCalendarDay(year, numberAt(text, 10), numberAt(text, 12));
}

/** Two digits as a number. */
function numberAt(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
}

/**
 * Reads an 18-character number: check character (MOD 11-2), a birth date that exists and is not after `today`
 * ('YYYY-MM-DD'; no such test without it). Born before 1900 is a warning. Messages are Chinese and never repeat the number.
 */
export function readPersonId(text: string, today = '9999-12-31'): PersonIdReading {
  if (text.length !== 18) return { ok: false, message: `身份证号码应为 18 位,现为 ${text.length} 位` };
  const check = personIdCheckCharacter(text);
  if (check === null) return { ok: false, message: '身份证号码前 17 位应为数字' };
  if (!isCalendarDay(Number(text.slice(6, 10)), Number(text.slice(10, 12)), Number(text.slice(12, 14)))) {
    return { ok: false, message: '身份证号码第 7 至 14 位不是存在的日期' };
  }
  const birthDate = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;
  if (birthDate > today) return { ok: false, message: '身份证号码中的出生日期晚于今天' };
  if (text.charAt(17) !== check) return { ok: false, message: `身份证号码校验位应为 ${check}` };
  return { ok: true, birthDate, warnings: birthDate < '1900' ? ['出生日期早于 1900 年'] : [] };
}

/** Shows the first six and last four characters only, as certificates are masked in public. */
export function maskPersonId(text: string): string {
  return text.length < 12
    ? '*'.repeat(text.length)
    : `${text.slice(0, 6)}${'*'.repeat(text.length - 10)}${text.slice(-4)}`;
}
