import { Type } from 'typebox';
import { defineRoute, type Route } from '../../../platform/http/index.ts';
import type { Context } from '../context.ts';

/** The city's 应用事项清单: what a look at non-public data may be for. */
export function mattersRoute({ city }: Pick<Context, 'city'>): Route {
  const matters = city.matters.map(({ code, name, noteRequired }) => ({ code, name, noteRequired }));
  return defineRoute({
    method: 'GET',
    path: '/api/v1/matters',
    permission: 'workbench.use',
    summary: '应用事项清单',
    tag: '工作台',
    response: {
      200: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), noteRequired: Type.Boolean() })),
    },
    handler: () => matters,
  });
}
