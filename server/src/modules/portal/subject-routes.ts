import { usccFault } from '@xinheng/contracts/codes/uscc.ts';
import type { PageView } from '@xinheng/contracts/portal.ts';
import { Type } from 'typebox';
import { type Answer, defineRoute, isDay, type Route, redirect } from '../../platform/http/index.ts';
import type { Clocks } from '../records/index.ts';
import { html, PageQuery, pageCache, pageTag } from './finding-routes.ts';
import { judgedLines } from './judgement.ts';
import { htmlPage, type Portal } from './pages.ts';
import type { PortalSubject } from './reads.ts';
import { namesOf, provenanceOf, publicRecords, recordSummary, versionsOf } from './records.ts';
import {
  bySection,
  cardView,
  clockBanner,
  clockQuery,
  cursorAfter,
  headOf,
  indexAfter,
  pageOf,
  position,
  subjectSections,
} from './shape.ts';
import { citation } from './windows.ts';
import { chineseDay, sections, typeset } from './wording.ts';

const Code = Type.Object({ code: Type.String({ title: '统一社会信用代码' }) });
const ClockQuery = Type.Object({
  ...PageQuery.properties,
  asOf: Type.Optional(Type.String({ title: '业务日期' })),
  knownAt: Type.Optional(Type.String({ title: '知悉时刻' })),
  after: Type.Optional(Type.String({ title: '从哪条之后开始', maxLength: 60 })),
});
type Query = { asOf?: string; knownAt?: string; after?: string };

const recordsPerPage = 20;

/** The subject's pages. */
export function subjectRoutes(portal: Portal): Route[] {
  const common = { method: 'GET', permission: 'public', tag: pageTag, cache: pageCache } as const;
  const response = { 200: html, 400: html, 404: html };
  return [
    defineRoute({
      ...common,
      path: '/subjects/:code',
      summary: '主体页面',
      request: { params: Code, query: ClockQuery },
      response,
      handler: (call) => withSubject(portal, call.url, call.params.code, call.query, subjectPage),
    }),
    defineRoute({
      ...common,
      path: '/subjects/:code/print',
      summary: '主体页面打印版',
      request: { params: Code, query: ClockQuery },
      response,
      handler: (call) => withSubject(portal, call.url, call.params.code, call.query, printPage, '/print'),
    }),
    defineRoute({
      ...common,
      path: '/subjects/:code/sections/:section',
      summary: '主体的一类信息',
      request: { params: Type.Object({ ...Code.properties, section: Type.String() }), query: ClockQuery },
      response,
      handler: (call) =>
        withSubject(
          portal,
          call.url,
          call.params.code,
          call.query,
          sectionPage(call.params.section),
          `/sections/${call.params.section}`,
        ),
    }),
    defineRoute({
      ...common,
      path: '/subjects/:code/records/:recordKey',
      summary: '一条信用信息',
      request: { params: Type.Object({ ...Code.properties, recordKey: Type.String() }), query: PageQuery },
      response,
      handler: (call) =>
        withSubject(
          portal,
          call.url,
          call.params.code,
          {},
          recordPage(call.params.recordKey),
          `/records/${call.params.recordKey}`,
        ),
    }),
  ];
}

interface Found {
  portal: Portal;
  url: string;
  subject: PortalSubject;
  clocks: Clocks;
  after: string | undefined;
}
type MakePage = (found: Found) => Promise<Answer>;

/** Reads clocks and subject; says what is wrong with them, or leads a former or lower-case code to the present address. */
async function withSubject(
  portal: Portal,
  url: string,
  given: string,
  query: Query,
  make: MakePage,
  below = '',
): Promise<Answer> {
  const fault = clockFault(query);
  if (fault !== null) return problem(portal, url, 400, '日期不正确', fault);
  const clocks: Clocks = { asOf: query.asOf || undefined, knownAt: query.knownAt || undefined };
  const code = given.toUpperCase();
  const subject = await portal.reads.subject(code, clocks);
  if (!subject) return badCode(portal, url, code, clocks);
  if (subject.subjectCode !== given) {
    const { search } = new URL(url, 'http://portal.invalid');
    return redirect(`/subjects/${subject.subjectCode}${below}${search}`, 301);
  }
  return make({ portal, url, subject, clocks, after: query.after });
}

/** What is wrong with the clocks of a query; null when they can be used. */
export function clockFault(query: { asOf?: string; knownAt?: string }): string | null {
  if (query.asOf && !isDay(query.asOf)) return '日期应写成 2026-01-31 这样，并且是存在的日子。';
  if (query.knownAt && !(isDay(query.knownAt.slice(0, 10)) && !Number.isNaN(Date.parse(query.knownAt)))) {
    return '时刻应写成 2026-01-31T08:00:00+08:00 这样。';
  }
  return null;
}

/** One sentence on a code that leads to no subject. */
export function codeProblem(code: string): { text: string; wellFormed: boolean } {
  const fault = usccFault(code);
  if (fault !== null) return { text: `${typeset(fault)}。请对照营业执照核对后重新查询。`, wellFormed: false };
  return { text: '代码本身没有写错，但本市的登记和信用信息中没有这个主体。它可能在其他地方登记。', wellFormed: true };
}

function badCode(portal: Portal, url: string, code: string, clocks: Clocks): Answer {
  const { text, wellFormed } = codeProblem(code);
  if (wellFormed && (clocks.asOf || clocks.knownAt)) {
    return problem(
      portal,
      url,
      404,
      '那时还没有这个主体',
      '在所选的日期，本市还没有登记这个主体，或者平台还没有收到它的信息。',
    );
  }
  const view: PageView = { kind: 'bad-code', code: code.slice(0, 40), problem: text, wellFormed };
  return htmlPage(portal, view, { title: wellFormed ? '没有找到主体' : '代码不正确', url, status: 404 });
}

function problem(portal: Portal, url: string, status: number, heading: string, text: string): Answer {
  return htmlPage(portal, { kind: 'problem', heading, text }, { title: heading, url, status });
}

const subjectPage: MakePage = async ({ portal, url, subject, clocks }) => {
  const names = namesOf(portal.reads);
  const records = await portal.reads.records(subject.subjectCode, clocks);
  const card = cardView(names, subject);
  const query = clockQuery(clocks);
  const view: PageView = {
    kind: 'subject',
    card,
    ...(await judgedLines(portal, subject.subjectCode, clocks, records)),
    sections: subjectSections(names, records, card.href, query),
    banner: clockBanner(clocks, card.href),
    printHref: `${card.href}/print${query}`,
    today: names.today,
    asOf: clocks.asOf,
  };
  return htmlPage(portal, view, { title: subject.name, url });
};

const printPage: MakePage = async ({ portal, url, subject, clocks, after }) => {
  const names = namesOf(portal.reads);
  const groups = bySection(names, await portal.reads.records(subject.subjectCode, clocks));
  const inOrder = [...groups.values()].flat();
  const start = after === undefined ? 0 : inOrder.findIndex((record) => record.recordKey === after) + 1;
  if (after !== undefined && start === 0)
    return problem(portal, url, 400, '翻页地址不正确', '请从打印版第一页重新开始。');
  const page = pageOf(names, inOrder, start, 60);
  const card = cardView(names, subject);
  const shown = new Set(page.map((summary) => summary.href));
  const end = start + page.length;
  const view: PageView = {
    kind: 'print',
    card,
    sections: sections.map((words) => {
      const group = groups.get(words.code) ?? [];
      const keys = new Set(group.map((record) => `${card.href}/records/${record.recordKey}`));
      return { ...headOf(words, group), records: page.filter(({ href }) => shown.has(href) && keys.has(href)) };
    }),
    banner: clockBanner(clocks, card.href),
    printedAt: chineseDay(names.today),
    position: inOrder.length === 0 ? '' : position(start, page.length, inOrder.length),
    nextHref:
      end < inOrder.length ? withAfter(`${card.href}/print`, clocks, inOrder[end - 1]?.recordKey ?? '') : undefined,
  };
  return htmlPage(portal, view, { title: `${subject.name}（打印版）`, url });
};

function withAfter(path: string, clocks: Clocks, after: string): string {
  const query = clockQuery(clocks);
  return `${path}${query === '' ? '?' : `${query}&`}after=${encodeURIComponent(after)}`;
}

function sectionPage(code: string): MakePage {
  return async ({ portal, url, subject, clocks, after }) => {
    const words = sections.find((section) => section.code === code);
    if (!words) return problem(portal, url, 404, '没有这类信息', '请从主体页面进入。');
    const names = namesOf(portal.reads);
    const group = bySection(names, await portal.reads.records(subject.subjectCode, clocks)).get(words.code) ?? [];
    const start = indexAfter(group, after);
    if (start < 0) return problem(portal, url, 400, '翻页地址不正确', '请从第一页重新开始。');
    const card = cardView(names, subject);
    const here = `${card.href}/sections/${code}`;
    const records = pageOf(names, group, start, recordsPerPage);
    const end = start + records.length;
    const last = group[end - 1];
    const view: PageView = {
      kind: 'section',
      card,
      section: { ...headOf(words, group), records },
      banner: clockBanner(clocks, card.href),
      position: position(start, records.length, group.length),
      firstHref: after === undefined ? undefined : `${here}${clockQuery(clocks)}`,
      nextHref: end < group.length && last ? withAfter(here, clocks, cursorAfter(last)) : undefined,
    };
    return htmlPage(portal, view, { title: `${words.name} - ${subject.name}`, url });
  };
}

function recordPage(recordKey: string): MakePage {
  return async ({ portal, url, subject }) => {
    const names = namesOf(portal.reads);
    const versions = await portal.reads.recordVersions(subject.subjectCode, recordKey);
    const current = publicRecords(versions.slice(0, 1), names)[0];
    const item = current ? names.items.get(current.item) : undefined;
    if (!current || !item) {
      return problem(portal, url, 404, '没有这条信息', '它可能已经过了公示期，或者经信用修复停止公示。');
    }
    const view: PageView = {
      kind: 'record',
      card: cardView(names, subject),
      record: recordSummary(names, current, true),
      meaning: sections.find((section) => section.code === item.section)?.meaning ?? '',
      legalBasis: typeset(citation(item.legalBasis)),
      provenance: provenanceOf(names, current),
      earlier: versionsOf(
        names,
        versions.filter((version) => version.state !== 'withdrawn'),
      ),
      challengeHref: `/subjects/${subject.subjectCode}/records/${recordKey}/challenge`,
    };
    return htmlPage(portal, view, { title: `${view.record.title} - ${subject.name}`, url });
  };
}
