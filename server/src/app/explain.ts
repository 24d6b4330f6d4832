import { asXinhengError } from '../platform/errors/index.ts';

/** What a person at the terminal reads about a failure: our own sentence, or for a defect its stack. */
export function explain(error: unknown): string {
  const ours = asXinhengError(error);
  if (ours.code !== 'internal') return ours.message;
  return `${ours.title}:${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
