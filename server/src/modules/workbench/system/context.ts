import type { City } from '../../../platform/city/index.ts';
import type { Db } from '../../../platform/db/index.ts';
import type { Jobs } from '../../../platform/jobs/index.ts';

/** What the system page looks at. */
export interface SystemContext {
  db: Db;
  city: City;
  jobs: Pick<Jobs, 'summary'>;
  practice: boolean;
  /** How many migrations this program knows. */
  migrations: number;
  dataFolder: string;
  /** Failing in-process followers: name → what went wrong. */
  followerFailures: () => ReadonlyMap<string, string>;
}
