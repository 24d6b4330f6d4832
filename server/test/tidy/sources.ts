import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

/** The root of the working tree. */
export const repository = resolve(import.meta.dirname, '../../..');

const notOurs = new Set(['node_modules', 'dist', 'coverage', '.git', '.data']);

/**
 * Every file of the tree, as paths relative to its root with forward slashes, without what is installed or built.
 * Read from the disk and not from git, so that a file is judged before it is committed.
 */
export async function sourceFiles(root: string = repository): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter((entry) => !notOurs.has(entry.name))
      .map(async (entry) => {
        const path = join(root, entry.name);
        return entry.isDirectory() ? sourceFiles(path) : entry.isFile() ? [path] : [];
      }),
  );
  const paths = found.flat().sort();
  return root === repository ? paths.map((path) => relative(repository, path).replaceAll('\\', '/')) : paths;
}
