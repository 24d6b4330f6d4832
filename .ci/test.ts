// What `npm test` runs: every static check, then every test. All of them run even when one fails, so that one look
// tells everything; the last line is the count, each static check counting as one.
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Count = { passed: number; failed: number };
type VitestReport = { numPassedTests: number; numFailedTests: number; success: boolean };

/** The static checks: name → command line, found in node_modules/.bin, which npm puts first on the PATH. */
const staticChecks: Record<string, string[]> = {
  pages: ['node', 'bin/build-web.mjs'],
  'format and lint': ['biome', 'check', '--error-on-warnings', '.'],
  types: ['tsc', '-p', 'tsconfig.json'],
  tiers: ['depcruise', '--config', '.dependency-cruiser.mjs', 'contracts', 'server', 'web', 'bench', 'e2e'],
  'dead code': ['knip'],
  migrations: ['squawk', ...globSync('server/migrations/*.sql').sort()],
};

function run([command = '', ...rest]: string[]): boolean {
  return spawnSync(command, rest, { stdio: 'inherit' }).status === 0;
}

function runStaticChecks(): Count {
  const failed = Object.entries(staticChecks).filter(([name, command]) => {
    console.log(`\n── ${name}: ${command.slice(0, 3).join(' ')}`);
    return !run(command);
  });
  for (const [name] of failed) console.log(`── ${name}: failed`);
  return { passed: Object.keys(staticChecks).length - failed.length, failed: failed.length };
}

/** Runs vitest. A run that could not finish counts as one failure more, even if every test that ran passed. */
function runTests(): Count {
  const folder = mkdtempSync(join(tmpdir(), 'xinheng-tests-'));
  const report = join(folder, 'report.json');
  try {
    const finished = run(['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
    const read = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
    const failed = read.numFailedTests;
    return { passed: read.numPassedTests, failed: failed === 0 && !(finished && read.success) ? 1 : failed };
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const onlyStatic = process.argv.includes('--static');
const checks = runStaticChecks();
const tests = onlyStatic ? { passed: 0, failed: 0 } : runTests();
const total = { passed: checks.passed + tests.passed, failed: checks.failed + tests.failed };
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
