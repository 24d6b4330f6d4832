/** How far a sign-in has come, and what it still wants. Pure. */
import type { SessionState } from '@xinheng/contracts/workbench.ts';
import type { Role, SignInPolicy } from '../../../platform/city/index.ts';

export interface Progress {
  hasSecondFactor: boolean;
  /** The second factor was shown in this session. */
  secondFactorShown: boolean;
  mustChangePassword: boolean;
  /** A role of the present post may not be used without a second factor. */
  secondFactorDemanded: boolean;
}

/**
 * The step that comes next. A second factor that exists is asked for before anything else can be changed; one that is
 * demanded is set up last, under a password that nobody but its owner knows.
 */
export function stepOf(progress: Progress): Exclude<SessionState, 'anonymous'> {
  if (progress.hasSecondFactor && !progress.secondFactorShown) return 'second-factor';
  if (progress.mustChangePassword) return 'change-password';
  if (progress.secondFactorDemanded && !progress.secondFactorShown) return 'enrol-second-factor';
  return 'active';
}

/** Whether one of the roles is one of the three administrators'. */
export function isAdministrator(roles: readonly Role[], held: readonly string[]): boolean {
  return roles.some((role) => role.administrator !== null && held.includes(role.code));
}

/** Administrators always need a second factor (GB/T 22239-2019 8.1.4.1 d), others where the policy names their role. */
export function demandsSecondFactor(roles: readonly Role[], held: readonly string[], policy: SignInPolicy): boolean {
  return isAdministrator(roles, held) || policy.secondFactor.roles.some((code) => held.includes(code));
}

/** What of a post a session depends on: when it is another than when the session came to it, the session ends. */
export function standingOf(post: { department: string; roles: readonly string[] }): string {
  return [post.department, ...post.roles.toSorted()].join(' ');
}

/** When a password must be changed at sign-in: a one-time password, or one that is too old. Moments in milliseconds. */
export function passwordIsDue(
  account: { oneTimeUntil: number | null; passwordSetAt: number | null },
  policy: SignInPolicy['password'],
  now: number,
): boolean {
  if (account.oneTimeUntil !== null) return true;
  if (policy.validDays === null || account.passwordSetAt === null) return false;
  return now - account.passwordSetAt >= policy.validDays * 86_400_000;
}
