/** 质量 and 质疑: the public scorecard, and the form by which anybody doubts a published record. */
import type { PageView } from '@xinheng/contracts/portal.ts';
import { challengeGrounds } from '@xinheng/contracts/scorecards.ts';
import { Type } from 'typebox';
import { XinhengError } from '../../platform/errors/index.ts';
import { type Answer, defineRoute, type Route, rawBody, redirect, type Upload } from '../../platform/http/index.ts';
import { publicFieldsOf } from './fields.ts';
import { html, PageQuery, pageCache, pageTag } from './finding-routes.ts';
import { htmlPage, type Portal } from './pages.ts';
import { challengeView, qualityFoot, qualityTable, spanText } from './quality.ts';
import { departmentName, namesOf, publicRecords, recordSummary } from './records.ts';

/** Scorecard pages and challenges. */
export function qualityRoutes(portal: Portal): Route[] {
  return [...scorecardPages(portal), ...challengePages(portal)];
}

function scorecardPages(portal: Portal): Route[] {
  const common = { method: 'GET', permission: 'public', tag: pageTag, cache: pageCache } as const;
  return [
    defineRoute({
      ...common,
      path: '/quality',
      summary: '数据质量页',
      request: { query: PageQuery },
      response: { 200: html },
      handler: (call) => overview(portal, call.url),
    }),
    defineRoute({
      ...common,
      path: '/quality/:code',
      summary: '一个部门的数据质量页',
      request: { params: Type.Object({ code: Type.String({ maxLength: 80 }) }), query: PageQuery },
      response: { 200: html, 404: html },
      handler: (call) => ofDepartment(portal, call.url, call.params.code),
    }),
  ];
}

async function overview(portal: Portal, url: string): Promise<Answer> {
  const { quality } = portal.reads;
  const [departments, items] = [await quality.scorecard('department'), await quality.scorecard('item')];
  const numbers = await quality.challengeNumbers();
  const view: PageView = {
    kind: 'quality',
    heading: '数据质量',
    lead: `各部门报送公示信息的质量${departments ? `，${spanText(departments)}` : ''}。每个部门可点开看各事项和逐月情况。`,
    tables: [
      ...(departments
        ? [
            qualityTable(quality, departments, {
              ...{ caption: '各部门', first: '部门', total: true },
              hrefOf: ({ key }) => `/quality/${key}`,
            }),
          ]
        : []),
      ...(items
        ? [
            qualityTable(quality, items, {
              ...{ caption: '各信息项', first: '信息项', total: false },
              hrefOf: ({ key }) => `/items/${key}`,
            }),
          ]
        : []),
    ],
    ...qualityFoot(quality, numbers.get('')),
  };
  return htmlPage(portal, view, { title: '数据质量', url });
}

async function ofDepartment(portal: Portal, url: string, code: string): Promise<Answer> {
  const { quality, departments } = portal.reads;
  const found = departments.find((candidate) => candidate.code === code);
  if (!found) return missing(portal, url, '没有这个部门', '部门代码不在本市的部门名录中。');
  const [items, months] = [await quality.scorecard('item', code), await quality.scorecard('month', code)];
  const numbers = await quality.challengeNumbers();
  const tables = [
    ...(items?.lines.length
      ? [qualityTable(quality, items, { caption: '各信息项', first: '信息项', total: true })]
      : []),
    ...(months?.lines.length ? [qualityTable(quality, months, { caption: '逐月', first: '月份', total: false })] : []),
  ];
  const view: PageView = {
    kind: 'quality',
    heading: found.name,
    lead: `报送公示信息的质量${items ? `，${spanText(items)}` : ''}。`,
    back: { href: '/quality', text: '数据质量' },
    tables,
    ...qualityFoot(quality, numbers.get(code)),
  };
  return htmlPage(portal, view, { title: `数据质量 - ${found.name}`, url });
}

const RecordParams = Type.Object({ code: Type.String(), recordKey: Type.String() });

function challengePages(portal: Portal): Route[] {
  return [
    defineRoute({
      permission: 'public',
      tag: pageTag,
      method: 'GET',
      path: '/subjects/:code/records/:recordKey/challenge',
      summary: '质疑表单页',
      request: { params: RecordParams, query: PageQuery },
      response: { 200: html, 404: html },
      handler: async (call) => {
        const found = await recordOf(portal, call.params);
        return found === null ? noRecord(portal, call.url) : form(portal, call.url, found, emptyGiven, {}, 200);
      },
    }),
    defineRoute({
      permission: 'public',
      tag: pageTag,
      method: 'POST',
      path: '/subjects/:code/records/:recordKey/challenge',
      summary: '提出质疑',
      description: '表单提交，无须登录；成功后转到办理情况页。',
      limits: { bodyBytes: 16 * 1024, ratePerMinute: 10 },
      errors: ['rate-limited'],
      request: {
        params: RecordParams,
        query: PageQuery,
        body: rawBody(['application/x-www-form-urlencoded'], '表单：ground、field、claim、contact'),
      },
      response: { 200: html, 400: html, 404: html },
      handler: (call) => submitted(portal, call.url, call.params, call.body, call.address),
    }),
    defineRoute({
      permission: 'public',
      tag: pageTag,
      method: 'GET',
      path: '/challenges/:receipt',
      summary: '质疑的办理情况页',
      request: { params: Type.Object({ receipt: Type.String({ maxLength: 60 }) }), query: PageQuery },
      response: { 200: html, 404: html },
      handler: (call) => standing(portal, call.url, call.params.receipt),
    }),
  ];
}

/** The record as the public sees it now, with its published fields. */
async function recordOf(portal: Portal, { code, recordKey }: { code: string; recordKey: string }) {
  const subject = await portal.reads.subject(code.toUpperCase(), {});
  if (!subject || !/^[0-9a-f-]{36}$/.test(recordKey)) return null;
  const names = namesOf(portal.reads);
  const versions = await portal.reads.recordVersions(subject.subjectCode, recordKey);
  const [record] = publicRecords(versions.slice(0, 1), names);
  const item = record ? names.items.get(record.item) : undefined;
  if (!record || !item) return null;
  const fields = new Map(publicFieldsOf(item, record.payload).map(({ name, label }) => [name, label]));
  return { subject, record, summary: recordSummary(names, record), fields };
}
type Found = NonNullable<Awaited<ReturnType<typeof recordOf>>>;

const emptyGiven = { ground: '', field: '', claim: '', contact: '' };
type Given = typeof emptyGiven;

function form(
  portal: Portal,
  url: string,
  { subject, summary, fields }: Found,
  given: Given,
  faults: Record<string, string>,
  status: number,
): Answer {
  const view: PageView = {
    kind: 'challenge-form',
    action: `${summary.href}/challenge`,
    recordHref: summary.href,
    recordTitle: `${summary.item} ${summary.title}`,
    subject: subject.name,
    grounds: Object.entries(challengeGrounds).map(([code, name]) => ({ code, name })),
    fields: [...fields].map(([code, name]) => ({ code, name })),
    given,
    longest: 1000,
    days: portal.reads.quality.declared.challenges.days,
    faults,
  };
  const errors = Object.entries(faults).map(([field, text]) => ({ text, href: `#${field}` }));
  return htmlPage(portal, view, { title: '提出质疑', url, status, ...(errors.length > 0 && { errors }) });
}

/** The fields of a small form. What PostgreSQL cannot hold is left out. */
async function formOf({ stream }: Upload): Promise<URLSearchParams> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'));
}

async function submitted(
  portal: Portal,
  url: string,
  params: { code: string; recordKey: string },
  upload: Upload,
  address: string,
): Promise<Answer> {
  const sent = await formOf(upload);
  const found = await recordOf(portal, params);
  if (found === null) return noRecord(portal, url);
  const text = (name: string) => (sent.get(name) ?? '').replaceAll('\0', '').toWellFormed().trim();
  const given = { ground: text('ground'), field: text('field'), claim: text('claim'), contact: text('contact') };
  // A field that no person can see: what fills it in is a program.
  if (text('website') !== '') throw new XinhengError('bad-request', '提交的内容不完整，请返回后重新填写。');
  const { subject, record } = found;
  try {
    const receipt = await portal.reads.quality.openChallenge({
      record: {
        ...{ subjectCode: subject.subjectCode, subjectName: subject.name, region: subject.region },
        ...{ recordKey: record.recordKey, recordVersion: record.version, item: record.item },
        ...{ department: record.department, fields: found.fields },
      },
      asked: { ...given, field: given.field || null, contact: given.contact || null },
      address,
    });
    return redirect(`/challenges/${receipt}${url.includes('view=elder') ? '?view=elder' : ''}`);
  } catch (error) {
    const faults = faultsIn(error);
    if (faults === null) throw error;
    return form(portal, url, found, given, faults, 400);
  }
}

/** What is wrong, field by field; null for what is no mistake of the visitor. */
function faultsIn(error: unknown): Record<string, string> | null {
  if (!(error instanceof XinhengError) || error.code !== 'bad-request') return null;
  const errors = error.details?.errors as { field: string; message: string }[] | undefined;
  return errors ? Object.fromEntries(errors.map(({ field, message }) => [field, `${message}。`])) : null;
}

async function standing(portal: Portal, url: string, receipt: string): Promise<Answer> {
  const found = await portal.reads.quality.challenge(receipt);
  if (found === null) return missing(portal, url, '没有这件质疑', '请核对地址；地址在提交质疑后显示。');
  const names = namesOf(portal.reads);
  const view = challengeView(found, {
    item: names.items.get(found.item)?.name ?? found.item,
    department: departmentName(names, found.department),
  });
  return htmlPage(portal, view, { title: '质疑的办理情况', url });
}

function noRecord(portal: Portal, url: string): Answer {
  return missing(portal, url, '没有这条信息', '它可能已经过了公示期，或者经信用修复停止公示。');
}

function missing(portal: Portal, url: string, heading: string, text: string): Answer {
  return htmlPage(portal, { kind: 'problem', heading, text }, { title: heading, url, status: 404 });
}
