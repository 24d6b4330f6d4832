import fc from 'fast-check';
import { expect, it } from 'vitest';
import { givenBack, networkOfAddress, type Standing, taken } from './guessing.ts';

const limit = { tries: 5, lockMinutes: 15, longestMinutes: 240, forgetMinutes: 1440 };
const fresh: Standing = { failures: 0, failedAt: null, lockedUntil: null };
const minutes = 60_000;

it('locks with the fifth failure, then longer after each further one, and never longer than the longest', () => {
  let standing = fresh;
  let now = 0;
  const locks: number[] = [];
  for (let i = 0; i < 12; i++) {
    standing = taken(standing, limit, now);
    locks.push(standing.lockedUntil === null ? 0 : (standing.lockedUntil - now) / minutes);
    now = standing.lockedUntil ?? now + 1;
  }
  expect(locks).toEqual([0, 0, 0, 0, 15, 30, 60, 120, 240, 240, 240, 240]);
});

it('forgets failures after a day', () => {
  const four = { failures: 4, failedAt: 0, lockedUntil: null };
  expect(taken(four, limit, 1440 * minutes - 1).failures).toBe(5);
  expect(taken(four, limit, 1440 * minutes)).toMatchObject({ failures: 1, lockedUntil: null });
});

it('whatever the times between tries, at most five are looked at before the first lock, and one in each lock after', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 }), (waits) => {
      let standing = fresh;
      let now = 0;
      let looked = 0;
      let start = 0;
      for (const wait of waits) {
        now += wait * minutes;
        if (standing.lockedUntil !== null && standing.lockedUntil > now) continue;
        standing = taken(standing, limit, now);
        if (standing.failures === 1) [start, looked] = [now, 0];
        looked += 1;
        const span = (now - start) / minutes;
        // The slowest way to guess under the lock: five, then one after 15, 45, 105, 225, 465 … minutes.
        const most =
          5 + [15, 45, 105, 225].filter((at) => at <= span).length + Math.max(0, Math.floor((span - 225) / 240));
        expect(looked).toBeLessThanOrEqual(most);
      }
    }),
  );
});

it('gives back the try that succeeded, and a lock that only this try had set', () => {
  const five = taken({ failures: 4, failedAt: 0, lockedUntil: null }, limit, 1);
  expect(five.lockedUntil).not.toBeNull();
  expect(givenBack(five, limit)).toMatchObject({ failures: 4, lockedUntil: null });
  const others = { failures: 9, failedAt: 1, lockedUntil: 77 };
  expect(givenBack(others, limit)).toMatchObject({ failures: 8, lockedUntil: 77 });
});

it.each([
  ['10.1.2.3', '10.1.2.0/24'],
  ['::ffff:10.1.2.3', '10.1.2.0/24'],
  ['2001:db8:1:2::5', '2001:db8:1::/48'],
  ['2001:db8::1', '2001:db8:0::/48'],
  ['::1', '0:0:0::/48'],
])('%s is in %s', (address, network) => {
  expect(networkOfAddress(address)).toBe(network);
});
