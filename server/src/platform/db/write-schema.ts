/**
 * `npm run schema`: migrates a throw-away database and writes what the rest of the program and its reviewers read:
 * server/schema.sql and tables.generated.ts. With `--check` it writes nothing and fails when they are out of date.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dumpSchema } from './dump.ts';
import { startTemporaryServer } from './embedded/temporary.ts';
import { migrate } from './migrate.ts';

const require = createRequire(import.meta.url);

export const schemaFile = fileURLToPath(new URL('../../../schema.sql', import.meta.url));
export const tablesFile = fileURLToPath(new URL('./tables.generated.ts', import.meta.url));

/** The TypeScript types of all tables of the database at `url`, as a file's text. The types follow values.ts. */
export async function tableTypes(url: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'xinheng-types-'));
  const file = path.join(folder, 'tables.ts');
  const mapping = {
    int8: 'number',
    date: 'string',
    timestamptz: 'string',
    timestamp: 'string',
    xid8: 'string',
    jsonb: 'unknown',
  };
  try {
    const program = path.join(path.dirname(require.resolve('kysely-codegen')), 'cli', 'bin.js');
    await promisify(execFile)(process.execPath, [
      program,
      `--url=${url}`,
      '--dialect=postgres',
      '--exclude-pattern=pgboss.*',
      `--type-mapping=${JSON.stringify(mapping)}`,
      `--out-file=${file}`,
    ]);
    const root = fileURLToPath(new URL('../../../../', import.meta.url));
    const formatter = path.join(root, 'node_modules', '.bin', 'biome');
    // Formatted with the project's own settings, so that the linter and this file agree.
    const formatting = promisify(execFile)(formatter, ['format', `--stdin-file-path=${tablesFile}`], { cwd: root });
    formatting.child.stdin?.end(await readFile(file));
    return (await formatting).stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const server = await startTemporaryServer();
  try {
    const url = server.url('postgres');
    await migrate(url);
    const texts = [
      { file: schemaFile, text: await dumpSchema(url) },
      { file: tablesFile, text: await tableTypes(url) },
    ];
    for (const { file, text } of texts) {
      const stored = await readFile(file, 'utf8').catch(() => '');
      if (stored === text) continue;
      if (process.argv.includes('--check')) {
        console.error(`${file} is out of date: npm run schema`);
        process.exitCode = 1;
      } else {
        await writeFile(file, text);
        console.log(`${file} written`);
      }
    }
  } finally {
    await server.stop();
  }
}

if (import.meta.main) await main();
