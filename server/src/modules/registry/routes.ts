/** What officers may ask of the registry beyond the public search. */
import { Type } from 'typebox';
import { whoIs } from '../../platform/access/index.ts';
import { audit } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { defineRoute, type Route } from '../../platform/http/index.ts';
import { subjectsOfRepresentative } from './search/index.ts';

const hit = Type.Object({
  subjectCode: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  status: Type.String(),
  region: Type.Union([Type.String(), Type.Null()]),
});

/** The registry's routes for holders of `subjects.read`. */
export function registryRoutes({ db }: { db: Db }): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/representatives/:name/subjects',
      permission: 'subjects.read',
      purpose: true,
      summary: '按法定代表人姓名查主体（仅限工作人员，留痕）',
      tag: '主体库',
      request: {
        params: Type.Object({ name: Type.String({ minLength: 2, maxLength: 50 }) }),
        query: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })) }),
      },
      response: { 200: Type.Object({ subjects: Type.Array(hit) }) },
      async handler({ params, query, viewer }) {
        const subjects = await subjectsOfRepresentative(db.pool, viewer, params.name, query.limit ?? 50);
        // A look at what one person owns is itself kept; the name is personal and is not written into the entry.
        await transact(db, (tx) =>
          audit(tx, {
            ...whoIs(viewer),
            action: 'registry.look-by-representative',
            details: { found: subjects.length },
          }),
        );
        return { subjects };
      },
    }),
  ];
}
