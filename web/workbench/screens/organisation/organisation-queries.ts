import { keepPreviousData, type QueryClient, queryOptions, useQueryClient } from '@tanstack/react-query';
import type {
  DutyDetail,
  History,
  OrganisationChoices,
  OrganisationDetail,
  OrganisationTree,
  PersonDetail,
  PostDetail,
} from '@xinheng/contracts/organisation.ts';
import { useCallback } from 'react';
import { api } from '../../../ui/api/client.ts';

const asked = (on: string) => (on ? { on } : {});

export function treeQuery(on = '') {
  return queryOptions({
    queryKey: ['organisation', 'tree', on, ''],
    queryFn: ({ signal }) => api<OrganisationTree>('/organisation/tree', { query: asked(on), signal }),
    placeholderData: keepPreviousData,
  });
}

export function unitQuery(code: string, on: string) {
  return queryOptions({
    queryKey: ['organisation', 'units', code, on],
    queryFn: ({ signal }) => api<OrganisationDetail>(`/organisation/units/${code}`, { query: asked(on), signal }),
    placeholderData: keepPreviousData,
  });
}

export function personQuery(personId: string, on: string) {
  return queryOptions({
    queryKey: ['organisation', 'people', personId, on],
    queryFn: ({ signal }) => api<PersonDetail>(`/organisation/people/${personId}`, { query: asked(on), signal }),
    placeholderData: keepPreviousData,
  });
}

export function postQuery(postId: string) {
  return queryOptions({
    queryKey: ['organisation', 'posts', postId],
    queryFn: ({ signal }) => api<PostDetail>(`/organisation/posts/${postId}`, { signal }),
  });
}

export function dutyQuery(dutyId: string) {
  return queryOptions({
    queryKey: ['organisation', 'duties', dutyId],
    queryFn: ({ signal }) => api<DutyDetail>(`/organisation/duties/${dutyId}`, { signal }),
  });
}

/** `thing`: units/…, people/…, posts/…, duties/…. */
export function historyQuery(thing: string) {
  return queryOptions({
    queryKey: ['organisation', thing, 'history'],
    queryFn: ({ signal }) => api<History>(`/organisation/${thing}/history`, { signal }),
  });
}

export const choicesQuery = queryOptions({
  queryKey: ['organisation', 'choices'],
  queryFn: ({ signal }) => api<OrganisationChoices>('/organisation/choices', { signal }),
  staleTime: 30 * 60_000,
});

function forgetAll(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['organisation'] });
  void client.invalidateQueries({ queryKey: ['list'] });
}

/** Asks everything about organisations and people anew: one change shows on many pages. */
export function useRefreshOrganisation(): () => void {
  const client = useQueryClient();
  return useCallback(() => forgetAll(client), [client]);
}
