import { useQuery } from '@tanstack/react-query';
import type { FilterValues, ListColumn, ListDeclaration, SavedView } from '@xinheng/contracts/listing.ts';
import { Button } from 'antd';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { usePreference } from '../keep.ts';
import { countText, shortMoment } from '../pieces/dates.ts';
import { ProblemNotice } from '../pieces/problem.tsx';
import { Waiting } from '../pieces/waiting.tsx';
import { BulkBar } from './bulk.tsx';
import { ExportDialog } from './export.tsx';
import type { ListState } from './list-address.ts';
import { countQuery, pageQuery, viewsQuery } from './list-queries.ts';
import './list.css';
import { QueryForm } from './query-form.tsx';
import { Rows, type Selection, useNarrow } from './rows.tsx';
import { type Looks, LooksMenu, ViewsMenu } from './tools.tsx';

export interface ListViewProps {
  declaration: ListDeclaration;
  state: ListState;
  /** Asks for another state; `back`: the page before. */
  onState: (state: ListState) => void;
  /** Number of the present page; 0 when it was opened by its address and is not known. */
  pageNumber: number;
  onNext: (after: string) => void;
  onPrevious: () => void;
  /** Part of another page: no query form, no views. */
  embedded?: boolean;
  /** More buttons of the page that the list stands on (新增、导入). */
  tools?: ReactNode;
}

const defaultLooks: Looks = { columns: null, density: 'middle', limit: 50 };

/** The columns to be shown: the saved view's, the officer's choice, or the list's own, in this order. */
function shownColumns(declaration: ListDeclaration, wanted: readonly string[] | null): ListColumn[] {
  const chosen = declaration.columns.filter(({ name, defaultShown }) => wanted?.includes(name) ?? defaultShown);
  return chosen.length > 0 ? chosen : declaration.columns;
}

/** A list, drawn wholly from its declaration. What is asked comes from outside: an address, or the page around it. */
export function ListView(props: ListViewProps) {
  const { declaration, state, onState } = props;
  const { name } = declaration;
  const isNarrow = useNarrow();
  const [looks, setLooks] = usePreference<Looks>(`list.${name}`, defaultLooks);
  const [formOpen, setFormOpen] = usePreference(`list-form.${isNarrow ? 'narrow' : 'wide'}`, !isNarrow);
  const [selection, setSelection] = useState<Selection>(new Map());
  const [exporting, setExporting] = useState(false);
  const page = useQuery(pageQuery(name, state, looks.limit));
  const view = useView(name, state.view);
  const columns = useMemo(
    () => shownColumns(declaration, view?.columns ?? looks.columns),
    [declaration, view, looks.columns],
  );
  const shown = columns.map((column) => column.name);
  const asked = JSON.stringify(state.filters);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other conditions, other rows: what was ticked may not be among them
  useEffect(() => setSelection(new Map()), [asked]);
  usePageKeys(page.data?.next, props);
  const ask = (filters: FilterValues) => onState({ filters, sort: state.sort });
  const apply = ({ viewId, filters, sort }: SavedView) => onState({ filters, sort, view: viewId });
  const changeLooks = (next: Looks) => {
    setLooks(next);
    if (next.columns !== looks.columns && state.view) onState({ ...state, view: undefined });
  };
  return (
    <section className="list" aria-label={declaration.title} aria-busy={page.isFetching}>
      {props.embedded || declaration.filters.length === 0 ? null : (
        <QueryForm
          filters={declaration.filters}
          values={state.filters}
          onAsk={ask}
          open={formOpen}
          onOpen={setFormOpen}
        />
      )}
      <div className="list-sheet">
        <div className="list-tools">
          {selection.size > 0 ? (
            <BulkBar declaration={declaration} columns={columns} selection={selection} onSelect={setSelection} />
          ) : (
            <>
              <Total list={name} filters={state.filters} asOf={page.data?.asOf} />
              <div className="list-buttons">
                {props.tools}
                {props.embedded ? null : (
                  <ViewsMenu declaration={declaration} state={state} shown={shown} onApply={apply} />
                )}
                {declaration.exports === false ? null : <Button onClick={() => setExporting(true)}>导出</Button>}
                <LooksMenu declaration={declaration} shown={shown} looks={looks} onChange={changeLooks} />
              </div>
            </>
          )}
        </div>
        <Body {...props} page={page} columns={columns} looks={looks} selection={selection} onSelect={setSelection} />
        <Pages {...props} next={page.data?.next} busy={page.isPlaceholderData} />
      </div>
      {exporting ? (
        <ExportDialog declaration={declaration} state={state} shown={shown} onClose={() => setExporting(false)} />
      ) : null}
    </section>
  );
}

/** The saved view that the address names, once it is known. */
function useView(list: string, viewId: string | undefined): SavedView | undefined {
  const views = useQuery({ ...viewsQuery(list), enabled: viewId !== undefined });
  return views.data?.find((view) => view.viewId === viewId);
}

function Body(
  props: ListViewProps & {
    page: ReturnType<typeof useQuery<import('@xinheng/contracts/listing.ts').ListPage>>;
    columns: readonly ListColumn[];
    looks: Looks;
    selection: Selection;
    onSelect: (selection: Selection) => void;
  },
) {
  const { declaration, state, page, looks } = props;
  if (page.isError) {
    const wantsPurpose = page.error instanceof ApiProblem && page.error.code === 'purpose-required';
    return (
      <div className="list-body">
        <ProblemNotice
          error={page.error}
          retry={() => void page.refetch()}
          {...(wantsPurpose ? { retryText: '说明用途' } : {})}
        />
      </div>
    );
  }
  if (!page.data) {
    return (
      <div className="list-body">
        <Waiting lines={16} label="正在读取列表" />
      </div>
    );
  }
  const isFiltered = Object.keys(state.filters).length > 0;
  return (
    <div className={page.isPlaceholderData ? 'list-body stale' : 'list-body'}>
      <Rows
        declaration={declaration}
        columns={props.columns}
        rows={page.data.rows}
        sort={state.sort}
        onSort={(sort) => props.onState({ ...state, sort, after: undefined })}
        density={looks.density}
        selection={declaration.bulkActions.length > 0 ? props.selection : undefined}
        onSelect={props.onSelect}
        emptyText={isFiltered ? '没有符合条件的内容，可去掉部分条件再查。' : (declaration.emptyText ?? '暂无内容')}
      />
    </div>
  );
}

function Total(props: { list: string; filters: FilterValues; asOf: string | undefined }) {
  const count = useQuery(countQuery(props.list, props.filters));
  const { data } = count;
  return (
    <p className="list-total" role="status">
      {data ? `${data.exact ? '共' : '超过'} ${countText(data.count)} 条` : ' '}
      {props.asOf ? <span className="muted">　{shortMoment(props.asOf)} 读取</span> : null}
    </p>
  );
}

function Pages(props: ListViewProps & { next: string | undefined; busy: boolean }) {
  const { state, next, pageNumber } = props;
  if (!state.after && !next) return null;
  return (
    <nav className="list-pages" aria-label="翻页">
      <Button disabled={!state.after} onClick={props.onPrevious} aria-keyshortcuts="ArrowLeft">
        {state.after && pageNumber === 0 ? '« 第一页' : '‹ 上一页'}
      </Button>
      <span className="list-page-number" role="status">
        {pageNumber > 0 ? `第 ${pageNumber} 页` : ''}
      </span>
      <Button disabled={!next || props.busy} onClick={() => next && props.onNext(next)} aria-keyshortcuts="ArrowRight">
        下一页 ›
      </Button>
    </nav>
  );
}

/** ← and → turn the page while the focus is on nothing that needs them. */
function usePageKeys(next: string | undefined, { state, onNext, onPrevious, embedded }: ListViewProps): void {
  useEffect(() => {
    if (embedded) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (document.querySelector('dialog[open]')) return;
      const { target } = event;
      if (target instanceof HTMLElement && target !== document.body && target.id !== 'main') return;
      if (event.key === 'ArrowRight' && next) onNext(next);
      else if (event.key === 'ArrowLeft' && state.after) onPrevious();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  });
}
