/** Accounts of people: signing in, second factor, sessions. */

import type { Viewer } from '../../platform/access/index.ts';
import type { FindSession, Route } from '../../platform/http/index.ts';
import { networkList } from '../../platform/http/index.ts';
import { linkAtConsole, openAtConsole, resetAtConsole } from './actions/console.ts';
import { type DemonstrationAccount, hireDemonstration, offerFirstLink } from './actions/first.ts';
import { findSession } from './actions/live.ts';
import type { Context } from './context.ts';
import { createHashing } from './hashing.ts';
import { accountRoutes } from './routes/accounts.ts';
import { identityRoutes } from './routes/identity.ts';
import { mattersRoute } from './routes/matters.ts';
import { sessionRoutes } from './routes/session.ts';
import { sessionListRoutes } from './routes/sessions.ts';
import { setupRoutes } from './routes/setup.ts';
import { tokenRoutes } from './routes/tokens.ts';

export { renewKey } from './actions/console.ts';
export type { DemonstrationAccount } from './actions/first.ts';
export { createIdentityService } from './identity-service.ts';
export { forgetEndedJob } from './jobs.ts';

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
  /** The one-time link's token while nobody has an account, else null. Each call makes the one before worthless. */
  offerFirstLink(): Promise<{ token: string; hours: number } | null>;
  /** The demonstration's officers with their passwords, made now; none when anybody has an account. */
  hireDemonstration(): Promise<DemonstrationAccount[]>;
  /** For the console: a one-time password, and no second factor any more. @throws XinhengError `not-found` */
  resetAtConsole(given: { viewer: Viewer; login: string }): Promise<{ login: string; password: string; hours: number }>;
  /** For the console: an account for a person by number or whole name. @throws XinhengError `not-found`, `conflict` */
  openAtConsole(given: {
    viewer: Viewer;
    login: string;
    person: string;
  }): Promise<{ login: string; name: string; password: string; hours: number }>;
  /** For the console: ties an account to an identity of the city's service. @throws XinhengError `not-found` */
  linkAtConsole(given: { viewer: Viewer; login: string; identity: string | null }): Promise<void>;
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
    routes: [
      ...sessionRoutes(context),
      ...sessionListRoutes(context),
      ...identityRoutes(context),
      ...setupRoutes(context),
      ...accountRoutes(context),
      ...tokenRoutes(context),
      mattersRoute(context),
    ],
    findSession: (secret, from) => findSession(context, secret, from),
    offerFirstLink: () => offerFirstLink(context),
    hireDemonstration: () => hireDemonstration(context),
    resetAtConsole: (given) => resetAtConsole(context, given),
    openAtConsole: (given) => openAtConsole(context, given),
    linkAtConsole: (given) => linkAtConsole(context, given),
  };
}
