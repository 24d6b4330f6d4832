/** The proof of a publication 存证, for everybody who is shown the record. */
import { Type } from 'typebox';
import { publicViewer } from '../../platform/access/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { defineRoute, type Route } from '../../platform/http/index.ts';
import { provePublished } from './publication.ts';
import { recordKeyPattern } from './schemas.ts';
import { versionsOf } from './store.ts';

const entrySchema = Type.Object({
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

/** @throws XinhengError not-found for what the public is not shown or what is older than 存证, conflict while unsealed */
export function publicationRoute({ db }: { db: Db }): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/audit/publications/:code/:record',
    permission: 'public',
    summary: '一条公示信息的存证',
    description: '证明这条信息何时公示或更正、内容未被改动。存成文件后可用 xinheng audit check-proof 离线核对。',
    tag: '审计检查点',
    errors: ['conflict'],
    request: {
      params: Type.Object({
        code: Type.String({ minLength: 15, maxLength: 18 }),
        record: Type.String({ pattern: recordKeyPattern }),
      }),
    },
    response: {
      200: Type.Object({
        format: Type.Literal('xinheng-publication/1'),
        leaf: Type.String({ description: '叶子：JSON 数组' }),
        content: Type.String({ description: '公开字段的原文，散列在叶子中' }),
        index: Type.Integer(),
        size: Type.Integer(),
        path: Type.Array(Type.String()),
        entry: entrySchema,
      }),
    },
    async handler({ params: { code, record } }) {
      const [row] = await versionsOf(db.pool, publicViewer, { subjectCode: code, region: null, recordKey: record });
      if (row === undefined) throw new XinhengError('not-found', '没有公示这条信息。');
      const { version, item, department } = row;
      const proof = await provePublished(db.pool, { subjectCode: code, recordKey: record, version, item, department });
      if (proof === 'unsealed') throw new XinhengError('conflict', '这条信息刚刚入库，存证几秒后封存，请稍后再取。');
      if (proof === null) throw new XinhengError('not-found', '这条信息入库早于存证启用，没有存证。');
      return proof;
    },
  });
}
