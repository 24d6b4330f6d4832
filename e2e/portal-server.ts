import { loadRenderer, type PortalReads, portalRoutes } from '@xinheng/server/src/modules/portal/index.ts';
import { buildHttp } from '@xinheng/server/src/platform/http/index.ts';
import { silentLogger } from '@xinheng/server/src/platform/log/index.ts';
import { buildViews } from './views.ts';

export interface RunningServer {
  url: string;
  close(): Promise<void>;
}

/** The portal on the given reads, with the real HTTP server and the built views, on a free port. */
export async function startPortal(reads: PortalReads): Promise<RunningServer> {
  await buildViews();
  const app = buildHttp({ ...portalRoutes(reads, await loadRenderer()), logger: silentLogger() });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => app.close() };
}
