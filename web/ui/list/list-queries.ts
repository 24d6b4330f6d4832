import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Export, ListCount, ListDeclaration, ListPage, SavedView } from '@xinheng/contracts/listing.ts';
import { api } from '../api/client.ts';
import { askOf, filtersOf, type ListState } from './list-address.ts';

const halfAnHour = 30 * 60_000;

/** Every list the present post may open. */
export const listsQuery = queryOptions({
  queryKey: ['lists'],
  queryFn: ({ signal }) => api<ListDeclaration[]>('/lists', { signal }),
  staleTime: halfAnHour,
});

/** The rows of one page of a list. The page before stays until the next has come. */
export function pageQuery(list: string, state: ListState, limit: number) {
  const { filters, sort, after } = state;
  return queryOptions({
    queryKey: ['list', list, 'rows', filters, sort, after, limit],
    queryFn: ({ signal }) => api<ListPage>(`/lists/${list}`, { query: askOf(state, limit), signal }),
    placeholderData: keepPreviousData,
  });
}

/** How many rows the filters leave. */
export function countQuery(list: string, filters: ListState['filters']) {
  return queryOptions({
    queryKey: ['list', list, 'count', filters],
    queryFn: ({ signal }) => api<ListCount>(`/lists/${list}/count`, { query: filtersOf(filters), signal }),
  });
}

/** The officer's saved views of a list. */
export function viewsQuery(list: string) {
  return queryOptions({
    queryKey: ['list', list, 'views'],
    queryFn: ({ signal }) => api<SavedView[]>(`/lists/${list}/views`, { signal }),
    staleTime: halfAnHour,
  });
}

const askAgainAfter = 1000;

/** One export; asked for again until it is ready. */
export function exportQuery(exportId: string) {
  return queryOptions({
    queryKey: ['exports', exportId],
    queryFn: ({ signal }) => api<Export>(`/exports/${exportId}`, { signal }),
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? askAgainAfter : false),
  });
}

/** Whether an export is still being written. */
export function isUnderWay(given: Export | undefined): boolean {
  return given === undefined || given.state === 'waiting' || given.state === 'running';
}
