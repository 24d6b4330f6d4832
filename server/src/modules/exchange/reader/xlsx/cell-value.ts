/** A cell of a workbook as the text that it shows, or why that text cannot be trusted. Pure. */
import type { NumberFormat } from './number-format.ts';

/**
 * What is wrong with a cell beyond what its text says. `precision`: a number too long for Excel, its last digits are
 * lost. `error`: #REF! and the like. `no-result`: a formula that was never calculated. `overflow`: a day that cannot
 * be shown. `distorted`: the format shows another number than the one that is there. `serial`: a bare number in a book
 * that counts its days from 1904, where it must not be read as a day.
 */
export type CellFault = 'precision' | 'error' | 'no-result' | 'overflow' | 'distorted' | 'serial';

export interface CellText {
  text: string;
  fault?: CellFault;
}

/** From here on a number has sixteen digits, and Excel keeps fifteen. */
const TOO_LONG = 1e15;
const DAY_SECONDS = 86_400;
/** 9999-12-31. */
const LAST_SERIAL = 2_958_465;

/** A number with its format. `base1904`: the book counts days from 1904. */
export function numberText(raw: string, format: NumberFormat, base1904: boolean): CellText {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value)) return { text: raw };
  switch (format.kind) {
    case 'date':
    case 'time':
      return dateText(value, format, base1904);
    case 'distorting':
      return { text: decimal(value), fault: 'distorted' };
    case 'plain': {
      if (Math.abs(value) >= TOO_LONG) return { text: scientific(value), fault: 'precision' };
      const digits = decimal(format.percent ? Number((value * 100).toPrecision(15)) : value);
      const padded = value < 0 ? `-${digits.slice(1).padStart(format.zeros, '0')}` : digits.padStart(format.zeros, '0');
      const text = `${format.prefix}${padded}${format.percent ? '%' : ''}${format.suffix}`;
      return base1904 && /^\d{5}(\.\d+)?$/.test(text) ? { text, fault: 'serial' } : { text };
    }
  }
}

/** Fifteen significant digits, as Excel keeps them, without an exponent. */
function decimal(value: number): string {
  const rounded = Number(value.toPrecision(15));
  const text = String(rounded);
  if (!text.includes('e')) return text;
  return Math.abs(rounded) < 1 ? rounded.toFixed(20).replace(/0+$/, '').replace(/\.$/, '') : String(BigInt(rounded));
}

/** As Excel shows a number that is too wide: 9.13701E+17. */
function scientific(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(5).split('e');
  const shown = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return `${shown}E${exponent}`;
}

function dateText(serial: number, format: NumberFormat & { kind: 'date' | 'time' }, base1904: boolean): CellText {
  const seconds = Math.round(serial * DAY_SECONDS);
  const days = Math.floor(seconds / DAY_SECONDS);
  const clock = clockText(seconds - days * DAY_SECONDS);
  if (format.kind === 'time') return serial < 0 ? { text: '########', fault: 'overflow' } : { text: clock };
  const last = base1904 ? LAST_SERIAL - 1462 : LAST_SERIAL;
  if (serial < 0 || days > last) return { text: '########', fault: 'overflow' };
  const date = base1904 ? civil(Date.UTC(1904, 0, 1), days) : date1900(days);
  // What the cell does not show was not meant: 2026年3月 is no day, 3月5日 is in no year.
  const parts = [format.year && date.slice(0, 4), format.month && date.slice(5, 7), format.day && date.slice(8, 10)];
  const text = parts.filter((part) => part !== false).join('-');
  return { text: format.time && !clock.startsWith('00:00:00') ? `${text} ${clock}` : text };
}

/** Days of the 1900 system, which has a 29 February 1900 (serial 60) and a day 0. */
function date1900(days: number): string {
  if (days === 0) return '1900-01-00';
  if (days === 60) return '1900-02-29';
  return civil(Date.UTC(1899, 11, days < 60 ? 31 : 30), days);
}

function civil(epoch: number, days: number): string {
  const moment = new Date(epoch + days * DAY_SECONDS * 1000);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${String(moment.getUTCFullYear()).padStart(4, '0')}-${two(moment.getUTCMonth() + 1)}-${two(moment.getUTCDate())}`;
}

function clockText(seconds: number): string {
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0');
  return `${two(seconds / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
}
