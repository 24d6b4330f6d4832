/** Use cases of 月报: made by a monthly job, kept as they were made, downloaded with an audit entry. */
import { createHash } from 'node:crypto';
import type { ReportFigures } from '@xinheng/contracts/scorecards.ts';
import { reachesTo, type Viewer, whoIs } from '../../platform/access/index.ts';
import { audit } from '../../platform/audit/index.ts';
import { businessToday } from '../../platform/calendar/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { announce } from '../../platform/events/index.ts';
import { nameIn, readScorecard, type ScorecardContext } from './reads.ts';
import { drawReport } from './report/draw.ts';
import { monthsBetween, rhythmOf } from './rules.ts';
import { challengeNumbers } from './store/challenges.ts';
import { arrivalDays } from './store/read.ts';
import {
  departmentsWithoutReport,
  insertReport,
  type ReportRow,
  readReportFile,
  readReportRow,
  topReasons,
} from './store/reports.ts';

/** The program itself reads: a report is about one department and goes to whom it may concern. */
const reader = { kind: 'operator', name: 'scorecards' } as const;
const monthsShown = 6;
const reasonsShown = 15;

/** The month before the day's. */
export function monthBefore(day: string): string {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
}

async function figuresOf(db: Db, context: ScorecardContext, department: string, month: string): Promise<ReportFigures> {
  const { scorecards } = context.city;
  const q = db.pool;
  const earliest = monthsBetween('2000-01', month).at(-monthsShown) ?? month;
  const items = await readScorecard(q, reader, context, { from: month, until: month, department }, 'item');
  const months = await readScorecard(q, reader, context, { from: earliest, until: month, department }, 'month');
  const feeds = await arrivalDays(q, reader, { department }, `${Number(month.slice(0, 4)) - 1}${month.slice(4)}-01`);
  const silent = feeds.flatMap(({ item, days }) => {
    const { state, lastDay, silentDays, limit } = rhythmOf(days, businessToday(), scorecards.rhythm);
    return state === 'silent' && limit !== null ? [{ item, lastDay, silentDays, limit }] : [];
  });
  return {
    ...{ department, name: nameIn(context.city, 'department')(department), month, edition: scorecards.edition },
    indicators: scorecards.indicators
      .filter(({ points }) => points > 0)
      .map(({ code, name, points, failing, lateRows }) => ({
        ...{ code, name, points },
        ...((failing || lateRows) && { opens: code }),
      })),
    ...{ total: { ...items.total, name: '合计' }, items: items.lines, months: months.lines },
    reasons: await topReasons(q, { department, month, limit: reasonsShown }),
    silent,
    challenges: (await challengeNumbers(q)).get(department) ?? null,
  };
}

/** Makes and keeps the report of one department and month. @returns its address */
export async function makeReport(
  db: Db,
  context: ScorecardContext,
  department: string,
  month: string,
): Promise<string> {
  const figures = await figuresOf(db, context, department, month);
  const madeAt = new Date();
  const pdf = await drawReport(figures, {
    ...{ cityName: context.city.name, madeAt },
    itemName: nameIn(context.city, 'item'),
  });
  const digest = createHash('sha256').update(pdf).digest('hex');
  return transact(db, async (tx) => {
    const { reportId, edition } = await insertReport(tx.client, { figures, pdf, digest });
    await audit(tx, {
      ...{ actor: 'system', department, action: 'scorecards.report', object: `score-report:${reportId}` },
      details: { month, edition, digest, score: figures.total.score },
    });
    await announce(tx, {
      type: 'scorecards.report-made',
      orderingKey: department,
      payload: { reportId, department, month },
    });
    return reportId;
  });
}

/** Makes what is missing of a month. @returns how many were made */
export async function makeMissingReports(
  db: Db,
  context: ScorecardContext,
  month: string,
  signal?: AbortSignal,
): Promise<number> {
  let made = 0;
  for (const department of await departmentsWithoutReport(db.pool, month)) {
    signal?.throwIfAborted();
    await makeReport(db, context, department, month);
    made += 1;
  }
  return made;
}

async function within(db: Db, viewer: Viewer, reportId: string): Promise<ReportRow> {
  const row = await readReportRow(db.pool, reportId);
  if (row === null || !reachesTo(viewer, 'scorecards.read', { department: row.department }))
    throw new XinhengError('not-found', { message: '没有这份月报，或者不在您的权限范围内。' });
  return row;
}

/** A report as a page. @throws XinhengError not-found */
export function readReport(db: Db, viewer: Viewer, reportId: string): Promise<ReportRow> {
  return within(db, viewer, reportId);
}

/** A report as a file; the download is in the audit log. @throws XinhengError not-found */
export async function downloadReport(
  db: Db,
  viewer: Viewer,
  reportId: string,
  requestId: string,
): Promise<{ pdf: Buffer; name: string }> {
  const row = await within(db, viewer, reportId);
  const pdf = (await readReportFile(db.pool, reportId)) as Buffer;
  await transact(db, (tx) =>
    audit(tx, {
      ...{ ...whoIs(viewer), action: 'scorecards.download-report', object: `score-report:${reportId}`, requestId },
      details: { about: row.department, month: row.month, edition: row.edition, digest: row.digest },
    }),
  );
  return { pdf, name: `${row.figures.name}质量月报${row.month}.pdf` };
}
