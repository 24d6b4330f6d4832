import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ItemGroup, RecordFile, RecordLines, SubjectFile } from '@xinheng/contracts/subject-file.ts';
import { api } from '../api/client.ts';
import type { Clocks } from './clocks.tsx';

/** The full file of a subject at two clocks. */
export function subjectQuery(code: string, clocks: Clocks) {
  return queryOptions({
    queryKey: ['subject', code, clocks],
    queryFn: ({ signal }) =>
      api<SubjectFile>(`/officer/subjects/${encodeURIComponent(code)}`, { query: { ...clocks }, signal }),
    placeholderData: keepPreviousData,
  });
}

/** The records of one item beyond those that the file already holds, page by page. */
export function moreRecordsQuery(code: string, group: ItemGroup, clocks: Clocks) {
  return infiniteQueryOptions({
    queryKey: ['subject', code, 'records', group.item, clocks, group.next],
    queryFn: ({ pageParam, signal }) =>
      api<RecordLines>(`/officer/subjects/${encodeURIComponent(code)}/records`, {
        query: { item: group.item, ...clocks, after: pageParam },
        signal,
      }),
    initialPageParam: group.next,
    getNextPageParam: (page) => page.next,
    enabled: false,
  });
}

/** One record with every version. */
export function recordQuery(code: string, recordKey: string) {
  return queryOptions({
    queryKey: ['record', code, recordKey],
    queryFn: ({ signal }) =>
      api<RecordFile>(`/officer/subjects/${encodeURIComponent(code)}/records/${encodeURIComponent(recordKey)}`, {
        signal,
      }),
  });
}
