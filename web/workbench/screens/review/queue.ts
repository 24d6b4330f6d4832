import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ListRow } from '@xinheng/contracts/listing.ts';
import type { PendingFile } from '@xinheng/contracts/pending.ts';
import { useEffect } from 'react';
import { useAddress, useGo } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import type { ListState } from '../../../ui/list/list-address.ts';
import { pageQuery } from '../../../ui/list/list-queries.ts';

const queueLength = 50;

/** One waiting row with all that helps to decide about it. */
export function pendingQuery(key: string) {
  return queryOptions({
    queryKey: ['pending', key],
    queryFn: ({ signal }) => api<PendingFile>(`/officer/pending/${encodeURIComponent(key)}`, { signal }),
  });
}

/** The key of a row of the list as its address writes it. */
export function keyOf(row: ListRow): string {
  return `${row.cells.batch}-${row.cells.row}`;
}

/** The waiting rows beside the one that is looked at, and how to go among them. */
export function useQueue(current: string) {
  const { query } = useAddress();
  const go = useGo();
  const reason = query.get('f.reason') ?? '';
  const state: ListState = { filters: { state: 'waiting', ...(reason ? { reason } : {}) }, sort: '-batch' };
  const page = useQuery(pageQuery('pending', state, queueLength));
  const rows = page.data?.rows ?? [];
  const keys = rows.map(keyOf);
  const at = keys.indexOf(current);
  const suffix = reason ? `?f.reason=${encodeURIComponent(reason)}` : '';
  const addressFor = (key: string) => `/pending/${key}${suffix}`;
  const open = (key: string | undefined) => {
    if (key) go(addressFor(key));
  };
  return {
    rows,
    isPending: page.isPending,
    reason,
    keys,
    at,
    addressFor,
    next: () => open(keys[at + 1]),
    previous: () => open(at > 0 ? keys[at - 1] : undefined),
    /** Where to go once the present row is decided: the one after it, or the first that is left. */
    afterDecision: keys[at + 1] ?? keys.find((key) => key !== current),
    filter: (chosen: string) => go(`/pending/${current}${chosen ? `?f.reason=${encodeURIComponent(chosen)}` : ''}`),
  };
}

const writing = 'input:not([type=radio]), textarea, select, [contenteditable], .ant-select';

/** Keys of the review: j and k through the queue, a number for a candidate, Enter to the decision. */
export function useReviewKeys(act: {
  next: () => void;
  previous: () => void;
  choose: (index: number) => void;
  decide: () => void;
}): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || document.querySelector('dialog[open]')) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.closest(writing)) return;
      const key = event.key.toLowerCase();
      if (key === 'j') act.next();
      else if (key === 'k') act.previous();
      else if (/^[1-9]$/.test(key)) act.choose(Number(key) - 1);
      // On a button or link Enter already means something.
      else if (key === 'enter' && !target?.closest('a, button, summary, input')) act.decide();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  });
}
