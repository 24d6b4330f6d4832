import type { XinhengError } from './xinheng-error.ts';

/** An RFC 9457 problem document, with our stable `code` and, for lookup in the log, the request id. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId?: string;
  [detail: string]: unknown;
};

/** The problem document of an error: details first, so that they can never overwrite the standard members. */
export function problemOf(error: XinhengError, requestId?: string): Problem {
  return {
    ...error.details,
    type: `/errors/${error.code}`,
    title: error.title,
    status: error.status,
    detail: error.message,
    code: error.code,
    ...(requestId === undefined ? {} : { requestId }),
  };
}
