/** The verification that an officer asked for, in the background. */
import { Type } from 'typebox';
import {
  endVerification,
  type KeyPlace,
  noteVerification,
  ownMemory,
  parseHeld,
  readVerification,
  verifyLog,
} from '../../platform/audit/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { defineJob, type Job, type JobContext } from '../../platform/jobs/index.ts';

export interface VerificationSetting {
  /** Where this machine keeps its keys and what it sealed last. */
  keys: KeyPlace;
}

const progressMs = 1_000;
const furtherTries = 2;

/** The job that verifies the whole log, and writes down how far it is and what it found. */
export function verifyLogJob(setting: VerificationSetting): Job<{ verificationId: string }> {
  return defineJob('audit-log.verify', {
    schema: Type.Object({ verificationId: Type.String({ pattern: '^[1-9]\\d{0,17}$' }) }),
    retry: { limit: furtherTries, delaySeconds: 30 },
    timeoutSeconds: 5 * 3600,
    heartbeatSeconds: 60,
    handler: ({ verificationId }, { db, signal, attempt, log }) =>
      verify({ db, signal, attempt, log }, setting, verificationId),
  });
}

async function verify(
  { db, signal, attempt, log }: Pick<JobContext, 'db' | 'signal' | 'attempt' | 'log'>,
  { keys: place }: VerificationSetting,
  id: string,
): Promise<void> {
  const run = await readVerification(db.pool, id);
  if (run === undefined || run.state === 'done' || run.state === 'failed') return;
  await noteVerification(db.pool, id, 0, 0);
  try {
    const held = run.against.flatMap((text) => parseHeld(text) ?? []);
    const own = await ownMemory(db, place);
    const report = await verifyLog(db, {
      held,
      keys: held.length > 0 ? [] : own.keys,
      memory: own.memory,
      quick: run.quick,
      signal,
      onProgress: progressOf(db, id),
    });
    await endVerification(db.pool, id, report);
  } catch (error) {
    if (signal.aborted || attempt < furtherTries) throw error;
    log.error({ err: error, verificationId: id }, 'verification of the audit log');
    await endVerification(db.pool, id, { failure: '核验未能进行到底，请系统管理员查看服务日志后重新发起。' });
  }
}

/** Writes progress at most once a second; a line that is lost is of no consequence. */
function progressOf(db: Db, id: string): (entries: number, of: number) => void {
  let said = Date.now();
  return (entries, of) => {
    if (Date.now() - said < progressMs) return;
    said = Date.now();
    noteVerification(db.pool, id, entries, of).catch(() => undefined);
  };
}
