/** 动态验证码: time-based one-time codes (RFC 6238) and the recovery codes beside them. */
import { createHash, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

const stepSeconds = 30;
/** Steps before and after the present one whose codes count: clocks of telephones differ. */
const tolerance = 1;

/** A fresh secret, base32. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** What the QR code of the enrolment holds. */
export function otpauthUrl(secret: string, { issuer, login }: { issuer: string; login: string }): string {
  return new TOTP({ issuer, label: login, secret, digits: 6, period: stepSeconds }).toString();
}

/**
 * The time step whose code this is, if it is later than `after` (the step used last: no code is good twice); else null.
 * @param now milliseconds since 1970
 */
export function stepOfCode(secret: string, code: string, after: number, now: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const totp = new TOTP({ secret, digits: 6, period: stepSeconds });
  const delta = totp.validate({ token: code, timestamp: now, window: tolerance });
  if (delta === null) return null;
  const step = Math.floor(now / 1000 / stepSeconds) + delta;
  return step > after ? step : null;
}

/** Crockford's base32: no letter that looks like a digit. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Random characters of `alphabet`, five bits each. */
export function randomText(length: number): string {
  return Array.from(randomBytes(length), (byte) => alphabet[byte % 32]).join('');
}

/** A recovery code: 120 random bits, so that a plain hash keeps it (ASVS 5.0 6.5.2), in groups to be typed. */
export function newRecoveryCode(): string {
  return (randomText(24).match(/.{4}/g) ?? []).join('-');
}

/** The SHA-256 of a recovery code however it is typed; null when the text cannot be one. */
export function recoveryCodeHash(text: string): Buffer | null {
  const plain = text.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1');
  return /^[0-9a-z]{24}$/.test(plain) ? createHash('sha256').update(plain).digest() : null;
}
