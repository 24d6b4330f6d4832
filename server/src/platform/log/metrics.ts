import type { Pool } from 'pg';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Everything `/metrics` shows. One instance a server, so that tests do not share counters. */
export type Metrics = {
  registry: Registry;
  httpSeconds: Histogram<'method' | 'route' | 'status'>;
  batches: Counter<'item' | 'state'>;
  batchRows: Counter<'item' | 'outcome'>;
  jobs: Counter<'job' | 'outcome'>;
  outboxLag: Gauge<'consumer'>;
  outboxBehind: Gauge<'consumer'>;
};

/** Builds the registry; `processMetrics: false` leaves out Node's own gauges (they start timers). */
export function createMetrics(options: { pool?: Pool; processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.processMetrics !== false) collectDefaultMetrics({ register: registry });
  const pool = options.pool;
  if (pool) {
    new Gauge({
      name: 'xinheng_db_connections',
      help: 'connections of the pool: total, idle, and requests waiting for one',
      labelNames: ['state'],
      registers,
      collect() {
        this.set({ state: 'total' }, pool.totalCount);
        this.set({ state: 'idle' }, pool.idleCount);
        this.set({ state: 'waiting' }, pool.waitingCount);
      },
    });
  }
  return {
    registry,
    httpSeconds: new Histogram({
      name: 'xinheng_http_request_seconds',
      help: 'time from the request to the end of its answer, in seconds',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
      registers,
    }),
    batches: new Counter({
      name: 'xinheng_batches_total',
      help: 'batches by state',
      labelNames: ['item', 'state'],
      registers,
    }),
    batchRows: new Counter({
      name: 'xinheng_batch_rows_total',
      help: 'rows by outcome',
      labelNames: ['item', 'outcome'],
      registers,
    }),
    jobs: new Counter({
      name: 'xinheng_jobs_total',
      help: 'jobs run, by outcome',
      labelNames: ['job', 'outcome'],
      registers,
    }),
    outboxLag: new Gauge({
      name: 'xinheng_outbox_lag_seconds',
      help: 'age of the oldest event a consumer has not passed, in seconds',
      labelNames: ['consumer'],
      registers,
    }),
    outboxBehind: new Gauge({
      name: 'xinheng_outbox_events_behind',
      help: 'events a consumer has not passed (counted up to 10,000)',
      labelNames: ['consumer'],
      registers,
    }),
  };
}
