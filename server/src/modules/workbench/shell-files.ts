import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { XinhengError } from '../../platform/errors/index.ts';

/** Where `npm run build -w web` puts the workbench. */
const built = new URL('../../../../web/dist/workbench/', import.meta.url);

const contentTypes: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/** One built file in the forms it can be sent in. */
export interface ShellAsset {
  contentType: string;
  plain: Buffer;
  brotli: Buffer | undefined;
  gzip: Buffer | undefined;
}

/** The built workbench: its one page, in which `__NONCE__` stands for the nonce, and its files by name. */
export interface ShellFiles {
  page: string;
  assets: ReadonlyMap<string, ShellAsset>;
}

/**
 * Reads the built workbench into memory (some megabytes), so that an address can never become a path on the disk.
 * @throws configuration-invalid when it has not been built
 */
export function loadShell(folder: URL = built): ShellFiles {
  const page = new URL('index.html', folder);
  if (!existsSync(page)) {
    throw new XinhengError('configuration-invalid', '工作台页面尚未构建，请先运行 npm run build -w web。');
  }
  const assetsFolder = new URL('assets/', folder);
  const read = (name: string) => readFileSync(new URL(name, assetsFolder));
  const names = new Set(readdirSync(fileURLToPath(assetsFolder)));
  const assets = new Map<string, ShellAsset>();
  for (const name of names) {
    const contentType = contentTypes[name.split('.').at(-1) ?? ''];
    if (!contentType) continue;
    assets.set(name, {
      contentType,
      plain: read(name),
      brotli: names.has(`${name}.br`) ? read(`${name}.br`) : undefined,
      gzip: names.has(`${name}.gz`) ? read(`${name}.gz`) : undefined,
    });
  }
  return { page: readFileSync(page, 'utf8'), assets };
}
