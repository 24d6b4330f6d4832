/** What counting needs of a city's declarations. */
import { createHash } from 'node:crypto';
import type { City } from '../../platform/city/index.ts';
import type { CountingBasis } from './store/count.ts';

type Declared = Pick<City, 'scorecards' | 'catalogue'>;

/** The city's indicators and time limits as the counting statements take them. */
export function basisOf({ scorecards, catalogue }: Declared): CountingBasis {
  return {
    clauses: scorecards.indicators.flatMap(({ code, failing = [] }) =>
      failing.map(({ outcomes, rules, reasons, settledByAttaching }) => ({
        ...{ indicator: code, outcomes, rules: rules ?? null, reasons: reasons ?? null },
        settled: settledByAttaching ?? false,
      })),
    ),
    limits: catalogue.items.map(({ code, due }) => ({ item: code, n: due.n, unit: due.unit })),
    lateIndicator: scorecards.indicators.find(({ lateRows }) => lateRows)?.code ?? null,
  };
}

/** A fingerprint of all of it: counts made by another one are made anew. */
export function basisDigest(city: Declared): string {
  return createHash('sha256')
    .update(JSON.stringify(basisOf(city)))
    .digest('hex');
}
