/** Signing in with a password, and beginning a session by whichever way. */
import { audit } from '../../../platform/audit/index.ts';
import { type Tx, transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { newSecret } from '../../../platform/http/index.ts';
import { type HeldPost, postsOf } from '../../organisation/index.ts';
import { type Context, loginOf, type Origin, secretHashOf } from '../context.ts';
import { isAdministrator, passwordIsDue, standingOf } from '../rules/steps.ts';
import { type Account, findAccount, noteSignIn, replaceHash } from '../store/accounts.ts';
import { endSessionsBeyond, insertSession, lastPostOf, type Method } from '../store/sessions.ts';
import { randomText } from '../totp.ts';
import { ofAccount } from './entry.ts';
import { loginKey, takeTry } from './guard.ts';

/**
 * Checks login and password and begins a session, whose secret is returned: half a session where more is wanted.
 * A login that nobody has costs the same work and is answered in the same words as a wrong password.
 * @throws XinhengError `sign-in-failed`; `rate-limited` while locked; `forbidden` for an account that is disabled, has
 *   no post, or may not be used from here, which is told to nobody who does not know the password
 */
export async function signIn(
  context: Context,
  given: { login: string; password: string },
  origin: Origin,
): Promise<string> {
  const { db, hashing } = context;
  const login = loginOf(given.login);
  const attempt = await takeTry(context, loginKey(context, login), origin);
  const account = await findAccount(db.pool, { login });
  let right: boolean;
  try {
    right = await hashing.verify(account?.passwordHash ?? null, given.password);
  } catch (error) {
    await attempt.withdrawn();
    throw error;
  }
  const refusal = right && account !== null ? usable(context, account) : wrongPassword();
  if (account === null || refusal !== null) {
    await transact(db, async (tx) => {
      await attempt.failed(tx);
      const who = account === null ? unknownLogin(context, login, origin) : ofAccount(account, origin);
      const why = account === null ? 'unknown-login' : right ? 'account-unusable' : 'wrong-password';
      await audit(tx, { ...who, action: 'accounts.sign-in-failed', details: { why, locks: attempt.locks } });
    });
    throw refusal ?? wrongPassword();
  }
  if (account.passwordHash !== null && hashing.isStale(account.passwordHash)) {
    await replaceHash(db.pool, account, await hashing.hash(given.password));
  }
  const mustChangePassword = passwordIsDue(account, context.city.signIn.password, context.now().getTime());
  const beginning: Beginning = { account, method: 'password', mustChangePassword, vouched: false, origin };
  try {
    return await transact(db, async (tx) => {
      await attempt.succeeded(tx);
      return beginSession(context, tx, beginning);
    });
  } catch (error) {
    // He knew the password, so nobody guessed; but the log must tell that he was turned away.
    await transact(db, async (tx) => {
      await attempt.succeeded(tx);
      const entry = ofAccount(account, origin);
      await audit(tx, { ...entry, action: 'accounts.sign-in-failed', details: { why: 'no-post-from-here' } });
    });
    throw error;
  }
}

function wrongPassword(): XinhengError {
  return new XinhengError('sign-in-failed', '账号或密码不正确。');
}

/** Why somebody who knows the password may not use the account; null when he may. */
function usable({ now }: Context, account: Account): XinhengError | null {
  if (account.state === 'disabled') return new XinhengError('forbidden', '该账户已停用，请联系安全管理员。');
  if (account.oneTimeUntil !== null && account.oneTimeUntil <= now().getTime()) {
    return new XinhengError('forbidden', '一次性密码已过期，请安全管理员重新设置。');
  }
  return null;
}

/** The log must not keep what may be a password typed into the wrong field. */
function unknownLogin(context: Context, login: string, origin: Origin) {
  const { address, requestId } = origin;
  return { actor: 'public', object: loginKey(context, login), address, requestId };
}

export interface Beginning {
  account: Account;
  method: Method;
  mustChangePassword: boolean;
  /** The identity service has seen a second factor that the policy trusts. */
  vouched: boolean;
  origin: Origin;
}

/** Begins a session under a fresh secret, in the post used last if it is still held. @throws XinhengError `forbidden` */
export async function beginSession(context: Context, tx: Tx, beginning: Beginning): Promise<string> {
  const { account, method, origin } = beginning;
  const { city } = context;
  const now = context.now();
  const post = await firstPost(context, tx, account, origin);
  const secret = newSecret('session');
  const sessionId = randomText(16);
  await insertSession(tx, {
    sessionId,
    secretHash: secretHashOf(secret),
    accountId: account.accountId,
    postId: post.postId,
    standing: standingOf({ department: post.organisation, roles: post.roles }),
    method,
    now,
    absoluteUntil: new Date(now.getTime() + city.signIn.session.absoluteHours * 3_600_000),
    secondFactorShown: beginning.vouched,
    mustChangePassword: beginning.mustChangePassword,
    address: origin.address,
    userAgent: origin.userAgent,
  });
  await endSessionsBeyond(tx, account.accountId, city.signIn.session.most, now);
  await noteSignIn(tx, account.accountId, now, origin.address);
  await audit(tx, {
    ...ofAccount(account, origin),
    action: 'accounts.sign-in',
    object: `session:${sessionId}`,
    post: post.postId,
    department: post.organisation,
    role: post.roles.join(','),
    details: { method, secondFactor: account.hasSecondFactor, mustChangePassword: beginning.mustChangePassword },
  });
  return secret;
}

async function firstPost(context: Context, tx: Tx, account: Account, { address }: Origin): Promise<HeldPost> {
  const posts = await postsOf(tx.client, account.personId);
  if (posts.length === 0) throw new XinhengError('forbidden', '您目前没有任职，不能登录。请联系本部门管理员。');
  const allowed = posts.filter(
    ({ roles }) => context.administratorsFrom(address) || !isAdministrator(context.city.roles, roles),
  );
  const last = await lastPostOf(tx.client, account.accountId);
  const post = allowed.find(({ postId }) => postId === last) ?? allowed[0];
  if (post === undefined) {
    throw new XinhengError('forbidden', '管理员只能从规定的网络地址使用本系统，当前地址不在其中。');
  }
  return post;
}
