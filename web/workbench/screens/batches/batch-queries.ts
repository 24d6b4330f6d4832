import { keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import type {
  Batch,
  BatchEvent,
  BatchRowPage,
  RowOutcome,
  UndoneRow,
  UndoneRowPage,
} from '@xinheng/contracts/exchange.ts';
import { useEffect, useState } from 'react';
import { api, apiAddress } from '../../../ui/api/client.ts';

export function batchQuery(batch: string) {
  return queryOptions({
    queryKey: ['batches', batch],
    queryFn: ({ signal }) => api<Batch>(`/batches/${batch}`, { signal }),
  });
}

const rowsAtOnce = 50;

export function rowsQuery(batch: string, outcome: RowOutcome | undefined, after: string | undefined) {
  return queryOptions({
    queryKey: ['batches', batch, 'rows', outcome, after],
    queryFn: ({ signal }) =>
      api<BatchRowPage>(`/batches/${batch}/rows`, { query: { outcome, after, limit: rowsAtOnce }, signal }),
    placeholderData: keepPreviousData,
  });
}

export function undoneRowsQuery(batch: string, outcome: UndoneRow['outcome'] | undefined, after: string | undefined) {
  return queryOptions({
    queryKey: ['batches', batch, 'undo', outcome, after],
    queryFn: ({ signal }) =>
      api<UndoneRowPage>(`/batches/${batch}/undo`, { query: { outcome, after, limit: rowsAtOnce }, signal }),
    placeholderData: keepPreviousData,
  });
}

/** Follows a batch while it is worked on, as the server tells; when it is over, everything about it is asked anew. */
export function useProgress(batch: string, watch: boolean): BatchEvent | undefined {
  const client = useQueryClient();
  const [event, setEvent] = useState<BatchEvent>();
  useEffect(() => {
    if (!watch) return;
    // Reconnects by itself, also when the server ends the stream after some minutes.
    const source = new EventSource(apiAddress(`/batches/${batch}/progress`));
    source.onmessage = ({ data }) => {
      const told = JSON.parse(data) as BatchEvent;
      setEvent(told);
      if (!told.over) return;
      source.close();
      void client.invalidateQueries({ queryKey: ['batches', batch] });
      void client.invalidateQueries({ queryKey: ['to-dos'] });
    };
    return () => source.close();
  }, [batch, watch, client]);
  return watch ? event : undefined;
}
