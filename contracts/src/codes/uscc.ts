/** 统一社会信用代码, GB 32100-2015: 18 characters, check character modulo 31 over the first 17. */
import { isOrganisationCode } from './organisation-code.ts';
import { usccPrefixes } from './uscc-prefixes.ts';

/** The 31 characters of the standard, by value. I, O, S, V and Z are left out. */
export const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

const weights = Uint8Array.of(1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28);

/** Value of each ASCII character, -1 for characters that the standard does not use. */
const valueOfUnit = new Int8Array(128).fill(-1);
for (let value = 0; value < usccAlphabet.length; value++) valueOfUnit[usccAlphabet.charCodeAt(value)] = value;

/** Value (0–30) of the character at `index`, or -1. */
function valueAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit < 128 ? (valueOfUnit[unit] as number) : -1;
}

/** The value that the 18th character must have, or -1 if one of the first 17 cannot stand where it stands. */
function checkValue(text: string): number {
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    const value = valueAt(text, i);
    if (value < 0 || (i >= 2 && i < 8 && value > 9)) return -1;
    sum += value * (weights[i] as number);
  }
  // The outer modulo matters: a remainder of 0 means the character 0, not index 31 (3.2 % of all real codes).
  return (31 - (sum % 31)) % 31;
}

/**
 * Whether `code` is a well-formed unified social credit code: length, characters, region digits and check character
 * (GB 32100-2015). Expects upper case without separators. Says nothing about whether the code was ever assigned.
 */
export function isUscc(code: string): boolean {
  if (code.length !== 18) return false;
  const expected = checkValue(code);
  return expected >= 0 && expected === valueAt(code, 17);
}

/** The check character over the first 17 characters, or null if one of them cannot stand where it stands. */
export function usccCheckCharacter(first17: string): string | null {
  if (first17.length < 17) return null;
  const value = checkValue(first17);
  return value < 0 ? null : usccAlphabet.charAt(value);
}

/**
 * Completes 17 characters (authority, category, six region digits, organisation code) to a valid code.
 * @throws RangeError if a character cannot stand where it stands
 */
export function usccFrom(first17: string): string {
  const check = first17.length === 17 ? usccCheckCharacter(first17) : null;
  if (check === null) throw new RangeError(`not the first 17 characters of a unified social credit code: ${first17}`);
  return first17 + check;
}

/** The organisation code inside a USCC (positions 9–17), checked or not. */
export function organisationCodeInside(uscc: string): string {
  return uscc.slice(8, 17);
}

/** What is unusual about a code that passes its check: said to the supplier, never a reason to refuse the row. */
export function usccWarnings(uscc: string): string[] {
  const warnings: string[] = [];
  const prefix = uscc.slice(0, 2);
  if (!usccPrefixes.has(prefix)) warnings.push(`前两位“${prefix}”不在 GB 32100 的登记管理部门和机构类别代码表中`);
  if (!isOrganisationCode(organisationCodeInside(uscc))) {
    warnings.push(`第 9 至 17 位“${organisationCodeInside(uscc)}”不满足组织机构代码(GB 11714)的校验`);
  }
  return warnings;
}

/** In one Chinese sentence, what is wrong with 18 characters meant as a USCC, and what would be right; null if valid. */
export function usccFault(code: string): string | null {
  if (code.length !== 18) return `统一社会信用代码应为 18 位,现为 ${code.length} 位`;
  for (let i = 0; i < 18; i++) {
    const value = valueAt(code, i);
    if (value >= 0 && (i < 2 || i > 7 || value <= 9)) continue;
    const character = code.charAt(i);
    if (i === 17)
      return `第 18 位“${character}”不是代码用字(不用 I、O、S、V、Z),按前 17 位计算校验位应为 ${usccCheckCharacter(code)}`;
    if (i >= 2 && i < 8) return `第 ${i + 1} 位“${character}”应为数字(第 3 至 8 位是登记机关行政区划码)`;
    return `第 ${i + 1} 位“${character}”不是统一社会信用代码用字(不用 I、O、S、V、Z)`;
  }
  if (isUscc(code)) return null;
  const digit = `校验位应为 ${usccCheckCharacter(code)},现为 ${code.charAt(17)}`;
  return !isOrganisationCode(organisationCodeInside(code))
    ? `${digit};第 9 至 17 位的组织机构代码校验也不符,请核对全部字符`
    : digit;
}
