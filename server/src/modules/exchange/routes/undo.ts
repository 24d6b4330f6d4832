/** Taking a batch back, and what that made of each of its rows. */
import { Type } from 'typebox';
import { reachesTo, type Viewer } from '../../../platform/access/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { defineRoute, type Route } from '../../../platform/http/index.ts';
import { readBatch } from '../batches.ts';
import { describeUndo, longestReason, readUndoneRows, undoBatch } from '../undo/index.ts';
import { doerOf } from '../who.ts';
import type { ExchangeContext } from './index.ts';
import { count, orNull, undoCountsSchema } from './schemas.ts';

const params = Type.Object({ batch: Type.Integer({ minimum: 1 }) });
const outcomes = ['restored', 'withdrawn', 'left'] as const;

export function undoRoutes(context: ExchangeContext): Route[] {
  return [undoRoute(context), undoneRowsRoute(context)];
}

/** @throws XinhengError not-found when the viewer cannot see the batch, forbidden when it may not undo it */
async function undoable({ db }: ExchangeContext, viewer: Viewer, batchId: number): Promise<void> {
  const { department } = await readBatch(db.pool, viewer, batchId);
  if (!reachesTo(viewer, 'batches.undo', { department }))
    throw new XinhengError('forbidden', `您不能撤销“${department}”的批次。`);
}

function undoRoute(context: ExchangeContext): Route {
  const { db, city } = context;
  return defineRoute({
    method: 'POST',
    path: '/api/v1/batches/:batch/undo',
    permission: 'batches.undo',
    summary: '撤销一个批次',
    description:
      '每条信息恢复为该批次之前的内容，以新版本写入，不删除任何版本；之后的批次已更改的信息不改动并逐条说明。已撤销的批次再次撤销答以 409，说明由谁、何时撤销。',
    tag: '归集',
    errors: ['conflict'],
    request: {
      params,
      body: Type.Object({
        reason: Type.String({ minLength: 1, maxLength: longestReason, description: '撤销的原因，写入审计日志' }),
      }),
    },
    response: {
      200: Type.Object({
        batch: Type.Integer(),
        state: Type.String(),
        counts: undoCountsSchema,
        message: Type.String(),
      }),
    },
    async handler({ params: { batch }, body, viewer }) {
      await undoable(context, viewer, batch);
      const counts = await undoBatch(db, { city, batchId: batch, doer: doerOf(viewer), reason: body.reason });
      return { batch, state: 'undone', counts, message: describeUndo(counts) };
    },
  });
}

function undoneRowsRoute({ db }: ExchangeContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/batches/:batch/undo',
    permission: 'batches.read',
    summary: '撤销结果：逐条',
    description: '批次曾写入的每条信息在撤销时的结果；未改动的说明原因。以 next 游标翻页。',
    tag: '归集',
    request: {
      params,
      query: Type.Object({
        outcome: Type.Optional(Type.Enum(outcomes)),
        after: Type.Optional(Type.Integer({ minimum: 0, description: '上一页的 next' })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
      }),
    },
    response: {
      200: Type.Object({
        rows: Type.Array(
          Type.Object({
            row: count,
            outcome: Type.Enum(outcomes),
            reason: orNull(Type.String()),
            subjectCode: Type.String(),
            subjectName: orNull(Type.String()),
            recordKey: Type.String(),
            presentBatch: orNull(Type.Integer()),
            message: Type.String(),
          }),
        ),
        next: Type.Optional(Type.String()),
      }),
    },
    async handler({ params: { batch }, query, viewer }) {
      await readBatch(db.pool, viewer, batch);
      const { outcome, after, limit = 200 } = query;
      return readUndoneRows(db.pool, { batchId: batch, outcome, after, limit });
    },
  });
}
