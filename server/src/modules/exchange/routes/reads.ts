/** Batches and their receipts. */
import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import { listBatches, readBatch } from '../batches.ts';
import { readProgress } from '../progress.ts';
import { readReceipts, receiptTotals } from '../receipts.ts';
import { receiptsCsv } from '../receipts-csv.ts';
import type { ExchangeContext } from './index.ts';
import { batchShape, count, orNull, progressSchema, receiptSchema, shapeBatch } from './schemas.ts';

const params = Type.Object({ batch: Type.Integer({ minimum: 1 }) });

const states = [
  'waiting',
  'staging',
  'trial',
  'merging',
  'finished',
  'refused',
  'discarded',
  'expired',
  'undone',
] as const;

export function readRoutes(context: ExchangeContext): Route[] {
  return [listRoute(context), batchRoute(context), receiptsRoute(context), receiptsFileRoute(context)];
}

function listRoute({ db }: ExchangeContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/batches',
    permission: 'batches.read',
    summary: '批次列表',
    tag: '归集',
    request: {
      query: Type.Object({
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
        before: Type.Optional(Type.Integer({ minimum: 1, description: '批次号小于它的，用于翻页' })),
        item: Type.Optional(Type.String({ maxLength: 100, description: '信息事项代码' })),
        department: Type.Optional(Type.String({ maxLength: 100, description: '提供部门代码' })),
        state: Type.Optional(Type.Enum(states)),
        from: Type.Optional(Type.String({ format: 'date', description: '提交日期，自' })),
        until: Type.Optional(Type.String({ format: 'date', description: '提交日期，至' })),
      }),
    },
    response: { 200: Type.Object({ batches: Type.Array(Type.Object(batchShape)) }) },
    async handler({ query, viewer }) {
      const rows = await listBatches(db.pool, viewer, { ...query, limit: query.limit ?? 50 });
      return { batches: rows.map((row) => shapeBatch(row, viewer)) };
    },
  });
}

function batchRoute({ db }: ExchangeContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/batches/:batch',
    permission: 'batches.read',
    summary: '批次情况',
    tag: '归集',
    request: { params },
    response: {
      200: Type.Object({
        ...batchShape,
        progress: orNull(progressSchema),
        rules: Type.Array(Type.Object({ outcome: Type.String(), rule: Type.String(), rows: count })),
      }),
    },
    async handler({ params: { batch }, viewer }) {
      const row = await readBatch(db.pool, viewer, batch);
      const [progress, rules] = await Promise.all([readProgress(db.pool, batch), receiptTotals(db.pool, batch)]);
      return { ...shapeBatch(row, viewer), progress, rules };
    },
  });
}

function receiptsRoute({ db }: ExchangeContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/batches/:batch/receipts',
    permission: 'batches.read',
    summary: '逐行回执',
    description: '每一条没有原样入库的行：字段、规则、原值、改后值、原因。以 next 游标翻页。',
    tag: '归集',
    request: {
      params,
      query: Type.Object({
        after: Type.Optional(Type.String({ pattern: '^\\d+-\\d+$', description: '上一页的 next' })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000, default: 1000 })),
      }),
    },
    response: { 200: Type.Object({ receipts: Type.Array(receiptSchema), next: Type.Optional(Type.String()) }) },
    async handler({ params: { batch }, query, viewer }) {
      await readBatch(db.pool, viewer, batch);
      return readReceipts(db.pool, batch, { after: query.after, limit: query.limit ?? 1000 });
    },
  });
}

function receiptsFileRoute({ db }: ExchangeContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/batches/:batch/receipts.csv',
    permission: 'batches.read',
    summary: '逐行回执（CSV 下载，不限行数）',
    tag: '归集',
    request: { params },
    response: { 200: { contentType: 'text/csv; charset=utf-8' } },
    async handler({ params: { batch }, viewer }) {
      await readBatch(db.pool, viewer, batch);
      return answer(Readable.from(receiptsCsv(db.pool, batch)), {
        headers: { 'content-disposition': `attachment; filename="batch-${batch}-receipts.csv"` },
      });
    },
  });
}
