import { usccFault } from '@xinheng/contracts/codes/uscc.ts';
import type { PageView } from '@xinheng/contracts/portal.ts';
import { Type } from 'typebox';
import { type Answer, answer, defineRoute, type Route } from '../../platform/http/index.ts';
import { htmlPage, type Portal } from './pages.ts';
import { namesOf } from './records.ts';
import { hitView } from './shape.ts';
import { departmentLines, itemLines, lastRecorded, publicHoldings } from './supply.ts';
import { grouped, typeset } from './wording.ts';

/** Public pages may be kept for a minute everywhere, and served stale for five while being renewed. */
export const pageCache = { maxAge: 60, staleWhileRevalidate: 300 };
export const html = { contentType: 'text/html; charset=utf-8' };
export const pageTag = '公示页面';
export const hitsPerPage = 20;
const View = Type.Optional(Type.String({ title: '版面：elder 为长辈版', maxLength: 20 }));
/** Query of every page: only the choice of view. */
export const PageQuery = Type.Object({ view: View });

/** Home, search and the style sheet. */
export function findingRoutes(portal: Portal): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/',
      permission: 'public',
      summary: '首页',
      tag: pageTag,
      request: { query: PageQuery },
      response: { 200: html },
      cache: pageCache,
      handler: (call) => home(portal, call.url),
    }),
    defineRoute({
      method: 'GET',
      path: '/search',
      permission: 'public',
      summary: '查询结果页',
      tag: pageTag,
      request: {
        query: Type.Object({
          q: Type.Optional(Type.String({ title: '名称或代码' })),
          cursor: Type.Optional(Type.String({ maxLength: 200 })),
          view: View,
        }),
      },
      response: { 200: html, 400: html },
      cache: pageCache,
      handler: (call) => search(portal, call.url, call.query.q, call.query.cursor),
    }),
    defineRoute({
      method: 'GET',
      path: portal.stylesheetPath,
      permission: 'public',
      summary: '公示页面样式表',
      tag: pageTag,
      response: { 200: { contentType: 'text/css; charset=utf-8' } },
      handler: () =>
        answer(portal.renderer.stylesheet, {
          headers: {
            'content-type': 'text/css; charset=utf-8',
            'cache-control': 'public, max-age=31536000, immutable',
          },
        }),
    }),
  ];
}

async function home(portal: Portal, url: string): Promise<Answer> {
  const { reads } = portal;
  const [holdings, subjects] = await Promise.all([reads.holdings(), reads.subjectCount()]);
  const names = namesOf(reads);
  const shown = publicHoldings(names, holdings);
  const records = shown.reduce((sum, holding) => sum + holding.currentRecords, 0);
  const departments = departmentLines(reads, names, holdings).filter((line) => line.count > 0);
  const items = itemLines(names, holdings).filter((line) => line.count > 0);
  const view: PageView = {
    kind: 'home',
    counts: [
      { label: '经营主体', value: grouped(String(subjects)) },
      { label: '信用信息（条）', value: grouped(String(records)) },
      { label: '提供部门', value: String(departments.length) },
      { label: '信息项', value: String(items.length) },
    ],
    departments: departments.slice(0, 9),
    items: [...items].sort((a, b) => b.count - a.count).slice(0, 12),
    examples: reads.city.examples,
  };
  return htmlPage(portal, view, { title: '信用信息查询', url, asOf: lastRecorded(shown) });
}

/** What is wrong with a query, in one sentence; null when it can be searched. */
export function queryFault(query: string): string | null {
  const length = [...query.replace(/\s/g, '')].length;
  if (length < 2) return '请至少输入两个字，或统一社会信用代码的前几位';
  return length > 100 ? '输入的内容太长，请不要超过 100 个字' : null;
}

async function search(portal: Portal, url: string, q: string | undefined, cursor?: string): Promise<Answer> {
  const query = (q ?? '').trim();
  const empty: PageView = { kind: 'search', query: query.slice(0, 100), searched: false, total: '', hits: [] };
  if (q === undefined) return htmlPage(portal, empty, { title: '查询', url });
  const fault = queryFault(query);
  if (fault !== null) {
    return htmlPage(portal, empty, { title: '查询', url, status: 400, errors: [{ text: fault, href: '#q' }] });
  }
  const found = await portal.reads.search({ text: query, limit: hitsPerPage, cursor });
  const names = namesOf(portal.reads);
  const link = (place?: string) => `/search?${new URLSearchParams({ q: query, ...(place ? { cursor: place } : {}) })}`;
  const total = grouped(String(found.total));
  const view: PageView = {
    kind: 'search',
    query,
    searched: true,
    total: found.total === 0 ? resultFault(query) : `${found.totalIsLowerBound ? '超过' : '共'} ${total} 个主体`,
    hits: found.hits.map((hit) => hitView(names, hit)),
    firstHref: cursor === undefined ? undefined : link(),
    nextHref: found.nextCursor === undefined ? undefined : link(found.nextCursor),
  };
  return htmlPage(portal, view, { title: `“${query}”的查询结果`, url });
}

/** Why nothing was found: a mistyped code is named as such. */
function resultFault(query: string): string {
  const code = query.replace(/\s/g, '').toUpperCase();
  const fault = /^[0-9A-Z]{16,20}$/.test(code) ? usccFault(code) : null;
  return fault === null ? '没有查到符合的主体。' : `没有查到。这个代码不正确：${typeset(fault)}。`;
}
