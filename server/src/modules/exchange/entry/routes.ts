/** Routes of hand entry: check a row, enter it, keep it as a draft. */
import { createHash } from 'node:crypto';
import { Type } from 'typebox';
import { departmentOf, reachesTo, type Viewer, withIdempotency } from '../../../platform/access/index.ts';
import { canonicalJson } from '../../../platform/audit/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import { itemByCode } from '../../catalogue/index.ts';
import { departmentOfStore } from '../../organisation/index.ts';
import { claimantOf } from '../routes/submit.ts';
import { amendRoutes } from './amend-routes.ts';
import { checkRow, type OneRow } from './check.ts';
import type { EntryContext } from './context.ts';
import { draftRoutes } from './draft-routes.ts';
import { enterRow } from './enter.ts';
import { checkRequest, checkSchema, entryRequest, receiptSchema } from './schemas.ts';

const params = Type.Object({ item: Type.String({ maxLength: 100 }) });
const limits = { bodyBytes: 2 * 1024 ** 2 };

/** The routes of entry. */
export function entryRoutes(context: EntryContext): Route[] {
  return [checkRoute(context), enterRoute(context), ...draftRoutes(context), ...amendRoutes(context)];
}

/** The row of a request, for a department that the viewer may enter for. @throws XinhengError forbidden, item-unknown, department-unknown */
async function rowOf(
  { db, city }: EntryContext,
  viewer: Viewer,
  code: string,
  asked: { row: Record<string, string>; department?: string },
): Promise<OneRow> {
  const item = itemByCode(city.catalogue, code);
  const own = departmentOf(viewer) ?? item.provider;
  const department = (await departmentOfStore(db.pool, city, asked.department ?? own)).code;
  if (!reachesTo(viewer, 'records.enter', { department }))
    throw new XinhengError('forbidden', { message: `您不能代“${department}”录入。` });
  return { city, item, department, row: asked.row };
}

function checkRoute(context: EntryContext): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/officer/items/:item/check',
    permission: 'records.enter',
    summary: '检查一行，不入库',
    description: '与文件导入同一套规则、同样的比对：逐字段的问题、会归到哪个主体、会新增还是更新。',
    tag: '录入',
    limits,
    errors: ['item-unknown', 'department-unknown'],
    request: { params, body: checkRequest },
    response: { 200: checkSchema },
    handler: async ({ params: { item }, body, viewer }) =>
      checkRow(context.db, viewer, await rowOf(context, viewer, item, body)),
  });
}

function enterRoute(context: EntryContext): Route {
  const { db } = context;
  return defineRoute({
    method: 'POST',
    path: '/api/v1/officer/items/:item/records',
    permission: 'records.enter',
    summary: '手工录入一条信息',
    description: '作为只有一行的批次入库，答复即回执。未通过检查的不入库，答复 422 并逐字段说明。',
    tag: '录入',
    limits,
    errors: ['item-unknown', 'department-unknown', 'row-rejected', 'idempotency-mismatch', 'idempotency-in-flight'],
    request: {
      params,
      headers: Type.Object({
        'idempotency-key': Type.String({ minLength: 8, maxLength: 200, description: '同一键重发只生效一次' }),
      }),
      body: entryRequest,
    },
    response: { 201: receiptSchema },
    async handler({ params: { item }, headers, body, viewer }) {
      const asked = await rowOf(context, viewer, item, body);
      const { draftId } = body;
      const told = canonicalJson({ item: asked.item.code, department: asked.department, row: body.row });
      const done = await withIdempotency(
        db,
        {
          tokenId: claimantOf(viewer),
          key: headers['idempotency-key'],
          digest: createHash('sha256').update(told).digest('hex'),
        },
        async () => ({
          status: 201,
          body: await enterRow(db, viewer, { ...asked, ...(draftId !== undefined && { draftId }) }),
        }),
      );
      return answer(done.body as object, { status: done.status });
    },
  });
}
