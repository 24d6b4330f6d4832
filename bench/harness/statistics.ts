import { randomFrom } from './random.ts';

/** The middle of `values`; NaN when there are none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The `share` quantile (0…1) of `values`, linear between neighbours; NaN when there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  if (low === undefined || high === undefined) return Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

export type Interval = { median: number; low: number; high: number };

/** Median of `values` with its 95 % interval by 10,000 seeded bootstrap samples. */
export function medianInterval(values: readonly number[], seed = 'bootstrap'): Interval {
  const random = randomFrom(seed);
  const medians = Array.from({ length: 10_000 }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)] as number)),
  );
  return { median: median(values), low: quantile(medians, 0.025), high: quantile(medians, 0.975) };
}
