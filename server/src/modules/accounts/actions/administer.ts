/** What the security administrator does with accounts. The people themselves are made in module organisation. */
import { actorOf, type Viewer, whoIs } from '../../../platform/access/index.ts';
import { audit } from '../../../platform/audit/index.ts';
import type { Queryable, Tx } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { announce } from '../../../platform/events/index.ts';
import { personOf } from '../../organisation/index.ts';
import { type Context, loginOf } from '../context.ts';
import {
  type Account,
  findAccount,
  insertAccount,
  lockIdentities,
  peopleWithAccount,
  setIdentity,
  setPassword,
  setState,
} from '../store/accounts.ts';
import { clearAttempts } from '../store/attempts.ts';
import { dropSecondFactor } from '../store/factors.ts';
import { hasEverHeld } from '../store/organisations.ts';
import { isPersonReached } from '../store/overview.ts';
import { endSession, endSessionsOf, isSessionOf } from '../store/sessions.ts';
import { randomText } from '../totp.ts';
import { badField } from './entry.ts';
import { codeKey, loginKey } from './guard.ts';

export interface Doing {
  viewer: Viewer;
  reason?: string | undefined;
}

/** A password that is shown once and good for setting one's own: 80 random bits in groups. */
export function oneTimePassword(): string {
  return (randomText(16).match(/.{4}/g) ?? []).join('-');
}

/**
 * Opens an account for a person. The password is hashed by the caller, before the transaction.
 * @throws XinhengError `bad-request` for a login that cannot be, `conflict` when person or login has an account
 */
export async function openAccount(
  context: Pick<Context, 'city' | 'now'>,
  tx: Tx,
  doing: Doing,
  given: { personId: string; login: string; hash: string; oneTime: boolean },
): Promise<string> {
  const login = loginOf(given.login);
  if (!/^[a-z0-9][a-z0-9._@-]{1,63}$/.test(login)) {
    throw badField('login', '账号为 2 至 64 个字符，以字母或数字开头，只含小写字母、数字、点、下划线、@ 和连字符。');
  }
  const person = await personOf(tx.client, given.personId);
  if (person === null || !(await isPersonReached(tx.client, doing.viewer, given.personId))) {
    throw badField('personId', '没有找到该人员，或者他不在您的管理范围内。');
  }
  if ((await peopleWithAccount(tx.client, [given.personId])).size > 0) {
    throw new XinhengError('conflict', `${person.name}已有账户，一人只能有一个账户。`);
  }
  if ((await findAccount(tx.client, { login })) !== null) throw badField('login', `账号“${login}”已被使用。`);
  const now = context.now();
  const accountId = await insertAccount(tx, {
    personId: given.personId,
    login,
    openedBy: actorOf(doing.viewer),
    now,
  });
  if (accountId === null) {
    throw new XinhengError('conflict', '该人员或该账号刚刚已由他人开设账户，请刷新后再看。');
  }
  const oneTimeUntil = given.oneTime ? initialUntil(context, now) : null;
  await setPassword(tx, { accountId, hash: given.hash, now, oneTimeUntil });
  await tell(tx, doing, accountId, 'open', { personId: given.personId });
  return accountId;
}

function initialUntil({ city }: Pick<Context, 'city'>, now: Date): Date {
  return new Date(now.getTime() + city.signIn.password.initialHours * 3_600_000);
}

/** Sets a one-time password; every session ends and failures are forgotten. */
export async function resetPassword(
  context: Context,
  tx: Tx,
  doing: Doing,
  account: Account,
  hash: string,
): Promise<void> {
  const now = context.now();
  await setPassword(tx, { accountId: account.accountId, hash, now, oneTimeUntil: initialUntil(context, now) });
  await endSessionsOf(tx, account.accountId, { why: 'password-reset', now });
  await unlockAccount(context, tx, account);
  await tell(tx, doing, account.accountId, 'reset-password');
}

/** Takes the second factor away; every session ends. Whose role demands one sets a new one up at the next sign-in. */
export async function resetSecondFactor(context: Context, tx: Tx, doing: Doing, account: Account): Promise<void> {
  if (doing.viewer.kind === 'officer' && (await isAdministratorsAccount(context, tx.client, account))) {
    // Otherwise whoever holds accounts.manage could become any other administrator: two resets and a sign-in.
    throw new XinhengError('forbidden', '三员的动态验证码只能在服务器终端上重置：npx xinheng account reset。');
  }
  const had = await dropSecondFactor(tx, account.accountId);
  await endSessionsOf(tx, account.accountId, { why: 'second-factor-reset', now: context.now() });
  await tell(tx, doing, account.accountId, 'reset-second-factor', { had });
}

/**
 * Whether the person is one of the three administrators, was one or will be: else a role taken away for a moment and given
 * back would open the way.
 */
export async function isAdministratorsAccount(
  { city }: Pick<Context, 'city'>,
  q: Queryable,
  { personId }: Pick<Account, 'personId'>,
): Promise<boolean> {
  const roles = city.roles.flatMap(({ code, administrator }) => (administrator === null ? [] : [code]));
  return hasEverHeld(q, personId, roles);
}

/** Switches an account on or off; off ends every session. */
export async function switchAccount(
  context: Context,
  tx: Tx,
  doing: Doing,
  { account, state }: { account: Account; state: Account['state'] },
): Promise<void> {
  const now = context.now();
  const { accountId } = account;
  await setState(tx, { accountId, state, reason: doing.reason ?? null, now });
  if (state === 'disabled') await endSessionsOf(tx, accountId, { why: 'account-disabled', now });
  await tell(tx, doing, accountId, state === 'disabled' ? 'disable' : 'enable');
}

/** Forgets the failures of an account; true when it was locked. */
export async function unlock(context: Context, tx: Tx, doing: Doing, account: Account): Promise<boolean> {
  const locked = await unlockAccount(context, tx, account);
  await tell(tx, doing, account.accountId, 'unlock', { locked });
  return locked;
}

async function unlockAccount(context: Context, tx: Tx, account: Account): Promise<boolean> {
  const now = context.now();
  const login = await clearAttempts(tx, loginKey(context, account.login), now);
  const code = await clearAttempts(tx, codeKey(account.accountId), now);
  return login || code;
}

/** Ends every session of an account; returns how many. */
export async function endAllSessions(context: Context, tx: Tx, doing: Doing, account: Account): Promise<number> {
  const ended = await endSessionsOf(tx, account.accountId, { why: 'ended-by-administrator', now: context.now() });
  await tell(tx, doing, account.accountId, 'end-sessions', { ended });
  return ended;
}

/** Ends one session of an account. @throws XinhengError `not-found` for one that is not this account's, or has ended */
export async function endSessionOfAccount(
  context: Context,
  tx: Tx,
  doing: Doing,
  { account, sessionId }: { account: Account; sessionId: string },
): Promise<void> {
  if (!(await isSessionOf(tx.client, sessionId, account.accountId))) {
    throw new XinhengError('not-found', '没有找到这个会话，或者它已经结束。');
  }
  await endSession(tx.client, sessionId, 'ended-by-administrator', context.now());
  await tell(tx, doing, account.accountId, 'end-session', { sessionId });
}

/** Ties the account to what the identity service calls the person; null unties. @throws XinhengError `bad-request` */
export async function linkIdentity(
  context: Context,
  tx: Tx,
  doing: Doing,
  { account, identity }: { account: Account; identity: string | null },
): Promise<void> {
  if (doing.viewer.kind === 'officer' && (await isAdministratorsAccount(context, tx.client, account))) {
    // As with the second factor: whoever ties his own identity to another's account could sign in as him.
    throw new XinhengError('forbidden', '三员的统一身份标识只能在服务器终端上设置：npx xinheng account link。');
  }
  await lockIdentities(tx);
  const held = identity === null ? null : await findAccount(tx.client, { identity });
  if (held !== null && held.accountId !== account.accountId) {
    throw badField('identity', '这个统一身份标识已属于另一个账户。');
  }
  await setIdentity(tx, account.accountId, identity);
  await tell(tx, doing, account.accountId, 'link-identity', { linked: identity !== null });
}

/** What is answered for an account that is not there or not within reach. */
export function noSuchAccount(): XinhengError {
  return new XinhengError('not-found', '没有找到这个账户，或者它不在您的管理范围内。');
}

/**
 * The account for a change by an administrator: one within his reach, and never his own.
 * @throws XinhengError `not-found`, `forbidden`
 */
export async function takeAccount(tx: Tx, { viewer }: Doing, accountId: string): Promise<Account> {
  const account = await findAccount(tx.client, { accountId }, true);
  if (account === null || !(await isPersonReached(tx.client, viewer, account.personId))) throw noSuchAccount();
  if (viewer.kind === 'officer' && viewer.accountId === accountId) {
    throw new XinhengError('forbidden', '不能管理自己的账户，请由另一位安全管理员办理。');
  }
  return account;
}

async function tell(
  tx: Tx,
  { viewer, reason }: Doing,
  accountId: string,
  verb: string,
  details: Record<string, unknown> = {},
): Promise<void> {
  const object = `account:${accountId}`;
  await audit(tx, { ...whoIs(viewer), action: `accounts.${verb}`, object, reason, details });
  await announce(tx, { type: 'accounts.account-changed', orderingKey: object, payload: { accountId, change: verb } });
}
