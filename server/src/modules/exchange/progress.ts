/** How far a batch under way has come, told to people while it runs: written beside its transactions, not inside. */
import type { BatchProgress } from '@xinheng/contracts/exchange.ts';
import type { Db, Queryable } from '../../platform/db/index.ts';

export type Phase = BatchProgress['phase'];

/** Writes at most this often, in ms. */
const writeEveryMs = 300;

/** Takes reports as fast as they come and writes the latest; a report that cannot be written is no reason to stop. */
export class ProgressBoard {
  readonly #db: Db;
  readonly #batchId: number;
  #latest: { phase: Phase; done: number; total: number; rows: number } | null = null;
  #writing: Promise<unknown> | null = null;
  #phase: Phase | null = null;
  #wroteAt = Number.NEGATIVE_INFINITY;

  constructor(db: Db, batchId: number) {
    this.#db = db;
    this.#batchId = batchId;
  }

  report(phase: Phase, { done = 0, total = 0, rows = 0 } = {}): void {
    this.#latest = { phase, done, total, rows };
    if (phase === this.#phase && performance.now() - this.#wroteAt < writeEveryMs) return;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
  }

  /** Resolves when nothing is being written any more. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#latest !== null) {
      const { phase, done, total, rows } = this.#latest;
      this.#latest = null;
      this.#phase = phase;
      this.#wroteAt = performance.now();
      await this.#db.pool
        .query(
          `insert into exchange.batch_progress as p (batch_id, phase, done, total, rows_read) values ($1, $2, $3, $4, $5)
           on conflict (batch_id) do update set phase = excluded.phase, done = excluded.done, total = excluded.total,
             rows_read = greatest(p.rows_read, excluded.rows_read), updated_at = clock_timestamp(),
             began_at = case when p.phase = excluded.phase then p.began_at else clock_timestamp() end`,
          [this.#batchId, phase, done, total, rows],
        )
        .catch(() => {});
    }
  }
}

/** The latest progress of a batch; null when it has none (not begun, or long over). */
export async function readProgress(q: Queryable, batchId: number): Promise<BatchProgress | null> {
  const { rows } = await q.query<{
    phase: Phase;
    done: number;
    total: number;
    rows_read: number;
    seconds: number;
    quiet: number;
  }>(
    `select phase, done, total, rows_read, extract(epoch from updated_at - began_at)::float8 as seconds,
            extract(epoch from clock_timestamp() - updated_at)::float8 as quiet
     from exchange.batch_progress where batch_id = $1`,
    [batchId],
  );
  const row = rows[0];
  if (!row) return null;
  const { phase, done, total, rows_read: rowsRead, seconds, quiet } = row;
  const reading = phase === 'reading' && seconds > 0 && total > 0 && done > 0;
  return {
    phase,
    share: phase === 'reading' && total > 0 ? Math.min(1, done / total) : null,
    rowsRead,
    rowsPerSecond: reading ? Math.round(rowsRead / seconds) : null,
    secondsLeft: reading ? Math.max(0, Math.round((seconds / done) * (total - done))) : null,
    quietSeconds: Math.max(0, Math.round(quiet)),
  };
}
