/** What everybody may fetch and keep: signed checkpoints, the keys, and that the log only grew between two of them. */
import type { CheckpointView } from '@xinheng/contracts/audit.ts';
import { Type } from 'typebox';
import {
  type Block,
  keyFingerprint,
  openNote,
  proveConsistency,
  readBlocks,
  readBlocksBefore,
  readLastBlock,
  readSigningKeys,
} from '../../../platform/audit/index.ts';
import type { Db } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';

const about = { method: 'GET', permission: 'public', tag: '审计检查点' } as const;
const blockNumber = Type.Integer({ minimum: 1, maximum: 1e14 });
const checkpointSchema = Type.Object({
  block: Type.Integer(),
  volume: Type.Integer(),
  size: Type.Integer(),
  hash: Type.String(),
  sealedAt: Type.String(),
  note: Type.String({ description: '签名检查点（C2SP signed note），请原样留存' }),
});

/** The public routes of the log. */
export function checkpointRoutes({ db }: { db: Db }): Route[] {
  return [listRoute(db), latestRoute(db), oneRoute(db), noteRoute(db), keysRoute(db), consistencyRoute(db)];
}

function shown({ block, volume, size, hash, sealed_at, note }: Block): CheckpointView {
  return { block, volume, size, hash, sealedAt: new Date(sealed_at).toISOString(), note };
}

async function blockOf(db: Db, number: number): Promise<Block> {
  const [block] = await readBlocks(db.pool, number, 1);
  if (block?.block !== number) throw new XinhengError('not-found', `没有第 ${number} 号检查点。`);
  return block;
}

function listRoute(db: Db): Route {
  return defineRoute({
    ...about,
    path: '/api/v1/audit/checkpoints',
    summary: '检查点：新的在前',
    description: '审计日志每封存一个区块，即公布一个签名检查点。请定期取走并留存：留存的检查点是日后核验的依据。',
    cache: { maxAge: 5 },
    request: {
      query: Type.Object({
        before: Type.Optional(blockNumber),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
      }),
    },
    response: { 200: Type.Object({ checkpoints: Type.Array(checkpointSchema), next: Type.Optional(Type.Integer()) }) },
    async handler({ query: { before, limit = 50 } }) {
      const blocks = await readBlocksBefore(db.pool, before ?? null, limit);
      const last = blocks.at(-1);
      return {
        checkpoints: blocks.map(shown),
        ...(last !== undefined && blocks.length === limit && last.block > 1 && { next: last.block }),
      };
    },
  });
}

function latestRoute(db: Db): Route {
  return defineRoute({
    ...about,
    path: '/api/v1/audit/checkpoints/latest',
    summary: '最新的检查点',
    cache: { maxAge: 5 },
    response: { 200: checkpointSchema },
    async handler() {
      const block = await readLastBlock(db.pool);
      if (block === undefined) throw new XinhengError('not-found', '审计日志还没有封存过。');
      return shown(block);
    },
  });
}

function oneRoute(db: Db): Route {
  return defineRoute({
    ...about,
    path: '/api/v1/audit/checkpoints/:block',
    summary: '一个检查点',
    cache: { maxAge: 60 },
    request: { params: Type.Object({ block: blockNumber }) },
    response: { 200: checkpointSchema },
    handler: async ({ params: { block } }) => shown(await blockOf(db, block)),
  });
}

function noteRoute(db: Db): Route {
  return defineRoute({
    ...about,
    path: '/api/v1/audit/checkpoints/:block/note',
    summary: '一个检查点的签名文本',
    cache: { maxAge: 60 },
    request: { params: Type.Object({ block: blockNumber }) },
    response: { 200: { contentType: 'text/plain; charset=utf-8', description: 'C2SP signed note' } },
    handler: async ({ params: { block } }) => answer((await blockOf(db, block)).note),
  });
}

function keysRoute(db: Db): Route {
  return defineRoute({
    ...about,
    path: '/api/v1/audit/keys',
    summary: '签名公钥：现用的在最后',
    description: '指纹请与主管部门另行公布的核对；换用的密钥由原密钥签名的检查点宣布。',
    cache: { maxAge: 60 },
    response: {
      200: Type.Array(Type.Object({ key: Type.String(), fingerprint: Type.String(), fromBlock: Type.Integer() })),
    },
    async handler() {
      const blocks = await readSigningKeys(db.pool);
      return blocks.flatMap(({ block, note }) => {
        const key = openNote(note, false)?.checkpoint.key.text;
        return key === undefined ? [] : [{ key, fingerprint: keyFingerprint(key), fromBlock: block }];
      });
    },
  });
}

function consistencyRoute(db: Db): Route {
  return defineRoute({
    ...about,
    path: '/api/v1/audit/consistency',
    summary: '一致性证明：后一个检查点由前一个增长而来',
    description: '按 RFC 9162 第 2.1.4 节核对。两个检查点不在同一卷时答以 400：跨卷以检查点之间的散列相连。',
    cache: { maxAge: 60 },
    request: { query: Type.Object({ from: blockNumber, to: blockNumber }) },
    response: {
      200: Type.Object({
        format: Type.Literal('xinheng-consistency/1'),
        origin: Type.String(),
        first: Type.String(),
        second: Type.String(),
        path: Type.Array(Type.String()),
      }),
    },
    errors: ['bad-request'],
    async handler({ query: { from, to } }) {
      if (from > to) throw new XinhengError('bad-request', `from（${from}）应不大于 to（${to}）。`);
      await blockOf(db, from);
      await blockOf(db, to);
      const proof = await proveConsistency(db.pool, from, to);
      if (proof === null)
        throw new XinhengError('bad-request', `第 ${from} 号与第 ${to} 号检查点不在同一卷，没有一致性证明。`);
      return proof;
    },
  });
}
