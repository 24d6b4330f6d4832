/** Signing in through the city's identity service. */
import { audit } from '../../../platform/audit/index.ts';
import { transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import type { Context, Origin } from '../context.ts';
import type { Detour, Identity, IdentityService } from '../identity-service.ts';
import { findAccount } from '../store/accounts.ts';
import { ofAccount } from './entry.ts';
import { beginSession } from './sign-in.ts';

/** Why it did not work, as the sign-in page is told; each has its sentence there. */
export type IdentityFailure = 'identity-failed' | 'identity-expired' | 'identity-unknown' | 'identity-refused';

export const detourSeconds = 600;
const sealedAs = 'identity-detour';

/** The detour as a cookie: sealed, so that neither nonce nor verifier can be read or made up. */
export function sealDetour({ vault, now }: Context, detour: Detour & { returnTo: string }): string {
  return vault.seal(JSON.stringify({ ...detour, at: now().getTime() }), sealedAs);
}

/** The detour that the browser was sent on; null when it is none of ours or took too long. */
export function openDetour(
  { vault, now }: Context,
  sealed: string | undefined,
): (Detour & { returnTo: string }) | null {
  const text = sealed === undefined ? null : vault.open(sealed, sealedAs);
  if (text === null) return null;
  const detour = JSON.parse(text) as Detour & { returnTo: string; at: number };
  return now().getTime() - detour.at <= detourSeconds * 1000 ? detour : null;
}

/**
 * Judges the service's answer and begins a session for the account tied to that identity. No account is ever made here:
 * who may sign in is the security administrator's decision.
 */
export async function signInByIdentity(
  context: Context,
  service: IdentityService,
  { url, detour }: { url: URL; detour: Detour },
  origin: Origin,
): Promise<{ secret: string } | { failure: IdentityFailure; cause?: unknown }> {
  let identity: Identity;
  try {
    identity = await service.finish(url, detour);
  } catch (cause) {
    await refused(context, origin, { why: 'identity-service' });
    return { failure: 'identity-failed', cause };
  }
  const account = identity.name === null ? null : await findAccount(context.db.pool, { identity: identity.name });
  if (account === null) {
    await refused(context, origin, { why: 'unknown-identity' });
    return { failure: 'identity-unknown' };
  }
  const turnedAway = async (why: string) => {
    await transact(context.db, (tx) =>
      audit(tx, { ...ofAccount(account, origin), action: 'accounts.sign-in-failed', details: { why } }),
    );
    return { failure: 'identity-refused' as const };
  };
  if (account.state === 'disabled') return turnedAway('account-unusable');
  const { acr, amr } = context.city.signIn.secondFactor.trusted;
  const vouched =
    (identity.acr !== null && acr.includes(identity.acr)) || identity.amr.some((one) => amr.includes(one));
  try {
    const secret = await transact(context.db, (tx) =>
      // The password, however old, was not used.
      beginSession(context, tx, { account, method: 'identity-service', mustChangePassword: false, vouched, origin }),
    );
    return { secret };
  } catch (error) {
    if (error instanceof XinhengError && error.code === 'forbidden') return turnedAway('no-post-from-here');
    throw error;
  }
}

async function refused(context: Context, { address, requestId }: Origin, details: { why: string }): Promise<void> {
  await transact(context.db, (tx) =>
    audit(tx, {
      actor: 'public',
      action: 'accounts.sign-in-failed',
      object: 'identity-service',
      address,
      requestId,
      details,
    }),
  );
}
