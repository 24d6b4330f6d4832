import { buildHttp } from '../platform/http/index.ts';
import type { Application, Composition, Parts } from './start.ts';

async function build({ store, logger }: Parts): Promise<Application> {
  const http = buildHttp({ routes: [], logger, db: store.db });
  http.get('/healthz', async (_request, reply) => reply.type('text/plain').send('ok\n'));
  return { http, startJobs: async () => {}, stopJobs: async () => {} };
}

/** The composition root: which modules make up the program. */
export const composition: Composition = {
  installCity: async () => {},
  isEmpty: async () => false,
  fillDemonstration: async () => {},
  build,
  suggestions: async () => [],
};
