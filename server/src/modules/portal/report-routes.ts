/** 评判报告: issued to anybody by a button, printed with a check code, checked by anybody without an account. */
import type { PageView, StatusView } from '@xinheng/contracts/portal.ts';
import { create } from 'qrcode';
import { Type } from 'typebox';
import { type Answer, defineRoute, type Route, rawBody, redirect } from '../../platform/http/index.ts';
import { changedSince } from '../rating/index.ts';
import { html, PageQuery, pageTag } from './finding-routes.ts';
import { judgedView, readJudged } from './judgement.ts';
import { htmlPage, type Portal } from './pages.ts';
import { namesOf } from './records.ts';
import { cardView } from './shape.ts';
import { chineseMoment } from './wording.ts';

/** Issuing and checking reports. */
export function reportRoutes(portal: Portal): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/subjects/:code/judgement/report',
      permission: 'public',
      tag: pageTag,
      summary: '开具评判报告',
      description: '表单提交，无须登录；成功后转到可打印、可核验的报告页。',
      limits: { bodyBytes: 1024, ratePerMinute: 10 },
      errors: ['rate-limited'],
      request: {
        params: Type.Object({ code: Type.String({ maxLength: 40 }) }),
        query: PageQuery,
        body: rawBody(['application/x-www-form-urlencoded'], '空表单'),
      },
      response: { 404: html, 200: html },
      handler: async ({ params, body, url }) => {
        body.stream.resume();
        const subject = await portal.reads.subject(params.code.toUpperCase(), {});
        if (!subject) return missing(portal, url, '没有找到主体', '请从主体页面开具报告。');
        const records = await portal.reads.records(subject.subjectCode, {});
        const judgement = await readJudged(portal, subject.subjectCode, records);
        if (!judgement) return missing(portal, url, '没有评判', '这个主体没有适用的评判。');
        return redirect(`/reports/${await portal.reads.judgements.issue(judgement)}`);
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/reports/:checkCode',
      permission: 'public',
      tag: pageTag,
      summary: '评判报告及其核验页',
      request: { params: Type.Object({ checkCode: Type.String({ maxLength: 40 }) }), query: PageQuery },
      response: { 200: html, 404: html },
      handler: ({ params, url }) => shown(portal, url, params.checkCode.toLowerCase().replaceAll(/[^0-9a-z]/g, '')),
    }),
  ];
}

async function shown(portal: Portal, url: string, checkCode: string): Promise<Answer> {
  const report = await portal.reads.judgements.report(checkCode);
  const subject = report && (await portal.reads.subject(report.subjectCode, {}));
  if (!report || !subject) return missing(portal, url, '没有这份报告', '核验码不正确，或者报告不是本站开具的。');
  const records = await portal.reads.records(subject.subjectCode, {});
  const now = await readJudged(portal, subject.subjectCode, records);
  const { origin } = portal.reads.city;
  const path = `/reports/${checkCode}`;
  const view: PageView = {
    kind: 'judgement-report',
    card: cardView(namesOf(portal.reads), subject),
    madeAt: chineseMoment(report.madeAt),
    checkCode: checkCode.replaceAll(/(.{4})(?=.)/g, '$1-'),
    address: `${origin ?? ''}${path}`,
    qr: origin === undefined ? null : qrOf(`${origin}${path}`),
    digest: report.digest,
    status: statusOf(now === null ? null : changedSince(report.judgement, now)),
    // What was hidden since stays hidden: a record that the public may see no more is not shown by an old report either.
    schemes: report.judgement.schemes
      .map((scheme) => judgedView(report.subjectCode, scheme))
      .map((scheme) => ({
        ...scheme,
        ...{ changes: [], lifts: [], reasons: scheme.reasons.map(withoutRecords) },
        groups: scheme.groups.map((group) => ({
          ...group,
          indicators: group.indicators.map((one) => ({ ...one, metrics: [] })),
        })),
      })),
  };
  return htmlPage(portal, view, { title: `评判报告 - ${subject.name}`, url });
}

type Reason = Extract<PageView, { kind: 'judgement' }>['schemes'][number]['reasons'][number];

const withoutRecords = (reason: Reason): Reason => ({
  ...reason,
  metrics: reason.metrics.map((metric) => ({ ...metric, records: [], unseen: null })),
});

function statusOf(changed: string[] | null): StatusView {
  if (changed === null) return { text: '现在没有适用的评判', tone: 'warning' };
  if (changed.length === 0) return { text: '开具以来没有变化', tone: 'good' };
  return { text: `开具以后有变化：${changed.join('、')}`, tone: 'warning' };
}

/** A QR code as an SVG path, one square a dark module, with four modules of margin. */
function qrOf(text: string): { size: number; path: string } {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const margin = 4;
  const dark = Array.from(modules.data, (on, at) =>
    on ? `M${(at % modules.size) + margin} ${Math.floor(at / modules.size) + margin}h1v1h-1z` : '',
  );
  return { size: modules.size + 2 * margin, path: dark.join('') };
}

function missing(portal: Portal, url: string, heading: string, text: string): Answer {
  return htmlPage(portal, { kind: 'problem', heading, text }, { title: heading, url, status: 404 });
}
