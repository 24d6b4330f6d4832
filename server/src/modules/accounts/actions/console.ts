/** What only somebody at the server's console does: helping an account out of which its owner is locked, and a lost key. */
import { adoptKey, type Vault, type Viewer, whoIs } from '../../../platform/access/index.ts';
import { audit } from '../../../platform/audit/index.ts';
import { type Db, transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { personOf } from '../../organisation/index.ts';
import { type Context, loginOf } from '../context.ts';
import { findAccount } from '../store/accounts.ts';
import { dropAllSecondFactors } from '../store/factors.ts';
import { peopleWithoutAccount } from '../store/overview.ts';
import {
  linkIdentity,
  oneTimePassword,
  openAccount,
  resetPassword,
  resetSecondFactor,
  switchAccount,
} from './administer.ts';

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

/**
 * Opens an account for a person by number or whole name: the first security administrator's, whom the system administrator
 * has appointed and for whom nobody could open one yet.
 * @throws XinhengError `not-found` when nobody without an account is called so, `conflict` when several are
 */
export async function openAtConsole(
  context: Context,
  { viewer, login, person }: { viewer: Viewer; login: string; person: string },
): Promise<{ login: string; name: string; password: string; hours: number }> {
  const password = oneTimePassword();
  const hash = await context.hashing.hash(password);
  return transact(context.db, async (tx) => {
    const named = await peopleWithoutAccount(tx.client, viewer, { word: person, most: 100 });
    const exact = named.filter(({ name, personId }) => name === person || personId === person);
    const byNumber = exact.length > 0 ? null : await personOf(tx.client, person);
    const found = byNumber === null ? exact : [byNumber];
    const [one] = found;
    if (one === undefined) throw new XinhengError('not-found', `没有叫“${person}”、在任而尚无账户的人员。`);
    if (found.length > 1) {
      const numbers = found.map(({ personId }) => personId).join('、');
      throw new XinhengError('conflict', `叫“${person}”的有 ${found.length} 人，请改用人员编号：${numbers}。`);
    }
    const doing = { viewer, reason: '服务器终端' };
    await openAccount(context, tx, doing, { personId: one.personId, login, hash, oneTime: true });
    return { login: loginOf(login), name: one.name, password, hours: context.city.signIn.password.initialHours };
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
