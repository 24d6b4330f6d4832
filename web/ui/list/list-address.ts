import { type FilterValues, filterParameter, type ListDeclaration } from '@xinheng/contracts/listing.ts';

/** What is asked of a list, as it stands in the address. */
export interface ListState {
  filters: FilterValues;
  /** `column` or `-column`. */
  sort: string;
  /** Cursor after which the page begins; absent on the first page. */
  after?: string | undefined;
  /** The saved view it came from. */
  view?: string | undefined;
}

/** Reads the state of a list from the address. What the list does not declare is left out, so that an old link still opens. */
export function readState(declaration: ListDeclaration, query: URLSearchParams): ListState {
  const filters: FilterValues = {};
  for (const { name } of declaration.filters) {
    const value = query.get(filterParameter(name));
    if (value) filters[name] = value;
  }
  const sort = query.get('sort') ?? '';
  const sortable = declaration.columns.some((column) => column.sortable && column.name === sort.replace(/^-/, ''));
  return {
    filters,
    sort: sortable ? sort : declaration.defaultSort,
    ...(query.get('after') ? { after: query.get('after') ?? '' } : {}),
    ...(query.get('view') ? { view: query.get('view') ?? '' } : {}),
  };
}

/** The query that says this state, shortest form first: what is as by default is not written. */
export function writeState(declaration: ListDeclaration, state: ListState): URLSearchParams {
  const query = new URLSearchParams();
  for (const { name } of declaration.filters) {
    const value = state.filters[name];
    if (value) query.set(filterParameter(name), value);
  }
  if (state.sort !== declaration.defaultSort) query.set('sort', state.sort);
  if (state.after) query.set('after', state.after);
  if (state.view) query.set('view', state.view);
  return query;
}

/** The same as a question to the API. */
export function askOf(state: ListState, limit: number): Record<string, string | number | undefined> {
  return { ...filtersOf(state.filters), sort: state.sort, after: state.after, limit };
}

/** Filters as query parameters of the API. */
export function filtersOf(filters: FilterValues): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).map(([name, value]) => [filterParameter(name), value]));
}
