/** Background work of judgement. */
import { Type } from 'typebox';
import type { City } from '../../platform/city/index.ts';
import { defineJob } from '../../platform/jobs/index.ts';
import { judgeDue, reconcile } from './actions.ts';

/** Just after midnight, and every hour for a server that slept through it. */
export const judgeDueJob = ({ city }: { city: City }) =>
  defineJob('rating.judge-due', {
    schema: Type.Object({}),
    schedule: { cron: '2 * * * *', data: {} },
    timeoutSeconds: 2 * 60 * 60,
    handler: async (_data, { db, log }) => {
      const judged = await judgeDue(db, city);
      if (judged > 0) log.info({ judged }, 'subjects judged anew because a day has passed');
    },
  });

/** Every night everybody: events that were lost show as verdicts that had to be corrected. */
export const reconcileJob = ({ city }: { city: City }) =>
  defineJob('rating.reconcile', {
    schema: Type.Object({}),
    schedule: { cron: '30 3 * * *', data: {} },
    timeoutSeconds: 4 * 60 * 60,
    handler: async (_data, { db, log }) => {
      const { measured, changed } = await reconcile(db, city);
      const corrected = Object.values(changed).reduce((sum, each) => sum + each, 0);
      log[corrected > 0 ? 'warn' : 'info']({ measured, changed }, 'judgement of the whole city reconciled');
    },
  });
