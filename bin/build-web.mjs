// `npm start` and the browser tests: builds the pages when they were never built or their sources are newer.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const skipped = new Set(['node_modules', 'dist']);

/** Newest change of any file below, in milliseconds since 1970. */
function newest(folder) {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !skipped.has(entry.name))
    .reduce((latest, entry) => {
      const place = path.join(folder, entry.name);
      return Math.max(latest, entry.isDirectory() ? newest(place) : statSync(place).mtimeMs);
    }, 0);
}

/** One file of each of the two builds: the older one says how old the pages are. */
const outputs = ['portal/render.js', 'workbench/index.html'].map((place) => path.join(root, 'web', 'dist', place));
const built = Math.min(...outputs.map((place) => (existsSync(place) ? statSync(place).mtimeMs : 0)));
const sources = Math.max(newest(path.join(root, 'web')), newest(path.join(root, 'contracts', 'src')));
if (process.argv.includes('--force') || sources > built) {
  const { status } = spawnSync('npm', ['run', 'build', '--silent', '--workspace', 'web'], {
    cwd: root,
    stdio: 'inherit',
    // A test runner's NODE_ENV=test must not change what is built.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  process.exit(status ?? 1);
}
