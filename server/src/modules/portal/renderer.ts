import { existsSync } from 'node:fs';
import type { PortalRenderer } from '@xinheng/contracts/portal.ts';
import { XinhengError } from '../../platform/errors/index.ts';

/** Where `npm run build -w web` puts the views. */
const built = new URL('../../../../web/dist/portal/render.js', import.meta.url);

/**
 * Loads the built views. Node does not run .tsx, so the portal needs `npm run build -w web` once.
 * @throws configuration-invalid when they have not been built
 */
export async function loadRenderer(): Promise<PortalRenderer> {
  if (!existsSync(built)) {
    throw new XinhengError('configuration-invalid', '公示页面尚未构建，请先运行 npm run build -w web。');
  }
  return (await import(built.href)) as PortalRenderer;
}
