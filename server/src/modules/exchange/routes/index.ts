/** The exchange's routes: handing in, trials, reading what became of a batch. */
import type { City } from '../../../platform/city/index.ts';
import type { Db, Tx } from '../../../platform/db/index.ts';
import type { Route } from '../../../platform/http/index.ts';
import { readRoutes } from './reads.ts';
import { submitRoute } from './submit.ts';
import { templateRoutes } from './template.ts';
import { trialRoutes } from './trial.ts';
import { undoRoutes } from './undo.ts';
import { watchRoute } from './watch.ts';

export { describe, describeTrial } from './submit.ts';

export interface ExchangeContext {
  db: Db;
  city: City;
  /** Folder for uploads under way. */
  uploads: string;
  /** Puts a batch into the queue of background work; without it every file is taken while the caller waits. */
  enqueue?: (tx: Tx, batchId: number) => Promise<unknown>;
  /** A larger file goes into the background; 16 MB when absent. */
  backgroundBytes?: number;
  /** Ends open progress streams, so that the server can stop. */
  stopping?: AbortSignal;
}

/** The exchange's routes. */
export function exchangeRoutes(context: ExchangeContext): Route[] {
  return [
    submitRoute(context),
    ...readRoutes(context),
    ...trialRoutes(context),
    ...undoRoutes(context),
    ...templateRoutes(context),
    watchRoute(context),
  ];
}
