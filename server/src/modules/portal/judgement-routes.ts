/** 信用评判 for the public: the page of a subject, counts of the city, and both for machines. */
import type { PageView } from '@xinheng/contracts/portal.ts';
import { Type } from 'typebox';
import { XinhengError } from '../../platform/errors/index.ts';
import { defineRoute, type Route, redirect } from '../../platform/http/index.ts';
import { countsSchema, judgementSchema } from '../rating/index.ts';
import { html, PageQuery, pageCache, pageTag } from './finding-routes.ts';
import { countsView, judgedView, readJudged } from './judgement.ts';
import { htmlPage, type Portal } from './pages.ts';
import { namesOf } from './records.ts';
import { cardView } from './shape.ts';
import { codeProblem } from './subject-routes.ts';
import { chineseDay } from './wording.ts';

const Code = Type.Object({ code: Type.String({ title: '统一社会信用代码', maxLength: 40 }) });
const page = { method: 'GET', permission: 'public', tag: pageTag, cache: pageCache } as const;
const machine = { method: 'GET', permission: 'public', tag: '公示接口', cache: pageCache } as const;

/** Pages and answers about judgement. */
export function judgementRoutes(portal: Portal): Route[] {
  return [...pages(portal), ...answers(portal)];
}

function pages(portal: Portal): Route[] {
  return [
    defineRoute({
      ...page,
      path: '/subjects/:code/judgement',
      summary: '主体的信用评判与依据页',
      request: { params: Code, query: PageQuery },
      response: { 200: html, 404: html },
      handler: async ({ params, url }) => {
        const subject = await portal.reads.subject(params.code.toUpperCase(), {});
        if (!subject) {
          const { text } = codeProblem(params.code.toUpperCase());
          const view: PageView = { kind: 'problem', heading: '没有找到主体', text };
          return htmlPage(portal, view, { title: view.heading, url, status: 404 });
        }
        const { subjectCode } = subject;
        if (subjectCode !== params.code)
          return redirect(`/subjects/${subjectCode}/judgement${new URL(url, 'http://portal.invalid').search}`, 301);
        const names = namesOf(portal.reads);
        const judgement = await readJudged(portal, subjectCode, await portal.reads.records(subjectCode, {}));
        const view: PageView = {
          kind: 'judgement',
          card: cardView(names, subject),
          asOf: chineseDay(names.today),
          schemes: (judgement?.schemes ?? []).map((scheme) => judgedView(subjectCode, scheme)),
          reportAction: `/subjects/${subjectCode}/judgement/report`,
        };
        return htmlPage(portal, view, { title: `信用评判 - ${subject.name}`, url });
      },
    }),
    defineRoute({
      ...page,
      path: '/judgements',
      summary: '信用评判分布页',
      request: { query: PageQuery },
      response: { 200: html },
      handler: async ({ url }) => {
        const { judgements } = portal.reads;
        const counts = [...(await judgements.counts('colours')), ...(await judgements.counts('points'))];
        const asOf = chineseDay(namesOf(portal.reads).today);
        const view: PageView = { kind: 'judgement-counts', asOf, counts: counts.map(countsView) };
        return htmlPage(portal, view, { title: '信用评判分布', url });
      },
    }),
  ];
}

function answers(portal: Portal): Route[] {
  const counts = (path: string, summary: string, kind: 'colours' | 'points') =>
    defineRoute({
      ...machine,
      path,
      summary,
      description: '按结果代码统计的主体数，附规则版本和统计日期。',
      response: { 200: countsSchema },
      handler: () => portal.reads.judgements.counts(kind),
    });
  return [
    defineRoute({
      ...machine,
      path: '/api/v1/subjects/:code/judgement',
      summary: '一个主体的信用评判与依据',
      description: '与主体的信用评判页内容相同；不公开的信息只计条数。',
      request: { params: Code },
      response: { 200: judgementSchema },
      errors: ['not-found'],
      handler: async ({ params }) => {
        const subject = await portal.reads.subject(params.code.toUpperCase(), {});
        const records = subject ? await portal.reads.records(subject.subjectCode, {}) : [];
        const judgement = subject && (await readJudged(portal, subject.subjectCode, records));
        if (!judgement) throw new XinhengError('not-found', codeProblem(params.code.toUpperCase()).text);
        return judgement;
      },
    }),
    counts('/api/v1/statistics/colours', '各警示颜色的主体数', 'colours'),
    counts('/api/v1/statistics/grades', '各评价等级的主体数', 'points'),
  ];
}
