import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Builds the views when their sources are newer, as `npm start` does, so that the browser never sees yesterday's. */
export async function buildViews(): Promise<void> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  await promisify(execFile)(process.execPath, ['bin/build-web.mjs'], { cwd: root });
}
