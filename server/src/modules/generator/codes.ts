/**
 * Identity numbers that are valid and belong to nobody (README.md argues why).
 *
 * Unified codes carry a GB 11714 body that begins with `XH`; registration numbers use the top of each sequence range.
 */
import { organisationCodeFrom } from '@xinheng/contracts/codes/organisation-code.ts';
import { personIdCheckCharacter } from '@xinheng/contracts/codes/person-id.ts';
import { registrationNumberFrom } from '@xinheng/contracts/codes/registration-number.ts';
import { usccFrom } from '@xinheng/contracts/codes/uscc.ts';
import { draw } from './prng.ts';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** First two characters of every organisation code that the generator makes. */
export const RESERVED_BODY = 'XH';
const BODIES = 31 ** 6;

/** Nine-character organisation code of subject `index`; different for every index below 31^6. */
export function organisationCode(root: number, index: number): string {
  // An affine map modulo 31^6 with a multiplier that 31 does not divide is a bijection; below 2^53 for a million subjects.
  let rest = (index * 548_613_937 + draw(root, 0, 9001)) % BODIES;
  let body = '';
  for (let at = 0; at < 6; at++) {
    body = ALPHABET.charAt(rest % 31) + body;
    rest = Math.floor(rest / 31);
  }
  return organisationCodeFrom(RESERVED_BODY + body);
}

/** Unified social credit code (GB 32100) from its two-character prefix, six region digits and an organisation code. */
export function unifiedCode(prefix: string, region: string, organisation: string): string {
  return usccFrom(prefix + region + organisation);
}

/**
 * 15-digit registration number (GS 15-2006). The sequence counts down in millions from the top of the range that the
 * standard gives to the kind (0–3 domestic, 6–9 individual businesses): 39…, 38… and 99…, 98….
 */
export function registrationNumber(region: string, individual: boolean, index: number): string {
  const million = Math.floor(index / 1_000_000);
  if (million > 9) throw new RangeError('registration numbers are unique up to ten million subjects');
  const serial = String(index % 1_000_000).padStart(6, '0');
  return registrationNumberFrom(`${region}${individual ? 9 : 3}${9 - million}${serial}`);
}

/** A personal number (GB 11643) of somebody born in 1901: valid in form, nobody alive. `pick` is any integer ≥ 0. */
export function personNumber(region: string, pick: number): string {
  const month = String(1 + (pick % 12)).padStart(2, '0');
  const day = String(1 + (Math.floor(pick / 12) % 28)).padStart(2, '0');
  const head = `${region}1901${month}${day}${String(Math.floor(pick / 336) % 1000).padStart(3, '0')}`;
  return head + personIdCheckCharacter(head);
}
