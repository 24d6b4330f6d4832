import { userInfo } from 'node:os';

/** Who acts at the console, for the audit log: the operating system's user. */
export function operator(): string {
  return `operator:${userInfo().username}`;
}
