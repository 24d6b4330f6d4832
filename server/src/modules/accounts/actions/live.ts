/** The session behind a secret, and the officer that it makes of its person at this moment. */

import type { Officer } from '../../../platform/access/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { type FoundSession, isSessionSecret } from '../../../platform/http/index.ts';
import { officerFacts } from '../../organisation/index.ts';
import { type Context, idleSince, secretHashOf } from '../context.ts';
import { demandsSecondFactor, isAdministrator, standingOf, stepOf } from '../rules/steps.ts';
import { endSession, liveSession, type StoredSession, touchSession } from '../store/sessions.ts';

/** A session is written to at most this often, so it may end so much earlier than its idle time says. */
const touchMs = 15_000;

export interface Live {
  session: StoredSession;
  step: ReturnType<typeof stepOf>;
  /** Who he would be, or is once `step` is `active`. */
  officer: Officer;
}

/**
 * The living session of a secret; null when there is none, its post does not hold any more, or its roles are others than
 * when the session came to the post: then it ends, and the officer signs in again under what he may do now.
 * @throws XinhengError `forbidden` when an administrator comes from an address that administrators do not work from
 */
export async function liveBySecret(
  context: Context,
  secret: string | undefined,
  address: string,
): Promise<Live | null> {
  if (!isSessionSecret(secret)) return null;
  const { city, db } = context;
  const now = context.now();
  const session = await liveSession(db.pool, secretHashOf(secret), { now, idleSince: idleSince(context) });
  if (session === null) return null;
  const facts = await officerFacts(db.pool, city.roles, session);
  if (facts === null || standingOf(facts) !== session.standing) {
    await endSession(db.pool, session.sessionId, 'post-changed', now);
    return null;
  }
  requireAddress(context, facts.roles, address);
  if (now.getTime() - session.lastSeenAt >= touchMs) await touchSession(db.pool, session.sessionId, now);
  const { accountId, sessionId } = session;
  const step = stepOf({ ...session, secondFactorDemanded: demandsSecondFactor(city.roles, facts.roles, city.signIn) });
  return { session, step, officer: { kind: 'officer', accountId, sessionId, address, ...facts } };
}

/** @throws XinhengError `forbidden` when these roles may not be used from this address (GB/T 22239-2019 8.1.4: 管理终端) */
export function requireAddress(context: Context, roles: readonly string[], address: string): void {
  if (!isAdministrator(context.city.roles, roles) || context.administratorsFrom(address)) return;
  throw new XinhengError('forbidden', '管理员只能从规定的网络地址使用本系统，当前地址不在其中。');
}

/** What platform/http asks at every request that brings a session. */
export async function findSession(
  context: Context,
  secret: string,
  { address }: { address: string },
): Promise<FoundSession | null> {
  const live = await liveBySecret(context, secret, address);
  if (live === null) return null;
  return { sessionId: live.session.sessionId, officer: live.step === 'active' ? live.officer : null };
}
