/** Monthly reports as pages and files. */
import { Type } from 'typebox';
import type { Db } from '../../../platform/db/index.ts';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import { downloadReport, readReport } from '../reports.ts';

const params = Type.Object({
  reportId: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', description: '月报编号' }),
});

const reportSchema = Type.Object({
  reportId: Type.String(),
  department: Type.String(),
  month: Type.String(),
  edition: Type.Integer({ description: '同一月份重新生成的次序' }),
  madeAt: Type.String(),
  digest: Type.String({ description: 'PDF 文件的 SHA-256' }),
  bytes: Type.Integer(),
  figures: Type.Unknown({ description: '月报内容，与 PDF 相同' }),
});

/** Officers' routes of monthly reports. */
export function reportRoutes({ db }: { db: Db }): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/officer/score-reports/:reportId',
      permission: 'scorecards.read',
      summary: '一份质量月报',
      tag: '质量',
      request: { params },
      response: { 200: reportSchema },
      handler: ({ params: { reportId }, viewer }) => readReport(db, viewer, reportId),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/officer/score-reports/:reportId/pdf',
      permission: 'scorecards.read',
      summary: '下载质量月报（PDF）',
      description: '每次下载留痕。',
      tag: '质量',
      request: { params },
      response: { 200: { contentType: 'application/pdf' } },
      handler: async ({ params: { reportId }, viewer, requestId }) => {
        const { pdf, name } = await downloadReport(db, viewer, reportId, requestId);
        return answer(pdf, {
          headers: {
            'content-type': 'application/pdf',
            'content-disposition': `attachment; filename="score-report.pdf"; filename*=UTF-8''${encodeURIComponent(name)}`,
          },
        });
      },
    }),
  ];
}
