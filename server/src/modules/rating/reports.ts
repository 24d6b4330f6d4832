/** 评判报告: what was said of a subject at a moment, under a code by which anybody checks it. */
import { createHash, randomBytes } from 'node:crypto';
import type { JudgedMetric, JudgedScheme, SubjectJudgement } from '@xinheng/contracts/judgement.ts';
import { audit } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { insertReport, reportByCode } from './store/reports.ts';

export interface IssuedReport {
  checkCode: string;
  subjectCode: string;
  madeAt: string;
  judgement: SubjectJudgement;
  digest: string;
}

const keysOf = (metrics: readonly JudgedMetric[]) =>
  metrics.map(({ code, value, records }) => [code, value, records.map(({ recordKey }) => recordKey).sort()]);

/** What a scheme says today: its result and everything it rests on, without wording, names and what is still to come. */
function essenceOf(scheme: JudgedScheme): unknown {
  return [
    scheme.scheme,
    scheme.edition,
    scheme.result.code,
    scheme.points,
    scheme.grounds.map(({ code, metrics }) => [code, keysOf(metrics)]),
    scheme.groups.flatMap(({ indicators }) =>
      indicators.map(({ code, points, metrics }) => [code, points, keysOf(metrics)]),
    ),
  ];
}

/** SHA-256 (hex) of what a judgement says; the same judgement has the same digest on any day. Pure. */
export function digestOfJudgement({ subjectCode, schemes }: SubjectJudgement): string {
  const said = JSON.stringify([subjectCode, schemes.map(essenceOf)]);
  return createHash('sha256').update(said).digest('hex');
}

/** Titles of the schemes that say something else now than they did. Pure. */
export function changedSince(then: SubjectJudgement, now: SubjectJudgement): string[] {
  const present = new Map(now.schemes.map((scheme) => [scheme.scheme, scheme]));
  const former = new Map(then.schemes.map((scheme) => [scheme.scheme, scheme]));
  const differing = then.schemes.filter((scheme) => {
    const after = present.get(scheme.scheme);
    return after === undefined || JSON.stringify(essenceOf(after)) !== JSON.stringify(essenceOf(scheme));
  });
  return [...differing, ...now.schemes.filter(({ scheme }) => !former.has(scheme))].map(({ title }) => title);
}

/** 80 bits in letters and digits that are not mistaken for one another. */
function newCheckCode(): string {
  const letters = '0123456789abcdefghjkmnpqrstvwxyz';
  return [...randomBytes(16)].map((byte) => letters[byte % 32]).join('');
}

/** Keeps a judgement as it is now shown to the public. @returns its check code */
export async function issueReport(db: Db, judgement: SubjectJudgement): Promise<string> {
  const checkCode = newCheckCode();
  const { subjectCode } = judgement;
  const digest = digestOfJudgement(judgement);
  await transact(db, async (tx) => {
    await insertReport(tx.client, { check_code: checkCode, subject_code: subjectCode, digest, judgement });
    await audit(tx, {
      ...{ actor: 'public', action: 'rating.issue-report', object: `rating-report:${checkCode}`, subjectCode },
      details: { digest },
    });
  });
  return checkCode;
}

/** @returns null when no report bears the code */
export async function readReport(db: Db, checkCode: string): Promise<IssuedReport | null> {
  const row = await reportByCode(db.pool, checkCode);
  if (!row) return null;
  const { check_code, subject_code: subjectCode, made_at: madeAt, judgement, digest } = row;
  return { checkCode: check_code, subjectCode, madeAt, judgement, digest };
}
