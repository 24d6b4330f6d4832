/** What officers are served, beside signing in: the workbench, its lists, files of subjects, batches. */
import { catalogueRoutes } from '../modules/catalogue/index.ts';
import { entryRoutes, exchangeRoutes, reviewRoutes } from '../modules/exchange/index.ts';
import { organisationRoutes } from '../modules/organisation/index.ts';
import { readSubject, registryRoutes, type SubjectSearch } from '../modules/registry/index.ts';
import {
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
import { createListing } from '../platform/listing/index.ts';
import type { Logger } from '../platform/log/index.ts';
import type { programJobs } from './jobs.ts';
import { allLists } from './lists.ts';
import { officerRoutes } from './officer-reads.ts';

export interface Office {
  db: Db;
  city: City;
  log: Logger;
  search: SubjectSearch;
  uploads: string;
  jobs: Jobs;
  declared: ReturnType<typeof programJobs>;
  /** Aborted when the server closes. */
  stopping: AbortSignal;
}

export function officeRoutes({ db, city, log, search, uploads, jobs, declared, stopping }: Office): Route[] {
  const desk = { db, matters: city.matters, listing: createListing({ db, lists: allLists({ city, db }), log }) };
  return [
    ...shellRoutes(loadShell()),
    ...listRoutes(desk),
    ...viewRoutes(desk),
    ...toDoRoutes({ ...desk, toDos: city.toDos }),
    ...noticeRoutes({ db, roles: city.roles }),
    ...findRoutes({ db, search }),
    ...registryRoutes({ db }),
    ...catalogueRoutes({ city }),
    ...officerRoutes({ db, city }),
    ...entryRoutes({ db, city }),
    ...reviewRoutes({ db, city }),
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
