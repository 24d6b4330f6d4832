/**
 * The process behind `load`. Speaks HTTP/1.1 by itself over plain sockets: a general client costs as much CPU a request
 * as the servers that are measured, and they share the machine.
 */
import net from 'node:net';
import type { LoadOrder, LoadResult, Request } from './load.ts';
import { quantile } from './statistics.ts';

const headEnd = Buffer.from('\r\n\r\n');
const lastChunk = Buffer.from('0\r\n\r\n');

function messageOf(request: Request, host: string): Buffer {
  const body = request.body === undefined ? '' : request.body;
  const about =
    request.body === undefined
      ? ''
      : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  return Buffer.from(
    `${request.method ?? 'GET'} ${request.path} HTTP/1.1\r\nhost: ${host}\r\naccept: */*\r\n${about}\r\n${body}`,
  );
}

/** Length of the complete answer at the start of `data`, or -1 when there is more to come. */
function answerLength(data: Buffer): number {
  const head = data.indexOf(headEnd);
  if (head === -1) return -1;
  const text = data.toString('latin1', 0, head).toLowerCase();
  const length = /\r\ncontent-length: *(\d+)/.exec(text)?.[1];
  if (length !== undefined) {
    const total = head + 4 + Number(length);
    return data.length >= total ? total : -1;
  }
  const end = data.indexOf(lastChunk, head + 2);
  return end === -1 ? -1 : end + lastChunk.length;
}

type Tally = { latencies: number[]; failures: number; bytes: number };

function runConnection(
  address: URL,
  messages: readonly Buffer[],
  next: () => number,
  until: number,
  tally: Tally,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(address.port), address.hostname);
    socket.setNoDelay(true);
    let data: Buffer = Buffer.alloc(0);
    let sentAt = 0;
    const send = () => {
      sentAt = performance.now();
      socket.write(messages[next()] as Buffer);
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed a connection')));
    socket.on('data', (chunk: Buffer) => {
      data = data.length === 0 ? chunk : Buffer.concat([data, chunk]);
      const length = answerLength(data);
      if (length === -1) return;
      const now = performance.now();
      tally.latencies.push(now - sentAt);
      tally.bytes += length;
      if (data.toString('latin1', 9, 12) !== '200') tally.failures += 1;
      data = data.subarray(length);
      if (now >= until) {
        socket.removeAllListeners('close');
        socket.destroy();
        resolve();
      } else send();
    });
  });
}

async function run(order: LoadOrder): Promise<LoadResult> {
  const address = new URL(order.origin);
  const messages = order.requests.map((request) => messageOf(request, address.host));
  let at = order.offset;
  const next = () => at++ % messages.length;
  const tally: Tally = { latencies: [], failures: 0, bytes: 0 };
  const began = performance.now();
  const until = began + order.seconds * 1000;
  await Promise.all(
    Array.from({ length: order.connections }, () => runConnection(address, messages, next, until, tally)),
  );
  const seconds = (performance.now() - began) / 1000;
  return {
    requests: tally.latencies.length,
    failures: tally.failures,
    perSecond: tally.latencies.length / seconds,
    p50: quantile(tally.latencies, 0.5),
    p99: quantile(tally.latencies, 0.99),
    bytes: tally.bytes,
  };
}

process.on('message', async (order: LoadOrder) => {
  try {
    process.send?.(await run(order));
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
  process.disconnect?.();
});
