/** What every action of this module works with. */
import { createHash } from 'node:crypto';
import type { Vault } from '../../platform/access/index.ts';
import type { City } from '../../platform/city/index.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Hashing } from './hashing.ts';
import type { IdentityService } from './identity-service.ts';

export interface Context {
  db: Db;
  city: City;
  vault: Vault;
  hashing: Hashing;
  /** The clock; a test turns it. */
  now: () => Date;
  /** Whether administrators may work from this address. */
  administratorsFrom: (address: string) => boolean;
  practice: boolean;
  demonstration: boolean;
  /** Undefined when the city has none. */
  identityService: IdentityService | undefined;
}

/** Where a request comes from, for the log. */
export interface Origin {
  address: string;
  userAgent: string;
  requestId?: string;
}

/** What of a secret is stored. */
export function secretHashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** The login as it is stored and compared: people type capitals, full-width letters and spaces around it. */
export function loginOf(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase();
}

/** The moment before which a session's last request makes it an idle one. */
export function idleSince({ city, now }: Pick<Context, 'city' | 'now'>): Date {
  return new Date(now().getTime() - city.signIn.session.idleMinutes * 60_000);
}
