import { useQuery } from '@tanstack/react-query';
import type { Batch, UndoneRow } from '@xinheng/contracts/exchange.ts';
import { useState } from 'react';
import { AppLink } from '../../../ui/address.tsx';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { countText, momentText } from '../../../ui/pieces/dates.ts';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { undoneRowsQuery } from './batch-queries.ts';
import { Pager } from './pager.tsx';
import { undoneWords } from './words.ts';

/** What the undo made of the batch, row by row. */
export function UndonePart({ batch }: { batch: Batch }) {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const [outcome, setOutcome] = useState<UndoneRow['outcome']>();
  const asked = useQuery(undoneRowsQuery(String(batch.batch), outcome, cursors.at(-1)));
  const { undone } = batch;
  return (
    <section className="sheet" aria-labelledby="batch-undone">
      <h2 id="batch-undone">撤销结果</h2>
      {undone ? (
        <>
          <p>
            {undone.name}于 {momentText(undone.at)} 撤销，理由：{undone.reason}
          </p>
          <p>
            恢复原内容 {countText(undone.counts.restored)} 条，撤回 {countText(undone.counts.withdrawn)} 条，未动{' '}
            {countText(undone.counts.left)} 条，取消待认领 {countText(undone.counts.dismissed)} 行。
          </p>
        </>
      ) : null}
      <p className="batch-kinds">
        <label htmlFor="undone-kind">只看</label>
        <select
          id="undone-kind"
          className="plain-select"
          value={outcome ?? ''}
          onChange={({ target }) => {
            setCursors([]);
            setOutcome((target.value || undefined) as UndoneRow['outcome'] | undefined);
          }}
        >
          <option value="">全部</option>
          {Object.entries(undoneWords).map(([code, { name }]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </p>
      <Loaded asked={asked} lines={10} height={360}>
        {(page) => (
          <>
            {page.rows.length === 0 ? <p className="muted">没有这样的行。</p> : <UndoneTable rows={page.rows} />}
            <Pager
              page={cursors.length + 1}
              onPrevious={cursors.length > 0 ? () => setCursors(cursors.slice(0, -1)) : undefined}
              onNext={page.next ? () => setCursors([...cursors, page.next ?? '']) : undefined}
            />
          </>
        )}
      </Loaded>
    </section>
  );
}

function UndoneTable({ rows }: { rows: readonly UndoneRow[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="batch-rows" aria-label="撤销的各行" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">行</th>
            <th scope="col">结果</th>
            <th scope="col">主体</th>
            <th scope="col">说明</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.row}>
              <th scope="row">{row.row}</th>
              <td>
                <Badge tone={undoneWords[row.outcome].tone}>{undoneWords[row.outcome].name}</Badge>
              </td>
              <td>
                <AppLink href={`/subjects/${row.subjectCode}`}>{row.subjectName ?? row.subjectCode}</AppLink>
              </td>
              <td>{row.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
