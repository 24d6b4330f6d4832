/** How guessing is slowed (GB/T 22239-2019 8.1.4.1 b: 登录失败处理). Pure. */
import { isIPv6 } from 'node:net';
import type { GuessingLimit } from '../../../platform/city/index.ts';

/** What is known of one login, address or network. Moments in milliseconds since 1970. */
export interface Standing {
  failures: number;
  failedAt: number | null;
  lockedUntil: number | null;
}

const minute = 60_000;

/**
 * The standing once a try has been taken, before anybody knows how it ends: it counts as failed until it has succeeded,
 * so that many tries at once cannot pass together. The last try allowed locks already while it is being looked at.
 * Not to be called while locked.
 */
export function taken(before: Standing, limit: GuessingLimit, now: number): Standing {
  const remembered = before.failedAt !== null && now - before.failedAt < limit.forgetMinutes * minute;
  const failures = (remembered ? before.failures : 0) + 1;
  const over = failures - limit.tries;
  // 2^20 quarter hours are more than any longest lock; the exponent is bounded to stay a number.
  const minutes = Math.min(limit.longestMinutes, limit.lockMinutes * 2 ** Math.min(over, 20));
  return { failures, failedAt: now, lockedUntil: over < 0 ? null : now + minutes * minute };
}

/** The standing of an address or network after its try succeeded: this try is forgotten, what others did is not. */
export function givenBack(before: Standing, limit: GuessingLimit): Standing {
  const failures = Math.max(0, before.failures - 1);
  return { ...before, failures, lockedUntil: failures < limit.tries ? null : before.lockedUntil };
}

/** The network that an address belongs to: the /24 of IPv4, the /48 of IPv6, as text. */
export function networkOfAddress(address: string): string {
  const bare = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  if (!isIPv6(bare)) return `${bare.split('.').slice(0, 3).join('.')}.0/24`;
  const [head = '', tail = ''] = bare.split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = tail.split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return `${[...left, ...zeros, ...right].slice(0, 3).join(':')}::/48`;
}
