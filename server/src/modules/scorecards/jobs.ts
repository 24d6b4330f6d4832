/** Background work of the scorecards. */
import { Type } from 'typebox';
import { businessToday } from '../../platform/calendar/index.ts';
import { defineJob } from '../../platform/jobs/index.ts';
import { rebuildWhenDue } from './actions.ts';
import type { ScorecardContext } from './reads.ts';
import { makeMissingReports, monthBefore } from './reports.ts';
import { forgetContacts } from './store/challenges.ts';

/** Every night: counts are made anew when indicators, limits or the calendar have changed; old contacts are removed. */
export const tendCountsJob = ({ city }: ScorecardContext) =>
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

/** On the second of the month: the report of the month before for every department that supplied something. */
export const monthlyReportsJob = (context: ScorecardContext) =>
  defineJob('scorecards.make-monthly-reports', {
    schema: Type.Object({}),
    schedule: { cron: '30 4 2 * *', data: {} },
    timeoutSeconds: 60 * 60,
    handler: async (_data, { db, log, signal }) => {
      const month = monthBefore(businessToday());
      const made = await makeMissingReports(db, context, month, signal);
      log.info({ month, made }, 'monthly reports made');
    },
  });
