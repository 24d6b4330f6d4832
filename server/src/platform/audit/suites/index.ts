/** The ways to hash and sign that a log may use. */
import { ed25519 } from './ed25519.ts';
import { sm2 } from './sm2.ts';
import { type Suite, type SuiteName, suiteNames } from './suite.ts';

export type { KeyPair, Suite, SuiteName } from './suite.ts';

const suites: Readonly<Record<SuiteName, Suite>> = { 'ed25519-sha256': ed25519, 'sm2-sm3': sm2 };

export const allSuites: readonly Suite[] = Object.values(suites);

/** The suite of that name; undefined when this program knows none. */
export function suiteNamed(name: string): Suite | undefined {
  return suiteNames.some((known) => known === name) ? suites[name as SuiteName] : undefined;
}
