import { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * Fields that may hold a secret or a person's data. They are removed wherever they stand on the first two levels of a
 * log entry; deeper data does not belong in a log at all.
 */
const forbiddenFields = [
  'authorization',
  'cookie',
  'token',
  'secret',
  'password',
  'legalRepresentative',
  'idNumber',
  'phone',
  'address',
  'payload',
  'body',
];

const levelNames: Record<number, string> = { 20: '调试', 30: '信息', 40: '警告', 50: '错误', 60: '致命' };

/** One readable line an entry, for a person at a terminal; machines get JSON. */
function readableLines(out: Writable): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      const { level, time, msg, err, pid: _pid, hostname: _host, ...rest } = JSON.parse(String(chunk));
      const clock = new Date(time).toTimeString().slice(0, 8);
      const more = Object.entries(rest).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
      out.write(`${[clock, levelNames[level] ?? level, msg ?? '', ...more].join(' ')}\n`, done);
      if (err?.stack) out.write(`${err.stack}\n`);
    },
  });
}

/**
 * The program's structured log: JSON lines on standard error, or readable lines when that is a terminal.
 * Standard output stays free for what commands print (`--json`).
 */
export function createLogger(options: { level?: string; out?: Writable; readable?: boolean } = {}): Logger {
  const out = options.out ?? process.stderr;
  const readable = options.readable ?? (out === process.stderr && process.stderr.isTTY === true);
  return pino(
    {
      level: options.level ?? 'info',
      base: null,
      redact: { paths: forbiddenFields.flatMap((field) => [field, `*.${field}`]), remove: true },
    },
    readable ? readableLines(out) : out,
  );
}

/** A logger that says nothing, for tests and one-off commands. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
