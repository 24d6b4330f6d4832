import { parseArgs } from 'node:util';

/** What every question takes from the command line. */
export type BenchOptions = {
  subjects: number;
  records: number;
  seed: string;
  /** Interleaved pairs a comparison. */
  pairs: number;
  /** Seconds a side is loaded within a pair (questions under load). */
  seconds: number;
  /** Concurrent connections of the load generator. */
  connections: number;
};

type Defaults = Partial<BenchOptions>;

function whole(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} must be a whole number, not "${text}"`);
  return value;
}

/** Reads the options of a question; `defaults` are its own. */
export function readOptions(args: readonly string[], defaults: Defaults = {}): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      subjects: { type: 'string' },
      records: { type: 'string' },
      seed: { type: 'string' },
      pairs: { type: 'string' },
      seconds: { type: 'string' },
      connections: { type: 'string' },
    },
  });
  return {
    subjects: whole('subjects', values.subjects, defaults.subjects ?? 1_140_000),
    records: whole('records', values.records, defaults.records ?? 13_600_000),
    seed: values.seed ?? defaults.seed ?? '1',
    pairs: Math.max(1, whole('pairs', values.pairs, defaults.pairs ?? 7)),
    seconds: Math.max(1, whole('seconds', values.seconds, defaults.seconds ?? 3)),
    connections: Math.max(1, whole('connections', values.connections, defaults.connections ?? 16)),
  };
}
