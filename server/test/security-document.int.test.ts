/** docs/ops/security.md speaks of every item it owes, and of no test that is not there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { freshDatabase } from './database.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const text = readFileSync(join(repository, 'docs/ops/security.md'), 'utf8');
const rowsOf = (heading: string) =>
  (text.split(`\n## ${heading}`)[1] ?? '')
    .split('\n## ')[0]
    ?.split('\n')
    .filter((line) => /^\| [\d.]+/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    ) ?? [];

/** Level 1 of OWASP ASVS 5.0.0: 70 requirements. */
const levelOne =
  '1.2.1-5 1.3.1-2 1.5.1-1 2.1.1-1 2.2.1-2 2.3.1-1 3.2.1-2 3.3.1-1 3.4.1-2 3.5.1-3 4.1.1-1 4.4.1-1 5.2.1-2 5.3.1-2 6.1.1-1 6.2.1-8 6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2 8.1.1-1 8.2.1-2 8.3.1-1 9.1.1-3 9.2.1-1 10.4.1-5 11.3.1-2 11.4.1-1 12.1.1-1 12.2.1-2 13.4.1-1 14.2.1-1 14.3.1-1 15.1.1-1 15.2.1-1 15.3.1-1'
    .split(' ')
    .flatMap((range) => {
      const [, section, first, last] = /^(\d+\.\d+)\.(\d+)-(\d+)$/.exec(range) ?? [];
      return Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => `${section}.${Number(first) + at}`);
    });

it('goes through level 1 item by item', () => {
  expect(levelOne).toHaveLength(70);
  expect(rowsOf('OWASP ASVS 5.0, level 1').map(([item]) => item)).toEqual(levelOne);
});

it('says of every item whether it is met, and of every other why not', () => {
  const rows = [...rowsOf('OWASP ASVS 5.0, level 1'), ...rowsOf('GB/T 22239-2019')];
  expect(rows.length).toBeGreaterThan(90);
  for (const [item, , status, shown = ''] of rows) {
    expect([item, ['met', 'not applicable', 'outside', 'deviates', 'open'].includes(status ?? '')]).toEqual([
      item,
      true,
    ]);
    expect([item, status === 'met' ? shown.includes('` › ') : shown.length > 5]).toEqual([item, true]);
  }
});

it('names tests that exist', () => {
  const named = [...text.matchAll(/`([\w./-]+\.test\.ts)` › ([^|\n]+?) \|/g)];
  expect(named.length).toBeGreaterThan(60);
  const missing = named.filter(([, file = '', title = '']) => {
    const path = join(repository, file);
    return !existsSync(path) || !readFileSync(path, 'utf8').replaceAll("\\'", "'").includes(title);
  });
  expect(missing.map(([whole]) => whole)).toEqual([]);
});

it('says how soon a library is updated', () => {
  expect(text).toMatch(/within 7 days when it is rated critical or\s+high, 30 days otherwise/);
});

it('a fresh store knows no account', async () => {
  const database = await freshDatabase();
  try {
    const { rows } = await database.db.pool.query(
      'select (select count(*) from accounts.account) as accounts, (select count(*) from organisation.person) as people, (select count(*) from platform.api_token) as tokens',
    );
    expect(rows).toEqual([{ accounts: 0, people: 0, tokens: 0 }]);
  } finally {
    await database.drop();
  }
});
