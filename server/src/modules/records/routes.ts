/** The records of a subject and one record with its history, for officers. Every answer is a look that is kept. */
import type { RowFinding } from '@xinheng/contracts/row-check.ts';
import type { RecordFile, RecordLines } from '@xinheng/contracts/subject-file.ts';
import { Type } from 'typebox';
import { reachesTo, type Viewer, whoIs } from '../../platform/access/index.ts';
import { type Act, actsOn, audit } from '../../platform/audit/index.ts';
import type { City } from '../../platform/city/index.ts';
import { type Db, type Queryable, type Tx, transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { defineRoute, type Route } from '../../platform/http/index.ts';
import { sightOf } from './disclose.ts';
import { type RowSource, versionsShown } from './history.ts';
import { departmentNamed, lineOf } from './lines.ts';
import { publicationRoute } from './publication-routes.ts';
import { itemsOf } from './reads.ts';
import { recordFileSchema, recordKeyPattern, recordLineSchema } from './schemas.ts';
import { pageOfSubject, placeOf, versionsOf } from './store.ts';

/** A subject as the registry finds it for these routes. */
export interface FoundSubject {
  subjectCode: string;
  name: string;
  region: string | null;
  /** Within the viewer's reach of subjects.read. */
  inReach: boolean;
}

export interface RecordsContext {
  db: Db;
  city: City;
  findSubject(q: Queryable, viewer: Viewer, code: string): Promise<FoundSubject | null>;
  /** What supply knows of rows; the map's keys are `batch-row`. */
  sourcesOf(
    q: Queryable,
    rows: readonly { batch: number; row: number }[],
  ): Promise<Map<string, RowSource & { receipts: RowFinding[] }>>;
}

const subjectParams = { code: Type.String({ minLength: 15, maxLength: 18 }) };

/** The records' routes for holders of `records.read`. */
export function recordsRoutes(context: RecordsContext): Route[] {
  return [pageRoute(context), fileRoute(context), publicationRoute(context)];
}

function pageRoute({ db, city, findSubject }: RecordsContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/officer/subjects/:code/records',
    permission: 'subjects.read',
    purpose: true,
    summary: '一个主体的信用信息（按事项翻页，留痕）',
    tag: '信用信息',
    request: {
      params: Type.Object(subjectParams),
      query: Type.Object({
        item: Type.Optional(Type.String({ maxLength: 100 })),
        asOf: Type.Optional(Type.String({ format: 'date', description: '截至业务日' })),
        knownAt: Type.Optional(Type.String({ format: 'date-time', description: '截至知悉时刻' })),
        after: Type.Optional(
          Type.String({ pattern: '^(\\d{4}-\\d\\d-\\d\\d)?~[0-9a-f-]{36}$', description: '上一页的 next' }),
        ),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
      }),
    },
    response: { 200: Type.Object({ records: Type.Array(recordLineSchema), next: Type.Optional(Type.String()) }) },
    handler: ({ params, query, viewer, requestId }) =>
      transact(db, async (tx): Promise<RecordLines> => {
        const subject = await findSubject(tx.client, viewer, params.code);
        if (!subject?.inReach) throw noSubject(params.code);
        const { item, asOf, knownAt, after } = query;
        const limit = query.limit ?? 50;
        const rows = await pageOfSubject(tx.client, viewer, {
          ...subject,
          item,
          asOf,
          knownAt,
          after,
          limit: limit + 1,
        });
        const shown = rows.slice(0, limit);
        await audit(tx, {
          ...whoIs(viewer),
          action: 'records.look',
          object: `subject:${subject.subjectCode}`,
          subjectCode: subject.subjectCode,
          requestId,
          details: { item: item ?? null, asOf: asOf ?? null, knownAt: knownAt ?? null, records: shown.length },
        });
        const last = shown.at(-1);
        return {
          records: shown.map((row) => lineOf(city, row, viewer, subject.region)),
          ...(rows.length > limit && last && { next: placeOf(last) }),
        };
      }),
  });
}

function fileRoute(context: RecordsContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/officer/subjects/:code/records/:recordKey',
    permission: 'subjects.read',
    purpose: true,
    summary: '一条信息的各个版本、来源与处理情况（留痕）',
    tag: '信用信息',
    request: { params: Type.Object({ ...subjectParams, recordKey: Type.String({ pattern: recordKeyPattern }) }) },
    response: { 200: recordFileSchema },
    handler: ({ params, viewer, requestId }) =>
      transact(context.db, (tx) => lookAtRecord(context, tx, viewer, { ...params, requestId })),
  });
}

async function lookAtRecord(
  { city, findSubject, sourcesOf }: RecordsContext,
  tx: Tx,
  viewer: Viewer,
  of: { code: string; recordKey: string; requestId: string },
): Promise<RecordFile> {
  const { recordKey } = of;
  const subject = await findSubject(tx.client, viewer, of.code);
  const rows = subject ? await versionsOf(tx.client, viewer, { ...subject, recordKey }) : [];
  const [newest] = rows;
  // Outside the subjects in reach a department still reads what it has itself supplied and may amend.
  const supplied = newest !== undefined && reachesTo(viewer, 'records.amend', { department: newest.department });
  if (!subject || !newest || !(subject.inReach || supplied)) {
    throw new XinhengError('not-found', { message: '没有找到这条信息。' });
  }
  const sources = await sourcesOf(
    tx.client,
    rows.map((row) => ({ batch: row.batch_id, row: row.row_number })),
  );
  const acts = await actsOn(tx.client, {
    objects: [`record:${recordKey}`],
    actions: Object.keys(actionNames),
    limit: 100,
  });
  await audit(tx, {
    ...whoIs(viewer),
    action: 'records.look-at-one',
    object: `record:${recordKey}`,
    subjectCode: subject.subjectCode,
    requestId: of.requestId,
    details: { item: newest.item, versions: rows.length },
  });
  const item = itemsOf(city.catalogue).get(newest.item);
  const current = rows.find((row) => row.recorded_until === null);
  const mayAmend = supplied && current?.state === 'valid' && item !== undefined;
  return {
    subjectCode: subject.subjectCode,
    subjectName: subject.name,
    recordKey,
    item: newest.item,
    itemName: item?.name ?? newest.item,
    department: departmentNamed(city, newest.department),
    polarity: newest.polarity,
    disclosure: newest.disclosure,
    ...sightOf(viewer, { department: newest.department, region: subject.region }),
    versions: versionsShown(city, item, rows, sources, { viewer, region: subject.region }),
    events: acts.map((act) => eventOf(city, act)),
    mayAmend,
    mayWithdraw: mayAmend && item?.subject.role === 'about',
  };
}

const actionNames: Record<string, string> = {
  'records.amend': '更正',
  'records.withdraw': '撤回',
  'exchange.decide': '认定主体',
};

function eventOf(city: City, act: Act) {
  return {
    at: act.at,
    action: act.action,
    actionName: actionNames[act.action] ?? act.action,
    by: act.name ?? act.actor,
    department: act.department === null ? null : departmentNamed(city, act.department),
    reason: act.reason,
  };
}

function noSubject(code: string): XinhengError {
  return new XinhengError('not-found', { message: `主体库中没有“${code}”。` });
}
