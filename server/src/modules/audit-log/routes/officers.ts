/** For officers: the proof of an entry, and verification of the whole log in the background. */
import type { Verification } from '@xinheng/contracts/audit.ts';
import { Type } from 'typebox';
import { whoIs } from '../../../platform/access/index.ts';
import {
  audit,
  insertVerification,
  parseHeld,
  proveEntry,
  readVerification,
  readVerifications,
  type VerificationRun,
  verificationUnderWay,
} from '../../../platform/audit/index.ts';
import { transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import type { AuditLogContext } from './index.ts';

const tag = '审计';
const mostShown = 30;
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const entryProofSchema = Type.Object({
  format: Type.Literal('xinheng-proof/1'),
  entry: Type.Integer(),
  leaf: Type.String(),
  block: Type.Integer(),
  volume: Type.Integer(),
  index: Type.Integer(),
  size: Type.Integer(),
  path: Type.Array(Type.String()),
  checkpoint: Type.String(),
});

const verificationSchema = Type.Object({
  verificationId: Type.String(),
  state: Type.Enum(['waiting', 'running', 'done', 'failed']),
  quick: Type.Boolean(),
  requestedBy: Type.String(),
  requestedAt: Type.String(),
  finishedAt: orNull(Type.String()),
  progress: Type.Integer(),
  total: Type.Integer(),
  whole: orNull(Type.Boolean()),
  blocks: orNull(Type.Integer()),
  unsealed: orNull(Type.Integer()),
  against: Type.Integer(),
  findings: Type.Array(
    Type.Object({
      kind: Type.String(),
      block: Type.Integer(),
      entry: orNull(Type.Integer()),
      message: Type.String(),
    }),
  ),
  message: orNull(Type.String()),
});

/** The officers' routes of the log. */
export function officerRoutes(context: AuditLogContext): Route[] {
  return [proofRoute(context), startRoute(context), listRoute(context), oneRoute(context)];
}

function shown(run: VerificationRun): Verification {
  const { report } = run;
  return {
    ...{ verificationId: run.verificationId, state: run.state, quick: run.quick, requestedBy: run.requestedBy },
    requestedAt: new Date(run.requestedAt).toISOString(),
    finishedAt: run.finishedAt && new Date(run.finishedAt).toISOString(),
    ...{ progress: run.progress, total: run.total, against: run.against.length, message: run.message },
    whole: report?.whole ?? null,
    blocks: report?.blocks ?? null,
    unsealed: report?.unsealed ?? null,
    findings: (report?.findings ?? []).map(({ kind, block, entry, message }) => ({ kind, block, entry, message })),
  };
}

function proofRoute({ db }: AuditLogContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/audit/entries/:entry/proof',
    permission: 'audit.read',
    summary: '一条审计日志的包含证明',
    description: '证明含日志全文与签名检查点，可用 xinheng audit check-proof 离线核对。调取留痕。',
    tag,
    errors: ['conflict'],
    request: { params: Type.Object({ entry: Type.Integer({ minimum: 1, maximum: 1e14 }) }) },
    response: { 200: entryProofSchema },
    async handler({ params: { entry }, viewer }) {
      const proof = await proveEntry(db.pool, entry);
      if (proof === null) throw new XinhengError('not-found', `没有第 ${entry} 号日志。`);
      if (proof === 'unsealed') throw new XinhengError('conflict', `第 ${entry} 号日志尚未封存，请过几秒再试。`);
      await transact(db, (tx) =>
        audit(tx, { ...whoIs(viewer), action: 'audit.prove', object: `audit-entry:${entry}` }),
      );
      return proof;
    },
  });
}

function startRoute({ db, enqueueVerification }: AuditLogContext): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/audit/verifications',
    permission: 'audit.verify',
    summary: '发起核验：后台逐条重算全部审计日志',
    description: '可附上外部留存的检查点一并对照。已有核验在进行时答以 409。',
    tag,
    errors: ['conflict', 'bad-request'],
    request: {
      body: Type.Object({
        quick: Type.Optional(Type.Boolean({ description: '不逐块核对签名' })),
        against: Type.Optional(Type.Array(Type.String({ maxLength: 200_000 }), { maxItems: 50 })),
      }),
    },
    response: { 202: Type.Object({ verificationId: Type.String() }) },
    async handler({ body: { quick = false, against = [] }, viewer }) {
      for (const [at, text] of against.entries()) {
        if (parseHeld(text) !== null) continue;
        const message = `第 ${at + 1} 个文件中没有检查点，或检查点自身的签名不成立。`;
        const errors = [{ in: 'body', field: `against.${at}`, message }];
        throw new XinhengError('bad-request', { message, details: { errors } });
      }
      const verificationId = await transact(db, async (tx) => {
        const under = await verificationUnderWay(tx.client);
        if (under !== undefined)
          throw new XinhengError('conflict', `${under.requestedBy}发起的核验正在进行，请待其完成。`);
        const who = whoIs(viewer);
        const requestedBy = viewer.kind === 'officer' ? viewer.name : who.actor;
        const id = await insertVerification(tx.client, { quick, requestedBy, against });
        await audit(tx, {
          ...who,
          action: 'audit.verify',
          object: `verification:${id}`,
          details: { quick, against: against.length },
        });
        await enqueueVerification(tx, id);
        return id;
      });
      return answer({ verificationId }, { status: 202 });
    },
  });
}

function listRoute({ db }: AuditLogContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/audit/verifications',
    permission: 'audit.verify',
    summary: '最近的核验及其结果',
    tag,
    response: { 200: Type.Array(verificationSchema) },
    handler: async () => (await readVerifications(db.pool, mostShown)).map(shown),
  });
}

function oneRoute({ db }: AuditLogContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/audit/verifications/:verification',
    permission: 'audit.verify',
    summary: '一次核验的进度与结果',
    tag,
    request: { params: Type.Object({ verification: Type.String({ pattern: '^[1-9]\\d{0,17}$' }) }) },
    response: { 200: verificationSchema },
    async handler({ params: { verification } }) {
      const run = await readVerification(db.pool, verification);
      if (run === undefined) throw new XinhengError('not-found', '没有这次核验。');
      return shown(run);
    },
  });
}
