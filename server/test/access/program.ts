/** The whole program as it is composed, over a fresh store, with officers who are known by a word in place of a session. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composition } from '../../src/app/compose.ts';
import type { Viewer } from '../../src/platform/access/index.ts';
import { type City, loadCity } from '../../src/platform/city/index.ts';
import { readConfig } from '../../src/platform/config/index.ts';
import { buildHttp, type Route } from '../../src/platform/http/index.ts';
import { silentLogger } from '../../src/platform/log/index.ts';
import { freshDatabase, type TestDatabase } from '../database.ts';

export interface Program {
  database: TestDatabase;
  city: City;
  routes: readonly Route[];
  /** Data folder. */
  folder: string;
  /** The same routes behind the same door; `Authorization: Bearer word` is the viewer of that word. */
  http: ReturnType<typeof buildHttp>;
  /** The program's own door, for the steps of signing in. */
  signIn: ReturnType<typeof buildHttp>;
  close(): Promise<void>;
}

/** Builds the program of the demonstration city with an empty store; `viewers` by the word they are known by. */
export async function openProgram(viewers: ReadonlyMap<string, Viewer>, practice = true): Promise<Program> {
  const database = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-access-'));
  const config = { ...readConfig({ XINHENG_DATA: folder, XINHENG_CITY: 'jinan' }), practice, empty: true };
  const logger = silentLogger();
  const store = {
    db: database.db,
    url: database.url,
    migrations: { applied: [], total: 0 },
    close: async () => {},
    abandon: async () => {},
  };
  const parts = { config, store, logger, restart: () => {} };
  await composition.installCity(parts);
  const application = await composition.build(parts);
  const city = loadCity('jinan');
  const http = buildHttp({
    routes: application.routes,
    logger,
    matters: city.matters,
    authenticate: async (secret) => viewers.get(secret) ?? null,
  });
  return {
    database,
    city,
    folder,
    routes: application.routes,
    http,
    signIn: application.http,
    async close() {
      await http.close();
      await application.http.close();
      await application.stopJobs();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A route as people name it. */
export const nameOf = (route: Route) => `${route.method} ${route.path}`;

/** Routes that somebody must have a right for: neither the public's nor the steps of signing in. */
export const guarded = (routes: readonly Route[]) =>
  routes.filter(({ permission }) => !['public', 'sign-in', 'session'].includes(permission));
