/** Who comes first: the one-time link of a fresh store, and the invented officers of a marked demonstration. */
import { whoIs } from '../../../platform/access/index.ts';
import { audit } from '../../../platform/audit/index.ts';
import { type Tx, transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { newSecret } from '../../../platform/http/index.ts';
import { appoint, createPerson } from '../../organisation/index.ts';
import { type Context, loginOf, type Origin, secretHashOf } from '../context.ts';
import { passwordFault } from '../rules/password.ts';
import {
  anyAccount,
  dropSetupLink,
  findAccount,
  lockFirstStart,
  replaceSetupLink,
  takeSetupLink,
} from '../store/accounts.ts';
import { oneTimePassword, openAccount } from './administer.ts';
import { badField } from './entry.ts';
import { surroundings } from './own.ts';
import { beginSession } from './sign-in.ts';

const system = { kind: 'operator', name: 'first-start' } as const;

/**
 * A fresh one-time link of a store without accounts, in place of the one before; null when somebody has an account. The
 * token is returned this once and stored as a hash.
 */
export async function offerFirstLink(context: Context): Promise<{ token: string; hours: number } | null> {
  const { linkHours } = context.city.signIn.firstAdministrator;
  return transact(context.db, async (tx) => {
    await lockFirstStart(tx);
    if (await anyAccount(tx.client)) return null;
    const token = newSecret('session').slice(1);
    const now = context.now();
    const expiresAt = new Date(now.getTime() + linkHours * 3_600_000);
    await replaceSetupLink(tx, { tokenHash: secretHashOf(token), now, expiresAt });
    await audit(tx, { ...whoIs(system), action: 'accounts.offer-first-link', object: 'setup-link' });
    return { token, hours: linkHours };
  });
}

export interface FirstAdministrator {
  token: string;
  login: string;
  name: string;
  password: string;
}

/**
 * Uses the one-time link up: makes the person, his post as system administrator and his account, and signs him in. What
 * is wrong with the fields is told before the link is used.
 * @throws XinhengError `bad-request`; `sign-in-failed` when the link is none, used, or too old
 */
export async function createFirstAdministrator(
  context: Context,
  given: FirstAdministrator,
  origin: Origin,
): Promise<string> {
  const { city, db, hashing } = context;
  const role = city.roles.find(({ administrator }) => administrator === 'system');
  if (role === undefined) throw new XinhengError('declaration-invalid', '本市没有系统管理员角色（roles.yaml）。');
  if (given.name.trim().length < 2) throw badField('name', '请填写真实姓名。');
  const login = loginOf(given.login);
  const fault = passwordFault(given.password, city.signIn.password, surroundings(login, given.name));
  if (fault !== null) throw badField('password', fault);
  const hash = await hashing.hash(given.password);
  return transact(db, async (tx) => {
    await lockFirstStart(tx);
    if ((await anyAccount(tx.client)) || !(await takeSetupLink(tx, secretHashOf(given.token), context.now()))) {
      throw new XinhengError(
        'sign-in-failed',
        '该链接无效、已用过或已过期。请在服务器上执行 npx xinheng account first-link 取得新的链接。',
      );
    }
    const { department } = city.signIn.firstAdministrator;
    const accountId = await enter(context, tx, {
      login,
      hash,
      name: given.name,
      title: role.name,
      department,
      role: role.code,
    });
    await dropSetupLink(tx);
    const account = await findAccount(tx.client, { accountId });
    if (account === null) throw new Error('the account just made is gone');
    return beginSession(context, tx, {
      ...{ account, origin },
      method: 'first-administrator',
      mustChangePassword: false,
      vouched: false,
    });
  });
}

interface Entrant {
  login: string;
  hash: string;
  name: string;
  title: string;
  department: string;
  role: string;
}

/** Person, post and account at once. */
async function enter(context: Context, tx: Tx, entrant: Entrant): Promise<string> {
  const doing = { viewer: system, city: context.city };
  const { personId } = await createPerson(tx, doing, { name: entrant.name });
  await appoint(tx, doing, {
    personId,
    organisation: entrant.department,
    title: entrant.title,
    roles: [entrant.role],
  });
  return openAccount(context, tx, doing, { personId, login: entrant.login, hash: entrant.hash, oneTime: false });
}

/** An invented officer, and the password that is shown this once. */
export interface DemonstrationAccount {
  login: string;
  password: string;
  name: string;
  organisation: string;
  roleName: string;
}

/**
 * Makes the demonstration's officers where nobody has an account; returns none where somebody has.
 * @throws Error in a store that is not marked as a demonstration
 */
export async function hireDemonstration(context: Context): Promise<DemonstrationAccount[]> {
  if (!context.demonstration) throw new Error('officers with printed passwords belong to a demonstration only');
  const { city } = context;
  if (await anyAccount(context.db.pool)) return [];
  const wanted = await Promise.all(
    city.demonstrationOfficers.map(async (officer) => {
      const password = oneTimePassword();
      return { ...officer, password, hash: await context.hashing.hash(password) };
    }),
  );
  return transact(context.db, async (tx) => {
    await lockFirstStart(tx);
    if (await anyAccount(tx.client)) return [];
    const made: DemonstrationAccount[] = [];
    for (const officer of wanted) {
      await enter(context, tx, officer);
      made.push({
        login: officer.login,
        password: officer.password,
        name: officer.name,
        organisation: city.departments.find(({ code }) => code === officer.department)?.name ?? officer.department,
        roleName: city.roles.find(({ code }) => code === officer.role)?.name ?? officer.role,
      });
    }
    return made;
  });
}
