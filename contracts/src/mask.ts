/** How personal values are shown to those who may not see them (脱敏). Pure. */

/** 张三丰 → 张** */
export function maskPersonName(value: string): string {
  const [first = '', ...rest] = [...value.trim()];
  return first === '' ? '' : first + '*'.repeat(Math.max(1, rest.length));
}

/** First six and last four of a certificate number. */
export function maskPersonId(value: string): string {
  return value.length > 10 ? `${value.slice(0, 6)}********${value.slice(-4)}` : '****';
}

/** 138****5678; a number that is no mobile number keeps its first three. */
export function maskPhone(value: string): string {
  return /^\d{11}$/.test(value) ? value.replace(/^(\d{3})\d{4}/, '$1****') : `${value.slice(0, 3)}****`;
}
