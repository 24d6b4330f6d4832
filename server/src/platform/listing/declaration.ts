import type { ListDeclaration, ListOption } from '@xinheng/contracts/listing.ts';
import { may, type Viewer } from '../access/index.ts';
import type { List, Options } from './definition.ts';
import { offered } from './filters.ts';

async function optionsOf(options: Options | undefined): Promise<{ options?: ListOption[] }> {
  if (options === undefined) return {};
  return { options: [...(typeof options === 'function' ? await options() : options)] };
}

/** The list as the browser needs it to draw it, for a viewer who may open it. */
export async function declarationFor(list: List, viewer: Viewer): Promise<ListDeclaration> {
  const columns = Object.entries(list.columns).map(async ([name, column]) => ({
    name,
    title: column.title,
    type: column.type,
    sortable: (column.sortable ?? false) && (column.mask === undefined || may(viewer, column.mask.unless)),
    defaultShown: column.shown ?? true,
    ...(column.width !== undefined && { width: column.width }),
    ...(await optionsOf(column.options)),
  }));
  const filters = Object.entries(list.filters)
    .filter(([, filter]) => offered(filter, viewer))
    .map(async ([name, filter]) => ({
      name,
      title: filter.title,
      type: filter.type,
      ...(filter.advanced !== undefined && { advanced: filter.advanced }),
      ...(filter.hint !== undefined && { hint: filter.hint }),
      ...(await optionsOf(filter.options)),
    }));
  return {
    name: list.name,
    title: list.title,
    group: list.group,
    columns: await Promise.all(columns),
    filters: await Promise.all(filters),
    defaultSort: list.defaultSort,
    purpose: list.purpose ?? false,
    bulkActions: (list.actions ?? [])
      .filter(({ permission }) => may(viewer, permission))
      .map(({ action, title, confirm, fields, danger }) => ({
        action,
        title,
        ...(confirm !== undefined && { confirm }),
        ...(fields !== undefined && { fields }),
        ...(danger !== undefined && { danger }),
      })),
    exports: (list.exports ?? true) && may(viewer, 'lists.export'),
    ...(list.rowLink !== undefined && { rowLink: list.rowLink }),
    ...(list.emptyText !== undefined && { emptyText: list.emptyText }),
  };
}
