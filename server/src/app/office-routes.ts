/** What officers are served, beside signing in: the workbench, its lists, files of subjects, batches. */
import { catalogueRoutes } from '../modules/catalogue/index.ts';
import { comparisonRoutes } from '../modules/comparison/index.ts';
import { entryRoutes, exchangeRoutes, reviewRoutes } from '../modules/exchange/index.ts';
import { organisationRoutes } from '../modules/organisation/index.ts';
import { editionRoutes } from '../modules/rating/index.ts';
import { readSubject, registryRoutes, type SubjectSearch } from '../modules/registry/index.ts';
import { challengeRoutes, reportRoutes, scorecardRoutes } from '../modules/scorecards/index.ts';
import {
  type ExportContext,
  exportRoutes,
  findRoutes,
  listRoutes,
  loadShell,
  noticeRoutes,
  shellRoutes,
  toDoRoutes,
  viewRoutes,
} from '../modules/workbench/index.ts';
import type { City } from '../platform/city/index.ts';
import type { Db } from '../platform/db/index.ts';
import type { Route } from '../platform/http/index.ts';
import type { Jobs } from '../platform/jobs/index.ts';
import type { programJobs } from './jobs.ts';
import { officerRoutes } from './officer-reads.ts';

export interface Office {
  db: Db;
  city: City;
  search: SubjectSearch;
  uploads: string;
  exporting: ExportContext;
  jobs: Jobs;
  declared: ReturnType<typeof programJobs>;
  /** Aborted when the server closes. */
  stopping: AbortSignal;
}

export function officeRoutes({ db, city, search, uploads, exporting, jobs, declared, stopping }: Office): Route[] {
  const { listing, matters } = exporting;
  const desk = { db, listing, matters };
  return [
    ...shellRoutes(loadShell()),
    ...listRoutes(desk),
    ...viewRoutes(desk),
    ...exportRoutes({
      ...exporting,
      enqueueExport: (tx, exportId) => jobs.enqueue(tx, declared.makeExport, { exportId }, { singletonKey: exportId }),
    }),
    ...toDoRoutes({ ...desk, toDos: city.toDos }),
    ...noticeRoutes({ db, roles: city.roles }),
    ...findRoutes({ db, search }),
    ...registryRoutes({ db }),
    ...catalogueRoutes({ city }),
    ...officerRoutes({ db, city }),
    ...entryRoutes({ db, city }),
    ...reviewRoutes({ db, city }),
    ...editionRoutes({
      ...{ db, city },
      enqueueBacktest: async (tx, backtest) => void (await jobs.enqueue(tx, declared.backtest, { backtest })),
    }),
    ...comparisonRoutes({
      ...{ db, city },
      enqueueAll: (tx, actor) => jobs.enqueue(tx, declared.compareAll, { actor }, { singletonKey: 'all' }),
    }),
    ...scorecardRoutes({ db, city }),
    ...challengeRoutes({ db }),
    ...reportRoutes({ db }),
    ...organisationRoutes({
      ...{ db, city },
      regionOfSubject: async (q, code) => {
        // The program asks for itself: whoever may see the roles is told who reaches the subject, nothing of the subject.
        const subject = await readSubject(q, { kind: 'operator', name: 'roles' }, code);
        return subject === null ? undefined : subject.region;
      },
    }),
    ...exchangeRoutes({
      ...{ db, city, uploads, stopping },
      enqueue: (tx, batchId) => jobs.enqueue(tx, declared.takeBatch, { batchId }, { singletonKey: `batch:${batchId}` }),
    }),
  ];
}
