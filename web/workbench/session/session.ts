import { type QueryClient, queryOptions, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import type { Officer, Session } from '@xinheng/contracts/workbench.ts';
import { useCallback } from 'react';
import { type Ask, api } from '../../ui/api/client.ts';
import { connection } from '../../ui/api/connection.ts';

/** The session as the server last told it. Asked once; every step of signing in answers the next. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => {
    const session = await api<Session>('/session', { signingIn: true });
    connection.follow(session);
    return session;
  },
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
});

/** The present session; suspends until it is known. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

/** The signed-in officer. Only for what stands inside the shell, which shows nothing to anybody else. */
export function useOfficer(): Officer {
  const { officer } = useSession();
  if (!officer) throw new Error('a screen was shown without a session');
  return officer;
}

/** Whether the present post holds a permission, whatever its reach. The server decides; this only hides what is no use. */
export function useMay(): (permission: string) => boolean {
  const { permissions } = useOfficer();
  return useCallback((permission) => Object.hasOwn(permissions, permission), [permissions]);
}

/** Takes over a session answer: another person or post must not see what was fetched for the one before. */
export function takeSession(client: QueryClient, session: Session): void {
  const before = client.getQueryData<Session>(sessionQuery.queryKey);
  const same =
    before?.officer?.accountId === session.officer?.accountId &&
    before?.officer?.post.postId === session.officer?.post.postId;
  connection.follow(session);
  if (!same) {
    connection.choosePurpose(null);
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  }
  client.setQueryData(sessionQuery.queryKey, session);
}

/** A step that answers the session: sends it, takes the answer over and returns it. */
export function useSessionStep(): (path: string, ask: Ask) => Promise<Session> {
  const client = useQueryClient();
  return useCallback(
    async (path, ask) => {
      const answer = await api<Session | undefined>(path, { ...ask, signingIn: true });
      const session = answer?.state ? answer : await api<Session>('/session', { signingIn: true });
      takeSession(client, session);
      return session;
    },
    [client],
  );
}
