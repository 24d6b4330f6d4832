/** 待办: counts of lists under declared filters, so that a count is always the number of rows that its list opens with. */
import type { ToDo } from '@xinheng/contracts/workbench.ts';
import { Type } from 'typebox';
import { may, type Viewer } from '../../platform/access/index.ts';
import type { DeclaredToDo } from '../../platform/city/index.ts';
import { defineRoute, type Route } from '../../platform/http/index.ts';
import type { Listing } from '../../platform/listing/index.ts';

export interface ToDoContext {
  listing: Listing;
  toDos: readonly DeclaredToDo[];
}

const toDoSchema = Type.Object({
  name: Type.String(),
  title: Type.String(),
  list: Type.String(),
  filters: Type.Record(Type.String(), Type.String()),
  count: Type.Integer(),
  overdue: Type.Optional(Type.Integer()),
});

/** The route of to-dos. Throws a TypeError at the start for a to-do whose filters its list does not have. */
export function toDoRoutes(context: ToDoContext): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/to-dos',
      permission: 'workbench.use',
      summary: '待办及数目；数目即打开列表后的行数',
      tag: '工作台',
      response: { 200: Type.Array(toDoSchema) },
      handler: async ({ viewer }) => toDosOf(context, viewer),
    }),
  ];
}

async function toDosOf({ listing, toDos }: ToDoContext, viewer: Viewer): Promise<ToDo[]> {
  const mine = toDos.filter(
    ({ list, permission }) => listing.opens(viewer, list) && (permission === undefined || may(viewer, permission)),
  );
  return Promise.all(
    mine.map(async ({ name, title, list, filters, overdue }) => {
      const [all, late] = await Promise.all([
        listing.count(viewer, list, filters),
        overdue === undefined ? undefined : listing.count(viewer, list, { ...filters, ...overdue }),
      ]);
      return { name, title, list, filters, count: all.count, ...(late !== undefined && { overdue: late.count }) };
    }),
  );
}
