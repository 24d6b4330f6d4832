/** 登录策略: what a password must be, how guessing is slowed, how long a session lasts, as `cities/` declares it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { citiesFolder, readDeclaration } from './declaration.ts';

/** How many failures lock, for how long, and when they are forgotten. */
export interface GuessingLimit {
  tries: number;
  lockMinutes: number;
  /** Each failure after a lock doubles it up to this. */
  longestMinutes: number;
  /** Failures older than this no longer count. */
  forgetMinutes: number;
}

export interface SignInPolicy {
  password: {
    shortest: number;
    longest: number;
    /** How many kinds of characters a password shorter than `freeFrom` must hold. */
    kinds: number;
    freeFrom: number;
    distinct: number;
    remembered: number;
    /** Null: no change is asked for by date. */
    validDays: number | null;
    initialHours: number;
  };
  hash: { memoryKiB: number; passes: number; lanes: number; atOnce: number; waiting: number };
  guessing: {
    account: GuessingLimit;
    code: GuessingLimit;
    address: GuessingLimit;
    network: GuessingLimit;
    everywhere: { tries: number; minutes: number; knownDays: number };
  };
  session: { idleMinutes: number; absoluteHours: number; most: number };
  secondFactor: { roles: string[]; recoveryCodes: number; trusted: { acr: string[]; amr: string[] } };
  firstAdministrator: { department: string; linkHours: number };
  tokens: { perMinute: number; perDay: number; days: number; overlapHours: number };
  /** Days after which what has ended is removed. */
  keep: { sessionDays: number; tokenDays: number; useDays: number };
}

type Partly<T> = {
  [K in keyof T]?: T[K] extends readonly unknown[] ? T[K] : T[K] extends object ? Partly<T[K]> : T[K];
};

/**
 * The base's policy with the city's own numbers laid over it, one by one.
 * @throws XinhengError `declaration-invalid` for a number out of its bounds, a role or department the city does not have
 */
export function readSignIn(
  folder: string,
  { roles, departments }: { roles: readonly { code: string }[]; departments: readonly { code: string }[] },
): SignInPolicy {
  const schema = 'base/schema/sign-in.schema.json';
  const base = readDeclaration<SignInPolicy>(join(citiesFolder, 'base', 'sign-in.yaml'), schema);
  const path = join(citiesFolder, folder, 'sign-in.yaml');
  const own = existsSync(path) ? readDeclaration<Partly<SignInPolicy>>(path, schema) : null;
  const policy = own === null ? base.value : laidOver(base.value, own.value);
  const file = own ?? base;
  for (const [i, role] of policy.secondFactor.roles.entries()) {
    if (!roles.some(({ code }) => code === role)) file.refuse(['secondFactor', 'roles', i], `本市没有角色“${role}”`);
  }
  const { department } = policy.firstAdministrator;
  if (!departments.some(({ code }) => code === department)) {
    file.refuse(['firstAdministrator', 'department'], `本市没有部门“${department}”`);
  }
  return policy;
}

/** `base` with every part that `own` names replaced; lists are replaced whole. Pure. */
export function laidOver<T extends object>(base: T, own: Partly<T>): T {
  const merged = { ...base } as Record<string, unknown>;
  for (const [name, value] of Object.entries(own)) {
    const before = merged[name];
    const nested = typeof value === 'object' && value !== null && !Array.isArray(value);
    merged[name] = nested && typeof before === 'object' && before !== null ? laidOver(before, value as object) : value;
  }
  return merged as T;
}
