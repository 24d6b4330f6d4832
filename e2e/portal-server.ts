import { loadRenderer, portalRoutes } from '@xinheng/server/src/modules/portal/index.ts';
import { busyCode, enterpriseCode, penaltyKey, testReads } from '@xinheng/server/src/modules/portal/test-city.ts';
import { buildHttp } from '@xinheng/server/src/platform/http/index.ts';
import { silentLogger } from '@xinheng/server/src/platform/log/index.ts';
import { buildViews } from './views.ts';

export interface RunningServer {
  url: string;
  /** A subject with records of most kinds, one with many, and a record with an earlier version. */
  subject: string;
  busySubject: string;
  record: string;
  /** A word that finds `subject`. */
  word: string;
  close(): Promise<void>;
}

/** The portal on the invented city of its tests, with the real HTTP server and the built views. */
export async function startServer(): Promise<RunningServer> {
  await buildViews();
  const app = buildHttp({ ...portalRoutes(testReads(), await loadRenderer()), logger: silentLogger() });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    subject: `/subjects/${enterpriseCode}`,
    busySubject: `/subjects/${busyCode}`,
    record: `/subjects/${enterpriseCode}/records/${penaltyKey}`,
    word: '泉畔',
    close: () => app.close(),
  };
}
