import { readdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const built = fileURLToPath(new URL('dist/workbench', import.meta.url));
const assets = join(built, 'assets');
const keptDays = 7;

/** Writes the compressed forms beside every file once, so that the server compresses nothing while somebody waits. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async closeBundle() {
      for (const name of await readdir(assets)) {
        if (!/[.](js|css|svg)$/.test(name)) continue;
        const bytes = await readFile(join(assets, name));
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
        await writeFile(join(assets, `${name}.br`), await promisify(brotliCompress)(bytes, quality));
        await writeFile(join(assets, `${name}.gz`), await promisify(gzip)(bytes, { level: 9 }));
      }
    },
  };
}

/** Removes what earlier builds left, but not at once: a page opened before an upgrade still fetches its own pieces. */
function forgetOldAssets(): Plugin {
  return {
    name: 'forget-old-assets',
    apply: 'build',
    async closeBundle() {
      for (const name of await readdir(assets)) {
        const place = join(assets, name);
        if (Date.now() - (await stat(place)).mtimeMs > keptDays * 86_400_000) await unlink(place);
      }
    },
  };
}

/**
 * Ant Design's table measures the scroll bar with a style element that it forgets to give the nonce, so that the page's
 * policy refuses it and every list complains. Fails when the library has changed, so that this is looked at again.
 */
function measuredWithNonce(): Plugin {
  const call = /(updateCSS\(`[^`]*`, randomId)\)/;
  return {
    name: 'measured-with-nonce',
    apply: 'build',
    transform: {
      filter: { id: /@rc-component\/util\/es\/getScrollBarSize[.]js$/ },
      handler(code) {
        if (!call.test(code)) throw new Error('getScrollBarSize.js has changed: does it take the nonce by now?');
        const nonce = `{ csp: { nonce: document.querySelector('meta[property="csp-nonce"]')?.nonce } }`;
        return { code: code.replace(call, `$1, ${nonce})`), map: null };
      },
    },
  };
}

/**
 * The officers' workbench: one page, split by route, content hashes in the names. The nonce is a placeholder that the
 * server fills in for each answer (server/src/modules/workbench). `npm run dev -w web` serves the sources and sends
 * /api to a running `npm start`.
 */
export default defineConfig({
  root: fileURLToPath(new URL('workbench', import.meta.url)),
  base: '/workbench/',
  plugins: [react(), measuredWithNonce(), forgetOldAssets(), compressed()],
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: built,
    // Two builds at once, or a server that starts meanwhile, never meet an empty folder.
    emptyOutDir: false,
    target: 'baseline-widely-available',
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    copyPublicDir: false,
  },
  server: { proxy: { '/api': process.env.XINHENG_URL ?? 'http://127.0.0.1:3000' } },
});
