/**
 * Password hashing by argon2id, never more at a time than the machine can bear: each takes tens of milliseconds of one
 * processor and tens of megabytes, so a flood of sign-ins waits in a short line and is then turned away.
 */
import { hash, parseOptions, verify } from '@node-rs/argon2';
import type { SignInPolicy } from '../../platform/city/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';

export interface Hashing {
  hash(password: string): Promise<string>;
  /** Also for `null`, an account that is not there: the same work, the answer false. */
  verify(stored: string | null, password: string): Promise<boolean>;
  /** Whether the hash was made with other parameters than today's, so that it should be made anew. */
  isStale(stored: string): boolean;
}

/** The cost of a hash without the line in front of it; tests take less. */
export type HashCost = Pick<SignInPolicy['hash'], 'memoryKiB' | 'passes' | 'lanes'>;

/** Builds the hashing with its line. @throws XinhengError `rate-limited` from its functions while the line is full */
export function createHashing({ atOnce, waiting, ...cost }: SignInPolicy['hash']): Hashing {
  const options = { memoryCost: cost.memoryKiB, timeCost: cost.passes, parallelism: cost.lanes };
  const line = new Line(atOnce, waiting);
  // Made at the first need with today's parameters, so that an unknown account costs what a known one does.
  let nobody: Promise<string> | undefined;
  return {
    hash: (password) => line.run(() => hash(password, options)),
    verify: (stored, password) =>
      line.run(async () => {
        nobody ??= hash('nobody', options);
        const matches = await verify(stored ?? (await nobody), password);
        return matches && stored !== null;
      }),
    isStale(stored) {
      const { memoryCost, timeCost, parallelism, algorithm } = parseOptions(stored);
      const argon2id = 2;
      const same = memoryCost === cost.memoryKiB && timeCost === cost.passes && parallelism === cost.lanes;
      return !(same && Number(algorithm) === argon2id);
    },
  };
}

class Line {
  readonly #atOnce: number;
  readonly #waiting: number;
  readonly #queue: (() => void)[] = [];
  #running = 0;

  constructor(atOnce: number, waiting: number) {
    this.#atOnce = atOnce;
    this.#waiting = waiting;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) {
      if (this.#queue.length >= this.#waiting) {
        throw new XinhengError('rate-limited', {
          message: '正在登录的人很多，请几秒钟后再试。',
          details: { retryAfter: 5 },
        });
      }
      // Whoever finishes hands his place over, so the count stays as it is.
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
