import { useQuery } from '@tanstack/react-query';
import type { FilterValues } from '@xinheng/contracts/listing.ts';
import { type ReactNode, useState } from 'react';
import { ProblemNotice } from '../pieces/problem.tsx';
import { Waiting } from '../pieces/waiting.tsx';
import type { ListState } from './list-address.ts';
import { listsQuery } from './list-queries.ts';
import { ListView } from './list-view.tsx';

/** A list as a part of another page, with conditions that the page sets: the records of a subject, its audit entries. */
export function EmbeddedList(props: { list: string; filters: FilterValues; tools?: ReactNode }) {
  const lists = useQuery(listsQuery);
  const declaration = lists.data?.find(({ name }) => name === props.list);
  const [sort, setSort] = useState<string | null>(null);
  const [cursors, setCursors] = useState<readonly string[]>([]);
  if (lists.isError) return <ProblemNotice error={lists.error} retry={() => void lists.refetch()} />;
  if (!lists.data) return <Waiting lines={8} />;
  if (!declaration) return <p className="muted">现在的岗位不能查看这部分内容。</p>;
  const state: ListState = { filters: props.filters, sort: sort ?? declaration.defaultSort, after: cursors.at(-1) };
  return (
    <ListView
      embedded
      declaration={declaration}
      state={state}
      onState={(next) => {
        setSort(next.sort);
        setCursors([]);
      }}
      pageNumber={cursors.length + 1}
      onNext={(after) => setCursors([...cursors, after])}
      onPrevious={() => setCursors(cursors.slice(0, -1))}
      tools={props.tools}
    />
  );
}
