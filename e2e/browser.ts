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
  try {
    return await playwright.launch({ args, executablePath });
  } catch (error) {
    if (!String(error).includes('error while loading shared libraries')) throw error;
    const env = { ...process.env, LD_LIBRARY_PATH: await ownLibraries() } as Record<string, string>;
    return playwright.launch({ args, executablePath, env });
  }
}

/** The libraries that the package carries for Amazon Linux; they ask for no newer C library than Debian 12 has. */
async function ownLibraries(): Promise<string> {
  const entry = fileURLToPath(import.meta.resolve('@sparticuz/chromium'));
  const packed = join(entry, '..', '..', 'bin', 'al2023.tar.br');
  const folder = join(tmpdir(), 'al2023', 'lib');
  if (!existsSync(folder)) await inflate(packed);
  return folder;
}
