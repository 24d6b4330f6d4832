/** What the public is told of judgement: public schemes, records that it may see, counts. */
import type { ResultCounts, SubjectJudgement } from '@xinheng/contracts/judgement.ts';
import type { City } from '../../platform/city/index.ts';
import type { Db } from '../../platform/db/index.ts';
import type { SeenRecords } from './judgement.ts';
import { readCounts, readJudgement } from './reading.ts';
import { type IssuedReport, issueReport, readReport } from './reports.ts';

/** Doors for the portal. */
export interface PublicJudgements {
  /** Today's judgement of a subject; `seen` are the records that the public may see now. */
  ofSubject(subjectCode: string, seen: SeenRecords): Promise<SubjectJudgement | null>;
  counts(kind: 'colours' | 'points'): Promise<ResultCounts[]>;
  /** Keeps a judgement as a report. @returns its check code */
  issue(judgement: SubjectJudgement): Promise<string>;
  report(checkCode: string): Promise<IssuedReport | null>;
}

export function publicJudgements({ db, city }: { db: Db; city: City }): PublicJudgements {
  return {
    ofSubject: (subjectCode, seen) => readJudgement(db.pool, city, { subjectCode, seen, internal: false }),
    counts: (kind) => readCounts(db.pool, city, { kind, internal: false }),
    issue: (judgement) => issueReport(db, judgement),
    report: (checkCode) => readReport(db, checkCode),
  };
}
