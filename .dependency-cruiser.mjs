// Who may import whom, derived from the one tier table server/tiers.json. server/test/architecture.test.ts plants a
// breach of every rule below and fails when one of them goes unseen.
import { readFileSync } from 'node:fs';

const tiers = JSON.parse(readFileSync(new URL('./server/tiers.json', import.meta.url), 'utf8'));
const modulesFolder = '^server/src/modules/';
const testFile = '[.]test[.]tsx?$';
const testGround = '^server/src/.*/test-[^/]+[.]ts$';

/** One rule a module: it must not import its own tier or a higher one. */
const tierRules = Object.entries(tiers).map(([module, tier]) => {
  const outOfReach = Object.keys(tiers).filter((other) => other !== module && tiers[other] >= tier);
  return {
    name: `tier-${module}`,
    comment: `${module} stands in tier ${tier}: it imports lower tiers only; consequences travel up by events.`,
    severity: 'error',
    from: { path: `${modulesFolder}${module}/` },
    to: { path: `${modulesFolder}(${outOfReach.join('|')})/` },
  };
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...tierRules,
    {
      name: 'module-front-door',
      comment: 'Another module is entered through its index.ts only. Its store, actions and rules are its own.',
      severity: 'error',
      from: { path: `${modulesFolder}([^/]+)/` },
      to: {
        path: modulesFolder,
        pathNot: [`${modulesFolder}$1/`, `${modulesFolder}[^/]+/index[.]ts$`, testGround],
      },
    },
    {
      name: 'test-grounds-are-for-tests',
      comment:
        'test-office.ts and its like set the stage for tests, of other modules too; the program never enters them.',
      severity: 'error',
      from: { path: '^(server/src|bench|web)/', pathNot: [testFile, testGround] },
      to: { path: testGround },
    },
    {
      name: 'composition-front-door',
      comment:
        'main, cli, app, bench and e2e enter a module through index.ts; app also collects routes, jobs and lists.',
      severity: 'error',
      from: { path: '^(server/src/(main[.]ts|cli/|app/)|bench/|e2e/)', pathNot: testFile },
      to: { path: modulesFolder, pathNot: `${modulesFolder}[^/]+/(index|routes|jobs|lists)[.]ts$` },
    },
    {
      name: 'platform-knows-no-module',
      comment: 'platform is the ground; what it needs from above is handed to it as a parameter.',
      severity: 'error',
      from: { path: '^server/src/platform/' },
      to: { path: '^server/src/(modules|app|cli|main[.]ts)' },
    },
    {
      name: 'platform-front-door',
      comment: 'A room of platform is entered through its index.ts only.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/platform/([^/]+)/' },
      to: { path: '^server/src/platform/[^/]+/', pathNot: '^server/src/platform/[^/]+/index[.]ts$' },
    },
    {
      name: 'platform-room-front-door',
      comment: 'A room of platform is entered through its index.ts only, by its neighbours too.',
      severity: 'error',
      from: { path: '^server/src/platform/([^/]+)/' },
      to: {
        path: '^server/src/platform/[^/]+/',
        pathNot: ['^server/src/platform/$1/', '^server/src/platform/[^/]+/index[.]ts$'],
      },
    },
    {
      name: 'nothing-above-the-composition-root',
      comment: 'Modules and platform are composed by app and cli, and know neither.',
      severity: 'error',
      from: { path: modulesFolder },
      to: { path: '^server/src/(app/|cli/|main[.]ts)' },
    },
    {
      name: 'contracts-do-no-io',
      comment: 'contracts run in the browser too: no Node module, no server, no web.',
      severity: 'error',
      from: { path: '^contracts/src/', pathNot: testFile },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'contracts-know-nobody',
      comment: 'contracts are what web and server share; they import neither.',
      severity: 'error',
      from: { path: '^contracts/' },
      to: { path: '^(server|web|bench|e2e)/' },
    },
    {
      name: 'web-knows-no-server',
      comment: 'web sees the server through contracts and HTTP only.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(server|bench|e2e)/' },
    },
    {
      name: 'no-circle',
      comment: 'Two files that need each other are one file, or need a third below them.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-unresolved',
      comment: 'An import that leads nowhere would also hide from every rule above.',
      severity: 'error',
      from: { pathNot: '^web/portal/dist/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|[.]data)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    moduleSystems: ['es6', 'cjs'],
    tsConfig: { fileName: new URL('./tsconfig.json', import.meta.url).pathname },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
