/** All SQL of monthly reports 月报. */
import type { ReportFigures } from '@xinheng/contracts/scorecards.ts';
import type { PoolClient } from 'pg';
import type { Queryable } from '../../../platform/db/index.ts';

/** What most rows of a department fail by in a month. */
export async function topReasons(
  q: Queryable,
  of: { department: string; month: string; limit: number },
): Promise<ReportFigures['reasons']> {
  const { rows } = await q.query<ReportFigures['reasons'][number]>(
    `select indicator, item, rule, field, count(distinct (batch_id, row_number))::int as rows
     from scorecards.failing_row where department = $1 and month = $2
     group by indicator, item, rule, field order by rows desc, indicator, item, rule, field limit $3`,
    [of.department, of.month, of.limit],
  );
  return rows;
}

/** Departments that supplied something in the month and have no report of it yet. */
export async function departmentsWithoutReport(q: Queryable, month: string): Promise<string[]> {
  const { rows } = await q.query<{ department: string }>(
    `select distinct t.department from scorecards.tally t where t.month = $1 and t.name = 'received'
       and not exists (select from scorecards.report r where r.department = t.department and r.month = t.month)
     order by t.department`,
    [month],
  );
  return rows.map(({ department }) => department);
}

/** @returns its address */
export async function insertReport(
  client: PoolClient,
  { figures, pdf, digest }: { figures: ReportFigures; pdf: Buffer; digest: string },
): Promise<{ reportId: string; edition: number }> {
  const { department, month, edition, total } = figures;
  // Two editions made at once would take one number.
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`report ${department} ${month}`]);
  const { rows } = await client.query<{ reportId: string; edition: number }>(
    `insert into scorecards.report (department, month, edition, indicators, score, colour, received, figures, pdf, digest)
     select $1, $2, coalesce(max(edition), 0) + 1, $3, $4, $5, $6, $7, $8, $9
     from scorecards.report where department = $1 and month = $2
     returning report_id as "reportId", edition`,
    [department, month, edition, total.score, total.colour, total.received, JSON.stringify(figures), pdf, digest],
  );
  return rows[0] as { reportId: string; edition: number };
}

export interface ReportRow {
  reportId: string;
  department: string;
  month: string;
  edition: number;
  madeAt: string;
  figures: ReportFigures;
  digest: string;
  bytes: number;
}

/** Null when there is none. */
export async function readReportRow(q: Queryable, reportId: string): Promise<ReportRow | null> {
  const { rows } = await q.query<ReportRow>(
    `select report_id as "reportId", department, month, edition, made_at as "madeAt", figures, digest,
       length(pdf)::int as bytes from scorecards.report where report_id = $1`,
    [reportId],
  );
  return rows[0] ?? null;
}

export async function readReportFile(q: Queryable, reportId: string): Promise<Buffer | null> {
  const { rows } = await q.query<{ pdf: Buffer }>('select pdf from scorecards.report where report_id = $1', [reportId]);
  return rows[0]?.pdf ?? null;
}
