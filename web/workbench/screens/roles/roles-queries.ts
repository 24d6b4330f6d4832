import { queryOptions } from '@tanstack/react-query';
import type { RoleMatrix } from '@xinheng/contracts/organisation.ts';
import { api } from '../../../ui/api/client.ts';

export const matrixQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: ({ signal }) => api<RoleMatrix>('/roles', { signal }),
  staleTime: 5 * 60_000,
});
