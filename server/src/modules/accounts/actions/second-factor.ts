/** Showing the second factor, and setting it up. */
import type { SecondFactorEnrolment } from '@xinheng/contracts/workbench.ts';
import QRCode from 'qrcode';
import { audit } from '../../../platform/audit/index.ts';
import { type Tx, transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { newSecret } from '../../../platform/http/index.ts';
import { type Context, type Origin, secretHashOf } from '../context.ts';
import {
  beginSecondFactor,
  lockSecondFactor,
  replaceRecoveryCodes,
  type SecondFactor,
  takeRecoveryCode,
  useStep,
} from '../store/factors.ts';
import { endSession, endSessionsOf, renewSession } from '../store/sessions.ts';
import { newRecoveryCode, newTotpSecret, otpauthUrl, recoveryCodeHash, stepOfCode } from '../totp.ts';
import { notThisStep, ofOfficer } from './entry.ts';
import { codeKey, type Try, takeTry } from './guard.ts';
import type { Live } from './live.ts';

const contextOf = (accountId: string) => `second-factor:${accountId}`;

function wrongCode(): XinhengError {
  const message = '动态验证码不正确，或者已经用过。请等应用显示下一个验证码再试。';
  return new XinhengError('sign-in-failed', { message, details: { errors: [{ in: 'body', field: 'code', message }] } });
}

/**
 * Takes a code of the authenticator, or a recovery code, and goes on under a fresh secret, which is returned. When the
 * last try fails, the session ends with it.
 * @throws XinhengError `sign-in-failed`, `rate-limited`, `conflict` when no code is asked for
 */
export async function showSecondFactor(context: Context, live: Live, code: string, origin: Origin): Promise<string> {
  if (live.step !== 'second-factor') throw notThisStep();
  const { accountId } = live.session;
  return tryCode(context, live, origin, async (tx, now) => {
    const factor = await lockSecondFactor(tx, accountId);
    if (factor?.confirmed !== true) return null;
    const hash = recoveryCodeHash(code);
    if (hash !== null) return (await takeRecoveryCode(tx, accountId, hash, now)) ? 'recovery-code' : null;
    const step = stepOf(context, accountId, factor, code, now);
    if (step === null) return null;
    await useStep(tx, accountId, step, now);
    return 'code';
  });
}

/**
 * Begins to set up a second factor: the secret and the recovery codes are shown this once, and count only after
 * `confirmSecondFactor` in the same session.
 * @throws XinhengError `conflict` when there is one already: only an administrator takes it away
 */
export async function enrolSecondFactor(
  context: Context,
  live: Live,
): Promise<SecondFactorEnrolment & { recoveryCodes: string[] }> {
  if (live.step !== 'enrol-second-factor' && live.step !== 'active') throw notThisStep();
  const { accountId, sessionId, login } = live.session;
  const secret = newTotpSecret();
  const recoveryCodes = Array.from({ length: context.city.signIn.secondFactor.recoveryCodes }, newRecoveryCode);
  await transact(context.db, async (tx) => {
    const sealedSecret = context.vault.seal(secret, contextOf(accountId));
    const begun = await beginSecondFactor(tx, { accountId, sealedSecret, sessionId, now: context.now() });
    if (!begun) throw new XinhengError('conflict', '已启用动态验证码；更换手机请联系安全管理员重置。');
    const hashes = recoveryCodes.flatMap((text) => recoveryCodeHash(text) ?? []);
    await replaceRecoveryCodes(tx, accountId, hashes);
  });
  const url = otpauthUrl(secret, { issuer: `信衡 ${context.city.name}`, login });
  const qrSvg = await QRCode.toString(url, { type: 'svg', margin: 1, errorCorrectionLevel: 'M' });
  return { secret, otpauthUrl: url, qrSvg, recoveryCodes };
}

/** Proves the authenticator that was set up with its first code; every other session of the account ends. */
export async function confirmSecondFactor(context: Context, live: Live, code: string, origin: Origin): Promise<string> {
  if (live.step !== 'enrol-second-factor' && live.step !== 'active') throw notThisStep();
  const { accountId, sessionId } = live.session;
  return tryCode(context, live, origin, async (tx, now) => {
    const factor = await lockSecondFactor(tx, accountId);
    if (factor === null || factor.confirmed || factor.sessionId !== sessionId) return null;
    const step = stepOf(context, accountId, factor, code, now);
    if (step === null) return null;
    await useStep(tx, accountId, step, now);
    await endSessionsOf(tx, accountId, { why: 'second-factor-set-up', now, except: sessionId });
    return 'set-up';
  });
}

function stepOf(context: Context, accountId: string, factor: SecondFactor, code: string, now: Date): number | null {
  const secret = context.vault.open(factor.sealedSecret, contextOf(accountId));
  return secret === null ? null : stepOfCode(secret, code, factor.lastStep, now.getTime());
}

/** Counts the try, lets `check` decide (it says how the code was right), and renews the session. */
async function tryCode(
  context: Context,
  live: Live,
  origin: Origin,
  check: (tx: Tx, now: Date) => Promise<'code' | 'recovery-code' | 'set-up' | null>,
): Promise<string> {
  const { sessionId, accountId } = live.session;
  const attempt: Try = await takeTry(context, codeKey(accountId), origin);
  const secret = newSecret('session');
  const right = await transact(context.db, async (tx) => {
    const now = context.now();
    const how = await check(tx, now);
    const entry = ofOfficer(live.officer, origin);
    if (how === null) {
      await attempt.failed(tx);
      if (attempt.locks) await endSession(tx.client, sessionId, 'wrong-codes', now);
      await audit(tx, { ...entry, action: 'accounts.second-factor-failed', details: { locks: attempt.locks } });
      return false;
    }
    await attempt.succeeded(tx);
    await renewSession(tx, sessionId, { secretHash: secretHashOf(secret), now, secondFactorShown: true });
    const action = how === 'set-up' ? 'accounts.set-up-second-factor' : 'accounts.second-factor';
    await audit(tx, { ...entry, action, details: { how } });
    return true;
  });
  if (!right) throw wrongCode();
  return secret;
}
