/** Routes of amendment and withdrawal. */
import { Type } from 'typebox';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import { amendRecord, withdrawRecord } from './amend.ts';
import type { EntryContext } from './context.ts';
import { receiptSchema, withdrawalSchema } from './schemas.ts';

const params = Type.Object({
  code: Type.String({ minLength: 15, maxLength: 18 }),
  recordKey: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
});
const version = Type.Integer({ minimum: 1, description: '所见的版本；已被改过则答复 409，说明由谁、何时' });
const reason = Type.String({ minLength: 2, maxLength: 500, pattern: '\\S.*\\S', description: '理由，随记录留存' });
const limits = { bodyBytes: 2 * 1024 ** 2 };

export function amendRoutes(context: EntryContext): Route[] {
  return [amendRoute(context), withdrawRoute(context)];
}

function amendRoute({ db, city }: EntryContext): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/officer/subjects/:code/records/:recordKey/amendments',
    permission: 'records.amend',
    summary: '更正本部门提供的一条信息',
    description: '只写要改的字段，null 为清空。写成新的版本，原版本照旧可查。',
    tag: '录入',
    limits,
    errors: ['conflict', 'row-rejected'],
    request: {
      params,
      body: Type.Object({
        version,
        reason,
        changes: Type.Record(
          Type.String({ maxLength: 60 }),
          Type.Union([Type.String({ maxLength: 32_767 }), Type.Null()]),
          { minProperties: 1, maxProperties: 200 },
        ),
      }),
    },
    response: { 201: receiptSchema },
    handler: async ({ params: { code, recordKey }, body, viewer }) =>
      answer(await amendRecord(db, viewer, { city, code, recordKey, ...body }), { status: 201 }),
  });
}

function withdrawRoute({ db, city }: EntryContext): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/officer/subjects/:code/records/:recordKey/withdrawal',
    permission: 'records.amend',
    summary: '撤回本部门提供的一条信息',
    description: '写成“已撤回”的新版本，不再公示；原版本照旧可查，不删除。',
    tag: '录入',
    limits,
    errors: ['conflict'],
    request: { params, body: Type.Object({ version, reason }) },
    response: { 201: withdrawalSchema },
    handler: async ({ params: { code, recordKey }, body, viewer }) =>
      answer(await withdrawRecord(db, viewer, { city, code, recordKey, ...body }), { status: 201 }),
  });
}
