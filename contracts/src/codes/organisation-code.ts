/** 组织机构代码, GB 11714-1997: eight characters and a check character modulo 11, written XXXXXXXX-C. */

const weights = Uint8Array.of(3, 7, 9, 10, 5, 8, 4, 2);

/** 0–9 for digits, 10–35 for capitals, -1 for anything else. */
function bodyValue(unit: number): number {
  if (unit >= 48 && unit <= 57) return unit - 48;
  return unit >= 65 && unit <= 90 ? unit - 55 : -1;
}

/** Char code of the check character over the first eight characters of `text`, or -1. */
function checkUnit(text: string): number {
  if (text.length < 8) return -1;
  let sum = 0;
  for (let i = 0; i < 8; i++) {
    const value = bodyValue(text.charCodeAt(i));
    if (value < 0) return -1;
    sum += value * (weights[i] as number);
  }
  const check = 11 - (sum % 11);
  return check === 10 ? 88 : check === 11 ? 48 : 48 + check;
}

/** The check character over the first eight characters of `text`, or null if one of them is no digit or capital. */
export function organisationCodeCheckCharacter(text: string): string | null {
  const unit = checkUnit(text);
  return unit < 0 ? null : String.fromCharCode(unit);
}

/** Whether `code` is nine characters, no hyphen, whose check character holds (GB 11714). */
export function isOrganisationCode(code: string): boolean {
  return code.length === 9 && checkUnit(code) === code.charCodeAt(8);
}

/**
 * Completes eight body characters (digits and capitals) to a valid nine-character code, without the hyphen.
 * @throws RangeError if the body is not eight such characters
 */
export function organisationCodeFrom(body8: string): string {
  const check = body8.length === 8 ? organisationCodeCheckCharacter(body8) : null;
  if (check === null) throw new RangeError(`not the body of an organisation code: ${body8}`);
  return body8 + check;
}
