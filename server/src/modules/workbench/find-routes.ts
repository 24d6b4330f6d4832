/** 搜索: one field for subjects and batches; pages of the workbench are found in the browser. */
import type { FindGroup, FindHit } from '@xinheng/contracts/workbench.ts';
import { Type } from 'typebox';
import { may, type Viewer } from '../../platform/access/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { defineRoute, type Route } from '../../platform/http/index.ts';
import type { SubjectSearch } from '../registry/index.ts';
import { batchNumbered, subjectsWithin } from './store/find.ts';

export interface FindContext {
  db: Db;
  search: Pick<SubjectSearch, 'search'>;
}

const hitsOfGroup = 8;
/** More than are shown: those out of reach fall away. */
const looked = 40;

/**
 * The route of the global search. Names and codes of subjects are public, so looking for one is no look at non-public data;
 * what is behind the link is, and asks for its purpose there.
 */
export function findRoutes(context: FindContext): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/find',
      permission: 'workbench.use',
      summary: '全局搜索：主体、批次',
      tag: '工作台',
      request: { query: Type.Object({ q: Type.String({ minLength: 1, maxLength: 100, title: '搜索内容' }) }) },
      response: {
        200: Type.Array(
          Type.Object({
            title: Type.String(),
            hits: Type.Array(
              Type.Object({ title: Type.String(), subtitle: Type.Optional(Type.String()), link: Type.String() }),
            ),
          }),
        ),
      },
      async handler({ query, viewer }) {
        const words = query.q.trim();
        const groups: FindGroup[] = [
          { title: '主体', hits: await subjectHits(context, viewer, words) },
          { title: '批次', hits: await batchHits(context, viewer, words) },
        ];
        return groups.filter(({ hits }) => hits.length > 0);
      },
    }),
  ];
}

async function subjectHits({ db, search }: FindContext, viewer: Viewer, words: string): Promise<FindHit[]> {
  if (!may(viewer, 'subjects.read') || [...words].length < 2) return [];
  const { hits } = await search.search({ text: words, limit: looked });
  const mine = await subjectsWithin(
    db.pool,
    viewer,
    hits.map(({ subjectCode }) => subjectCode),
  );
  return hits
    .filter(({ subjectCode }) => mine.has(subjectCode))
    .slice(0, hitsOfGroup)
    .map(({ subjectCode, name }) => ({ title: name, subtitle: subjectCode, link: `/subjects/${subjectCode}` }));
}

async function batchHits({ db }: FindContext, viewer: Viewer, words: string): Promise<FindHit[]> {
  if (!may(viewer, 'batches.read') || !/^\d{1,12}$/.test(words)) return [];
  const batch = await batchNumbered(db.pool, viewer, Number(words));
  return batch === null ? [] : [{ title: `批次 ${words}`, subtitle: batch.source, link: `/batches/${words}` }];
}
