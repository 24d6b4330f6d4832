import { queryOptions } from '@tanstack/react-query';
import type { Matter, Notice, ToDo } from '@xinheng/contracts/workbench.ts';
import { api } from '../../ui/api/client.ts';

const minutes = 60_000;

/** What is waiting for this officer. */
export const toDosQuery = queryOptions({
  queryKey: ['to-dos'],
  queryFn: ({ signal }) => api<ToDo[]>('/to-dos', { signal }),
});

export const noticesQuery = queryOptions({
  queryKey: ['notices'],
  queryFn: ({ signal }) => api<Notice[]>('/notices', { signal }),
});

/** 应用事项清单. */
export const mattersQuery = queryOptions({
  queryKey: ['matters'],
  queryFn: ({ signal }) => api<Matter[]>('/matters', { signal }),
  staleTime: 30 * minutes,
});
