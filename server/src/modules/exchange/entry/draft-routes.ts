/** Routes of drafts. */
import { Type } from 'typebox';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import type { EntryContext } from './context.ts';
import { changeDraft, getDraft, listDrafts, removeDraft, saveDraft } from './drafts.ts';
import { draftIdSchema, draftLine, draftSchema, rowSchema } from './schemas.ts';

const params = Type.Object({ draftId: draftIdSchema });
const title = Type.Optional(Type.String({ maxLength: 100 }));
const version = Type.Integer({ minimum: 1, description: '所见的版本；已被改过则答复 409' });

export function draftRoutes(context: EntryContext): Route[] {
  return [listRoute(context), saveRoute(context), readRoute(context), changeRoute(context), deleteRoute(context)];
}

function listRoute({ db, city }: EntryContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/officer/drafts',
    permission: 'records.enter',
    summary: '本人的录入草稿',
    tag: '录入',
    request: { query: Type.Object({ item: Type.Optional(Type.String({ maxLength: 100 })) }) },
    response: { 200: Type.Object({ drafts: Type.Array(Type.Object(draftLine)) }) },
    handler: async ({ query, viewer }) => ({ drafts: await listDrafts(db, city, viewer, query.item) }),
  });
}

function saveRoute({ db, city }: EntryContext): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/officer/drafts',
    permission: 'records.enter',
    summary: '保存一份草稿',
    tag: '录入',
    errors: ['item-unknown', 'conflict'],
    request: { body: Type.Object({ item: Type.String({ maxLength: 100 }), row: rowSchema, title }) },
    response: { 201: draftSchema },
    handler: async ({ body, viewer }) => answer(await saveDraft(db, city, viewer, body), { status: 201 }),
  });
}

function readRoute({ db, city }: EntryContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/officer/drafts/:draftId',
    permission: 'records.enter',
    summary: '一份草稿',
    tag: '录入',
    request: { params },
    response: { 200: draftSchema },
    handler: ({ params: { draftId }, viewer }) => getDraft(db, city, viewer, draftId),
  });
}

function changeRoute({ db, city }: EntryContext): Route {
  return defineRoute({
    method: 'PUT',
    path: '/api/v1/officer/drafts/:draftId',
    permission: 'records.enter',
    summary: '改一份草稿',
    tag: '录入',
    errors: ['conflict'],
    request: { params, body: Type.Object({ row: rowSchema, title, version }) },
    response: { 200: draftSchema },
    handler: ({ params: { draftId }, body, viewer }) => changeDraft(db, city, viewer, { ...body, draftId }),
  });
}

function deleteRoute({ db }: EntryContext): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/api/v1/officer/drafts/:draftId',
    permission: 'records.enter',
    summary: '删除一份草稿',
    tag: '录入',
    errors: ['conflict'],
    request: { params, query: Type.Object({ version }) },
    response: { 200: Type.Object({ deleted: Type.Boolean() }) },
    async handler({ params: { draftId }, query, viewer }) {
      await removeDraft(db, viewer, { draftId, version: query.version });
      return { deleted: true };
    },
  });
}
