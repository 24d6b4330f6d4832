import type { PageView } from '@xinheng/contracts/portal.ts';
import { Type } from 'typebox';
import { type Answer, answer, defineRoute, type Route } from '../../platform/http/index.ts';
import { html, PageQuery, pageCache, pageTag } from './finding-routes.ts';
import { htmlPage, type Portal } from './pages.ts';
import type { ListedRecords } from './reads.ts';
import { latestRecord, type Names, namesOf, publicRecords } from './records.ts';
import {
  departmentLines,
  itemDescription,
  itemSections,
  lastRecorded,
  publicHoldings,
  statisticsCsv,
  statisticsOf,
  suppliedItems,
} from './supply.ts';

const latestPerPage = 20;
const PagedQuery = Type.Object({ ...PageQuery.properties, cursor: Type.Optional(Type.String({ maxLength: 200 })) });
const CodeParam = Type.Object({ code: Type.String({ maxLength: 80 }) });

/** Departments, items, statistics and the explaining pages. */
export function supplyRoutes(portal: Portal): Route[] {
  return [...listRoutes(portal), ...statisticsRoutes(portal), ...explainingRoutes(portal)];
}

function listRoutes(portal: Portal): Route[] {
  const common = { method: 'GET', permission: 'public', tag: pageTag, cache: pageCache } as const;
  return [
    defineRoute({
      ...common,
      path: '/departments',
      summary: '部门列表页',
      request: { query: PageQuery },
      response: { 200: html },
      handler: (call) => departments(portal, call.url),
    }),
    defineRoute({
      ...common,
      path: '/departments/:code',
      summary: '部门页面',
      request: { params: CodeParam, query: PagedQuery },
      response: { 200: html, 404: html },
      handler: (call) => department(portal, call.url, call.params.code, call.query.cursor),
    }),
    defineRoute({
      ...common,
      path: '/items',
      summary: '信息项列表页',
      request: { query: PageQuery },
      response: { 200: html },
      handler: (call) => items(portal, call.url),
    }),
    defineRoute({
      ...common,
      path: '/items/:code',
      summary: '信息项页面',
      request: { params: CodeParam, query: PagedQuery },
      response: { 200: html, 404: html },
      handler: (call) => item(portal, call.url, call.params.code, call.query.cursor),
    }),
  ];
}

function statisticsRoutes(portal: Portal): Route[] {
  const common = { method: 'GET', permission: 'public', tag: pageTag, cache: pageCache } as const;
  return [
    defineRoute({
      ...common,
      path: '/statistics',
      summary: '公示统计页',
      request: { query: PageQuery },
      response: { 200: html },
      handler: async (call) => {
        const statistics = await readStatistics(portal);
        const title = '公示统计';
        return htmlPage(portal, { kind: 'statistics', ...statistics }, { title, url: call.url, asOf: statistics.asOf });
      },
    }),
    defineRoute({
      ...common,
      path: '/statistics.csv',
      summary: '公示统计下载',
      response: { 200: { contentType: 'text/csv; charset=utf-8' } },
      handler: async () =>
        answer(statisticsCsv(namesOf(portal.reads), await portal.reads.holdings()), {
          headers: {
            'content-type': 'text/csv; charset=utf-8',
            'content-disposition': `attachment; filename="statistics.csv"; filename*=UTF-8''${encodeURIComponent('公示统计.csv')}`,
          },
        }),
    }),
  ];
}

function explainingRoutes(portal: Portal): Route[] {
  const pages = [
    { kind: 'about', path: '/about', title: '使用说明' },
    { kind: 'accessibility', path: '/accessibility', title: '无障碍声明' },
  ] as const;
  return pages.map(({ kind, path, title }) =>
    defineRoute({
      method: 'GET',
      path,
      permission: 'public',
      summary: title,
      tag: pageTag,
      request: { query: PageQuery },
      response: { 200: html },
      cache: pageCache,
      handler: (call) => htmlPage(portal, { kind, contact: portal.reads.city.contact }, { title, url: call.url }),
    }),
  );
}

async function readStatistics(portal: Portal) {
  const [holdings, subjects] = await Promise.all([portal.reads.holdings(), portal.reads.subjectCount()]);
  return statisticsOf(namesOf(portal.reads), holdings, subjects);
}

async function departments(portal: Portal, url: string): Promise<Answer> {
  const { reads } = portal;
  const holdings = await reads.holdings();
  const names = namesOf(reads);
  const view: PageView = {
    kind: 'departments',
    city: departmentLines(reads, names, holdings, 'city'),
    county: departmentLines(reads, names, holdings, 'county').filter((line) => line.count > 0),
  };
  return htmlPage(portal, view, { title: '按部门看', url, asOf: lastRecorded(publicHoldings(names, holdings)) });
}

async function department(portal: Portal, url: string, code: string, cursor?: string): Promise<Answer> {
  const { reads } = portal;
  const found = reads.departments.find((candidate) => candidate.code === code);
  if (!found) return missing(portal, url, '没有这个部门', '部门代码不在本市的部门名录中。');
  const [holdings, listed] = await Promise.all([
    reads.holdings(),
    reads.recordsOfDepartment(code, { limit: latestPerPage, cursor }),
  ]);
  const names = namesOf(reads);
  const view: PageView = {
    kind: 'department',
    name: found.name,
    items: suppliedItems(names, holdings, code),
    ...latestOf(names, listed, `/departments/${code}`, cursor),
  };
  return htmlPage(portal, view, { title: found.name, url });
}

async function items(portal: Portal, url: string): Promise<Answer> {
  const holdings = await portal.reads.holdings();
  const names = namesOf(portal.reads);
  const view: PageView = { kind: 'items', sections: itemSections(names, holdings) };
  return htmlPage(portal, view, { title: '按信息项看', url, asOf: lastRecorded(publicHoldings(names, holdings)) });
}

async function item(portal: Portal, url: string, code: string, cursor?: string): Promise<Answer> {
  const { reads } = portal;
  const names = namesOf(reads);
  const found = names.items.get(code);
  // An item that is not public is answered like one that does not exist.
  if (found?.disclosure !== 'public') return missing(portal, url, '没有这个信息项', '信息目录中没有这个公开的信息项。');
  const [holdings, listed] = await Promise.all([
    reads.holdings(),
    reads.recordsOfItem(code, { limit: latestPerPage, cursor }),
  ]);
  const view: PageView = {
    kind: 'item',
    ...itemDescription(names, found, holdings),
    ...latestOf(names, listed, `/items/${code}`, cursor),
  };
  return htmlPage(portal, view, { title: found.name, url });
}

function latestOf(names: Names, listed: ListedRecords, here: string, cursor: string | undefined) {
  return {
    latest: publicRecords(listed.records, names).map((record) => latestRecord(names, record)),
    firstHref: cursor === undefined ? undefined : here,
    nextHref: listed.nextCursor === undefined ? undefined : `${here}?cursor=${encodeURIComponent(listed.nextCursor)}`,
  };
}

function missing(portal: Portal, url: string, heading: string, text: string): Answer {
  return htmlPage(portal, { kind: 'problem', heading, text }, { title: heading, url, status: 404 });
}
