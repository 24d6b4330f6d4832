/** Background work of judgement. */
import { Type } from 'typebox';
import type { City } from '../../platform/city/index.ts';
import { defineJob } from '../../platform/jobs/index.ts';
import { judgeDue, reconcile } from './actions.ts';
import { failBacktest, makeBacktest } from './backtest.ts';

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

/** A back-test that somebody asked for. */
export const backtestJob = ({ city }: { city: City }) =>
  defineJob('rating.backtest', {
    schema: Type.Object({ backtest: Type.Integer() }),
    timeoutSeconds: 4 * 60 * 60,
    retry: { limit: 0, delaySeconds: 60 },
    handler: async ({ backtest }, { db, log }) => {
      try {
        await makeBacktest(db, city, backtest);
      } catch (error) {
        log.error({ err: error, backtest }, 'back-test failed');
        await failBacktest(db, backtest, '回测没有完成，请重试；再次失败请联系系统管理员。');
        throw error;
      }
    },
  });
