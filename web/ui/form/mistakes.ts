import { asProblem } from '../api/problem.ts';
import type { FieldMistake } from './field.tsx';

/** What the server found wrong with a form, field by field where it says so. */
export function mistakesOf(thrown: unknown): FieldMistake[] {
  const problem = asProblem(thrown);
  if (problem.errors.length === 0) return [{ message: problem.message }];
  return problem.errors.map(({ field, message }) => ({ field: field.split(/[./]/).at(-1), message }));
}

/** The mistake of one field, when there is one. */
export function mistakeOf(mistakes: readonly FieldMistake[], field: string): string | undefined {
  return mistakes.find((mistake) => mistake.field === field)?.message;
}
