/** Accounts as they are shown to whoever administers them. */
import type { Account as Shown } from '@xinheng/contracts/accounts.ts';
import type { Viewer } from '../../../platform/access/index.ts';
import { personOf, postsOf } from '../../organisation/index.ts';
import { type Context, idleSince } from '../context.ts';
import { locksOf } from '../store/attempts.ts';
import { accountOverview } from '../store/overview.ts';
import { isAdministratorsAccount, noSuchAccount } from './administer.ts';
import { codeKey, loginKey } from './guard.ts';

/** One account. @throws XinhengError `not-found` when there is none within reach */
export async function showAccount(context: Context, viewer: Viewer, accountId: string): Promise<Shown> {
  const { city, db } = context;
  const now = context.now();
  const known = /^[1-9]\d{0,17}$/.test(accountId)
    ? await accountOverview(db.pool, viewer, { accountId, now, idleSince: idleSince(context) })
    : null;
  if (known === null) throw noSuchAccount();
  const keys = [loginKey(context, known.login), codeKey(accountId)];
  const [person, posts, locks, administrator] = await Promise.all([
    personOf(db.pool, known.personId),
    postsOf(db.pool, known.personId),
    locksOf(db.pool, keys, now),
    isAdministratorsAccount(context, db.pool, known),
  ]);
  const nameOf = (role: string) => city.roles.find(({ code }) => code === role)?.name ?? role;
  const { stateReason, oneTimeUntil, identity, lastSignInAt, lastSignInAddress, ...rest } = known;
  const lockedUntil = [...locks.values()].sort().at(-1);
  return {
    ...rest,
    name: person?.name ?? '',
    administrator,
    posts: posts.map(({ postId, title, organisation, organisationName, roles }) => ({
      ...{ postId, title, organisation, organisationName },
      roles: roles.map((code) => ({ code, name: nameOf(code) })),
    })),
    ...(stateReason !== null && { stateReason }),
    ...(oneTimeUntil !== null && { oneTimeUntil }),
    ...(identity !== null && { identity }),
    ...(lastSignInAt !== null && { lastSignInAt }),
    ...(lastSignInAddress !== null && { lastSignInAddress }),
    ...(lockedUntil !== undefined && { lockedUntil }),
  };
}
