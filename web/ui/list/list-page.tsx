import { useQuery } from '@tanstack/react-query';
import { useLocation, useRouter } from '@tanstack/react-router';
import type { ListDeclaration } from '@xinheng/contracts/listing.ts';
import { type ReactNode, useEffect } from 'react';
import { addressOf, useAddress, useGo } from '../address.tsx';
import { ProblemNotice } from '../pieces/problem.tsx';
import { Waiting } from '../pieces/waiting.tsx';
import { type ListState, readState, writeState } from './list-address.ts';
import { listsQuery } from './list-queries.ts';
import { ListView } from './list-view.tsx';
import './list.css';

export interface ListPageProps {
  /** Name of the list. */
  list: string;
  /** Stands between the heading and the list: a sentence, tabs. */
  children?: ReactNode;
  /** More buttons at the right of the list: 新增、导入. */
  tools?: ReactNode;
}

/** The page of a list. What is asked stands in the address, so that it can be bookmarked, sent on and gone back to. */
export function ListPage(props: ListPageProps) {
  const lists = useQuery(listsQuery);
  const declaration = lists.data?.find(({ name }) => name === props.list);
  useEffect(() => {
    if (declaration) document.title = `${declaration.title} - 信衡工作台`;
  }, [declaration]);
  if (lists.isError) return <ProblemNotice error={lists.error} retry={() => void lists.refetch()} />;
  if (!lists.data) {
    return (
      <div className="page">
        <div className="list-heading-waiting" />
        <div className="list-sheet">
          <Waiting lines={20} label="正在读取列表" />
        </div>
      </div>
    );
  }
  if (!declaration) {
    return (
      <section className="page">
        <h1>没有这个列表</h1>
        <p>地址可能有误，或现在的岗位不能查看这个列表。</p>
      </section>
    );
  }
  return (
    <div className="page">
      <h1>{declaration.title}</h1>
      {props.children}
      <AddressedList declaration={declaration} tools={props.tools} />
    </div>
  );
}

/** How many pages of this list lie before the present one in the history; undefined when opened by its address. */
function usePageNumber(state: ListState): number {
  const number = useLocation({ select: ({ state: held }) => (held as { listPage?: number }).listPage });
  return state.after ? (number ?? 0) : 1;
}

function AddressedList({ declaration, tools }: { declaration: ListDeclaration; tools: ReactNode }) {
  const { path, query } = useAddress();
  const { history } = useRouter();
  const go = useGo();
  const state = readState(declaration, query);
  const pageNumber = usePageNumber(state);
  const show = (next: ListState, page = 1) =>
    go(addressOf(path, writeState(declaration, next)), page > 1 ? { state: { listPage: page } } : {});
  return (
    <ListView
      declaration={declaration}
      state={state}
      onState={(next) => show(next)}
      pageNumber={pageNumber}
      onNext={(after) => show({ ...state, after }, pageNumber > 0 ? pageNumber + 1 : 0)}
      // A keyset cursor knows only forward. The page before is the one in the history; without one, the first page.
      onPrevious={() => (pageNumber > 1 ? history.back() : show({ ...state, after: undefined }))}
      tools={tools}
    />
  );
}
