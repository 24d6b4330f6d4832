/** Exports over HTTP: asked for, looked after, fetched by their owner alone. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Export } from '@xinheng/contracts/listing.ts';
import { Type } from 'typebox';
import { demand, whoIs } from '../../../platform/access/index.ts';
import { audit } from '../../../platform/audit/index.ts';
import { transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import { listParams, purposeHeaders, viewerFor } from '../list-routes.ts';
import { officerOf } from '../officer.ts';
import { countUnderWay, type ExportRow, exportsOf, insertExport, readExport } from '../store/exports.ts';
import type { ExportRouteContext } from './context.ts';
import { aboutExport } from './make.ts';

/** Exports of one officer that may wait or run at a time. */
const mostUnderWay = 5;
const mostShown = 50;
const tag = '工作台';

const exportSchema = Type.Object({
  exportId: Type.String(),
  list: Type.String(),
  listTitle: Type.String(),
  format: Type.Enum(['csv', 'xlsx']),
  state: Type.Enum(['waiting', 'running', 'ready', 'failed', 'expired']),
  progress: Type.Number(),
  rows: Type.Integer(),
  requestedAt: Type.String(),
  expiresAt: Type.Optional(Type.String()),
  downloadUrl: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
});
const params = Type.Object({ exportId: Type.String({ format: 'uuid' }) });

/** The routes of exports. */
export function exportRoutes(context: ExportRouteContext): Route[] {
  return [requestRoute(context), mineRoute(context), oneRoute(context), fileRoute(context)];
}

function shown(row: ExportRow): Export {
  const over = row.state === 'ready' && row.expiresAt !== null && Date.parse(row.expiresAt) <= Date.now();
  const state = over ? 'expired' : row.state;
  const progress = state === 'ready' ? 1 : row.total ? Math.min(1, row.rows / row.total) : 0;
  return {
    ...{ exportId: row.exportId, list: row.list, listTitle: row.listTitle, format: row.format, state, progress },
    ...{ rows: row.rows, requestedAt: row.requestedAt },
    ...(row.expiresAt !== null && { expiresAt: row.expiresAt }),
    ...(state === 'ready' && { downloadUrl: `/api/v1/exports/${row.exportId}/file` }),
    ...(row.message !== null && { message: row.message }),
  };
}

function requestRoute(context: ExportRouteContext): Route {
  const { db, listing } = context;
  return defineRoute({
    method: 'POST',
    path: '/api/v1/lists/:list/exports',
    permission: 'lists.export',
    summary: '导出列表：后台生成文件',
    description: '非公开列表须说明用途。文件只能由本人在有效期内领取，每次领取留痕。',
    tag,
    errors: ['purpose-required', 'conflict'],
    request: {
      params: listParams,
      headers: purposeHeaders,
      body: Type.Object({
        filters: Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 4000 })),
        columns: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 100, uniqueItems: true }),
        sort: Type.String({ maxLength: 100 }),
        format: Type.Enum(['csv', 'xlsx']),
      }),
    },
    response: { 202: Type.Object({ exportId: Type.String() }) },
    async handler({ params: { list: name }, headers, body, viewer: asking, requestId }) {
      const viewer = viewerFor(context, asking, name, headers);
      const officer = officerOf(viewer);
      const list = listing.find(viewer, name);
      if (list.exports === false) throw new XinhengError('bad-request', `“${list.title}”不能导出。`);
      for (const column of body.columns)
        if (!Object.hasOwn(list.columns, column))
          throw new XinhengError('bad-request', `“${list.title}”没有“${column}”这一列。`);
      listing.check(viewer, name, { filters: body.filters, sort: body.sort });
      const exportId = await transact(db, async (tx) => {
        if ((await countUnderWay(tx, officer.accountId)) >= mostUnderWay)
          throw new XinhengError('conflict', `您已有 ${mostUnderWay} 个导出正在进行，请待其完成后再导出。`);
        const id = await insertExport(tx, {
          ...{ account: officer.accountId, person: officer.personId, personName: officer.name },
          ...{ post: officer.postId, department: officer.department, list: name, listTitle: list.title },
          ...body,
          purpose: officer.purpose?.matter ?? null,
          purposeNote: officer.purpose?.note ?? null,
        });
        await audit(tx, {
          ...whoIs(viewer),
          action: 'workbench.request-export',
          object: `export:${id}`,
          requestId,
          details: aboutExport(listing, { list: name, ...body }),
        });
        await context.enqueueExport(tx, id);
        return id;
      });
      return answer({ exportId }, { status: 202 });
    },
  });
}

function mineRoute({ db }: ExportRouteContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/exports',
    permission: 'workbench.use',
    summary: '本人最近的导出',
    tag,
    response: { 200: Type.Array(exportSchema) },
    async handler({ viewer }) {
      return (await exportsOf(db.pool, officerOf(viewer).accountId, mostShown)).map(shown);
    },
  });
}

/** The officer's own export; another's is answered like one that does not exist. */
async function ownExport(context: ExportRouteContext, account: string, exportId: string): Promise<ExportRow> {
  const row = await readExport(context.db.pool, exportId);
  if (row === null || row.account !== account) throw new XinhengError('not-found', '没有这个导出，或不是您的。');
  return row;
}

function oneRoute(context: ExportRouteContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/exports/:exportId',
    permission: 'workbench.use',
    summary: '一个导出的进度',
    tag,
    request: { params },
    response: { 200: exportSchema },
    async handler({ params: { exportId }, viewer }) {
      return shown(await ownExport(context, officerOf(viewer).accountId, exportId));
    },
  });
}

const mediaTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

function fileRoute(context: ExportRouteContext): Route {
  const { db, listing, folder } = context;
  return defineRoute({
    method: 'GET',
    path: '/api/v1/exports/:exportId/file',
    permission: 'lists.export',
    summary: '领取导出的文件（留痕）',
    tag,
    errors: ['conflict'],
    request: { params },
    response: { 200: { contentType: 'application/octet-stream', description: 'CSV 或 XLSX 文件' } },
    async handler({ params: { exportId }, viewer, requestId }) {
      const officer = officerOf(viewer);
      const row = await ownExport(context, officer.accountId, exportId);
      if (shown(row).state !== 'ready' || row.file === null)
        throw new XinhengError('conflict', '文件尚未生成，或已过期删除，请重新导出。');
      demand(viewer, 'lists.export');
      if (listing.sight(viewer, row.list) !== row.sight)
        throw new XinhengError('forbidden', '生成文件后您的权限范围有变动，该文件不再提供，请重新导出。');
      const path = join(folder, row.file);
      const handle = await open(path).catch(() => null);
      if (handle === null) throw new XinhengError('conflict', '文件已过期删除，请重新导出。');
      await handle.close();
      await transact(db, (tx) =>
        audit(tx, {
          ...whoIs(viewer),
          ...(row.purpose !== null && { purpose: row.purpose }),
          ...(row.purposeNote !== null && { purposeNote: row.purposeNote }),
          action: 'workbench.download-export',
          object: `export:${exportId}`,
          requestId,
          details: { list: row.list, rows: row.rows, digest: row.digest },
        }),
      );
      const name = `${row.listTitle}-${row.requestedAt.slice(0, 10)}.${row.format}`;
      return answer(createReadStream(path), {
        headers: {
          'content-type': mediaTypes[row.format],
          'content-disposition': `attachment; filename="export.${row.format}"; filename*=UTF-8''${encodeURIComponent(name)}`,
        },
      });
    },
  });
}
