/** The runs of the verification that officers have asked for: their rows. */
import type { Queryable } from '../../db/index.ts';
import type { Report } from './findings.ts';

export type VerificationRun = {
  verificationId: string;
  state: 'waiting' | 'running' | 'done' | 'failed';
  quick: boolean;
  requestedBy: string;
  requestedAt: string;
  finishedAt: string | null;
  progress: number;
  total: number;
  /** Signed checkpoints that the log is held against. */
  against: string[];
  report: Report | null;
  message: string | null;
};

const columns = `verification_id::text as "verificationId", state, quick, requested_by as "requestedBy",
  requested_at as "requestedAt", finished_at as "finishedAt", progress, total, against, report, message`;

/** Writes a run that waits for its job. @returns its number */
export async function insertVerification(
  q: Queryable,
  run: { quick: boolean; requestedBy: string; against: readonly string[] },
): Promise<string> {
  const { rows } = await q.query<{ id: string }>(
    `insert into platform.audit_verification (quick, requested_by, against) values ($1, $2, $3)
     returning verification_id::text as id`,
    [run.quick, run.requestedBy, run.against],
  );
  return rows[0]?.id ?? '';
}

/** The newest runs. */
export async function readVerifications(q: Queryable, limit: number): Promise<VerificationRun[]> {
  const { rows } = await q.query<VerificationRun>(
    `select ${columns} from platform.audit_verification order by verification_id desc limit $1`,
    [limit],
  );
  return rows;
}

export async function readVerification(q: Queryable, id: string): Promise<VerificationRun | undefined> {
  const { rows } = await q.query<VerificationRun>(
    `select ${columns} from platform.audit_verification where verification_id = $1`,
    [id],
  );
  return rows[0];
}

/** The run that waits or is under way, if there is one. */
export async function verificationUnderWay(q: Queryable): Promise<VerificationRun | undefined> {
  const { rows } = await q.query<VerificationRun>(
    `select ${columns} from platform.audit_verification where state in ('waiting', 'running')
      and requested_at > clock_timestamp() - interval '6 hours' order by verification_id limit 1`,
  );
  return rows[0];
}

/** Says how far a run has come. */
export async function noteVerification(q: Queryable, id: string, progress: number, total: number): Promise<void> {
  await q.query(
    `update platform.audit_verification set state = 'running', progress = $2, total = $3
      where verification_id = $1 and state in ('waiting', 'running')`,
    [id, progress, total],
  );
}

/** Ends a run with what it found, or with why it could not be carried through. */
export async function endVerification(q: Queryable, id: string, end: Report | { failure: string }): Promise<void> {
  const failed = 'failure' in end;
  await q.query(
    `update platform.audit_verification set state = $2, report = $3, message = $4, finished_at = clock_timestamp(),
        progress = coalesce(($3::jsonb->>'entries')::bigint, progress),
        total = coalesce(($3::jsonb->>'entries')::bigint, total)
      where verification_id = $1`,
    [id, failed ? 'failed' : 'done', failed ? null : JSON.stringify(end), failed ? end.failure : null],
  );
}
