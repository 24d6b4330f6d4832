/** Routes of review: one waiting row in full, and the decision about it. */
import { Type } from 'typebox';
import { defineRoute, type Route } from '../../../platform/http/index.ts';
import type { EntryContext } from '../entry/context.ts';
import type { RowPlace } from '../store/waiting.ts';
import { decide } from './decide.ts';
import { lookAtPending } from './look.ts';
import { pendingFileSchema, resultSchema } from './schemas.ts';

const params = Type.Object({
  key: Type.String({ pattern: '^[1-9]\\d{0,14}[-~][1-9]\\d{0,14}$', description: '批次-行号' }),
});

/** `12-3`, or `12~3` as lists write their keys → batch 12, row 3. */
export function placeOf(key: string): RowPlace {
  const [batch = 0, row = 0] = key.split(/[-~]/).map(Number);
  return { batch, row };
}

export function reviewRoutes(context: EntryContext): Route[] {
  return [fileRoute(context), decisionRoute(context)];
}

function fileRoute({ db, city }: EntryContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/officer/pending/:key',
    permission: 'pending.read',
    purpose: true,
    summary: '一条待认领信息：来件、可能的主体及理由、处理情况（留痕）',
    tag: '复核',
    request: { params },
    response: { 200: pendingFileSchema },
    handler: ({ params: { key }, viewer, requestId }) => lookAtPending({ db, city, viewer, requestId }, placeOf(key)),
  });
}

function decisionRoute({ db, city }: EntryContext): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/officer/pending/:key/decisions',
    permission: 'pending.decide',
    summary: '处理一条待认领信息，或撤销上一次处理',
    description: '写明所见的版本；已被他人处理的答复 409（already-decided），decided 说明由谁、何时、如何处理。',
    tag: '复核',
    errors: ['already-decided', 'conflict'],
    request: {
      params,
      body: Type.Object({
        decision: Type.Enum(['attach', 'dismiss', 'send-back', 'keep-present', 'take-waiting', 'defer', 'undo']),
        version: Type.Integer({ minimum: 1 }),
        subjectCode: Type.Optional(Type.String({ minLength: 15, maxLength: 18 })),
        reason: Type.Optional(Type.String({ maxLength: 500 })),
      }),
    },
    response: { 200: resultSchema },
    handler: ({ params: { key }, body, viewer, requestId }) =>
      decide(db, { city, viewer, requestId }, placeOf(key), body),
  });
}
