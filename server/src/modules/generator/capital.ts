import { draw } from './prng.ts';
import type { FileGround, Row } from './row.ts';

/** Capital in yuan of a subject: round figures, mostly between 10,000 and 50 million. */
export function capitalOf(ground: FileGround, subject: number): number {
  const steps = [1, 3, 5, 10, 10, 30, 50, 50, 100, 100, 100, 200, 300, 500, 500, 500, 1000, 1000, 2000, 5000];
  const top = ground.population.kindOf(subject) === 'individual-business' ? 8 : steps.length;
  return (steps[draw(ground.population.root, subject, 600) % top] ?? 100) * 10_000;
}

/** Registered capital as registers write it. */
export function capitalText(ground: FileGround, row: Row): string {
  const tens = capitalOf(ground, row.subject) / 10_000;
  return draw(ground.population.root, row.subject, 601) % 40 === 0 ? `${tens}万美元` : `${tens}万元人民币`;
}
