import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import tiers from '../tiers.json' with { type: 'json' };
import { repository, sourceFiles } from './tidy/sources.ts';

type Cruise = {
  modules: { source: string }[];
  summary: { violations: { rule: { name: string }; from: string; to: string }[] };
};

/** Runs dependency-cruiser as `npm run tiers` does, on the tree under `root`. */
async function cruise(root: string, folders: string[]): Promise<Cruise> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      ...['--config', join(repository, '.dependency-cruiser.mjs'), '--output-type', 'json'],
      ...folders,
    ],
    { cwd: root, maxBuffer: 1 << 28 },
  );
  return JSON.parse(stdout) as Cruise;
}

/** One breach of every rule: file → what it imports. A file that is only imported stands here with nothing. */
const planted: Record<string, string[]> = {
  'server/src/modules/organisation/index.ts': ['../records/index.ts', '../catalogue/index.ts'],
  'server/src/modules/catalogue/index.ts': [],
  'server/src/modules/records/index.ts': ['../organisation/store.ts', '../../app/routes.ts'],
  'server/src/modules/records/store.ts': ['./circle.ts'],
  'server/src/modules/records/circle.ts': ['./store.ts'],
  'server/src/modules/records/rules.ts': ['../portal/index.ts', '../organisation/test-desk.ts'],
  'server/src/modules/organisation/test-desk.ts': [],
  'server/src/modules/portal/index.ts': ['../records/index.ts'],
  'server/src/modules/organisation/store.ts': ['../../platform/db/pool.ts', './nowhere.ts'],
  'server/src/platform/db/index.ts': ['../../modules/organisation/index.ts'],
  'server/src/platform/db/pool.ts': ['../log/format.ts'],
  'server/src/platform/log/format.ts': [],
  'server/src/app/routes.ts': ['../modules/organisation/store.ts'],
  'contracts/src/subject.ts': ['node:fs', '../../server/src/platform/db/index.ts'],
  'web/portal/page.ts': ['../../server/src/platform/db/index.ts'],
};

describe('who may import whom', () => {
  let field = '';
  let breaches: Cruise;

  beforeAll(async () => {
    field = await mkdtemp(join(tmpdir(), 'xinheng-tiers-'));
    for (const [file, imports] of Object.entries(planted)) {
      await mkdir(dirname(join(field, file)), { recursive: true });
      // `import type` must count as well: a type that comes from above is a step back up all the same.
      const lines = imports.map(
        (from, i) => `import ${file.endsWith('index.ts') ? 'type ' : ''}{ a as a${i} } from '${from}';`,
      );
      const uses = imports.map((_, i) => `export type T${i} = typeof a${i};`);
      await writeFile(join(field, file), [...lines, ...uses, 'export const a = 1;', ''].join('\n'));
    }
    breaches = await cruise(field, ['contracts', 'server', 'web']);
  });
  afterAll(() => rm(field, { recursive: true, force: true }));

  const caught = (rule: string, from: string, to: string) =>
    breaches.summary.violations.some((v) => v.rule.name === rule && v.from.endsWith(from) && v.to.endsWith(to));

  test.each([
    ['tier-organisation', 'organisation/index.ts', 'records/index.ts'],
    ['tier-organisation', 'organisation/index.ts', 'catalogue/index.ts'],
    ['tier-records', 'records/rules.ts', 'portal/index.ts'],
    ['module-front-door', 'records/index.ts', 'organisation/store.ts'],
    ['test-grounds-are-for-tests', 'records/rules.ts', 'organisation/test-desk.ts'],
    ['composition-front-door', 'app/routes.ts', 'organisation/store.ts'],
    ['platform-knows-no-module', 'platform/db/index.ts', 'organisation/index.ts'],
    ['platform-front-door', 'organisation/store.ts', 'platform/db/pool.ts'],
    ['platform-room-front-door', 'platform/db/pool.ts', 'platform/log/format.ts'],
    ['nothing-above-the-composition-root', 'records/index.ts', 'app/routes.ts'],
    ['contracts-do-no-io', 'contracts/src/subject.ts', 'fs'],
    ['contracts-know-nobody', 'contracts/src/subject.ts', 'platform/db/index.ts'],
    ['web-knows-no-server', 'web/portal/page.ts', 'platform/db/index.ts'],
    ['nothing-unresolved', 'organisation/store.ts', './nowhere.ts'],
  ])('%s sees %s → %s', (rule, from, to) => {
    expect(caught(rule, from, to)).toBe(true);
  });

  test('no-circle sees two files that need each other', () => {
    expect(breaches.summary.violations.map((v) => v.rule.name)).toContain('no-circle');
  });

  test('a lawful import is left alone', () => {
    const lawful = breaches.summary.violations.filter((v) => v.from.endsWith('portal/index.ts'));
    expect(lawful.filter((v) => v.rule.name !== 'no-circle')).toEqual([]);
  });

  test('every rule of the configuration has its planted breach', async () => {
    const { default: configuration } = (await import(join(repository, '.dependency-cruiser.mjs'))) as {
      default: { forbidden: { name: string }[] };
    };
    const named = configuration.forbidden.map((rule) => rule.name).filter((name) => !name.startsWith('tier-'));
    const seen = new Set(breaches.summary.violations.map((v) => v.rule.name));
    expect(named.filter((name) => !seen.has(name))).toEqual([]);
  });
});

describe('this tree', () => {
  test('keeps every rule, and none of its files is out of sight', async () => {
    const folders = ['contracts', 'server', 'web', 'bench', 'e2e'];
    const result = await cruise(repository, folders);
    expect(result.summary.violations.map((v) => `${v.rule.name}: ${v.from} → ${v.to}`)).toEqual([]);
    const seen = new Set(result.modules.map((module) => module.source));
    const ours = (await sourceFiles()).filter(
      (file) => /[.]tsx?$/.test(file) && folders.includes(file.split('/')[0] ?? ''),
    );
    expect(ours.length).toBeGreaterThan(40);
    expect(ours.filter((file) => !seen.has(file))).toEqual([]);
  });

  test('every module has its tier', async () => {
    const modules = await readdir(join(repository, 'server/src/modules'));
    expect(modules.filter((name) => !(name in tiers))).toEqual([]);
  });
});
