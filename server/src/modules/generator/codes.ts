/**
 * Identity numbers that are valid and belong to nobody (README.md argues why).
 *
 * Unified codes carry a GB 11714 body that begins with `XH`; registration numbers use the top of each sequence range.
 */
import { draw } from './prng.ts';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const CODE_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const BODY_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
/** First two characters of every organisation code that the generator makes. */
export const RESERVED_BODY = 'XH';
const BODIES = 31 ** 6;

const indexOf = new Uint8Array(128).fill(255);
for (let at = 0; at < ALPHABET.length; at++) indexOf[ALPHABET.charCodeAt(at)] = at;

/** GB 32100 check character over the first 17 characters of `text`. */
export function unifiedCheck(text: string): string {
  let sum = 0;
  for (let at = 0; at < 17; at++) sum += (indexOf[text.charCodeAt(at)] ?? 0) * (CODE_WEIGHTS[at] ?? 0);
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/** GB 11714 check character over the eight body characters. */
export function organisationCheck(body: string): string {
  let sum = 0;
  for (let at = 0; at < 8; at++) {
    const unit = body.charCodeAt(at);
    sum += (unit < 58 ? unit - 48 : unit - 55) * (BODY_WEIGHTS[at] ?? 0);
  }
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

/** ISO 7064 MOD 11,10 check digit over 14 digits (GS 15-2006). */
export function registrationCheck(digits: string): string {
  let product = 10;
  for (let at = 0; at < 14; at++) {
    const sum = (product + digits.charCodeAt(at) - 48) % 10 || 10;
    product = (2 * sum) % 11;
  }
  return String((11 - product) % 10);
}

/** GB 11643 check character over 17 digits. */
export function personCheck(digits: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  let sum = 0;
  for (let at = 0; at < 17; at++) sum += (digits.charCodeAt(at) - 48) * (weights[at] ?? 0);
  return '10X98765432'.charAt(sum % 11);
}

/** Nine-character organisation code of subject `index`; different for every index below 31^6. */
export function organisationCode(root: number, index: number): string {
  // An affine map modulo 31^6 with a multiplier that 31 does not divide is a bijection; below 2^53 for a million subjects.
  let rest = (index * 548_613_937 + draw(root, 0, 9001)) % BODIES;
  let body = '';
  for (let at = 0; at < 6; at++) {
    body = ALPHABET.charAt(rest % 31) + body;
    rest = Math.floor(rest / 31);
  }
  const full = RESERVED_BODY + body;
  return full + organisationCheck(full);
}

/** Unified social credit code (GB 32100) from its two-character prefix, six region digits and an organisation code. */
export function unifiedCode(prefix: string, region: string, organisation: string): string {
  const head = prefix + region + organisation;
  return head + unifiedCheck(head);
}

/**
 * 15-digit registration number (GS 15-2006). The sequence counts down in millions from the top of the range that the
 * standard gives to the kind (0–3 domestic, 6–9 individual businesses): 39…, 38… and 99…, 98….
 */
export function registrationNumber(region: string, individual: boolean, index: number): string {
  const million = Math.floor(index / 1_000_000);
  if (million > 9) throw new RangeError('registration numbers are unique up to ten million subjects');
  const serial = String(index % 1_000_000).padStart(6, '0');
  const head = `${region}${individual ? 9 : 3}${9 - million}${serial}`;
  return head + registrationCheck(head);
}

/** A personal number (GB 11643) of somebody born in 1901: valid in form, nobody alive. `pick` is any integer ≥ 0. */
export function personNumber(region: string, pick: number): string {
  const month = String(1 + (pick % 12)).padStart(2, '0');
  const day = String(1 + (Math.floor(pick / 12) % 28)).padStart(2, '0');
  const head = `${region}1901${month}${day}${String(Math.floor(pick / 336) % 1000).padStart(3, '0')}`;
  return head + personCheck(head);
}
