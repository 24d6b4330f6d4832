import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type Db as Executor, PgBoss } from 'pg-boss';
import type { Db, Tx } from '../db/index.ts';
import type { Logger, Metrics } from '../log/index.ts';
import type { AnyJob, Job } from './job.ts';

export type JobsOptions = {
  db: Db;
  jobs: readonly AnyJob[];
  log: Logger;
  metrics?: Metrics;
  /** Seconds between looks for work; 2 when absent. */
  pollSeconds?: number;
};

export type EnqueueOptions = {
  /** Not before this moment. */
  startAfter?: Date;
  /** At most one waiting job with this key; a second one is dropped. */
  singletonKey?: string;
};

export type Jobs = {
  /**
   * Installs or updates pg-boss's own tables (schema `pgboss`, created by the migrator, filled by the app role), makes
   * the queues and schedules. With `work` false it only sends: for commands that enqueue and leave the work to the server.
   */
  start(options?: { work?: boolean }): Promise<void>;
  /** Stops taking jobs and waits up to `graceSeconds` (10) for those under way; the rest are tried again elsewhere. */
  stop(graceSeconds?: number): Promise<void>;
  /**
   * Puts a job into the queue inside the transaction: it exists if the transaction commits. Returns its id, or null when
   * `singletonKey` found one waiting already.
   */
  enqueue<Data extends object>(tx: Tx, job: Job<Data>, data: Data, options?: EnqueueOptions): Promise<string | null>;
  /** Puts a job that was given up back into its queue, once more. False when it is not there, or not given up. */
  retry(tx: Tx, name: string, jobId: string): Promise<boolean>;
  /** Removes a job that was given up. False when it is not there, or not given up. */
  discard(tx: Tx, name: string, jobId: string): Promise<boolean>;
  /** How many jobs there are of each kind in each state, kinds without any included. */
  summary(): Promise<JobSummary[]>;
};

export type JobSummary = {
  name: string;
  waiting: number;
  running: number;
  /** Given up after the last try: 死信. */
  failed: number;
  /** Done, as far as the queue still remembers. */
  done: number;
  cron: string | null;
  /** ISO moment of the last that ended well. */
  lastDoneAt: string | null;
  /** False for a job of an older program that nobody works any more. */
  worked: boolean;
};

/**
 * pg-boss reads its own timestamps as Date and counts as text, so its statements bypass our value parsers.
 */
function executorOn(q: pg.Pool | pg.PoolClient): Executor {
  return {
    executeSql: (text, values) => q.query({ text, ...(values === undefined ? {} : { values }), types: pg.types }),
  };
}

/** Builds the job queue over the declared jobs; nothing runs before `start`. */
export function createJobs({ db, jobs, log, metrics, pollSeconds = 2 }: JobsOptions): Jobs {
  const byName = new Map(jobs.map((job) => [job.name, job]));
  if (byName.size !== jobs.length) throw new TypeError('two jobs share a name');
  const stopping = new AbortController();
  const boss = new PgBoss({
    db: executorOn(db.pool),
    schema: 'pgboss',
    createSchema: false,
    registerInstance: false,
  });
  boss.on('error', (error) => log.error({ err: error }, 'job queue'));
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'job queue'));

  async function run(job: AnyJob, taken: Taken): Promise<void> {
    const context = {
      db,
      log: log.child({ job: job.name, jobId: taken.id }),
      signal: AbortSignal.any([taken.signal, stopping.signal]),
      jobId: taken.id,
      attempt: taken.retryCount,
    };
    try {
      job.check(taken.data);
      await job.handler(taken.data as never, context);
      metrics?.jobs.inc({ job: job.name, outcome: 'done' });
    } catch (error) {
      const last = taken.retryCount >= job.retry.limit;
      metrics?.jobs.inc({ job: job.name, outcome: last ? 'given-up' : 'retried' });
      context.log.error(
        { err: error, attempt: taken.retryCount },
        last ? 'job given up' : 'job failed, will be tried again',
      );
      throw error;
    }
  }

  return {
    async start({ work = true } = {}) {
      await boss.start();
      for (const job of jobs) await declare(boss, job);
      await dropStaleSchedules(boss, byName);
      if (!work) return;
      for (const job of jobs) {
        await boss.work(job.name, { batchSize: 1, pollingIntervalSeconds: pollSeconds }, async (batch) => {
          for (const taken of batch) await run(job, taken);
        });
      }
    },
    async stop(graceSeconds = 10) {
      stopping.abort();
      await boss.stop({ graceful: true, timeout: graceSeconds * 1000, close: false });
    },
    async enqueue(tx, job, data, options = {}) {
      job.check(data);
      // Queues hold one waiting job a key (policy `short`), so a job without a key gets one of its own.
      return boss.send(job.name, data, { singletonKey: randomUUID(), ...options, db: executorOn(tx.client) });
    },
    async retry(tx, name, jobId) {
      if (!(await isGivenUp(tx, name, jobId))) return false;
      await boss.retry(name, jobId, { db: executorOn(tx.client) });
      return true;
    },
    async discard(tx, name, jobId) {
      if (!(await isGivenUp(tx, name, jobId))) return false;
      await boss.deleteJob(name, jobId, { db: executorOn(tx.client) });
      return true;
    },
    summary: () => summaryOf(db, jobs),
  };
}

type Taken = { id: string; data: unknown; signal: AbortSignal; retryCount: number };

async function declare(boss: PgBoss, job: AnyJob): Promise<void> {
  const options = {
    retryLimit: job.retry.limit,
    retryDelay: job.retry.delaySeconds,
    retryBackoff: true,
    expireInSeconds: job.timeoutSeconds,
    ...(job.heartbeatSeconds !== undefined && { heartbeatSeconds: job.heartbeatSeconds }),
  };
  if ((await boss.getQueue(job.name)) === null) await boss.createQueue(job.name, { ...options, policy: 'short' });
  else await boss.updateQueue(job.name, options);
  if (job.schedule)
    await boss.schedule(job.name, job.schedule.cron, job.schedule.data as object, { tz: 'Asia/Shanghai' });
}

/** A schedule whose job is gone, or runs on demand only now, would fill a queue nobody works. */
async function dropStaleSchedules(boss: PgBoss, declared: ReadonlyMap<string, AnyJob>): Promise<void> {
  for (const { name } of await boss.getSchedules()) {
    if (declared.get(name)?.schedule === undefined) await boss.unschedule(name);
  }
}

/** Looks and locks, so that of two officers only one retries or discards. */
async function isGivenUp(tx: Tx, name: string, jobId: string): Promise<boolean> {
  const { rowCount } = await tx.client.query(
    `select 1 from pgboss.job where name = $1 and id = $2::uuid and state = 'failed' for update`,
    [name, jobId],
  );
  return rowCount === 1;
}

async function summaryOf(db: Db, jobs: readonly AnyJob[]): Promise<JobSummary[]> {
  const { rows } = await db.pool.query<Omit<JobSummary, 'cron' | 'worked'>>(
    `select name,
            count(*) filter (where state in ('created', 'retry'))::int as waiting,
            count(*) filter (where state = 'active')::int as running,
            count(*) filter (where state = 'failed')::int as failed,
            count(*) filter (where state = 'completed')::int as done,
            max(completed_on) filter (where state = 'completed') as "lastDoneAt"
       from pgboss.job group by name`,
  );
  const found = new Map(rows.map((row) => [row.name, row]));
  const none = { waiting: 0, running: 0, failed: 0, done: 0, lastDoneAt: null };
  const declared = jobs.map(({ name, schedule }) => ({
    ...none,
    ...found.get(name),
    name,
    cron: schedule?.cron ?? null,
    worked: true,
  }));
  // Jobs of an older program that nobody works any more are shown too: they are what somebody has to look at.
  const names = new Set(jobs.map(({ name }) => name));
  return [
    ...declared,
    ...rows
      .filter(({ name }) => !names.has(name) && !name.startsWith('__pgboss'))
      .map((row) => ({ ...row, cron: null, worked: false })),
  ];
}
