import { organisationCode, registrationNumber, unifiedCode } from './codes.ts';
import { parseDay } from './days.ts';
import type { GeneratorDeclaration, IndustryDeclaration } from './declaration.ts';
import { type CityGround, GHOSTS, type Population, type Speller } from './ground.ts';
import { spellerFor } from './names.ts';
import { draw, drawFraction, hashText, pick, pickIndex, type Weighted, weighted } from './prng.ts';

const SALT = {
  kind: 1,
  status: 2,
  district: 3,
  industry: 4,
  year: 5,
  day: 6,
  number: 7,
  old: 8,
  former: 9,
  prefix: 10,
  parent: 11,
  ended: 12,
} as const;

/** Old numbers were given until the unified code came on 2015-10-01. */
const UNIFIED_SINCE = parseDay('2015-10-01');
const NUMBERED_KINDS: ReadonlySet<string> = new Set(['enterprise', 'branch', 'individual-business', 'cooperative']);

const HAS_CODE = 1;
const HAS_NUMBER = 2;
const HAS_FORMER = 4;
const NAME_SHARED = 8;
const FORMER_SHARED = 16;

function yearsOf(establishment: Record<string, number>): Weighted<number> {
  const points = Object.entries(establishment)
    .map(([year, weight]) => [Number(year), weight] as const)
    .sort((a, b) => a[0] - b[0]);
  const entries: [number, number][] = [];
  points.forEach(([year, weight], at) => {
    const next = points[at + 1] ?? ([year + 1, weight] as const);
    for (let y = year; y < next[0]; y++)
      entries.push([y, weight + ((next[1] - weight) * (y - year)) / (next[0] - year)]);
  });
  return weighted(entries);
}

function districtsOf(city: CityGround, declaration: GeneratorDeclaration): Weighted<{ code: string; name: string }> {
  const weights = declaration.districts;
  const counties = city.regions.filter((region) => (weights ? weights[region.code] : region.code !== city.regionCode));
  const known = counties.length > 0 ? counties : [{ code: city.regionCode, name: '' }];
  return weighted(known.map((region) => [region, weights?.[region.code] ?? 1] as const));
}

interface Marginals {
  kinds: Weighted<string>;
  statusNames: string[];
  statuses: Map<string, Weighted<number>>;
  prefixes: Map<string, Weighted<string>>;
  districts: Weighted<{ code: string; name: string }>;
  enterpriseIndustries: Weighted<IndustryDeclaration>;
  shopIndustries: Weighted<IndustryDeclaration>;
  years: Weighted<number>;
}

function marginalsOf(city: CityGround, declaration: GeneratorDeclaration): Marginals {
  const kinds = Object.entries(declaration.kinds);
  const statusNames = [...new Set(kinds.flatMap(([, kind]) => Object.keys(kind.statuses)))];
  const byKind = <T>(entries: (kind: (typeof kinds)[number][1]) => (readonly [T, number])[]) =>
    new Map(kinds.map(([name, kind]) => [name, weighted(entries(kind))]));
  return {
    kinds: weighted(kinds.map(([name, kind]) => [name, kind.share] as const)),
    statusNames,
    statuses: byKind((kind) =>
      Object.entries(kind.statuses).map(([name, w]) => [statusNames.indexOf(name), w] as const),
    ),
    prefixes: byKind((kind) => Object.entries(kind.codes)),
    districts: districtsOf(city, declaration),
    enterpriseIndustries: weighted(declaration.industries.map((industry) => [industry, industry.enterprise] as const)),
    shopIndustries: weighted(declaration.industries.map((industry) => [industry, industry.individual] as const)),
    years: yearsOf(declaration.establishment),
  };
}

/** Folding for comparison only: width of brackets and letters, and no spaces. */
function folded(name: string): string {
  return name.normalize('NFKC').replace(/\s/g, '');
}

/** Marks every subject whose name, or former name, also belongs to another. */
function markSharedNames(population: Population, flags: Uint8Array): void {
  const { size, spell } = population;
  const keyOf = (name: string): number => hashText(name) * 2097152 + (hashText(`${name}#`) >>> 11);
  const own = new Float64Array(size);
  let formers = 0;
  for (let index = 0; index < size; index++) {
    own[index] = keyOf(folded(spell.name(index)));
    if (population.hasFormerName(index)) formers++;
  }
  const all = new Float64Array(size + formers);
  all.set(own);
  const former = new Float64Array(formers);
  let used = 0;
  for (let index = 0; index < size; index++) {
    if (!population.hasFormerName(index)) continue;
    const key = keyOf(folded(spell.name(index, true)));
    former[used] = key;
    all[size + used++] = key;
  }
  all.sort();
  const shared = new Set<number>();
  for (let at = 1; at < all.length; at++) if (all[at] === all[at - 1]) shared.add(all[at] ?? 0);
  used = 0;
  for (let index = 0; index < size; index++) {
    if (shared.has(own[index] ?? 0)) flags[index] = (flags[index] ?? 0) | NAME_SHARED;
    if (population.hasFormerName(index) && shared.has(former[used++] ?? 0))
      flags[index] = (flags[index] ?? 0) | FORMER_SHARED;
  }
}

function findParent(root: number, index: number, size: number, kind: Uint8Array, enterprise: number): number {
  for (let attempt = 0; attempt < 64; attempt++) {
    const candidate = draw(root, index, SALT.parent * 100 + attempt) % size;
    if (kind[candidate] === enterprise) return candidate;
  }
  return -1;
}

/** Draws the subjects of a city. Same seed, size and declaration give the same subjects. */
export function populate(city: CityGround, declaration: GeneratorDeclaration, size: number, seed: string): Population {
  const root = hashText(`${seed} ${city.code}`);
  const marginals = marginalsOf(city, declaration);
  const total = size + GHOSTS;
  const kindNames = marginals.kinds.values;
  const today = parseDay(declaration.asOf);
  const earliest = parseDay(declaration.earliest);
  const kind = new Uint8Array(total);
  const status = new Uint8Array(total);
  const district = new Uint8Array(total);
  const industry = new Uint8Array(total);
  const flags = new Uint8Array(total);
  const established = new Int32Array(total);
  const parent = new Int32Array(total).fill(-1);
  const chance = (index: number, salt: number): number => drawFraction(root, index, salt);

  for (let index = 0; index < total; index++) {
    kind[index] = pickIndex(marginals.kinds, chance(index, SALT.kind));
    const name = kindNames[kind[index] ?? 0] ?? '';
    const declared = declaration.kinds[name];
    const statuses = marginals.statuses.get(name);
    status[index] = statuses ? pick(statuses, chance(index, SALT.status)) : 0;
    district[index] = pickIndex(marginals.districts, chance(index, SALT.district));
    const industries = name === 'individual-business' ? marginals.shopIndustries : marginals.enterpriseIndustries;
    industry[index] = pickIndex(industries, chance(index, SALT.industry));
    const numberOnly = chance(index, SALT.number) < (declared?.oldNumberOnly ?? 0);
    const span = pick(marginals.years, chance(index, SALT.year));
    let day = parseDay(`${span}-01-01`) + Math.floor(chance(index, SALT.day) * 365);
    if (day > today - 20) day = today - 20 - (draw(root, index, SALT.day) % 300);
    if (numberOnly && day >= UNIFIED_SINCE) day = UNIFIED_SINCE - 1 - (draw(root, index, SALT.day) % 4000);
    established[index] = Math.max(earliest, day);
    const numbered = NUMBERED_KINDS.has(name) && day < UNIFIED_SINCE && chance(index, SALT.old) < 0.75;
    const former = chance(index, SALT.former) < (declared?.formerName ?? 0);
    flags[index] = (numberOnly ? 0 : HAS_CODE) | (numbered || numberOnly ? HAS_NUMBER : 0) | (former ? HAS_FORMER : 0);
  }
  const enterprise = kindNames.indexOf('enterprise');
  const branch = kindNames.indexOf('branch');
  for (let index = 0; index < total; index++) {
    if (kind[index] !== branch) continue;
    parent[index] = findParent(root, index, size, kind, enterprise);
    const opened = established[parent[index] ?? -1];
    if (opened !== undefined && opened > (established[index] ?? 0))
      established[index] = Math.min(opened + 30, today - 1);
  }
  const arrays = { kind, status, district, industry, established, parent, flags };
  const population = describe(root, size, marginals, today, arrays, (made) => spellerFor(declaration, city.name, made));
  markSharedNames(population, flags);
  return population;
}

interface SubjectArrays {
  kind: Uint8Array;
  status: Uint8Array;
  district: Uint8Array;
  industry: Uint8Array;
  established: Int32Array;
  parent: Int32Array;
  flags: Uint8Array;
}

function describe(
  root: number,
  size: number,
  marginals: Marginals,
  today: number,
  arrays: SubjectArrays,
  speller: (population: Population) => Speller,
): Population {
  const { flags, established } = arrays;
  const kindNames = marginals.kinds.values;
  const districts = marginals.districts.values;
  const industries = marginals.enterpriseIndustries.values;
  const has = (index: number, flag: number): boolean => ((flags[index] ?? 0) & flag) !== 0;
  const kindOf = (index: number): string => kindNames[arrays.kind[index] ?? 0] ?? '';
  const regionOf = (index: number): string => districts[arrays.district[index] ?? 0]?.code ?? '';
  const bodyOf = (index: number): string => organisationCode(root, index);
  const population: Omit<Population, 'spell'> = {
    root,
    size,
    kindNames,
    statusNames: marginals.statusNames,
    districts,
    ...arrays,
    kindOf,
    statusOf: (index) => marginals.statusNames[arrays.status[index] ?? 0] ?? 'unknown',
    districtName: (index) => districts[arrays.district[index] ?? 0]?.name ?? '',
    industryOf: (index) => industries[arrays.industry[index] ?? 0] as IndustryDeclaration,
    hasCode: (index) => has(index, HAS_CODE),
    hasRegistrationNumber: (index) => has(index, HAS_NUMBER),
    hasFormerName: (index) => has(index, HAS_FORMER),
    nameIsUnique: (index) => !has(index, NAME_SHARED),
    formerNameIsUnique: (index) => has(index, HAS_FORMER) && !has(index, FORMER_SHARED),
    code: (index) => {
      const prefixes = marginals.prefixes.get(kindOf(index));
      const prefix = prefixes ? pick(prefixes, drawFraction(root, index, SALT.prefix)) : '91';
      return unifiedCode(prefix, regionOf(index), bodyOf(index));
    },
    organisationCode: bodyOf,
    registrationNumber: (index) => registrationNumber(regionOf(index), kindOf(index) === 'individual-business', index),
    endedOn: (index) => {
      const opened = established[index] ?? 0;
      return opened + 1 + Math.floor((today - opened - 2) * drawFraction(root, index, SALT.ended));
    },
  };
  const whole = population as Population;
  whole.spell = speller(whole);
  return whole;
}
