import { Ajv } from 'ajv';
import type { Static, TSchema } from 'typebox';
import type { Db } from '../db/index.ts';
import type { Logger } from '../log/index.ts';

export type JobContext = {
  db: Db;
  log: Logger;
  /** Aborted when the program stops or the job's time is up. A long job looks at it and resumes next time. */
  signal: AbortSignal;
  jobId: string;
  /** 0 at the first try. */
  attempt: number;
};

export type Retry = {
  /** Further tries after the first. */
  limit: number;
  /** Pause before the second try; doubled each time. */
  delaySeconds: number;
};

export type JobSpec<S extends TSchema> = {
  /** What a job must be told; JSON only. */
  schema: S;
  retry?: Retry;
  /** A run that takes longer counts as failed and is tried again; 15 minutes when absent. */
  timeoutSeconds?: number;
  /**
   * For long jobs: a run that gives no sign of life for so long (its process was killed) is tried again, without waiting
   * for `timeoutSeconds`. At least 10.
   */
  heartbeatSeconds?: number;
  /** Cron expression in Asia/Shanghai, with the data each scheduled run gets. */
  schedule?: { cron: string; data: Static<S> };
  /** Must be idempotent: a job may run again after a crash at any point. */
  handler: (data: Static<S>, context: JobContext) => Promise<void>;
};

/** A declared kind of background work. */
export type Job<Data = unknown> = {
  name: string;
  retry: Retry;
  timeoutSeconds: number;
  heartbeatSeconds: number | undefined;
  schedule: { cron: string; data: unknown } | undefined;
  /** Throws a TypeError that names the fault when the data does not fit the schema. */
  check: (data: unknown) => void;
  handler: (data: Data, context: JobContext) => Promise<void>;
};

/** A job whose data type is not known any more, as lists of jobs hold it. */
export type AnyJob = Job<never>;

const ajv = new Ajv({ allErrors: true, strict: true });

/** Declares a kind of job. `name` is `module.verb-thing`; it is stored with every job and never renamed. */
export function defineJob<S extends TSchema>(name: string, spec: JobSpec<S>): Job<Static<S>> {
  if (!/^[a-z][a-z0-9.-]*$/.test(name)) throw new TypeError(`job name must be kebab-case: ${name}`);
  const validate = ajv.compile(spec.schema as object);
  return {
    name,
    retry: spec.retry ?? { limit: 5, delaySeconds: 10 },
    timeoutSeconds: spec.timeoutSeconds ?? 15 * 60,
    heartbeatSeconds: spec.heartbeatSeconds,
    schedule: spec.schedule,
    check(data) {
      if (!validate(data)) throw new TypeError(`job ${name}: ${ajv.errorsText(validate.errors, { dataVar: 'data' })}`);
    },
    handler: spec.handler,
  };
}
