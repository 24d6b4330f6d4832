/** Lists over HTTP: one set of routes for every list of the program. */
import type { FilterValues } from '@xinheng/contracts/listing.ts';
import { Type } from 'typebox';
import { type Viewer, whoIs } from '../../platform/access/index.ts';
import { audit } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { defineRoute, type MatterRule, purposeOf, type Route } from '../../platform/http/index.ts';
import type { Listing } from '../../platform/listing/index.ts';
import { bulkResultSchema, declarationSchema, pageSchema } from './list-schemas.ts';

export interface ListContext {
  db: Db;
  listing: Listing;
  /** The city's 应用事项清单. */
  matters: readonly MatterRule[];
}

export const listParams = Type.Object({
  list: Type.String({ maxLength: 100, description: '列表名称，见 /api/v1/lists' }),
});

/** Headers of a look at non-public data; wanted only where the list says so. */
export const purposeHeaders = Type.Object({
  'x-purpose': Type.Optional(Type.String({ maxLength: 100, description: '查询用途：应用事项代码；非公开列表必填' })),
  'x-purpose-note': Type.Optional(Type.String({ maxLength: 2000, description: '事由，百分号编码' })),
});

const filterHint = 'f.<筛选条件>=值；写法见列表定义';

/** The viewer, with the purpose it states where opening the list demands one. */
export function viewerFor(
  { listing, matters }: ListContext,
  viewer: Viewer,
  list: string,
  headers: { 'x-purpose'?: string; 'x-purpose-note'?: string },
): Viewer {
  listing.find(viewer, list);
  return listing.wantsPurpose(list) ? purposeOf(viewer, headers, matters) : viewer;
}

/** Query parameters `f.name` as filters. */
function filtersOf(query: Record<string, unknown>): FilterValues {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      name.startsWith('f.') && typeof value === 'string' ? [[name.slice(2), value]] : [],
    ),
  );
}

/** The routes of lists: what there is, pages, counts, bulk actions. */
export function listRoutes(context: ListContext): Route[] {
  return [declarationsRoute(context), pageRoute(context), countRoute(context), actionRoute(context)];
}

function declarationsRoute({ listing }: ListContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/lists',
    permission: 'workbench.use',
    summary: '可以打开的列表及其列、筛选条件与批量操作',
    tag: '工作台',
    response: { 200: Type.Array(declarationSchema) },
    handler: ({ viewer }) => listing.declarations(viewer),
  });
}

function pageRoute(context: ListContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/lists/:list',
    permission: 'workbench.use',
    summary: '列表的一页',
    description: `筛选：${filterHint}。以 next 游标翻页。非公开列表须说明用途，每次查询留痕。`,
    tag: '工作台',
    errors: ['purpose-required', 'query-too-broad'],
    request: {
      params: listParams,
      headers: purposeHeaders,
      query: Type.Object(
        {
          sort: Type.Optional(Type.String({ maxLength: 100, description: '列名；前加 - 为降序' })),
          after: Type.Optional(Type.String({ maxLength: 4000, description: '上一页的 next' })),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
        },
        { additionalProperties: Type.String({ maxLength: 4000 }) },
      ),
    },
    response: { 200: pageSchema },
    async handler({ params, query, headers, viewer, requestId }) {
      return context.listing.page(viewerFor(context, viewer, params.list, headers), params.list, {
        filters: filtersOf(query),
        sort: query.sort,
        after: query.after,
        limit: query.limit ?? 50,
        requestId,
      });
    },
  });
}

function countRoute(context: ListContext): Route {
  const { db, listing } = context;
  return defineRoute({
    method: 'GET',
    path: '/api/v1/lists/:list/count',
    permission: 'workbench.use',
    summary: '列表在筛选后的行数',
    description: `一万行以内为准确数，更多时 exact 为 false。筛选：${filterHint}。`,
    tag: '工作台',
    errors: ['purpose-required', 'query-too-broad'],
    request: {
      params: listParams,
      headers: purposeHeaders,
      query: Type.Object({}, { additionalProperties: Type.String({ maxLength: 4000 }) }),
    },
    response: { 200: Type.Object({ count: Type.Integer(), exact: Type.Boolean() }) },
    async handler({ params, query, headers, viewer: asking, requestId }) {
      const viewer = viewerFor(context, asking, params.list, headers);
      const filters = filtersOf(query as Record<string, unknown>);
      const counted = await listing.count(viewer, params.list, filters);
      // A count under a filter tells whether somebody is there, so it is a look like any other.
      if (listing.isRecorded(params.list)) {
        await transact(db, (tx) =>
          audit(tx, {
            ...whoIs(viewer),
            action: 'listing.count',
            object: `list:${params.list}`,
            requestId,
            details: { filters: listing.filtersForAudit(params.list, filters), ...counted },
          }),
        );
      }
      return counted;
    },
  });
}

function actionRoute(context: ListContext): Route {
  const { listing } = context;
  return defineRoute({
    method: 'POST',
    path: '/api/v1/lists/:list/actions/:action',
    permission: 'workbench.use',
    summary: '对选中的行执行批量操作',
    description: '逐行决定、逐行答复；一行不成不影响其他行。',
    tag: '工作台',
    request: {
      params: Type.Object({ ...listParams.properties, action: Type.String({ maxLength: 100 }) }),
      headers: purposeHeaders,
      body: Type.Object({
        keys: Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), { minItems: 1, maxItems: 200 }),
        fields: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
      }),
    },
    response: { 200: bulkResultSchema },
    async handler({ params, headers, body, viewer, requestId }) {
      const acting = viewerFor(context, viewer, params.list, headers);
      return listing.act(acting, params.list, params.action, body, requestId);
    },
  });
}
