import { TOTP } from 'otpauth';
import { expect, it } from 'vitest';
import { newRecoveryCode, newTotpSecret, otpauthUrl, recoveryCodeHash, stepOfCode } from './totp.ts';

const rfc = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

it.each([
  [59_000, '287082', 1],
  [1_111_111_109_000, '081804', 37_037_036],
  [1_234_567_890_000, '005924', 41_152_263],
  [2_000_000_000_000, '279037', 66_666_666],
])('knows the codes of RFC 6238 at %d', (now, code, step) => {
  expect(stepOfCode(rfc, code, 0, now)).toBe(step);
});

it('takes the step before and after, no further, and none twice or backwards', () => {
  const secret = newTotpSecret();
  const now = 1_800_000_000_000;
  const step = now / 30_000;
  const code = (away: number) => new TOTP({ secret }).generate({ timestamp: now + away * 30_000 });
  expect([-1, 0, 1].map((away) => stepOfCode(secret, code(away), 0, now))).toEqual([step - 1, step, step + 1]);
  expect([-2, 2].map((away) => stepOfCode(secret, code(away), 0, now))).toEqual([null, null]);
  expect(stepOfCode(secret, code(0), step, now)).toBeNull();
  expect(stepOfCode(secret, code(-1), step, now)).toBeNull();
  expect(stepOfCode(secret, code(1), step, now)).toBe(step + 1);
  for (const text of ['', '12345', '1234567', 'abcdef', '１２３４５６'])
    expect(stepOfCode(secret, text, 0, now)).toBeNull();
});

it('tells the authenticator whose code it is', () => {
  const url = new URL(otpauthUrl(rfc, { issuer: '信衡 济南市', login: 'zhangsan' }));
  expect(decodeURIComponent(url.href)).toContain('otpauth://totp/信衡 济南市:zhangsan?');
  expect(Object.fromEntries(url.searchParams)).toMatchObject({ secret: rfc, digits: '6', period: '30' });
});

it('reads recovery codes however they are typed, and only those', () => {
  const code = newRecoveryCode();
  expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$/);
  const hash = recoveryCodeHash(code);
  expect(hash).not.toBeNull();
  expect(recoveryCodeHash(code.toUpperCase().replaceAll('-', ' '))).toEqual(hash);
  expect(recoveryCodeHash(code.replaceAll('0', 'O').replaceAll('1', 'l'))).toEqual(hash);
  expect(recoveryCodeHash(newRecoveryCode())).not.toEqual(hash);
  for (const text of ['', '123456', `${code}x`]) expect(recoveryCodeHash(text)).toBeNull();
});
