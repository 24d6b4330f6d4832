/** The lists of the program, and what making files of them needs. */
import { join } from 'node:path';
import { officerFacts } from '../modules/organisation/index.ts';
import type { ExportContext } from '../modules/workbench/index.ts';
import type { City } from '../platform/city/index.ts';
import type { Config } from '../platform/config/index.ts';
import type { Db } from '../platform/db/index.ts';
import type { Jobs } from '../platform/jobs/index.ts';
import { createListing } from '../platform/listing/index.ts';
import type { Logger } from '../platform/log/index.ts';
import { allLists } from './lists.ts';

interface Given {
  db: Db;
  city: City;
  config: Pick<Config, 'dataFolder'>;
  log: Logger;
  jobs: () => Pick<Jobs, 'retry' | 'discard'>;
}

export function exportingOf({ db, city, config, log, jobs }: Given): ExportContext {
  return {
    db,
    matters: city.matters,
    listing: createListing({ db, lists: allLists({ city, db, jobs }), log }),
    folder: join(config.dataFolder, 'exports'),
    async officerNow({ account, person, post }) {
      if (person === null) return null;
      const facts = await officerFacts(db.pool, city.roles, { personId: person, postId: post });
      return facts && { kind: 'officer', accountId: account, sessionId: 'export', ...facts };
    },
  };
}
