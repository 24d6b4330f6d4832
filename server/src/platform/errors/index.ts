export { type ErrorCode, errorCodes } from './codes.ts';
export { type Problem, problemOf } from './problem.ts';
export { asXinhengError, XinhengError } from './xinheng-error.ts';
