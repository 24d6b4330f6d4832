import ts from 'typescript';
import {
  isCode,
  isTest,
  lineOf,
  linesThatMatch,
  nodes,
  parse,
  type Rule,
  type Source,
  withoutComments,
} from './source.ts';

const longestFile = 400;
const longestFunction = 70;

const fileLength: Rule = {
  name: `a file has at most ${longestFile} lines`,
  breaches: ({ path, text }) => {
    if (!(isCode(path) || path.endsWith('.sql')) || path === 'server/schema.sql') return [];
    // Written by `npm run schema`: its length is the store's.
    if (path.endsWith('.generated.ts')) return [];
    const lines = text.split('\n').length - 1;
    return lines > longestFile ? [`${lines} lines: make it a folder of the same name`] : [];
  },
  planted: [{ path: 'server/src/modules/records/store.ts', text: 'export {};\n'.repeat(401) }],
  lawful: [{ path: 'server/src/modules/records/store.ts', text: 'export {};\n'.repeat(400) }],
};

/** Lines of a function's body that hold code: blank lines and comments are free, so nobody saves on them. */
function codeLines(file: ts.SourceFile, text: string, body: ts.Node): number {
  const from = file.getLineAndCharacterOfPosition(body.getStart(file)).line;
  const until = file.getLineAndCharacterOfPosition(body.getEnd()).line;
  return text
    .split('\n')
    .slice(from, until + 1)
    .filter((line) => line.trim() !== '').length;
}

const functionLength: Rule = {
  name: `a function has at most ${longestFunction} lines of code`,
  breaches: (source) => {
    // A test file is one long describe() by nature.
    if (!isCode(source.path) || isTest(source.path)) return [];
    const file = parse(source);
    const bare = withoutComments(source);
    return [...nodes(file)].flatMap((node) => {
      if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return [];
      const lines = codeLines(file, bare, node.body as ts.Node);
      return lines > longestFunction ? [`line ${lineOf(file, node)}: ${lines} lines of code in one function`] : [];
    });
  },
  planted: [
    { path: 'server/src/main.ts', text: `function long() {\n${'  step();\n'.repeat(80)}}\n` },
    { path: 'web/portal/page.tsx', text: `const Page = () => (\n<>\n${'  <p />\n'.repeat(80)}</>\n);\n` },
  ],
  lawful: [{ path: 'server/src/main.ts', text: `function calm() {\n${'  // why\n\n'.repeat(80)}}\n` }],
};

const emptyName = /(^|[/._-])(utils?|helpers?|common|managers?|misc|shared)([/._-]|$)/i;

const names: Rule = {
  name: 'names say what a thing is',
  breaches: (source) => {
    const { path } = source;
    const found = emptyName.exec(path);
    const inPath = found ? [`${found[2]}: a name that fits everything tells nothing; name it after what it does`] : [];
    if (!isCode(path)) return inPath;
    const inCode = [...nodes(parse(source))].flatMap((node) => {
      if (!(ts.isClassDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isInterfaceDeclaration(node)))
        return [];
      const name = node.name?.text ?? '';
      return /(Manager|Helper|Utils?)$/.test(name) ? [`${name}: name it after what it does`] : [];
    });
    return [...inPath, ...inCode];
  },
  planted: [
    { path: 'server/src/modules/records/utils.ts', text: 'export {};\n' },
    { path: 'server/src/common/dates.ts', text: 'export {};\n' },
    { path: 'server/src/modules/records/store.ts', text: 'export class RecordManager {}\n' },
  ],
  lawful: [{ path: 'server/src/modules/records/store.ts', text: 'export class Ledger {}\n' }],
};

const marks: Rule = {
  name: 'nothing is skipped, half done or silenced',
  breaches: ({ path, text }) => {
    if (!(isCode(path) || path.endsWith('.sql') || path.endsWith('.yaml')) || path.startsWith('server/test/tidy'))
      return [];
    const pattern = /[.](skip|only|todo)\(|\b(TODO|FIXME|XXX)\b|not implemented|@ts-(ignore|nocheck)|biome-ignore-all/;
    return linesThatMatch(text, pattern, (found) => `${found}: finish it, or write an issue`);
  },
  planted: [
    { path: 'server/test/a.test.ts', text: "test.skip('later', () => {});\n" },
    { path: 'server/test/a.test.ts', text: "describe.only('this', () => {});\n" },
    { path: 'server/src/main.ts', text: '// TODO: the rest\n' },
    { path: 'server/migrations/20261124_0900__platform__ground.sql', text: '-- FIXME\n' },
    { path: 'server/src/main.ts', text: '// @ts-ignore\n' },
  ],
  lawful: [{ path: 'server/test/a.test.ts', text: "test('a', () => {});\n" }],
};

const machinePath = /(^|[\s'"`(=])\/(work|root|home\/[a-z]+|Users\/[A-Za-z]+)\//;

const machinePaths: Rule = {
  name: "no path of somebody's machine",
  breaches: ({ path, text }) =>
    path.startsWith('server/test/tidy') || path === 'package-lock.json'
      ? []
      : linesThatMatch(text, machinePath, (found) => `${found}: paths are relative to the tree, or a setting`),
  planted: [
    { path: 'README.md', text: 'cd /work/xinheng\n' },
    { path: 'server/src/main.ts', text: "const data = '/home/li/data';\n" },
  ],
  lawful: [{ path: 'README.md', text: 'see https://example.org/work/xinheng\n' }],
};

const migrationName = /^server\/migrations\/\d{8}_\d{4}__[a-z][a-z-]*__[a-z][a-z0-9_-]*[.]sql$/;

const migrationNames: Rule = {
  name: 'a migration is called date_time__module__what.sql',
  breaches: ({ path }) => {
    if (!path.startsWith('server/migrations/') || !path.endsWith('.sql')) return [];
    // The grants are no step of history: they are applied again after every migration.
    if (path === 'server/migrations/grants.sql') return [];
    return migrationName.test(path) ? [] : ['write 20261124_0900__module__what.sql'];
  },
  planted: [
    { path: 'server/migrations/0007_fix.sql', text: '' },
    { path: 'server/migrations/20261124__records__create.sql', text: '' },
  ],
  lawful: [{ path: 'server/migrations/20261124_0920__records__records.sql', text: '' }],
};

const hasHan = (text: string): boolean => /\p{Script=Han}/u.test(text);

/** The literal text of an expression, as far as it is written in the source; undefined when it is computed elsewhere. */
function literalText(node: ts.Expression | undefined): string | undefined {
  if (!node) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map((span) => span.literal.text).join('');
  return undefined;
}

const chineseMessages: Rule = {
  name: 'what a person reads is Chinese',
  breaches: (source) => {
    if (!isCode(source.path) || isTest(source.path)) return [];
    const file = parse(source);
    return [...nodes(file)].flatMap((node) => {
      const isMessage =
        ts.isPropertyAssignment(node) && ['message', 'title'].includes(node.name.getText(file)) && concernsPeople(node);
      const isSecondArgument = ts.isNewExpression(node) && node.expression.getText(file) === 'XinhengError';
      const text = literalText(isMessage ? node.initializer : isSecondArgument ? node.arguments?.[1] : undefined);
      return text === undefined || hasHan(text) || !/\p{L}/u.test(text)
        ? []
        : [`line ${lineOf(file, node)}: “${text}” is shown to people`];
    });
  },
  planted: [
    { path: 'server/src/app/start.ts', text: "throw new XinhengError('port-taken', { message: 'port is taken' });\n" },
    { path: 'server/src/app/start.ts', text: "throw new XinhengError('port-taken', 'port is taken');\n" },
    {
      path: 'server/src/platform/errors/codes.ts',
      text: "export const c = { 'not-found': { title: 'Not found' } };\n",
    },
  ],
  lawful: [
    { path: 'server/src/app/start.ts', text: "throw new XinhengError('port-taken', { message: '端口已被占用' });\n" },
    { path: 'server/src/platform/log/index.ts', text: "const line = { message: 'listening' };\n" },
  ],
};

/** Whether an object's message reaches a person: it is handed to a XinhengError, or stands in the table of codes. */
function concernsPeople(property: ts.PropertyAssignment): boolean {
  const file = property.getSourceFile();
  if (file.fileName.startsWith('server/src/platform/errors/')) return true;
  const holder = property.parent.parent;
  return ts.isNewExpression(holder) && holder.expression.getText(file) === 'XinhengError';
}

const statement =
  /^\s*(with\s+\w+\s+(\([^)]*\)\s+)?as\b|select\b|insert\s+into\b|update\s+[\w."$]+\s+(as\s+\w+\s+)?set\b|delete\s+from\b|copy\s+[\w."$(]+|create\s+(unlogged\s+)?(table|index|schema|unique)\b|alter\s+table\b|drop\s+(table|schema)\b|truncate\b|lock\s+table\b)/i;

const roomOfSql =
  /^server\/src\/(platform\/|modules\/registry\/search\/|modules\/[^/]+\/(store|lists|[a-z]+-lists)([.]ts|\/))/;

/**
 * Files outside a store that hold SQL: the set-based steps of the bulk path, each one statement with its reason above
 * it, the reads of the two stores that everybody leans on, and the composition root's few questions. The test fails when a file of this list has no SQL
 * left, and when a file that is not on it has some.
 */
export const filesOfSql: ReadonlySet<string> = new Set([
  'server/src/app/city-of-store.ts',
  'server/src/app/demonstration.ts',
  // The marks of the practice edition, and emptying its store.
  'server/src/app/practice.ts',
  'server/src/app/portal-reads.ts',
  'server/src/modules/exchange/batch.ts',
  'server/src/modules/exchange/batches.ts',
  'server/src/modules/exchange/import.ts',
  'server/src/modules/exchange/load.ts',
  'server/src/modules/exchange/pending.ts',
  'server/src/modules/exchange/receipts.ts',
  'server/src/modules/exchange/rekey.ts',
  'server/src/modules/exchange/rows.ts',
  'server/src/modules/exchange/stage.ts',
  'server/src/modules/exchange/staging.ts',
  'server/src/modules/exchange/store-digest.ts',
  'server/src/modules/exchange/progress.ts',
  'server/src/modules/exchange/trial.ts',
  'server/src/modules/exchange/turn.ts',
  'server/src/modules/exchange/undo/cards.ts',
  'server/src/modules/exchange/undo/plan.ts',
  'server/src/modules/exchange/undo/rows.ts',
  'server/src/modules/exchange/undo/undo.ts',
  'server/src/modules/exchange/verdicts.ts',
  'server/src/modules/records/merge.ts',
  'server/src/modules/records/publication.ts',
  'server/src/modules/records/reads.ts',
  'server/src/modules/records/undo.ts',
  'server/src/modules/registry/forget.ts',
  'server/src/modules/registry/match.ts',
  'server/src/modules/registry/project.ts',
  'server/src/modules/registry/subjects.ts',
]);

/** The first words of every SQL statement in the file, with its line. */
export function statementsIn(source: Source): string[] {
  const file = parse(source);
  return [...nodes(file)].flatMap((node) => {
    const text = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) ? literalText(node) : undefined;
    const isSql = text !== undefined && statement.test(text) && /\s/.test(text.trim());
    return isSql ? [`line ${lineOf(file, node)}: “${text.trim().slice(0, 40).replaceAll(/\s+/g, ' ')}…”`] : [];
  });
}

const sqlRooms: Rule = {
  name: 'SQL stands in store.ts',
  breaches: (source) => {
    const { path } = source;
    if (!isCode(path) || !path.startsWith('server/src/') || isTest(path)) return [];
    if (roomOfSql.test(path) || filesOfSql.has(path)) return [];
    return statementsIn(source).map((found) => `${found}: move it into the module's store`);
  },
  planted: [
    { path: 'server/src/modules/portal/routes.ts', text: "q.query('select name from registry.subject');\n" },
    { path: 'server/src/modules/portal/actions.ts', text: 'q.query(`\n  insert into a.b values (1)`);\n' },
    { path: 'server/src/app/start.ts', text: "q.query('update a.b set c = 1');\n" },
  ],
  lawful: [
    { path: 'server/src/modules/portal/store.ts', text: "q.query('select name from registry.subject');\n" },
    { path: 'server/src/modules/portal/routes.ts', text: "const label = 'select';\n" },
  ],
};

/** `rules.ts` and `states.ts` are pure: what they need is handed in. */
const pureRules: Rule = {
  name: 'rules.ts and states.ts are pure',
  breaches: (source: Source) => {
    if (!/\/(rules|states)[.]ts$/.test(source.path) || isTest(source.path)) return [];
    const pattern = /\bnew Date\(\)|\bDate[.]now\(|Temporal[.]Now|\bawait\b|from 'node:(fs|http|net)/;
    return linesThatMatch(withoutComments(source), pattern, (found) => `${found}: hand in the moment and the data`);
  },
  planted: [{ path: 'server/src/modules/records/rules.ts', text: 'export const late = () => new Date() > due;\n' }],
  lawful: [{ path: 'server/src/modules/records/rules.ts', text: 'export const late = (now: Date) => now > due;\n' }],
};

/** The rules that look at one file at a time. */
export const fileRules: Rule[] = [
  fileLength,
  functionLength,
  names,
  marks,
  machinePaths,
  migrationNames,
  chineseMessages,
  sqlRooms,
  pureRules,
];
