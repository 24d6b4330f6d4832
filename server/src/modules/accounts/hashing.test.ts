import { expect, it } from 'vitest';
import { createHashing } from './hashing.ts';

const cheap = { memoryKiB: 8, passes: 1, lanes: 1, atOnce: 2, waiting: 3 };

it('knows its passwords, whatever characters they have, and nobody by another', async () => {
  const hashing = createHashing({ ...cheap, waiting: 100 });
  for (const password of ['Tr7#mnquvx', '青山横北郭 白水绕东城', ' x ', 'é', 'a'.repeat(128)]) {
    const stored = await hashing.hash(password);
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/);
    expect(await hashing.verify(stored, password)).toBe(true);
    expect(await hashing.verify(stored, password.normalize('NFD') + (password === 'é' ? '' : ' '))).toBe(false);
  }
  expect(await hashing.verify(null, 'nobody')).toBe(false);
});

it('sees a hash made with other parameters', async () => {
  const stored = await createHashing(cheap).hash('x');
  expect(createHashing(cheap).isStale(stored)).toBe(false);
  expect(createHashing({ ...cheap, passes: 2 }).isStale(stored)).toBe(true);
  expect(createHashing({ ...cheap, memoryKiB: 16 }).isStale(stored)).toBe(true);
  expect(createHashing({ ...cheap, atOnce: 9 }).isStale(stored)).toBe(false);
});

it('turns away whoever finds the line full, and serves all others', async () => {
  const hashing = createHashing(cheap);
  const answers = await Promise.all(
    Array.from({ length: 12 }, () =>
      hashing.hash('x').then(
        () => 'done',
        (error: { code: string }) => error.code,
      ),
    ),
  );
  expect(answers.filter((answer) => answer === 'done')).toHaveLength(5);
  expect(answers.filter((answer) => answer === 'rate-limited')).toHaveLength(7);
  expect(await hashing.hash('x')).toBeTruthy();
});
