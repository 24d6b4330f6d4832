/** Forgetting what has ended: sessions, counted tries, tokens. The audit log keeps what they did. */
import { Type } from 'typebox';
import { forgetTokens } from '../../platform/access/index.ts';
import type { City, SignInPolicy } from '../../platform/city/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { defineJob } from '../../platform/jobs/index.ts';
import { forgetAttempts } from './store/attempts.ts';
import { forgetSessions } from './store/sessions.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Tries are remembered for as long as any rule looks back at them. */
function attemptMs({ account, code, address, network, everywhere }: SignInPolicy['guessing']): number {
  const minutes = [account, code, address, network].map(({ forgetMinutes }) => forgetMinutes);
  return Math.max(...minutes.map((count) => count * minuteMs), everywhere.knownDays * dayMs);
}

/** Removes what is past its keeping; returns how many of each. */
export async function forgetEnded(db: Db, policy: SignInPolicy, now: Date) {
  const before = (milliseconds: number) => new Date(now.getTime() - milliseconds);
  const { keep, guessing } = policy;
  const { tokens, days } = await forgetTokens(db.pool, {
    endedBefore: before(keep.tokenDays * dayMs),
    usedBefore: before(keep.useDays * dayMs),
  });
  return {
    sessions: await forgetSessions(db.pool, before(keep.sessionDays * dayMs)),
    attempts: await forgetAttempts(db.pool, before(attemptMs(guessing))),
    tokens,
    tokenDays: days,
  };
}

/** Every night. */
export const forgetEndedJob = ({ city }: { city: Pick<City, 'signIn'> }) =>
  defineJob('accounts.forget-ended', {
    schema: Type.Object({}),
    schedule: { cron: '37 3 * * *', data: {} },
    handler: async (_data, { db, log }) => {
      log.info(await forgetEnded(db, city.signIn, new Date()), 'ended sessions, tries and tokens forgotten');
    },
  });
