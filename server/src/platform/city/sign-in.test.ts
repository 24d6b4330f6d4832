import { expect, it } from 'vitest';
import { cityCodes, loadCity } from './index.ts';
import { laidOver } from './sign-in.ts';

it.each(cityCodes())('%s: five tries at most, argon2id at the recommended strength, sessions that end', (code) => {
  const { signIn } = loadCity(code);
  expect(signIn.guessing.account.tries).toBeLessThanOrEqual(5);
  expect(signIn.guessing.code.tries).toBeLessThanOrEqual(5);
  expect(signIn.hash.memoryKiB * signIn.hash.passes).toBeGreaterThanOrEqual(19_456 * 2);
  expect(signIn.session.idleMinutes).toBeLessThanOrEqual(30);
  expect(signIn.password.shortest).toBeGreaterThanOrEqual(8);
});

it('a city replaces single numbers, and lists as a whole', () => {
  const base = { a: { b: 1, c: null as number | null }, list: ['x', 'y'], d: 2 };
  expect(laidOver(base, { a: { c: 3 }, list: ['z'] })).toEqual({ a: { b: 1, c: 3 }, list: ['z'], d: 2 });
  expect(base.a).toEqual({ b: 1, c: null });
});
