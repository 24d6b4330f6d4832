/** Drafts that nobody has saved for long are dropped. */
import { Type } from 'typebox';
import { type AnyJob, defineJob } from '../../../platform/jobs/index.ts';
import { forgetDrafts } from '../store/drafts.ts';

export const forgetDraftsJob: AnyJob = defineJob('exchange.forget-drafts', {
  schema: Type.Object({}),
  schedule: { cron: '41 3 * * *', data: {} },
  handler: async (_data, { db, log }) => {
    log.info({ forgotten: await forgetDrafts(db.pool) }, 'old drafts forgotten');
  },
});
