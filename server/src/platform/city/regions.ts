/** Regions of a city (GB/T 2260 with history, and parks), and finding one in an address. */
import { join } from 'node:path';
import { citiesFolder, readDeclaration } from './declaration.ts';

export interface Region {
  code: string;
  name: string;
  level: 'city' | 'county' | 'park';
  parent: string | null;
  /** First and last year in GB/T 2260; null = still valid. */
  validFrom: number;
  validUntil: number | null;
  /** What an abolished code became. */
  becomes: string[];
  formerNames: string[];
  /** Other names by which addresses mean it (parks: 高新区). */
  aliases: string[];
}

type DeclaredRegion = Partial<Region> & Pick<Region, 'code' | 'name' | 'level' | 'validFrom'>;

/** All regions of a city, parents before children, abolished ones included. */
export function readRegions(city: string): Region[] {
  const file = readDeclaration<{ regions: DeclaredRegion[] }>(
    join(citiesFolder, city, 'regions.yaml'),
    'base/schema/regions.schema.json',
  );
  const { regions } = file.value;
  const known = new Set(regions.map(({ code }) => code));
  for (const [i, region] of regions.entries()) {
    if (regions.findIndex(({ code }) => code === region.code) !== i)
      file.refuse(['regions', i], `区划 ${region.code} 重复`);
    const stranger = [...(region.parent ? [region.parent] : []), ...(region.becomes ?? [])].find(
      (code) => !known.has(code),
    );
    if (stranger) file.refuse(['regions', i], `区划 ${region.code} 提到未列出的 ${stranger}`);
  }
  const all = regions.map((region) => ({
    parent: null,
    validUntil: null,
    becomes: [],
    formerNames: [],
    aliases: [],
    ...region,
  }));
  return [...all.filter(({ parent }) => parent === null), ...all.filter(({ parent }) => parent !== null)];
}

/** 历下区 of 济南市 → 济南市历下区; counties and county-level cities stand alone: 平阴县. */
export function countyPlace(city: string, county: string): { place: string; county: string; short: string } {
  return { place: county.endsWith('区') ? `${city}${county}` : county, county, short: shortened(county) };
}

/** 历下区 → 历下, 浦东新区 → 浦东; a name of two characters keeps its last (郊区). */
function shortened(name: string): string {
  return name.length > 2 ? name.replace(/(?<=..)(?:新区|[市区县])$/, '') : name;
}

/** The one region of today that a code has become, or null where it was divided. */
function today(regions: readonly Region[], code: string, depth = 0): string | null {
  const region = regions.find((known) => known.code === code);
  if (!region || depth > 10) return null;
  if (region.validUntil === null) return region.code;
  const next = region.becomes[0];
  return next && region.becomes.length === 1 ? today(regions, next, depth + 1) : null;
}

interface Place {
  text: string;
  code: string;
  park: boolean;
}

const indexes = new WeakMap<readonly Region[], Place[]>();

/**
 * Every way to name a county or park, longest first. Short names (历下 without 区) count only behind the city's name,
 * since as bare syllables they also begin streets and brands.
 */
function placesOf(city: { name: string; regionCode: string; regions: readonly Region[] }): Place[] {
  const known = indexes.get(city.regions);
  if (known) return known;
  const places = new Map<string, Place>();
  const cityShort = shortened(city.name);
  // Names of today go in first: an abolished region of the same name must not take them away.
  const ordered = city.regions.toSorted((a, b) => Number(a.validUntil !== null) - Number(b.validUntil !== null));
  for (const region of ordered) {
    const code = today(city.regions, region.code);
    if (region.level === 'city' || code === null) continue;
    const park = region.level === 'park';
    const names = [region.name, ...region.aliases];
    if (!park) names.push(...[city.name, cityShort].map((before) => before + shortened(region.name)));
    // A former name that is no more than a kind of place (郊区) says nothing.
    names.push(...region.formerNames.filter((name) => name.length > 2));
    for (const text of names) {
      const ambiguous = text === city.name || text === cityShort || text === '郊区';
      if (!ambiguous && !places.has(text)) places.set(text, { text, code, park });
    }
  }
  const list = [...places.values()].sort((a, b) => b.text.length - a.text.length);
  indexes.set(city.regions, list);
  return list;
}

/** Many cities have a 市中区: what stands behind the name of another city is not ours. */
function inAnotherCity(regions: readonly Region[], before: string): boolean {
  return before.endsWith('市') && !regions.some(({ name }) => name.endsWith('市') && before.endsWith(name));
}

/**
 * The code of the county (or, where only that is said, the park) that an address or a 地区 column means, as it is today:
 * former names and abolished codes lead to their successor. Null when the text names none, only the city, or a region
 * that was divided among several.
 */
export function regionOf(
  city: { name: string; regionCode: string; regions: readonly Region[] },
  text: string,
): string | null {
  const said = text.normalize('NFKC').replaceAll(/\s/g, '');
  if (/^\d{6}$/.test(said)) {
    const code = today(city.regions, said);
    return code === city.regionCode ? null : code;
  }
  let best: { place: Place; at: number } | null = null;
  for (const place of placesOf(city)) {
    const at = said.indexOf(place.text.normalize('NFKC'));
    if (at < 0 || inAnotherCity(city.regions, said.slice(0, at))) continue;
    // A county beats a park; among the same the first in the text, and of two beginning there the longer.
    if (best === null || Number(place.park) < Number(best.place.park)) best = { place, at };
    else if (place.park === best.place.park && at < best.at) best = { place, at };
  }
  return best?.place.code ?? null;
}
