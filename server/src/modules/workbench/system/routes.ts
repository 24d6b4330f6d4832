/** The system page over HTTP: looking wants `system.read`, entering a calendar `system.operate`. */
import { text } from 'node:stream/consumers';
import type { CalendarYearDays } from '@xinheng/contracts/system.ts';
import { Type } from 'typebox';
import { whoIs } from '../../../platform/access/index.ts';
import { audit, fingerprint } from '../../../platform/audit/index.ts';
import {
  businessToday,
  enteredDays,
  enteredYears,
  enterYear,
  readUploadedYear,
} from '../../../platform/calendar/index.ts';
import { type Queryable, transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { defineRoute, type Route, rawBody } from '../../../platform/http/index.ts';
import type { SystemContext } from './context.ts';
import { calendarOf, jobKinds, overviewOf, storageOf } from './reads.ts';
import { calendarSchema, jobKindSchema, overviewSchema, storageSchema, yearDaysSchema, yearSchema } from './schemas.ts';

const tag = '系统运行';
const yearParams = Type.Object({ year: Type.Integer({ minimum: 2000, maximum: 2100 }) });
const calendarBytes = 256 * 1024;

/** The routes of the system page. Jobs are retried and discarded as bulk actions of the list `jobs`. */
export function systemRoutes(context: SystemContext): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/system',
      permission: 'system.read',
      summary: '版本、提醒与事件处理进度',
      tag,
      response: { 200: overviewSchema },
      handler: () => overviewOf(context),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/system/jobs',
      permission: 'system.read',
      summary: '各类后台任务的数目',
      tag,
      response: { 200: Type.Array(jobKindSchema) },
      handler: () => jobKinds(context),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/system/storage',
      permission: 'system.read',
      summary: '数据表、数据目录与磁盘',
      tag,
      response: { 200: storageSchema },
      handler: () => storageOf(context),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/system/calendar',
      permission: 'system.read',
      summary: '已录入的工作日历',
      tag,
      response: { 200: calendarSchema },
      handler: () => calendarOf(context.db.pool),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/system/calendar/:year',
      permission: 'system.read',
      summary: '一年的节假日与调休',
      tag,
      request: { params: yearParams },
      response: { 200: yearDaysSchema },
      async handler({ params: { year } }) {
        const found = await yearOf(context.db.pool, year);
        if (found === null) throw new XinhengError('not-found', `尚未录入${year}年的节假日安排。`);
        return found;
      },
    }),
    uploadRoute(context),
  ];
}

async function yearOf(q: Queryable, year: number): Promise<CalendarYearDays | null> {
  const entered = (await enteredYears(q)).find((candidate) => candidate.year === year);
  return entered === undefined ? null : { ...entered, days: await enteredDays(q, year) };
}

function uploadRoute({ db }: SystemContext): Route {
  return defineRoute({
    method: 'PUT',
    path: '/api/v1/system/calendar/:year',
    permission: 'system.operate',
    summary: '录入一年的节假日与调休',
    description:
      'CSV：日期,类型,名称（类型为“放假”或“上班”），依据在 source 参数中写明；或 cities/base/calendar 格式的 YAML。已过去的年份不能更改。',
    tag,
    limits: { bodyBytes: calendarBytes },
    errors: ['conflict'],
    request: {
      params: yearParams,
      query: Type.Object({ source: Type.Optional(Type.String({ maxLength: 200, description: 'CSV 的依据' })) }),
      body: rawBody(['text/csv', 'application/yaml'], '工作日历文件'),
    },
    response: { 200: yearSchema },
    async handler({ params: { year }, query, body, viewer, requestId }) {
      const format = body.mediaType === 'text/csv' ? 'csv' : 'yaml';
      const declared = readUploadedYear({ format, text: await text(body.stream), source: query.source }, year);
      return transact(db, async (tx) => {
        const before = await yearOf(tx.client, year);
        // Limits of those years have been counted, and kept or missed.
        if (before !== null && year < Number(businessToday().slice(0, 4)))
          throw new XinhengError('conflict', `${year}年已经过去，其工作日历不能再更改。`);
        await enterYear(tx, declared);
        const after = await yearOf(tx.client, year);
        if (after === null) throw new Error(`year ${year} was not entered`);
        await audit(tx, {
          ...whoIs(viewer),
          action: 'system.enter-calendar',
          object: `calendar:${year}`,
          reason: declared.source,
          requestId,
          ...(before !== null && { beforeHash: fingerprint(before) }),
          afterHash: fingerprint(after),
          details: { exceptions: after.exceptions },
        });
        const { days: _, ...entered } = after;
        return entered;
      });
    },
  });
}
