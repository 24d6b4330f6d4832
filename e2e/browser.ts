import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium, { inflate } from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Flags of the packaged browser that its cloud function needs and a test must not have: they weaken or hide things. */
const unwanted = new Set([
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--allow-running-insecure-content',
]);
const quiet = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * Starts the browser of the npm package @sparticuz/chromium. A machine without the libraries it needs (libnss3, libnspr4,
 * on a bare Debian or in a container) gets them from the same package: nothing to install by hand.
 */
export async function launchBrowser(): Promise<Browser> {
  chromium.setGraphicsMode = false;
  const executablePath = await chromium.executablePath();
  const args = [...chromium.args.filter((flag) => !unwanted.has(flag)), ...quiet];
  const libraries = lacksLibraries(executablePath) ? await ownLibraries() : undefined;
  const env = libraries ? { ...process.env, LD_LIBRARY_PATH: libraries } : process.env;
  return playwright.launch({ args, executablePath, env: env as Record<string, string> });
}

function lacksLibraries(executable: string): boolean {
  try {
    return execFileSync('ldd', [executable], { encoding: 'utf8' }).includes('not found');
  } catch {
    // No ldd (musl): the browser itself will say what it misses.
    return false;
  }
}

/** The libraries that the package carries for Amazon Linux; they ask for no newer C library than Debian 12 has. */
async function ownLibraries(): Promise<string> {
  const folder = join(tmpdir(), 'al2023', 'lib');
  if (!existsSync(folder)) {
    const entry = fileURLToPath(import.meta.resolve('@sparticuz/chromium'));
    await inflate(join(entry, '..', '..', 'bin', 'al2023.tar.br'));
  }
  return folder;
}
