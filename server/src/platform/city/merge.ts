/** Lays a city's adjustments over the national items. Pure. */
import type { CatalogueItem, Field } from '@xinheng/contracts/catalogue.ts';

/** One adjustment file of a city: cities/<city>/catalogue/*.yaml with `patch`. */
export interface CatalogueOverlay {
  /** Item codes, or `*` for every item. */
  patch: '*' | string[];
  source: string;
  set?: Partial<Omit<CatalogueItem, 'code' | 'fields' | 'due'>> & { due?: Partial<CatalogueItem['due']> };
  /** By name: known fields are changed, unknown ones added (they must then be whole). */
  fields?: (Partial<Field> & { name: string })[];
  /** This city does not use the item. */
  off?: true;
}

/**
 * The item after an adjustment. `set` replaces whole parts, except `due`, of which single parts may be given; `fields`
 * changes fields by name and adds new ones at the end. Returns null when the adjustment switches the item off.
 */
export function applyOverlay(item: CatalogueItem, overlay: CatalogueOverlay): CatalogueItem | null {
  if (overlay.off) return null;
  const { due, ...rest } = overlay.set ?? {};
  const fields = item.fields.map((field) => {
    const change = overlay.fields?.find(({ name }) => name === field.name);
    return change ? { ...field, ...change } : field;
  });
  for (const added of overlay.fields ?? []) {
    // Whether an added field is whole is checked with everything else of the item, after the merge.
    if (!item.fields.some(({ name }) => name === added.name)) fields.push({ aliases: [], ...added } as Field);
  }
  return { ...item, ...rest, due: { ...item.due, ...due }, fields };
}

/** Whether the adjustment speaks of this item. */
export function concerns(overlay: CatalogueOverlay, item: CatalogueItem): boolean {
  return overlay.patch === '*' || overlay.patch.includes(item.code);
}
