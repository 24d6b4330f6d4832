/** What an officer does with his own session and password. */
import { pinyin } from 'pinyin-pro';
import { audit } from '../../../platform/audit/index.ts';
import { transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { newSecret } from '../../../platform/http/index.ts';
import { postsOf } from '../../organisation/index.ts';
import { type Context, type Origin, secretHashOf } from '../context.ts';
import { commonPasswords } from '../known-passwords.ts';
import { passwordFault } from '../rules/password.ts';
import { standingOf } from '../rules/steps.ts';
import { findAccount, rememberedPasswords, setPassword } from '../store/accounts.ts';
import { endSession, endSessionsOf, isSessionOf, renewSession } from '../store/sessions.ts';
import { badField, notThisStep, ofOfficer } from './entry.ts';
import { loginKey, takeTry } from './guard.ts';
import { type Live, requireAddress } from './live.ts';

/** What must not be in a password of this person. */
export function surroundings(login: string, name: string) {
  const spelled = pinyin(name, { toneType: 'none', type: 'array' }).join('').replaceAll(/\s/g, '');
  return { login, names: [name, spelled], common: commonPasswords() };
}

/**
 * Changes one's own password; every other session of the account ends, this one goes on under the secret returned.
 * @throws XinhengError `bad-request` naming the field, `rate-limited`, `conflict` at another step
 */
export async function changePassword(
  context: Context,
  live: Live,
  given: { current: string; next: string },
  origin: Origin,
): Promise<string> {
  if (live.step !== 'change-password' && live.step !== 'active') throw notThisStep();
  const { db, hashing } = context;
  const policy = context.city.signIn.password;
  const { accountId, sessionId, login } = live.session;
  const fault = passwordFault(given.next, policy, surroundings(login, live.officer.name));
  if (fault !== null) throw badField('next', fault);
  const attempt = await takeTry(context, loginKey(context, login), origin);
  const account = await findAccount(db.pool, { accountId });
  const right = await hashing.verify(account?.passwordHash ?? null, given.current).catch(async (error: unknown) => {
    await attempt.withdrawn();
    throw error;
  });
  if (!right) {
    await transact(db, async (tx) => {
      await attempt.failed(tx);
      const details = { why: 'wrong-password', locks: attempt.locks };
      await audit(tx, { ...ofOfficer(live.officer, origin), action: 'accounts.change-password-failed', details });
    });
    throw badField('current', '现在的密码不正确。');
  }
  const old = await transact(db, async (tx) => {
    await attempt.succeeded(tx);
    return rememberedPasswords(tx, accountId, Math.max(1, policy.remembered));
  });
  for (const stored of old) {
    if (!(await hashing.verify(stored, given.next))) continue;
    throw badField('next', `新密码不能与最近 ${Math.max(1, policy.remembered)} 个密码相同。`);
  }
  const hash = await hashing.hash(given.next);
  const secret = newSecret('session');
  await transact(db, async (tx) => {
    const now = context.now();
    const still = await findAccount(tx.client, { accountId }, true);
    if (still?.passwordHash !== account?.passwordHash) throw notThisStep();
    await setPassword(tx, { accountId, hash, now, oneTimeUntil: null });
    const ended = await endSessionsOf(tx, accountId, { why: 'password-changed', now, except: sessionId });
    await renewSession(tx, sessionId, { secretHash: secretHashOf(secret), now, mustChangePassword: false });
    await audit(tx, { ...ofOfficer(live.officer, origin), action: 'accounts.change-password', details: { ended } });
  });
  return secret;
}

/** Goes on in another of one's posts, under the secret returned. @throws XinhengError `not-found`, `forbidden` */
export async function switchPost(context: Context, live: Live, postId: string, origin: Origin): Promise<string> {
  if (live.step !== 'active') throw notThisStep();
  const { sessionId, personId } = live.session;
  const secret = newSecret('session');
  await transact(context.db, async (tx) => {
    const post = (await postsOf(tx.client, personId)).find((held) => held.postId === postId);
    if (post === undefined) throw new XinhengError('not-found', '您没有这项任职，或者它已经终止。');
    requireAddress(context, post.roles, origin.address);
    const standing = standingOf({ department: post.organisation, roles: post.roles });
    const now = context.now();
    await renewSession(tx, sessionId, { secretHash: secretHashOf(secret), now, post: { postId, standing } });
    await audit(tx, {
      ...ofOfficer(live.officer, origin),
      action: 'accounts.switch-post',
      details: { to: postId, department: post.organisation },
    });
  });
  return secret;
}

/** Ends one's own session, or another of one's own. @throws XinhengError `not-found` for a session that is not one's own */
export async function endOwnSession(context: Context, live: Live, sessionId: string, origin: Origin): Promise<void> {
  await transact(context.db, async (tx) => {
    if (!(await isSessionOf(tx.client, sessionId, live.session.accountId))) {
      throw new XinhengError('not-found', '没有找到这个会话，或者它已经结束。');
    }
    const own = sessionId === live.session.sessionId;
    await endSession(tx.client, sessionId, own ? 'signed-out' : 'ended-by-owner', context.now());
    await audit(tx, {
      ...ofOfficer(live.officer, origin),
      action: own ? 'accounts.sign-out' : 'accounts.end-session',
      object: `session:${sessionId}`,
    });
  });
}

/** Ends every other session of one's own. */
export async function endOtherSessions(context: Context, { session, officer }: Live, origin: Origin): Promise<void> {
  await transact(context.db, async (tx) => {
    const { accountId, sessionId } = session;
    const ended = await endSessionsOf(tx, accountId, { why: 'ended-by-owner', now: context.now(), except: sessionId });
    await audit(tx, { ...ofOfficer(officer, origin), action: 'accounts.end-sessions', details: { ended } });
  });
}
