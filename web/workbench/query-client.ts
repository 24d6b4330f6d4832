import { QueryClient } from '@tanstack/react-query';
import { asProblem } from '../ui/api/problem.ts';

/** A failure that may pass by itself: no answer, or a server that says it is not ready. */
function mayPass(error: unknown): boolean {
  const { status } = asProblem(error);
  return status === 0 || status === 502 || status === 503 || status === 504;
}

/** Answers held for this page. What an officer sees is asked for again when he comes back to it. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 10_000, retry: (failures, error) => failures < 2 && mayPass(error) },
    mutations: { retry: false },
  },
});
