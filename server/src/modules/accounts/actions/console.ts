/** What only somebody at the server's console does: helping an account out of which its owner is locked, and a lost key. */
import { adoptKey, type Vault, type Viewer, whoIs } from '../../../platform/access/index.ts';
import { audit } from '../../../platform/audit/index.ts';
import { type Db, transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { type Context, loginOf } from '../context.ts';
import { findAccount } from '../store/accounts.ts';
import { dropAllSecondFactors } from '../store/factors.ts';
import { linkIdentity, oneTimePassword, resetPassword, resetSecondFactor, switchAccount } from './administer.ts';

/**
 * Sets a one-time password, takes the second factor away and switches the account on.
 * @throws XinhengError `not-found`
 */
export async function resetAtConsole(
  context: Context,
  { viewer, login }: { viewer: Viewer; login: string },
): Promise<{ login: string; password: string; hours: number }> {
  const password = oneTimePassword();
  const hash = await context.hashing.hash(password);
  return transact(context.db, async (tx) => {
    const account = await findAccount(tx.client, { login: loginOf(login) }, true);
    if (account === null) throw new XinhengError('not-found', `没有账号“${login}”。`);
    const doing = { viewer, reason: '服务器终端' };
    if (account.state === 'disabled') await switchAccount(context, tx, doing, { account, state: 'active' });
    await resetPassword(context, tx, doing, account, hash);
    await resetSecondFactor(context, tx, doing, account);
    return { login: account.login, password, hours: context.city.signIn.password.initialHours };
  });
}

/** Ties an account to what the identity service calls its person; null unties. @throws XinhengError `not-found` */
export async function linkAtConsole(
  context: Context,
  { viewer, login, identity }: { viewer: Viewer; login: string; identity: string | null },
): Promise<void> {
  await transact(context.db, async (tx) => {
    const account = await findAccount(tx.client, { login: loginOf(login) }, true);
    if (account === null) throw new XinhengError('not-found', `没有账号“${login}”。`);
    await linkIdentity(context, tx, { viewer, reason: '服务器终端' }, { account, identity });
  });
}

/** Makes the key at hand the store's; what the lost one had sealed is given up. Returns how many second factors. */
export async function renewKey(db: Db, vault: Vault, viewer: Viewer): Promise<number> {
  return transact(db, async (tx) => {
    await adoptKey(tx.client, vault);
    const dropped = await dropAllSecondFactors(tx);
    await audit(tx, { ...whoIs(viewer), action: 'accounts.renew-key', object: 'secret-key', details: { dropped } });
    return dropped;
  });
}
