/** The SQL of 评判报告. */
import type { SubjectJudgement } from '@xinheng/contracts/judgement.ts';
import type { Queryable } from '../../../platform/db/index.ts';

export interface ReportRow {
  check_code: string;
  subject_code: string;
  made_at: string;
  digest: string;
  judgement: SubjectJudgement;
}

export async function insertReport(q: Queryable, of: Omit<ReportRow, 'made_at'>): Promise<void> {
  await q.query('insert into rating.report (check_code, subject_code, digest, judgement) values ($1, $2, $3, $4)', [
    of.check_code,
    of.subject_code,
    of.digest,
    JSON.stringify(of.judgement),
  ]);
}

export async function reportByCode(q: Queryable, checkCode: string): Promise<ReportRow | null> {
  const { rows } = await q.query<ReportRow>(
    'select check_code, subject_code, made_at, digest, judgement from rating.report where check_code = $1',
    [checkCode],
  );
  return rows[0] ?? null;
}
