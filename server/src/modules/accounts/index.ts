/** Accounts of people: signing in, second factor, sessions. */

import type { FindSession, Route } from '../../platform/http/index.ts';
import { networkList } from '../../platform/http/index.ts';
import { findSession } from './actions/live.ts';
import type { Context } from './context.ts';
import { createHashing } from './hashing.ts';
import { sessionRoutes } from './routes/session.ts';

export interface AccountsOptions
  extends Pick<Context, 'db' | 'city' | 'vault' | 'practice' | 'demonstration' | 'identityService'> {
  /** Addresses and networks from which administrators may work; empty = from anywhere. */
  administratorNetworks: readonly string[];
  /** For tests: a cheaper hashing and a clock that can be turned. */
  hashing?: Context['hashing'];
  now?: () => Date;
}

export interface Accounts {
  routes: Route[];
  findSession: FindSession;
}

/** Builds the module. */
export function createAccounts(options: AccountsOptions): Accounts {
  const allowed = options.administratorNetworks;
  const context: Context = {
    ...options,
    hashing: options.hashing ?? createHashing(options.city.signIn.hash),
    now: options.now ?? (() => new Date()),
    administratorsFrom: allowed.length === 0 ? () => true : networkList(allowed),
  };
  return {
    routes: sessionRoutes(context),
    findSession: (secret, from) => findSession(context, secret, from),
  };
}
