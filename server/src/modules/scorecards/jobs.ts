/** Background work of the scorecards. */
import { Type } from 'typebox';
import type { City } from '../../platform/city/index.ts';
import { defineJob } from '../../platform/jobs/index.ts';
import { rebuildWhenDue } from './actions.ts';
import { forgetContacts } from './store/challenges.ts';

/** Every night: counts are made anew when indicators, limits or the calendar have changed; old contacts are removed. */
export const tendCountsJob = ({ city }: { city: City }) =>
  defineJob('scorecards.tend-counts', {
    schema: Type.Object({}),
    schedule: { cron: '40 2 * * *', data: {} },
    timeoutSeconds: 2 * 60 * 60,
    handler: async (_data, { db, log }) => {
      const counted = await rebuildWhenDue(db, city);
      if (counted !== null) log.info({ batches: counted }, 'scorecards counted anew');
      const forgotten = await forgetContacts(db.pool, city.scorecards.challenges.contactDays);
      if (forgotten > 0) log.info({ forgotten }, 'contacts of old challenges removed');
    },
  });
