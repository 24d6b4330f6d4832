/** Comparison rules → SQL. */
import type { CatalogueEdition } from '@xinheng/contracts/catalogue.ts';
import type { ComparisonRule } from '@xinheng/contracts/comparison.ts';
import { cardStatement } from './cards.ts';
import { pairStatements } from './records.ts';
import { subjectStatements } from './subjects.ts';

export interface Ground {
  rules: readonly ComparisonRule[];
  catalogue: CatalogueEdition;
}

/** One step of a full comparison: a statement over everything, or one that goes over the records block by block. */
export interface Part {
  statement: string;
  /** `$1` and `$2` are the first block and the one after the last. */
  byBlocks: boolean;
}

/** Everything that a full comparison does, in its order. */
export function fullParts(ground: Ground): Part[] {
  const cards = cardStatement(
    ground,
    `r.ctid >= format('(%s,0)', $1::bigint)::tid and r.ctid < format('(%s,0)', $2::bigint)::tid`,
  );
  const others = ground.rules.flatMap((rule) => [
    ...pairStatements(rule, ground, 'true'),
    ...subjectStatements(rule, 'all'),
  ]);
  return [
    ...(cards === null ? [] : [{ statement: cards, byBlocks: true }]),
    ...others.map((statement) => ({ statement, byBlocks: false })),
  ];
}

/** The same rules about the subjects `$1`, and whoever shares a number or name with them. */
export function statementsOfSubjects(ground: Ground): string[] {
  const scope = 'r.subject_code = any($1::text[])';
  const cards = cardStatement(ground, scope);
  return [
    ...(cards === null ? [] : [cards]),
    ...ground.rules.flatMap((rule) => [...pairStatements(rule, ground, scope), ...subjectStatements(rule, 'codes')]),
  ];
}

export { fieldOf, foundColumns, literal } from './values.ts';
