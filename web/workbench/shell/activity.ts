import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { connection } from '../../ui/api/connection.ts';
import { sessionQuery } from '../session/session.ts';
import { noticesQuery, toDosQuery } from './queries.ts';

let lastActivity = Date.now();

const refreshEvery = 60_000;
const keepAliveAfter = 60_000;

/**
 * Keeps the session alive while somebody is at work, even without asking the server for anything (a long form), and
 * brings to-dos and notices up to date. An unattended page asks for nothing: otherwise it would never be signed out.
 */
export function useActivity(): void {
  const client = useQueryClient();
  useEffect(() => {
    const noticed = () => {
      lastActivity = Date.now();
      if (lastActivity - connection.lastRequest() > keepAliveAfter) void client.refetchQueries(sessionQuery);
    };
    const refresh = setInterval(() => {
      if (document.hidden || Date.now() - lastActivity > refreshEvery) return;
      void client.invalidateQueries({ queryKey: toDosQuery.queryKey });
      void client.invalidateQueries({ queryKey: noticesQuery.queryKey });
    }, refreshEvery);
    const events = ['keydown', 'pointerdown'] as const;
    for (const event of events) document.addEventListener(event, noticed, { passive: true });
    return () => {
      clearInterval(refresh);
      for (const event of events) document.removeEventListener(event, noticed);
    };
  }, [client]);
}
