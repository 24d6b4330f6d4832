import { type ErrorCode, errorCodes } from './codes.ts';

type Options = {
  /** The Chinese sentence shown to the person; the code's title when absent. */
  message?: string;
  /** Machine-readable particulars, merged into the problem document; never personal data. */
  details?: Record<string, unknown>;
  cause?: unknown;
};

/**
 * The one error class that may reach a person. Everything else that is thrown is a defect and is shown as `internal`.
 * The second argument is the Chinese message, or an object that carries it.
 */
export class XinhengError extends Error {
  override readonly name = 'XinhengError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly title: string;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, options: string | Options = {}, details: Record<string, unknown> = {}) {
    const given: Options = typeof options === 'string' ? { message: options, details } : options;
    super(given.message ?? errorCodes[code].title, given.cause === undefined ? undefined : { cause: given.cause });
    this.code = code;
    this.status = errorCodes[code].status;
    this.title = errorCodes[code].title;
    this.details = given.details ?? {};
  }
}

const systemCodesOfLostConnection = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'ENOENT',
  'EAI_AGAIN',
]);

/** PostgreSQL classes 08 (connection), 57P (server going down), 53300 (too many connections). */
function tellsOfLostDatabase(error: Error & { code?: unknown; syscall?: unknown }): boolean {
  const code = typeof error.code === 'string' ? error.code : '';
  if (code.startsWith('08') || code.startsWith('57P') || code === '53300') return true;
  // ENOENT alone is any missing file; only while connecting to a socket does it mean the database.
  if (systemCodesOfLostConnection.has(code)) return error.syscall === 'connect' || code !== 'ENOENT';
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
    error.message,
  );
}

/**
 * Turns whatever was thrown into the error to show: itself when it is ours, `database-unavailable` for a lost
 * connection, else `internal` with the original as cause (logged, never shown).
 */
export function asXinhengError(thrown: unknown): XinhengError {
  if (thrown instanceof XinhengError) return thrown;
  if (thrown instanceof AggregateError && thrown.errors.length > 0) {
    const first = asXinhengError(thrown.errors[0]);
    if (first.code === 'database-unavailable') return first;
  }
  if (thrown instanceof Error && tellsOfLostDatabase(thrown)) {
    return new XinhengError('database-unavailable', { message: '数据库暂时无法连接,请稍后再试。', cause: thrown });
  }
  return new XinhengError('internal', { message: '系统内部错误,已记录,请稍后再试。', cause: thrown });
}
