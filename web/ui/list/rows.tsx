import type { ListColumn, ListDeclaration, ListRow } from '@xinheng/contracts/listing.ts';
import { Checkbox, Table } from 'antd';
import { useSyncExternalStore } from 'react';
import { cellText, leadingCell, rowName } from './cells.tsx';

export type Density = 'large' | 'middle' | 'small';

/** The rows that are ticked, on whatever page they stand: key → row. */
export type Selection = ReadonlyMap<string, ListRow>;

export interface RowsProps {
  declaration: ListDeclaration;
  columns: readonly ListColumn[];
  rows: readonly ListRow[];
  sort: string;
  onSort: (sort: string) => void;
  density: Density;
  /** Absent when the list has no bulk actions. */
  selection?: Selection | undefined;
  onSelect: (selection: Selection) => void;
  /** Said where there is nothing. */
  emptyText: string;
}

const narrow = '(max-width: 40rem)';

/** Whether the window is as narrow as a telephone. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(narrow);
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => matchMedia(narrow).matches,
  );
}

/** The rows of a list: a table, and cards where a table would not fit. */
export function Rows(props: RowsProps) {
  return useNarrow() ? <Cards {...props} /> : <RowTable {...props} />;
}

function directionOf(sort: string, column: string): 'ascend' | 'descend' | null {
  if (sort === column) return 'ascend';
  return sort === `-${column}` ? 'descend' : null;
}

const numeric = new Set(['integer', 'number']);

function RowTable(props: RowsProps) {
  const { declaration, columns, rows, selection, sort } = props;
  const shown = columns.map((column, index) => ({
    key: column.name,
    title: column.title,
    ...(column.width ? { width: column.width } : {}),
    ...(numeric.has(column.type) ? { align: 'right' as const } : {}),
    ...(column.sortable
      ? { sorter: true, sortOrder: directionOf(sort, column.name), showSorterTooltip: false as const }
      : {}),
    render: (_: unknown, row: ListRow) =>
      index === 0 ? leadingCell(declaration, column, row) : cellText(column, row.cells[column.name]),
  }));
  return (
    // Scrolled by the box around it: Ant Design's own way measures the columns with a hidden copy that takes the focus.
    <div className="list-scroll">
      <Table<ListRow>
        className="list-table"
        rowKey="key"
        size={props.density}
        columns={shown}
        dataSource={rows}
        pagination={false}
        sortDirections={['ascend', 'descend', 'ascend']}
        locale={{ emptyText: props.emptyText }}
        onChange={(_pages, _filters, sorter) => {
          if (Array.isArray(sorter) || sorter.columnKey === undefined) return;
          props.onSort(sorter.order === 'descend' ? `-${sorter.columnKey}` : String(sorter.columnKey));
        }}
        {...(selection
          ? {
              rowSelection: {
                selectedRowKeys: [...selection.keys()],
                columnWidth: 44,
                getTitleCheckboxProps: () => ({ 'aria-label': '选择本页全部' }),
                getCheckboxProps: (row: ListRow) => ({ 'aria-label': `选择“${rowName(columns, row)}”` }),
                onChange: (keys) => props.onSelect(changed(selection, rows, new Set(keys.map(String)))),
              },
            }
          : {})}
      />
    </div>
  );
}

/** The selection after a change on this page; what is ticked on other pages stays. */
function changed(before: Selection, rows: readonly ListRow[], ticked: ReadonlySet<string>): Selection {
  const next = new Map(before);
  for (const row of rows) {
    if (ticked.has(row.key)) next.set(row.key, row);
    else next.delete(row.key);
  }
  return next;
}

function Cards(props: RowsProps) {
  const { declaration, columns, rows, selection } = props;
  const [first, ...others] = columns;
  if (rows.length === 0) return <p className="list-empty">{props.emptyText}</p>;
  return (
    <>
      <CardOrder {...props} />
      <ul className="list-cards">
        {rows.map((row) => (
          <li key={row.key} className="list-card">
            <div className="list-card-head">
              {selection ? (
                <Checkbox
                  aria-label={`选择“${rowName(columns, row)}”`}
                  checked={selection.has(row.key)}
                  onChange={({ target }) => {
                    const ticked = new Set(selection.keys());
                    if (target.checked) ticked.add(row.key);
                    else ticked.delete(row.key);
                    props.onSelect(changed(selection, rows, ticked));
                  }}
                />
              ) : null}
              {first ? <strong>{leadingCell(declaration, first, row)}</strong> : null}
            </div>
            <dl>
              {others.map((column) => (
                <div key={column.name}>
                  <dt>{column.title}</dt>
                  <dd>{cellText(column, row.cells[column.name])}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Cards have no column heads to sort by. */
function CardOrder({ declaration, sort, onSort }: RowsProps) {
  const sortable = declaration.columns.filter((column) => column.sortable);
  if (sortable.length === 0) return null;
  return (
    <label className="card-order">
      排序
      <select className="plain-select" value={sort} onChange={(event) => onSort(event.target.value)}>
        {sortable.flatMap(({ name, title }) => [
          <option key={name} value={name}>
            {title}，从小到大
          </option>,
          <option key={`-${name}`} value={`-${name}`}>
            {title}，从大到小
          </option>,
        ])}
      </select>
    </label>
  );
}
