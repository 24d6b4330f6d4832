import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Sample } from './pairs.ts';

export type Request = { path: string; method?: 'GET' | 'POST'; body?: string };

export type LoadOrder = {
  origin: string;
  requests: readonly Request[];
  /** Where in `requests` to begin, so that each turn continues where the last one stopped. */
  offset: number;
  connections: number;
  seconds: number;
};

export type LoadResult = {
  requests: number;
  failures: number;
  perSecond: number;
  p50: number;
  p99: number;
  bytes: number;
};

const worker = fileURLToPath(new URL('./load-worker.ts', import.meta.url));

/**
 * Loads a server from a process of its own: `connections` kept-alive connections, each sending the next request as soon
 * as it has the answer (closed loop). Latencies in ms. Any answer but 200 is a failure, and a failure is an error here:
 * a server must not be fast by refusing.
 */
export async function load(order: LoadOrder): Promise<LoadResult> {
  const child = fork(worker, { stdio: 'inherit' });
  child.send(order);
  const ended = once(child, 'exit').then(() => {
    throw new Error('the load generator ended without a result');
  });
  const [result] = (await Promise.race([once(child, 'message'), ended])) as [LoadResult];
  ended.catch(() => {});
  if (result.failures > 0)
    throw new Error(`${result.failures} of ${result.requests} requests to ${order.origin} failed`);
  return result;
}

/** `load` as a side of a comparison: requests a second, going on through `requests` from turn to turn. */
export function loadSide(order: Omit<LoadOrder, 'offset'>): () => Promise<Sample> {
  let offset = 0;
  return async () => {
    const { requests, perSecond, p50, p99 } = await load({ ...order, offset });
    offset = (offset + requests) % order.requests.length;
    return { figure: perSecond, p50, p99, requests };
  };
}
