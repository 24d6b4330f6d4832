/** The rows of a trial with their errors, the fix file, and the decision: commit or discard. */
import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { mayWriteFor, type Viewer } from '../../../platform/access/index.ts';
import { audit } from '../../../platform/audit/index.ts';
import { transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import { itemByCode } from '../../catalogue/index.ts';
import type { BatchRow } from '../batch.ts';
import { readBatch } from '../batches.ts';
import { faultyRowsCsv, faultyRowsXlsx } from '../faulty-rows.ts';
import { readRows } from '../rows.ts';
import { commitTrial, discardTrial } from '../trial.ts';
import { doerOf } from '../who.ts';
import type { ExchangeContext } from './index.ts';
import { commitSchema, rowPageSchema, seesMasked } from './schemas.ts';
import { describe } from './submit.ts';

const params = Type.Object({ batch: Type.Integer({ minimum: 1 }) });

export function trialRoutes(context: ExchangeContext): Route[] {
  return [
    rowsRoute(context),
    faultyCsvRoute(context),
    faultyXlsxRoute(context),
    commitRoute(context),
    discardRoute(context),
  ];
}

/** Raw rows hold what their department wrote: whoever else looks at them is in the log. */
async function noteLook({ db }: ExchangeContext, viewer: Viewer, batch: BatchRow, action: string): Promise<void> {
  if (mayWriteFor(viewer, batch.department)) return;
  const { actor, ...who } = doerOf(viewer);
  await transact(db, (tx) => audit(tx, { ...who, actor, action, object: `batch:${batch.batch_id}` }));
}

function requestOf({ city }: ExchangeContext, viewer: Viewer, batch: BatchRow) {
  const { codeLists } = city.catalogue;
  return {
    batch,
    item: itemByCode(city.catalogue, batch.item),
    codeLists,
    masked: seesMasked(viewer, batch.department),
  };
}

function rowsRoute(context: ExchangeContext): Route {
  const { db } = context;
  const outcomes = ['accepted', 'corrected', 'quarantined', 'rejected', 'duplicate'] as const;
  return defineRoute({
    method: 'GET',
    path: '/api/v1/batches/:batch/rows',
    permission: 'batches.read',
    summary: '批次的各行：原文与逐格错误',
    description: '试导入的批次列出全部行；已入库的批次只列出没有原样入库的行。以 next 游标翻页。',
    tag: '归集',
    request: {
      params,
      query: Type.Object({
        outcome: Type.Optional(Type.Enum(outcomes)),
        after: Type.Optional(Type.Integer({ minimum: 0, description: '上一页的 next' })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
      }),
    },
    response: { 200: rowPageSchema },
    async handler({ params: { batch: number }, query, viewer }) {
      const batch = await readBatch(db.pool, viewer, number);
      await noteLook(context, viewer, batch, 'exchange.read-rows');
      const { outcome, after, limit = 100 } = query;
      const only = outcome === undefined ? undefined : [outcome];
      return readRows(db.pool, { ...requestOf(context, viewer, batch), outcomes: only, after, limit });
    },
  });
}

const fixFile = '未通过的行，列与原文件相同，另加“原行号”“错误说明”两列；改正后可原样重报，这两列不读取。';

function faultyCsvRoute(context: ExchangeContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/batches/:batch/faulty-rows.csv',
    permission: 'batches.read',
    summary: '修正文件（CSV）',
    description: fixFile,
    tag: '归集',
    request: { params },
    response: { 200: { contentType: 'text/csv; charset=utf-8' } },
    async handler({ params: { batch: number }, viewer }) {
      const batch = await readBatch(context.db.pool, viewer, number);
      await noteLook(context, viewer, batch, 'exchange.download-rows');
      return answer(Readable.from(faultyRowsCsv(context.db.pool, requestOf(context, viewer, batch))), {
        headers: { 'content-disposition': `attachment; filename="batch-${number}-faulty-rows.csv"` },
      });
    },
  });
}

function faultyXlsxRoute(context: ExchangeContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/batches/:batch/faulty-rows.xlsx',
    permission: 'batches.read',
    summary: '修正文件（Excel）',
    description: fixFile,
    tag: '归集',
    request: { params },
    response: { 200: { contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } },
    async handler({ params: { batch: number }, viewer }) {
      const batch = await readBatch(context.db.pool, viewer, number);
      await noteLook(context, viewer, batch, 'exchange.download-rows');
      return answer(faultyRowsXlsx(context.db.pool, requestOf(context, viewer, batch)), {
        headers: { 'content-disposition': `attachment; filename="batch-${number}-faulty-rows.xlsx"` },
      });
    },
  });
}

/** A batch that the viewer may decide on. @throws XinhengError not-found out of reach, forbidden */
async function decidable({ db }: ExchangeContext, viewer: Viewer, batchId: number): Promise<BatchRow> {
  const batch = await readBatch(db.pool, viewer, batchId);
  if (!mayWriteFor(viewer, batch.department))
    throw new XinhengError('forbidden', `您不能代“${batch.department}”报送，因此不能处理它的批次。`);
  return batch;
}

function commitRoute(context: ExchangeContext): Route {
  const { db, city, uploads } = context;
  return defineRoute({
    method: 'POST',
    path: '/api/v1/batches/:batch/commit',
    permission: 'batches.submit',
    summary: '提交一个试导入的批次',
    description:
      'all 只在没有退回的行时可用；all-good 提交合格的行，退回的不入库。提交时重新比对，与试导入时不同的行在 verdictChanges 中说明。',
    tag: '归集',
    errors: ['conflict'],
    request: { params, body: Type.Object({ rows: Type.Enum(['all', 'all-good']) }) },
    response: { 200: commitSchema },
    async handler({ params: { batch: number }, body, viewer }) {
      await decidable(context, viewer, number);
      const result = await commitTrial(db, { city, batchId: number, uploads, doer: doerOf(viewer), rows: body.rows });
      const changed = result.verdictsChanged > 0 ? `有 ${result.verdictsChanged} 行的结果与试导入时不同。` : '';
      return { ...result, state: 'finished', message: `${describe(result)}${changed}` };
    },
  });
}

function discardRoute(context: ExchangeContext): Route {
  const { db, uploads } = context;
  return defineRoute({
    method: 'POST',
    path: '/api/v1/batches/:batch/discard',
    permission: 'batches.submit',
    summary: '放弃一个试导入的批次',
    tag: '归集',
    errors: ['conflict'],
    request: { params },
    response: { 200: Type.Object({ batch: Type.Integer(), state: Type.String() }) },
    async handler({ params: { batch: number }, viewer }) {
      await decidable(context, viewer, number);
      await discardTrial(db, { batchId: number, uploads, doer: doerOf(viewer) });
      return { batch: number, state: 'discarded' };
    },
  });
}
