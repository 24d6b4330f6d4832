/** The composition root: which modules make up the program, and what each is handed. */
import type { Accounts } from '../modules/accounts/index.ts';
import { auditLogRoutes } from '../modules/audit-log/index.ts';
import { comparingConsumer } from '../modules/comparison/index.ts';
import { restoreIndexes } from '../modules/exchange/index.ts';
import { openApiRoutes } from '../modules/open-api/index.ts';
import { loadRenderer, portalRoutes } from '../modules/portal/index.ts';
import { judgingConsumer } from '../modules/rating/index.ts';
import { createSubjectSearch } from '../modules/registry/index.ts';
import { countingConsumer } from '../modules/scorecards/index.ts';
import { systemRoutes } from '../modules/workbench/index.ts';
import { createSealer, type Sealer } from '../platform/audit/index.ts';
import type { City } from '../platform/city/index.ts';
import { type Consumer, type Events, startEvents } from '../platform/events/index.ts';
import { buildHttp, type Route, serviceRoutes } from '../platform/http/index.ts';
import { createJobs, type Jobs } from '../platform/jobs/index.ts';
import { createMetrics } from '../platform/log/index.ts';
import { accountsOf, welcome } from './accounts.ts';
import { cityOfStore, installCity } from './city-of-store.ts';
import { exampleWords, fillDemonstration, isDemonstration, wantsDemonstration } from './demonstration.ts';
import { exportingOf } from './exporting.ts';
import { programJobs, uploadsOf } from './jobs.ts';
import { officeRoutes } from './office-routes.ts';
import { portalReads } from './portal-reads.ts';
import { practiceRoutes } from './practice.ts';
import { PublicVersion } from './public-version.ts';
import { keyPlaceOf, sealingOf } from './sealing.ts';
import type { Application, Composition, Parts } from './start.ts';

async function build({ config, store, logger, restart }: Parts, answerBytes?: number): Promise<Application> {
  const { db } = store;
  const city = await cityOfStore(db, config);
  const metrics = createMetrics({ pool: db.pool });
  const search = createSubjectSearch(db, { log: logger });
  const version = new PublicVersion(db, { log: logger });
  const demonstration = await isDemonstration(db);
  const accounts = await accountsOf(config, { db, city, demonstration });
  const { practice, origin } = config;
  const examples = await exampleWords(db);
  const reads = portalReads({ db, city, search, version, demonstration, practice, origin, examples });
  const portal = portalRoutes(reads, await loadRenderer(), answerBytes);
  const sealer = createSealer({ db, log: logger, ...config.audit, ...sealingOf(config) });
  const uploads = uploadsOf(config);
  const exporting = exportingOf({ db, city, config, log: logger, jobs: () => jobs });
  const declared = programJobs({ city, uploads, sealer, exporting, keys: keyPlaceOf(config) });
  const jobs: Jobs = createJobs({ db, jobs: declared.all, log: logger, metrics });
  const closing = new AbortController();
  let events: Events | undefined;
  const { total: migrations } = store.migrations;
  const followerFailures = () => failures(events, sealer);
  const routes: Route[] = [
    ...portal.routes,
    ...accounts.routes,
    ...officeRoutes({ db, city, search, uploads, exporting, jobs, declared, stopping: closing.signal }),
    ...(config.practice ? practiceRoutes({ db, reset: restart }) : []),
    ...auditLogRoutes({
      db,
      enqueueVerification: (tx, verificationId) => jobs.enqueue(tx, declared.verifyLog, { verificationId }),
    }),
    ...systemRoutes({ ...config, db, city, jobs, migrations, followerFailures }),
    ...serviceRoutes({ db, metrics, migrations, followerFailures }),
  ];
  routes.push(...openApiRoutes({ routes: () => routes, title: `信衡·${city.name}`, version: '1' }));
  const http = buildHttp({
    routes,
    logger,
    db,
    metrics,
    ...doorOf(config, accounts),
    matters: city.matters,
    renderProblem: portal.renderProblem,
  });
  // Open streams would keep the server from closing.
  http.addHook('preClose', async () => closing.abort());
  return {
    http,
    routes,
    async startJobs() {
      // Searches are answered by the store until the index is built.
      void search.start().catch((error: unknown) => logger.error({ err: error }, 'search index'));
      version.start();
      const consumers = consumersOf(city);
      events = await startEvents({ db, log: logger, consumers, followers: [version.follower()] });
      await sealer.start();
      await jobs.start();
    },
    async stopJobs() {
      await jobs.stop();
      await sealer.stop();
      await events?.stop();
      await version.stop();
      await search.stop();
    },
  };
}

/** What hears of everything that happens and keeps its place in the store. */
function consumersOf(city: City): Consumer[] {
  return [countingConsumer(city), comparingConsumer(city), judgingConsumer(city)];
}

/** Failing readers of this process, and the sealing of the audit log where it fails. */
function failures(events: Events | undefined, sealer: Sealer): ReadonlyMap<string, string> {
  const failing = new Map(events?.followerFailures());
  const notSealed = sealer.failure();
  return notSealed === undefined ? failing : failing.set('audit seal', notSealed);
}

/** What the door needs to know of sessions and of the way here. */
function doorOf({ origin, trustProxy }: Parts['config'], { findSession }: Accounts) {
  return { findSession, trustProxy, ...(origin !== undefined && { origin }) };
}

/** The program without answers kept in memory, for measuring what a look-up costs when it must ask the store. */
export const coldComposition = (): Composition => ({ ...composition, build: (parts) => build(parts, 0) });

export const composition: Composition = {
  installCity: async ({ config, store }) => {
    await installCity(store.db, config.city);
    await restoreIndexes(store.db);
  },
  wantsDemonstration: ({ db }) => wantsDemonstration(db),
  fillDemonstration: async ({ config, store }, say) => {
    await fillDemonstration(store.db, await cityOfStore(store.db, config), say);
  },
  build: (parts) => build(parts),
  suggestions: async ({ config, store }, address) => {
    const { db } = store;
    const [word] = await exampleWords(db);
    const demonstration = await isDemonstration(db);
    const accounts = await accountsOf(config, { db, city: await cityOfStore(db, config), demonstration });
    return [
      ...(word
        ? [`查一家企业: ${address}/search?q=${encodeURIComponent(word.slice(0, 12))} (${word.slice(0, 12)})`]
        : []),
      '导入登记文件: npx xinheng import enterprise-registration 文件.csv',
      `接口文档:     ${address}/api/docs`,
      ...(await welcome(accounts, demonstration, config.origin ?? address)),
    ];
  },
};
