import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bannedCallRule } from './tidy/banned-calls.ts';
import { routeRule } from './tidy/route-rule.ts';
import { fileRules, filesOfSql, statementsIn } from './tidy/rules.ts';
import { repository, sourceFiles } from './tidy/sources.ts';

/** The rules of the house that no linter knows. Each has planted breaches, so that it cannot fall silent unseen. */
const rules = [...fileRules, bannedCallRule, routeRule];

const isText = (path: string) => /[.](ts|tsx|mjs|json|sql|ya?ml|md|toml|css|sh)$/.test(path) || path === '.ci/run';

describe('every rule can fail', () => {
  describe.each(rules)('$name', (rule) => {
    test.each(rule.planted)('refuses $path: $text', (source) => {
      expect(rule.breaches(source)).not.toEqual([]);
    });
    test.each(rule.lawful)('lets through $path: $text', (source) => {
      expect(rule.breaches(source)).toEqual([]);
    });
  });
});

describe('this tree', async () => {
  const files = (await sourceFiles()).filter(isText);
  const sources = await Promise.all(
    files.map(async (path) => ({ path, text: await readFile(join(repository, path), 'utf8') })),
  );

  test('is seen at all', () => {
    expect(files.length).toBeGreaterThan(100);
  });

  test.each(rules)('$name', (rule) => {
    expect(sources.flatMap((source) => rule.breaches(source).map((breach) => `${source.path}: ${breach}`))).toEqual([]);
  });

  test('the list of files with SQL is no longer than it must be', () => {
    const withSql = sources.filter((source) => filesOfSql.has(source.path) && statementsIn(source).length > 0);
    expect(withSql.map(({ path }) => path)).toEqual([...filesOfSql].sort());
  });

  test('every module has a README that says something', async () => {
    expect(await withoutReadme(modulesIn(files))).toEqual([]);
  });
});

/** The names of the modules that hold code. */
function modulesIn(files: string[]): string[] {
  const found = files.map((path) => /^server\/src\/modules\/([^/]+)\/.*[.]ts$/.exec(path)?.[1]);
  return [...new Set(found.filter((name) => name !== undefined))];
}

/** The modules whose README is missing or has next to nothing in it. */
async function withoutReadme(modules: string[]): Promise<string[]> {
  const missing = await Promise.all(
    modules.map(async (name) => {
      const readme = join(repository, 'server/src/modules', name, 'README.md');
      return existsSync(readme) && (await stat(readme)).size > 200 ? [] : [name];
    }),
  );
  return missing.flat();
}

test('a module without README is noticed', async () => {
  expect(modulesIn(['server/src/modules/nowhere/index.ts', 'server/src/main.ts'])).toEqual(['nowhere']);
  expect(await withoutReadme(['nowhere'])).toEqual(['nowhere']);
});
