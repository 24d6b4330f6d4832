/** Challenges as officers read and decide them. */
import { Type } from 'typebox';
import type { Db } from '../../../platform/db/index.ts';
import { defineRoute, type Route } from '../../../platform/http/index.ts';
import { decideChallenge, readChallenge } from '../challenges.ts';

const Text = Type.String();
const Nullable = Type.Union([Text, Type.Null()]);
const params = Type.Object({ challengeId: Type.String({ pattern: '^[0-9]{1,15}$', description: '质疑编号' }) });

const fileSchema = Type.Object({
  challengeId: Text,
  subjectCode: Text,
  subjectName: Text,
  recordKey: Text,
  recordVersion: Type.Integer(),
  item: Text,
  department: Text,
  ground: Text,
  field: Nullable,
  fieldLabel: Nullable,
  claim: Text,
  contact: Type.Union([Text, Type.Null()], { description: '联系方式；没有查看权限时脱敏' }),
  state: Type.Enum(['open', 'upheld', 'partly', 'dismissed']),
  openedAt: Text,
  dueOn: Nullable,
  overdue: Type.Boolean(),
  decidedAt: Nullable,
  decidedByName: Nullable,
  answer: Nullable,
  mayDecide: Type.Boolean(),
});

/** Officers' routes of challenges. */
export function challengeRoutes({ db }: { db: Db }): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/officer/challenges/:challengeId',
      permission: 'challenges.read',
      summary: '一条公众质疑',
      description: '联系方式脱敏；有查看不脱敏信息的权限者除外。每次查看留痕。',
      tag: '质量',
      request: { params },
      response: { 200: fileSchema },
      handler: ({ params: { challengeId }, viewer, requestId }) => readChallenge(db, viewer, challengeId, requestId),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/officer/challenges/:challengeId/decision',
      permission: 'challenges.decide',
      summary: '答复一条公众质疑',
      description: '答复对外公开。质疑成立的，由提供部门另行更正或撤回该信息。',
      tag: '质量',
      errors: ['conflict'],
      request: {
        params,
        body: Type.Object({
          decision: Type.Enum(['upheld', 'partly', 'dismissed']),
          answer: Type.String({ maxLength: 2000 }),
        }),
      },
      response: { 200: fileSchema },
      handler: ({ params: { challengeId }, body, viewer, requestId }) =>
        decideChallenge(db, viewer, challengeId, { ...body, requestId }),
    }),
  ];
}
