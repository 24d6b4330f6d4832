/** Planted errors: which rows are spoilt, and how. */
import type { FileColumns } from './columns.ts';
import { FIELD_PLANTS } from './field-plants.ts';
import { IDENTITY_PLANTS } from './identity-plants.ts';
import type { Plant, Planted, Spot } from './plant.ts';
import { pick, weighted } from './prng.ts';
import type { FileGround } from './row.ts';
import { schemeOf } from './values.ts';

const ALL_PLANTS: Record<string, Plant> = { ...IDENTITY_PLANTS, ...FIELD_PLANTS };
/** Names of all errors that can be planted; `dirt` of generator.yaml may weigh these and no others. */
export const PLANT_NAMES: readonly string[] = Object.keys(ALL_PLANTS);

export interface Dirt {
  /** Clean rows before the next spoilt one. */
  gap(): number;
  /** Spoils the row with an error that fits it; null when none does. */
  plant(
    spot: Omit<Spot, 'code' | 'name' | 'number' | 'organisation' | 'random'>,
  ): { kind: string; planted: Planted } | null;
}

/** Prepares the planting for one file. Throws Error for a weight that names no known error. */
export function dirtFor(ground: FileGround, columns: FileColumns, rate: number): Dirt {
  const entries = Object.entries(ground.declaration.dirt);
  const unknown = entries.filter(([name]) => !ALL_PLANTS[name]).map(([name]) => name);
  if (unknown.length > 0) throw new Error(`generator.yaml: dirt names unknown errors: ${unknown.join(', ')}`);
  const choice = weighted(entries);
  const { random, item } = ground;
  const column = (scheme: string): number =>
    columns.indexOf(
      item.identity.codes.find((name) => {
        const field = item.fields.find((candidate) => candidate.name === name);
        return field !== undefined && columns.indexOf(name) >= 0 && schemeOf(field) === scheme;
      }),
    );
  const places = {
    code: Math.max(column('uscc'), columns.indexOf(item.identity.codes[0])),
    name: columns.indexOf(item.identity.name),
    number: column('registration-number'),
    organisation: column('organisation-code'),
    random,
  };
  return {
    gap: () =>
      rate <= 0
        ? Number.POSITIVE_INFINITY
        : rate >= 1
          ? 0
          : Math.floor(Math.log(1 - random.fraction()) / Math.log(1 - rate)),
    plant: (spot) => {
      for (let attempt = 0; attempt < 8; attempt++) {
        const kind = pick(choice, random.fraction());
        const planted = ALL_PLANTS[kind]?.({ ...spot, ...places });
        if (planted) return { kind, planted };
      }
      return null;
    },
  };
}
