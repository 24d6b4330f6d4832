import { usccFault } from '@xinheng/contracts/codes/uscc.ts';
import { type Static, type TSchema, Type } from 'typebox';
import { XinhengError } from '../../platform/errors/index.ts';
import { defineRoute, type Route } from '../../platform/http/index.ts';
import type { RecordView } from '../records/index.ts';
import { AnswerCache, jsonAnswer } from './answer-cache.ts';
import { publicFields, publicFieldsOf, publicValue } from './fields.ts';
import { hitsPerPage, pageCache, queryFault } from './finding-routes.ts';
import type { PortalReads, PortalSubject } from './reads.ts';
import { departmentName, type Names, namesOf, newestFirst, publicRecords } from './records.ts';
import { clockFault } from './subject-routes.ts';
import { publicHoldings } from './supply.ts';
import { windowWords } from './windows.ts';
import { kindName, statusView, typeset } from './wording.ts';

const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Text = (title: string) => Type.String({ title });
const MaybeText = (title: string) => nullable(Text(title));

const ApiSubject = Type.Object(
  {
    subjectCode: Text('统一社会信用代码'),
    name: Text('名称'),
    kind: Text('主体类别'),
    kindName: Text('主体类别（中文）'),
    status: Text('登记状态'),
    statusName: Text('登记状态（中文）'),
    region: MaybeText('区县代码'),
    industry: MaybeText('行业代码'),
    entityType: MaybeText('主体类型'),
    establishedOn: MaybeText('成立日期'),
    legalRepresentative: MaybeText('法定代表人或负责人'),
    capital: nullable(Type.Object({ amount: Text('金额'), currency: Text('币种') })),
    address: MaybeText('住所'),
    identifiers: Type.Array(Type.Object({ scheme: Text('号码种类'), value: Text('号码') })),
    updatedAt: Text('更新时刻'),
  },
  { title: '主体' },
);

const ApiRecord = Type.Object(
  {
    recordKey: Text('记录键'),
    version: Type.Integer({ title: '版本' }),
    item: Text('信息项代码'),
    itemName: Text('信息项'),
    department: Text('提供部门代码'),
    departmentName: Text('提供部门'),
    documentNumber: MaybeText('文书号'),
    occurredOn: MaybeText('发生日期'),
    effectiveFrom: MaybeText('有效期自'),
    effectiveUntil: MaybeText('有效期至'),
    polarity: Text('正负面'),
    severity: MaybeText('严重程度'),
    state: Text('状态'),
    shownFrom: MaybeText('公示自'),
    shownUntil: MaybeText('公示至，空为长期'),
    fields: Type.Record(Type.String(), Type.Unknown(), { title: '信息项的公开字段' }),
    batchId: Type.Integer({ title: '批次' }),
    rowNumber: Type.Integer({ title: '行号' }),
    recordedFrom: Text('收到时刻'),
  },
  { title: '信用信息' },
);

/** The whole answer on one subject. */
export const SubjectAnswer = Type.Object({ subject: ApiSubject, records: Type.Array(ApiRecord) });

const Clock = {
  asOf: Type.Optional(Type.String({ title: '业务日期', format: 'date' })),
  knownAt: Type.Optional(Type.String({ title: '知悉时刻', format: 'date-time' })),
};

/**
 * The portal's pages for machines: the same reads, the same filters.
 * @param answerBytes memory for finished answers of single subjects, 0 for none
 */
export function apiRoutes(reads: PortalReads, answerBytes: number): Route[] {
  return [
    subjectRoute(reads, new AnswerCache(answerBytes, () => reads.version())),
    searchRoute(reads),
    itemsRoute(reads),
    departmentsRoute(reads),
    statisticsRoute(reads),
  ];
}

const common = { method: 'GET', permission: 'public', tag: '公示接口', cache: pageCache } as const;

function subjectRoute(reads: PortalReads, answers: AnswerCache): Route {
  return defineRoute({
    ...common,
    path: '/api/v1/subjects/:code',
    summary: '一个主体及其全部公示信息',
    description: '与主体页面内容相同。asOf 为业务日期，knownAt 为平台知悉时刻。',
    request: {
      params: Type.Object({ code: Type.String({ title: '统一社会信用代码', maxLength: 40 }) }),
      query: Type.Object(Clock),
    },
    response: { 200: SubjectAnswer },
    errors: ['not-found'],
    handler: async ({ params, query, viewer }) => {
      const code = params.code.toUpperCase();
      if (query.asOf === undefined && query.knownAt === undefined && viewer.kind === 'public') {
        return answers.answer(code, () => presentText(reads, code));
      }
      const fault = clockFault(query);
      if (fault !== null) throw new XinhengError('bad-request', fault);
      const clocks = { asOf: query.asOf, knownAt: query.knownAt };
      const subject = await reads.subject(code, clocks);
      if (!subject) throw new XinhengError('not-found', notFound(code));
      return jsonAnswer(subjectText(reads, subject, await reads.records(subject.subjectCode, clocks)));
    },
  });
}

/** The present answer on a code. Card and records are asked for side by side: almost every code is a present one. */
async function presentText(reads: PortalReads, code: string): Promise<string> {
  const [subject, records] = await Promise.all([reads.subject(code, {}), reads.records(code, {})]);
  if (!subject) throw new XinhengError('not-found', notFound(code));
  const own = subject.subjectCode === code ? records : await reads.records(subject.subjectCode, {});
  return subjectText(reads, subject, own);
}

function notFound(code: string): string {
  const fault = usccFault(code);
  return fault === null ? '本市没有这个代码的主体。' : `代码不正确：${typeset(fault)}。`;
}

/**
 * The answer as text. It does not pass the route's serialiser, which would drop what is not declared: exactly the
 * declared properties are written here, one by one (a test holds the two together).
 */
function subjectText(reads: PortalReads, subject: PortalSubject, found: RecordView[]): string {
  const names = namesOf(reads);
  const records = publicRecords(found, names).sort(newestFirst);
  return JSON.stringify({
    subject: apiSubject(subject),
    records: records.map((record) => apiRecord(names, record)),
  } satisfies Static<typeof SubjectAnswer>);
}

function apiSubject(subject: PortalSubject): Static<typeof ApiSubject> {
  return {
    subjectCode: subject.subjectCode,
    name: subject.name,
    kind: subject.kind,
    kindName: kindName(subject.kind),
    status: subject.status,
    statusName: statusView(subject.status).text,
    region: subject.region,
    industry: subject.industry,
    entityType: subject.entityType,
    establishedOn: subject.establishedOn,
    legalRepresentative: subject.legalRepresentative,
    capital: subject.capital && { amount: subject.capital.amount, currency: subject.capital.currency },
    address: subject.address,
    identifiers: subject.identifiers.map(({ scheme, value }) => ({ scheme, value })),
    updatedAt: subject.updatedAt,
  };
}

/** A record for machines: fields outside the public ones are dropped here too, by name. */
function apiRecord(names: Names, record: RecordView): Static<typeof ApiRecord> {
  const item = names.items.get(record.item);
  const fields: Record<string, unknown> = {};
  for (const field of item ? publicFieldsOf(item, record.payload) : []) {
    const value = record.payload[field.name];
    if (value !== undefined) fields[field.name] = publicValue(field, value);
  }
  return {
    recordKey: record.recordKey,
    version: record.version,
    item: record.item,
    itemName: item?.name ?? record.item,
    department: record.department,
    departmentName: departmentName(names, record.department),
    documentNumber: record.documentNumber,
    occurredOn: record.occurredOn,
    effectiveFrom: record.effectiveFrom,
    effectiveUntil: record.effectiveUntil,
    polarity: record.polarity,
    severity: record.severity,
    state: record.state,
    shownFrom: record.shownFrom,
    shownUntil: record.shownUntil === 'infinity' ? null : record.shownUntil,
    fields,
    batchId: Number(record.provenance.batchId),
    rowNumber: Number(record.provenance.rowNumber),
    recordedFrom: record.provenance.recordedFrom,
  };
}

function searchRoute(reads: PortalReads): Route {
  return defineRoute({
    ...common,
    path: '/api/v1/subjects',
    summary: '按名称、代码或拼音首字母查找主体',
    request: {
      query: Type.Object({
        q: Type.String({ title: '名称或代码', maxLength: 100 }),
        limit: Type.Integer({ title: '条数', minimum: 1, maximum: 100, default: hitsPerPage }),
        cursor: Type.Optional(Type.String({ title: '上一页给出的 nextCursor', maxLength: 200 })),
      }),
    },
    response: {
      200: Type.Object({
        hits: Type.Array(
          Type.Object({
            subjectCode: Text('统一社会信用代码'),
            name: Text('名称'),
            kind: Text('主体类别'),
            status: Text('登记状态'),
            region: MaybeText('区县代码'),
          }),
        ),
        total: Type.Integer({ title: '总数' }),
        totalIsLowerBound: Type.Boolean({ title: '总数只是下限' }),
        nextCursor: Type.Optional(Text('下一页')),
      }),
    },
    handler: async ({ query }) => {
      const text = query.q.trim();
      const fault = queryFault(text);
      if (fault !== null) throw new XinhengError('bad-request', `${fault}。`);
      const { nextCursor, ...found } = await reads.search({ text, limit: query.limit, cursor: query.cursor });
      return nextCursor === undefined ? found : { ...found, nextCursor };
    },
  });
}

function itemsRoute(reads: PortalReads): Route {
  return defineRoute({
    ...common,
    path: '/api/v1/items',
    summary: '公开的信息项及其公开字段',
    response: {
      200: Type.Object({
        edition: Text('目录版本'),
        items: Type.Array(
          Type.Object({
            code: Text('信息项代码'),
            name: Text('信息项'),
            section: Text('主体页面的栏目'),
            polarity: Text('正负面'),
            provider: Text('提供部门代码'),
            legalBasis: Text('依据'),
            windows: Type.Array(
              Type.Object({
                appliesTo: Text('适用于何时发生的信息'),
                rules: Type.Array(Text('公示多久')),
                source: Text('依据，未核实的注明来源待核'),
              }),
              { title: '公示期' },
            ),
            fields: Type.Array(Type.Object({ name: Text('字段名'), label: Text('字段中文名'), type: Text('类型') })),
          }),
        ),
      }),
    },
    handler: () => ({
      edition: reads.catalogue.edition,
      items: reads.catalogue.items
        .filter((item) => item.disclosure === 'public')
        .map((item) => ({
          ...item,
          windows: windowWords(item).map(({ heading, sentences, window }) => ({
            appliesTo: heading,
            rules: sentences,
            source: window.source,
          })),
          fields: publicFields(item).map(({ name, label, type }): { name: string; label: string; type: string } => ({
            name,
            label,
            type,
          })),
        })),
    }),
  });
}

function departmentsRoute(reads: PortalReads): Route {
  return defineRoute({
    ...common,
    path: '/api/v1/departments',
    summary: '提供信息的部门',
    response: {
      200: Type.Object({
        departments: Type.Array(
          Type.Object({ code: Text('部门代码'), name: Text('部门'), level: Text('city 市级，county 区县级') }),
        ),
      }),
    },
    handler: () => ({ departments: [...reads.departments] }),
  });
}

function statisticsRoute(reads: PortalReads): Route {
  return defineRoute({
    ...common,
    path: '/api/v1/statistics',
    summary: '各部门提供的各信息项条数',
    response: {
      200: Type.Object({
        subjects: Type.Integer({ title: '主体数' }),
        holdings: Type.Array(
          Type.Object({
            item: Text('信息项代码'),
            department: Text('部门代码'),
            currentRecords: Type.Integer({ title: '条数' }),
            lastRecorded: Text('最近更新'),
          }),
        ),
      }),
    },
    handler: async () => {
      const [holdings, subjects] = await Promise.all([reads.holdings(), reads.subjectCount()]);
      return { subjects, holdings: publicHoldings(namesOf(reads), holdings) };
    },
  });
}
