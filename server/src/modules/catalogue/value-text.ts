/** A stored value as people read it and as the checks read it back. Pure. */
import type { CodeList, Field } from '@xinheng/contracts/catalogue.ts';

/** Currencies whose Chinese names the checks take for standard; others are written with their ISO code. */
const currencyNames: Record<string, string> = {
  CNY: '元人民币',
  USD: '美元',
  HKD: '港元',
  EUR: '欧元',
  JPY: '日元',
};

/**
 * The text of a field's value: labels instead of codes, days as YYYY-MM-DD, 长期 for an open end, amounts with their
 * unit of money, numbers without the field's unit. Written into the field of a form it is read back as the same value.
 * Null when there is none.
 */
export function valueText(field: Field, value: unknown, codeLists: readonly CodeList[]): string | null {
  if (value === undefined || value === '') return null;
  if (value === null) return field.openEnded ? '长期' : null;
  if (Array.isArray(value)) {
    return value.length === 0 ? null : value.map((code) => labelOf(field, String(code), codeLists)).join('；');
  }
  if (typeof value === 'object') {
    const { amount, currency } = value as { amount?: unknown; currency?: unknown };
    if (typeof amount !== 'string' || typeof currency !== 'string') return JSON.stringify(value);
    return amount + (currencyNames[currency] ?? ` ${currency}`);
  }
  return field.type === 'choice' ? labelOf(field, String(value), codeLists) : String(value);
}

function labelOf(field: Field, code: string, codeLists: readonly CodeList[]): string {
  const list = codeLists.find(({ name }) => name === field.codeList);
  return list?.values.find((value) => value.code === code)?.label ?? code;
}
