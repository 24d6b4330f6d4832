/** 15-digit 工商注册号, GS 15-2006: 6 digits authority, 8 digits sequence, 1 check digit by ISO 7064 MOD 11,10. */

/** The check digit over the first 14 digits of `text`, or null if one of them is no digit. */
export function registrationNumberCheckDigit(text: string): string | null {
  if (text.length < 14) return null;
  let product = 10;
  for (let i = 0; i < 14; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return null;
    const sum = (product + digit) % 10 || 10;
    product = (2 * sum) % 11;
  }
  return String((11 - product) % 10);
}

/** Whether `number` is 15 digits whose check digit holds. Expects half-width digits without separators. */
export function isRegistrationNumber(number: string): boolean {
  return number.length === 15 && registrationNumberCheckDigit(number) === number.charAt(14);
}

/**
 * Completes 14 digits to a valid registration number.
 * @throws RangeError if `first14` is not 14 digits
 */
export function registrationNumberFrom(first14: string): string {
  const check = first14.length === 14 ? registrationNumberCheckDigit(first14) : null;
  if (check === null) throw new RangeError(`not 14 digits: ${first14}`);
  return first14 + check;
}
