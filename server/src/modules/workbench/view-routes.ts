/** 保存的视图: filters, columns and sort of a list under a name. */
import { Type } from 'typebox';
import { whoIs } from '../../platform/access/index.ts';
import { audit } from '../../platform/audit/index.ts';
import { transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { answer, defineRoute, type Route } from '../../platform/http/index.ts';
import { type ListContext, listParams } from './list-routes.ts';
import { officerOf } from './officer.ts';
import { countViews, dropView, keepView, viewsOf } from './store/views.ts';

const mostViews = 200;

export const filterValues = Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 4000 }));
const columns = Type.Array(Type.String({ maxLength: 100 }), { maxItems: 100 });
const sort = Type.String({ maxLength: 100 });

const viewSchema = Type.Object({
  viewId: Type.String(),
  list: Type.String(),
  title: Type.String(),
  filters: filterValues,
  columns,
  sort,
  shared: Type.Optional(Type.Boolean()),
});

/** The routes of saved views. */
export function viewRoutes(context: ListContext): Route[] {
  return [readRoute(context), keepRoute(context), dropRoute(context)];
}

function readRoute({ db, listing }: ListContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/lists/:list/views',
    permission: 'workbench.use',
    summary: '本人保存的和本部门共享的视图',
    tag: '工作台',
    request: { params: listParams },
    response: { 200: Type.Array(viewSchema) },
    async handler({ params: { list }, viewer }) {
      listing.find(viewer, list);
      const { accountId, department } = officerOf(viewer);
      return viewsOf(db.pool, { account: accountId, department, list });
    },
  });
}

function keepRoute({ db, listing }: ListContext): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/lists/:list/views',
    permission: 'workbench.use',
    summary: '保存视图；同名的被替换',
    tag: '工作台',
    request: {
      params: listParams,
      body: Type.Object({
        title: Type.String({ minLength: 1, maxLength: 50 }),
        filters: filterValues,
        columns,
        sort,
        shared: Type.Optional(Type.Boolean({ description: '本部门可见' })),
      }),
    },
    response: { 201: viewSchema },
    async handler({ params: { list }, body, viewer, requestId }) {
      // A view is kept only if it can be opened: a required filter may be left for later.
      const declared = listing.find(viewer, list);
      for (const name of body.columns)
        if (!Object.hasOwn(declared.columns, name))
          throw new XinhengError('bad-request', `“${declared.title}”没有“${name}”这一列。`);
      for (const name of Object.keys(body.filters))
        if (!Object.hasOwn(declared.filters, name))
          throw new XinhengError('bad-request', `“${declared.title}”没有筛选条件“${name}”。`);
      const officer = officerOf(viewer);
      const view = await transact(db, async (tx) => {
        if ((await countViews(tx.client, officer.accountId)) >= mostViews)
          throw new XinhengError('conflict', `每人最多保存 ${mostViews} 个视图，请先删除不用的。`);
        const kept = await keepView(tx, {
          account: officer.accountId,
          department: officer.department,
          list,
          ...body,
          shared: body.shared ?? false,
        });
        await audit(tx, {
          ...whoIs(viewer),
          action: 'workbench.save-view',
          object: `view:${kept.viewId}`,
          requestId,
          details: { list, shared: kept.shared ?? false },
        });
        return kept;
      });
      return answer(view, { status: 201 });
    },
  });
}

function dropRoute({ db }: ListContext): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/api/v1/views/:viewId',
    permission: 'workbench.use',
    summary: '删除本人保存的视图',
    tag: '工作台',
    request: { params: Type.Object({ viewId: Type.String({ pattern: '^[0-9]{1,18}$' }) }) },
    response: { 204: Type.Null() },
    async handler({ params: { viewId }, viewer, requestId }) {
      const officer = officerOf(viewer);
      await transact(db, async (tx) => {
        const view = await dropView(tx, officer.accountId, viewId);
        if (view === null) throw new XinhengError('not-found', '没有这个视图，或不是您保存的。');
        await audit(tx, {
          ...whoIs(viewer),
          action: 'workbench.drop-view',
          object: `view:${viewId}`,
          requestId,
          details: { list: view.list },
        });
      });
      return answer(null, { status: 204 });
    },
  });
}
