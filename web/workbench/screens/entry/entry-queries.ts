import { queryOptions } from '@tanstack/react-query';
import type { ItemFile, ItemLines } from '@xinheng/contracts/catalogue-browser.ts';
import type { Draft } from '@xinheng/contracts/row-check.ts';
import { api } from '../../../ui/api/client.ts';

const halfAnHour = 30 * 60_000;

/** Every information item of the catalogue. */
export const itemsQuery = queryOptions({
  queryKey: ['items'],
  queryFn: ({ signal }) => api<ItemLines>('/officer/items', { signal }),
  staleTime: halfAnHour,
});

/** One information item with its fields and code lists. */
export function itemQuery(item: string) {
  return queryOptions({
    queryKey: ['items', item],
    queryFn: ({ signal }) => api<ItemFile>(`/officer/items/${encodeURIComponent(item)}`, { signal }),
    staleTime: halfAnHour,
  });
}

/** One draft, as it was last saved. */
export function draftQuery(draftId: string) {
  return queryOptions({
    queryKey: ['drafts', draftId],
    queryFn: ({ signal }) => api<Draft>(`/officer/drafts/${encodeURIComponent(draftId)}`, { signal }),
    // Another tab may have saved it; what is being written here must not be replaced behind the officer's back.
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}
