/** Officers' routes of comparison. */
import { Type } from 'typebox';
import { actorOf, type Viewer, whoIs } from '../../../platform/access/index.ts';
import { audit } from '../../../platform/audit/index.ts';
import type { City } from '../../../platform/city/index.ts';
import { type Db, type Tx, transact } from '../../../platform/db/index.ts';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import { decideDifference, writeBackDifference } from '../decide.ts';
import { readDifference } from '../read.ts';
import { correctionRoutes } from './corrections.ts';
import { doneSchema, fileSchema } from './schemas.ts';

export interface ComparisonContext {
  db: Db;
  city: City;
  /** Queues a comparison of the whole store. */
  enqueueAll: (tx: Tx, actor: string) => Promise<unknown>;
}

const params = Type.Object({
  differenceId: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', description: '差异单编号' }),
});
const revision = Type.Integer({ minimum: 1, description: '所见差异单的修订号；已有变化则答复 409' });

export function comparisonRoutes(context: ComparisonContext): Route[] {
  return [
    readRoute(context),
    decideRoute(context),
    writeRoute(context),
    runRoute(context),
    ...correctionRoutes(context),
  ];
}

function readRoute(context: ComparisonContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/officer/differences/:differenceId',
    permission: 'comparisons.read',
    summary: '一条比对差异',
    description: '两边的值并列，各自的来源、版本，建议，期限，决定与经过。须写明查询事由，每次查看留痕。',
    tag: '质量',
    purpose: true,
    request: { params },
    response: { 200: fileSchema },
    handler: ({ params: { differenceId }, viewer, requestId }) =>
      readDifference(context, viewer, differenceId, requestId),
  });
}

async function told(context: ComparisonContext, viewer: Viewer, id: string, requestId: string, message: string) {
  return { message, difference: await readDifference(context, viewer, id, requestId) };
}

function decideRoute(context: ComparisonContext): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/officer/differences/:differenceId/decision',
    permission: 'comparisons.decide',
    summary: '对一条比对差异作出决定',
    description: '有误的一边是本部门提供的，更正当即写成新的版本；否则交由提供部门写入。',
    tag: '质量',
    purpose: true,
    errors: ['conflict', 'row-rejected'],
    request: {
      params,
      body: Type.Object({
        revision,
        decision: Type.Enum(['left', 'right', 'other', 'not-an-error']),
        value: Type.Optional(
          Type.Union([Type.String({ maxLength: 4000 }), Type.Null()], { description: '决定为其他值时填写' }),
        ),
        reason: Type.Optional(Type.String({ maxLength: 400, description: '其他值、不是差错时必填' })),
      }),
    },
    response: { 200: doneSchema },
    handler: async ({ params: { differenceId }, body, viewer, requestId }) => {
      const { message } = await decideDifference({ ...context, viewer }, differenceId, {
        ...body,
        reason: body.reason ?? '',
      });
      return told(context, viewer, differenceId, requestId, message);
    },
  });
}

function writeRoute(context: ComparisonContext): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/officer/differences/:differenceId/write-back',
    permission: 'comparisons.decide',
    summary: '把已作出的决定写入本部门的信息',
    description: '其他部门已决定的差异，由提供有误一边的部门写成新的版本。',
    tag: '质量',
    purpose: true,
    errors: ['conflict', 'row-rejected'],
    request: { params, body: Type.Object({ revision }) },
    response: { 200: doneSchema },
    handler: async ({ params: { differenceId }, body, viewer, requestId }) => {
      const { message } = await writeBackDifference({ ...context, viewer }, differenceId, body.revision);
      return told(context, viewer, differenceId, requestId, message);
    },
  });
}

function runRoute({ db, enqueueAll }: ComparisonContext): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/officer/comparison-runs',
    permission: 'comparisons.run',
    summary: '立即全量比对',
    description: '排入后台；已有一次在进行的，接着那一次。',
    tag: '质量',
    request: {},
    response: { 202: Type.Object({ message: Type.String() }) },
    handler: async ({ viewer }) => {
      await transact(db, async (tx) => {
        await enqueueAll(tx, actorOf(viewer));
        await audit(tx, { ...whoIs(viewer), action: 'comparison.ask-run', object: 'comparison' });
      });
      return answer({ message: '已排入后台，结果见比对规则列表。' }, { status: 202 });
    },
  });
}
