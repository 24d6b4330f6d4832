/** Background work of comparison: everything at night, what waits every minute, and on demand. */
import { Type } from 'typebox';
import type { City } from '../../platform/city/index.ts';
import { defineJob } from '../../platform/jobs/index.ts';
import { compareDue, compareEverything } from './compare.ts';
import { applyCorrections } from './corrections.ts';

/** Every night, and when somebody asks: the whole store. Stopped, the next run goes on where it was. */
export const compareAllJob = ({ city }: { city: City }) =>
  defineJob('comparison.compare-all', {
    schema: Type.Object({ actor: Type.Optional(Type.String()) }),
    schedule: { cron: '10 1 * * *', data: {} },
    timeoutSeconds: 6 * 60 * 60,
    handler: async ({ actor }, { db, log, signal }) => {
      const compared = await compareEverything(db, city, { signal, ...(actor !== undefined && { actor }) });
      log.info(compared, 'whole store compared');
    },
  });

/** Large batches that were left for later, then automatic corrections. */
export const tendDifferencesJob = ({ city }: { city: City }) =>
  defineJob('comparison.tend-differences', {
    schema: Type.Object({}),
    schedule: { cron: '* * * * *', data: {} },
    retry: { limit: 0, delaySeconds: 60 },
    timeoutSeconds: 6 * 60 * 60,
    handler: async (_data, { db, log, signal }) => {
      const compared = await compareDue(db, city, signal);
      if (compared !== null) log.info(compared, 'large batches compared');
      const corrected = await applyCorrections({ db, city }, log, signal);
      if (corrected > 0) log.info({ corrected }, 'differences corrected by rule');
    },
  });
