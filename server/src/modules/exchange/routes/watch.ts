/** The progress of a batch as server-sent events: one at once, one whenever something has changed, the last at its end. */
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchEvent } from '@xinheng/contracts/exchange.ts';
import { Type } from 'typebox';
import type { Viewer } from '../../../platform/access/index.ts';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import { readBatch } from '../batches.ts';
import { readProgress } from '../progress.ts';
import type { ExchangeContext } from './index.ts';
import { countsOf } from './schemas.ts';

const lookEveryMs = 500;
/** Proxies close what is silent for long. */
const signOfLifeMs = 15_000;
/** Then the browser asks again, and its session is looked at again. */
const longestMs = 5 * 60_000;

const underWay = new Set(['waiting', 'staging', 'merging']);

export function watchRoute(context: ExchangeContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/batches/:batch/progress',
    permission: 'batches.read',
    summary: '批次进度（事件流）',
    description: 'text/event-stream，每个事件的 data 为一个 JSON 对象；over 为 true 的是最后一个。',
    tag: '归集',
    request: { params: Type.Object({ batch: Type.Integer({ minimum: 1 }) }) },
    response: { 200: { contentType: 'text/event-stream; charset=utf-8' } },
    async handler({ params: { batch }, viewer }) {
      await readBatch(context.db.pool, viewer, batch);
      // A reader that goes away destroys the stream, and with it the loop behind it.
      const stream = Readable.from(events(context, viewer, batch), { objectMode: false });
      return answer(stream, { headers: { 'x-accel-buffering': 'no' } });
    },
  });
}

async function* events({ db, stopping }: ExchangeContext, viewer: Viewer, batchId: number): AsyncGenerator<string> {
  const began = performance.now();
  let said = '';
  let saidAt = began;
  while (performance.now() - began < longestMs && !stopping?.aborted) {
    const row = await readBatch(db.pool, viewer, batchId);
    const progress = await readProgress(db.pool, batchId);
    const { state, refusal } = row;
    const over = !underWay.has(state);
    const event: BatchEvent = { batch: batchId, state, progress, refusal, over, ...countsOf(row) };
    // How long it has been silent changes always, and is no news by itself.
    const news = JSON.stringify({ ...event, progress: progress && { ...progress, quietSeconds: 0 } });
    if (news !== said) {
      yield `data: ${JSON.stringify(event)}\n\n`;
      said = news;
      saidAt = performance.now();
    } else if (performance.now() - saidAt > signOfLifeMs) {
      yield ':\n\n';
      saidAt = performance.now();
    }
    if (over) return;
    await sleep(lookEveryMs, undefined, stopping ? { signal: stopping, ref: false } : { ref: false }).catch(() => {});
  }
}
