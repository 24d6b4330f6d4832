import { isCode, isTest, linesThatMatch, type Rule, type Source, withoutComments } from './source.ts';

type BannedCall = {
  pattern: RegExp;
  /** What to write instead, and why. */
  instead: string;
  /** Where the call is right all the same. */
  allowed: (path: string) => boolean;
  /** One line that must be refused. */
  planted: string;
  /** Where the planted line stands; a module's store when absent. */
  at?: string;
};

const within =
  (...folders: string[]) =>
  (path: string): boolean =>
    folders.some((folder) => path.startsWith(folder));

/** Code that runs in the program itself, not in tests, benchmarks or build configuration. */
const outsideProduct = (path: string): boolean => isTest(path) || !/^(server|contracts|web)\/.*\//.test(path);

const bannedCalls: BannedCall[] = [
  {
    pattern: /[.]toISOString\(\)\s*[.](slice|substring|substr|split)\(/,
    instead:
      'a business day comes from platform/calendar: in UTC it is still yesterday until 8 in the morning in China',
    // A generated day is a count of days from 1970, so midnight in UTC is that day and no other.
    allowed: (path) =>
      within('server/src/platform/calendar/', 'server/src/modules/generator/days.ts')(path) || outsideProduct(path),
    planted: 'const today = new Date().toISOString().slice(0, 10);',
  },
  {
    pattern: /\bMath[.]random\(/,
    instead: 'a seeded generator where a result must be repeatable, node:crypto where it must not be guessed',
    allowed: () => false,
    planted: 'const n = Math.random();',
  },
  {
    pattern: /\bconsole[.](log|info|warn|error|debug)\(/,
    instead: 'platform/log, which writes structured lines; only what a person started speaks to a terminal',
    // platform/db speaks before there is a log: of a store that cannot be opened, and as a command of its own.
    allowed: (path) =>
      within('server/src/cli/', 'server/src/app/', 'server/src/main.ts', 'server/src/platform/db/')(path) ||
      outsideProduct(path),
    planted: "console.log('imported');",
  },
  {
    pattern: /\bprocess[.]env\b/,
    instead: 'platform/config, where every setting is read, checked and documented once',
    // The embedded server is started with the PATH of this process and nothing else of its environment.
    allowed: (path) =>
      within('server/src/platform/config/', 'server/src/platform/db/embedded/')(path) || outsideProduct(path),
    planted: 'const port = process.env.PORT;',
  },
  {
    pattern: /\bpool[.]connect\(/,
    instead: 'transact() of platform/db, which gives the connection back whatever happens',
    // Staging holds one session lock over many short transactions.
    allowed: (path) =>
      within('server/src/platform/', 'server/src/modules/exchange/import.ts')(path) || outsideProduct(path),
    planted: 'const client = await db.pool.connect();',
  },
  {
    pattern: /\bnew (pg[.])?(Pool|Client)\(/,
    instead: 'openDb() of platform/db, which sets the role, the time zone and the timeouts of each connection',
    allowed: (path) => within('server/src/platform/db/')(path) || outsideProduct(path),
    planted: 'const pool = new pg.Pool({ connectionString });',
  },
  {
    pattern: /\bset\s+(local\s+|session\s+)?role\b|\breset\s+role\b/i,
    instead: 'openDb() of platform/db: the role belongs to the connection, and no statement may change it',
    allowed: (path) => within('server/src/platform/db/', 'server/test/')(path) || !isCode(path),
    planted: "await client.query('set role xinheng_migrator');",
  },
  {
    pattern: /\bperformance[.]now\(|\bprocess[.]hrtime\b/,
    instead: 'nothing: a test that measures time is green on a good day and red on a bad one; bench/ measures',
    allowed: (path) => !/[.]test[.]tsx?$/.test(path),
    planted: 'const started = performance.now();',
    at: 'server/src/modules/records/store.int.test.ts',
  },
  {
    pattern: /from ['"](node:)?child_process['"]/,
    instead: 'nothing: modules start no processes; platform/db starts PostgreSQL and the command line starts the rest',
    allowed: (path) => within('server/src/platform/db/', 'server/src/cli/')(path) || outsideProduct(path),
    planted: "import { spawn } from 'node:child_process';",
  },
  {
    pattern: /from ['"](pg-boss|pino|prom-client|fastify)['"]/,
    instead: 'platform/jobs, platform/log or platform/http: a library that everything leans on has one face of ours',
    allowed: (path) => within('server/src/platform/', 'server/src/app/')(path) || outsideProduct(path),
    planted: "import PgBoss from 'pg-boss';",
  },
  {
    pattern: /(?<![.\w])fetch\(|from ['"](node:)?(https?|http2|tls|dns)(\/promises)?['"](?<!type .*)|\bnew WebSocket\(/,
    instead: 'platform/outbound, the one way out of the program: it asks the allow list and pins the address',
    allowed: (path) => within('server/src/platform/outbound/', 'web/')(path) || outsideProduct(path),
    planted: "const reply = await fetch('https://example.gov.cn/');",
  },
  {
    pattern: /\beval\(|\bnew Function\(/,
    instead: 'nothing: no text becomes a program',
    // Field names of the catalogue, identifiers by its schema, become one object literal: a row takes a third less time.
    allowed: (path) => within('server/src/modules/quality/compile/payload.ts')(path) || outsideProduct(path),
    planted: 'const value = eval(text);',
  },
  {
    pattern: /dangerouslySetInnerHTML/,
    instead: 'an element with text in it, which React escapes',
    allowed: () => false,
    planted: 'return <p dangerouslySetInnerHTML={{ __html: name }} />;',
    at: 'web/portal/page.tsx',
  },
];

function breaches(source: Source): string[] {
  if (!isCode(source.path) || source.path.startsWith('server/test/tidy')) return [];
  const concerned = bannedCalls.filter((call) => !call.allowed(source.path));
  if (concerned.length === 0) return [];
  const text = withoutComments(source);
  return concerned.flatMap((call) => linesThatMatch(text, call.pattern, (found) => `${found} → ${call.instead}`));
}

/** Calls that are wrong outside one place; the message names that place. */
export const bannedCallRule: Rule = {
  name: 'banned calls',
  breaches,
  planted: bannedCalls.map((call) => ({
    path: call.at ?? 'server/src/modules/records/store.ts',
    text: `${call.planted}\n`,
  })),
  lawful: [
    { path: 'server/src/platform/config/index.ts', text: 'const port = process.env.PORT;\n' },
    { path: 'server/src/modules/records/store.ts', text: '// Math.random() would not be repeatable.\nexport {};\n' },
    { path: 'server/src/modules/records/store.ts', text: 'const at = new Date(0).toISOString();\n' },
  ],
};
