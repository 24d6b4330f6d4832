import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { AppLink } from '../../../ui/address.tsx';
import { listsQuery } from '../../../ui/list/list-queries.ts';
import { Waiting } from '../../../ui/pieces/waiting.tsx';
import { keyOf, type useQueue } from './queue.ts';

/** The rows that wait, beside the one that is looked at. */
export function QueuePanel({ queue, current }: { queue: ReturnType<typeof useQueue>; current: string }) {
  const lists = useQuery(listsQuery);
  const declaration = lists.data?.find(({ name }) => name === 'pending');
  const reasons = declaration?.filters.find(({ name }) => name === 'reason')?.options ?? [];
  const items = declaration?.columns.find(({ name }) => name === 'item')?.options ?? [];
  const nameOf = (options: typeof reasons, code: unknown) =>
    options.find((option) => option.code === code)?.name ?? String(code ?? '');
  const list = useRef<HTMLDivElement>(null);
  const isKnown = queue.keys.includes(current);
  useEffect(() => {
    if (!isKnown || !current) return;
    const line = list.current?.querySelector<HTMLElement>('[aria-current]');
    // Only inside the panel: the page itself must not move.
    if (line && list.current) list.current.scrollTop = line.offsetTop - list.current.clientHeight / 3;
  }, [current, isKnown]);
  return (
    <aside className="sheet queue" aria-labelledby="queue-title">
      <div className="queue-head">
        <h2 id="queue-title">待处理</h2>
        <AppLink href="/pending">返回列表</AppLink>
      </div>
      <select
        className="plain-select"
        aria-label="按暂存原因筛选"
        value={queue.reason}
        onChange={(event) => queue.filter(event.target.value)}
      >
        <option value="">全部原因</option>
        {reasons.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
      <div className="queue-rows" ref={list}>
        {queue.isPending ? <Waiting lines={12} label="正在读取待处理信息" /> : null}
        {!queue.isPending && queue.rows.length === 0 ? <p className="muted">没有待处理的信息。</p> : null}
        <ol>
          {queue.rows.map((row) => (
            <li key={row.key}>
              <AppLink href={queue.addressFor(keyOf(row))} aria-current={keyOf(row) === current ? 'true' : undefined}>
                <span className="queue-name">{String(row.cells.name ?? row.cells.code ?? '未写明主体')}</span>
                <span className="queue-item">
                  {nameOf(items, row.cells.item)} · {nameOf(reasons, row.cells.reason)}
                </span>
              </AppLink>
            </li>
          ))}
        </ol>
      </div>
      <p className="muted queue-keys">
        <kbd>J</kbd> 下一条　<kbd>K</kbd> 上一条
      </p>
    </aside>
  );
}
