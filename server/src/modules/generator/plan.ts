/** Which files a city's departments hand in, and how many rows each has. */
import type { CatalogueEdition, CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import { hasExchangeCodes } from './columns.ts';
import { parseDay, yearOf } from './days.ts';
import type { Encoding, GeneratorDeclaration, Layout } from './declaration.ts';
import type { CityGround, Population } from './ground.ts';
import { type Prng, permutation, pick, prngFrom, weighted } from './prng.ts';
import { isExit, isNumbered, ROUNDS, type Sender } from './row.ts';

/** What the generator must know of a city; the City of platform/city fits. */
export interface GeneratedCity extends CityGround {
  departments: readonly { code: string; name: string; region?: string | null; unifiedCode?: string | null }[];
  catalogue: CatalogueEdition;
}

export interface PlannedFile {
  /** 1 for the first file to be imported. */
  order: number;
  name: string;
  item: CatalogueItem;
  sender: Sender;
  rows: number;
  encoding: Encoding;
  layout: Layout;
  format: 'csv' | 'ndjson';
  /** Subjects that rows may be about, before looking at kind and day. */
  bucket: Int32Array;
  /** Kinds that rows may be about. */
  kinds: ReadonlySet<string>;
}

const ENDED: ReadonlySet<string> = new Set(['revoked', 'deregistered', 'moved-out', 'closed']);

function buckets(population: Population): { all: Int32Array; byDistrict: Map<string, Int32Array> } {
  const all = Int32Array.from({ length: population.size }, (_, index) => index);
  const byDistrict = new Map<string, Int32Array>();
  population.districts.forEach((district, at) => {
    byDistrict.set(
      district.code,
      all.filter((index) => population.district[index] === at),
    );
  });
  return { all, byDistrict };
}

/** `market-regulation/*` → the counters of all districts that the city has, otherwise one department. */
function sendersOf(city: GeneratedCity, population: Population, reference: string, alone = false): Sender[] {
  const described = (department: GeneratedCity['departments'][number]): Sender => ({
    code: department.code,
    name: department.name,
    ...(department.unifiedCode ? { unifiedCode: department.unifiedCode } : {}),
  });
  if (!reference.endsWith('/*')) return city.departments.filter(({ code }) => code === reference).map(described);
  const head = reference.slice(0, -2);
  if (alone) return sendersOf(city, population, head);
  const counters: Sender[] = [];
  for (const district of population.districts) {
    const counter = city.departments.find(({ code }) => code === `${head}-${district.code}`);
    if (counter) counters.push({ ...described(counter), region: district.code });
  }
  // A city whose counters do not cover every district reports through the city's own department instead.
  return counters.length === population.districts.length ? counters : sendersOf(city, population, head);
}

/** Splits a whole number by weights, remainder to the largest; the parts sum to the whole. */
export function split(whole: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return weights.map(() => 0);
  const parts = weights.map((weight) => Math.floor((whole * weight) / total));
  const rest = whole - parts.reduce((sum, part) => sum + part, 0);
  const largest = weights.indexOf(Math.max(...weights));
  parts[largest] = (parts[largest] ?? 0) + rest;
  return parts;
}

/** Kinds that each registering item registers: its own kind, then by code prefix for kinds that have no item. */
function registeredKinds(declaration: GeneratorDeclaration, items: readonly CatalogueItem[]): Map<string, Set<string>> {
  const roles = items.flatMap((item) => (item.subject.role === 'registers' ? [{ item, role: item.subject }] : []));
  const kinds = new Map<string, Set<string>>(roles.map(({ item }) => [item.code, new Set<string>()]));
  for (const [kind, { codes }] of Object.entries(declaration.kinds)) {
    const own =
      roles.find(({ role }) => role.kind === kind) ??
      roles.find(({ role }) => Object.keys(codes).every((prefix) => role.kindByPrefix?.[prefix]));
    if (own) kinds.get(own.item.code)?.add(kind);
  }
  return kinds;
}

interface Draft {
  item: CatalogueItem;
  sender: Sender;
  rows: number;
  bucket: Int32Array;
  kinds: ReadonlySet<string>;
}

function eligible(population: Population, bucket: Int32Array, kinds: ReadonlySet<string>, ended: boolean): number {
  let count = 0;
  for (const index of bucket) {
    if (kinds.has(population.kindOf(index)) && (!ended || ENDED.has(population.statusOf(index)))) count++;
  }
  return count;
}

/** Files whose row counts follow from the population: registrations and exits. */
function fixedDrafts(city: GeneratedCity, declaration: GeneratorDeclaration, population: Population): Draft[] {
  const { all, byDistrict } = buckets(population);
  const { items } = city.catalogue;
  const registered = registeredKinds(declaration, items);
  const everyKind = new Set(Object.keys(declaration.kinds));
  const drafts: Draft[] = [];
  const add = (item: CatalogueItem, reference: string, kinds: ReadonlySet<string>, ended: boolean): void => {
    const few = eligible(population, all, kinds, ended) < declaration.rowsPerCounter * population.districts.length;
    const senders = sendersOf(city, population, reference, few);
    for (const sender of senders.length > 0 ? senders : sendersOf(city, population, item.provider)) {
      const bucket = sender.region ? (byDistrict.get(sender.region) ?? all) : all;
      const rows = eligible(population, bucket, kinds, ended);
      if (rows > 0) drafts.push({ item, sender, rows, bucket, kinds });
    }
  };
  for (const item of items.filter(({ subject }) => subject.role === 'registers')) {
    const kinds = [...(registered.get(item.code) ?? [])];
    const registrars = new Map<string, Set<string>>();
    for (const kind of kinds) {
      const registrar = declaration.kinds[kind]?.registrar ?? `${item.provider}/*`;
      registrars.set(registrar, (registrars.get(registrar) ?? new Set<string>()).add(kind));
    }
    for (const [registrar, own] of registrars) add(item, registrar, own, false);
  }
  for (const item of items.filter(isExit)) add(item, `${item.provider}/*`, everyKind, true);
  return drafts;
}

function weightedDrafts(
  city: GeneratedCity,
  declaration: GeneratorDeclaration,
  population: Population,
  rows: number,
): Draft[] {
  const { all, byDistrict } = buckets(population);
  const free = city.catalogue.items.filter((item) => item.subject.role !== 'registers' && !isExit(item));
  const perItem = split(
    rows,
    free.map((item) => declaration.items[item.code]?.weight ?? 0.5),
  );
  return free.flatMap((item, at) => {
    const declared = declaration.items[item.code];
    const kinds = new Set(declared?.kinds ?? Object.keys(declaration.kinds));
    const named = Object.entries(declared?.departments ?? { [item.provider]: 1 });
    const few = (perItem[at] ?? 0) < declaration.rowsPerCounter * population.districts.length;
    const senders = named
      .map(([reference, weight]) => ({ weight, senders: sendersOf(city, population, reference, few) }))
      .filter((one) => one.senders.length > 0);
    const known = senders.length > 0 ? senders : [{ weight: 1, senders: sendersOf(city, population, item.provider) }];
    const perReference = split(
      perItem[at] ?? 0,
      known.map(({ weight }) => weight),
    );
    return known.flatMap(({ senders: group }, place) => {
      const own = group.map((sender) => (sender.region ? (byDistrict.get(sender.region) ?? all) : all));
      const parts = split(
        perReference[place] ?? 0,
        own.map((bucket) => bucket.length),
      );
      return group.map((sender, index) => ({
        item,
        sender,
        rows: parts[index] ?? 0,
        bucket: own[index] ?? all,
        kinds,
      }));
    });
  });
}

/** Dialect of a file: drawn from its own name, so that adding a file changes no other. */
function dialectOf(
  declaration: GeneratorDeclaration,
  item: CatalogueItem,
  random: Prng,
): Pick<PlannedFile, 'encoding' | 'layout' | 'format'> {
  const { encodings, layouts, ndjson } = declaration.dialects;
  const format = random.fraction() < ndjson ? 'ndjson' : 'csv';
  const drawn = pick(weighted(Object.entries(encodings) as [Encoding, number][]), random.fraction());
  const layout = hasExchangeCodes(item)
    ? pick(weighted(Object.entries(layouts) as [Layout, number][]), random.fraction())
    : 'chinese';
  return { encoding: format === 'ndjson' ? 'utf-8' : drawn, layout, format };
}

/**
 * Plans all files of a city: registrations first, then exits, then everything else, in the order in which they should
 * be imported. `records` counts the rows of all files together; registrations and exits are always whole.
 */
export function planFiles(
  city: GeneratedCity,
  declaration: GeneratorDeclaration,
  population: Population,
  records: number,
  seed: string,
): PlannedFile[] {
  const fixed = fixedDrafts(city, declaration, population);
  const rest = Math.max(0, records - fixed.reduce((sum, draft) => sum + draft.rows, 0));
  const drafts = [...fixed, ...weightedDrafts(city, declaration, population, rest)].filter(({ rows }) => rows > 0);
  return drafts.map((draft, at) => {
    const order = at + 1;
    const dialect = dialectOf(
      declaration,
      draft.item,
      prngFrom(`${seed} dialect ${draft.item.code} ${draft.sender.code}`),
    );
    const name = `${String(order).padStart(3, '0')}__${draft.item.code}__${draft.sender.code}.${dialect.format}`;
    return { order, name, ...draft, ...dialect };
  });
}

/** Hands out the subjects of one file's rows. Returns −1 when there is nobody left. */
export type SubjectSource = (row: { subject: number; round: number }) => boolean;

/**
 * Rows told apart by document number draw subjects again and again, some far more often than others; all other rows go
 * through the subjects round by round, so that no natural key comes twice by accident.
 */
export function subjectsFor(
  file: PlannedFile,
  declaration: GeneratorDeclaration,
  population: Population,
  seed: string,
  random: Prng,
): SubjectSource {
  const { bucket, item, kinds } = file;
  const needsCode = !item.identity.codes.some((name) => /registrationNumber/.test(name));
  const exits = isExit(item);
  const registers = item.subject.role === 'registers';
  const today = parseDay(declaration.asOf);
  const since = declaration.items[item.code]?.since ?? '2015-01-01';
  const sinceDay = parseDay(since);
  const fits = (index: number): boolean =>
    kinds.has(population.kindOf(index)) &&
    (!needsCode || population.hasCode(index)) &&
    (!exits || ENDED.has(population.statusOf(index)));
  const order = permutation(Math.max(1, bucket.length), `${seed} ${item.polarity === 'negative' ? 'bad' : item.code}`);
  if (isNumbered(item)) {
    const power = declaration.items[item.code]?.concentration ?? 1;
    return (row) => {
      for (let attempt = 0; attempt < 500; attempt++) {
        const rank = Math.floor(bucket.length * random.fraction() ** power);
        const index = bucket[order(rank)] ?? 0;
        if (
          !fits(index) ||
          latestDay(population, index, today) <= Math.max(sinceDay, population.established[index] ?? 0)
        )
          continue;
        row.subject = index;
        row.round = 0;
        return true;
      }
      return false;
    };
  }
  const rounds =
    registers || exits ? 1 : item.naturalKey.includes('year') ? yearOf(today) - Number(since.slice(0, 4)) : ROUNDS;
  let cursor = 0;
  return (row) => {
    for (; cursor < bucket.length * rounds; cursor++) {
      const index = bucket[order(cursor % bucket.length)] ?? 0;
      const round = Math.floor(cursor / bucket.length);
      if (!fits(index) || (!registers && !exits && !reaches(population, index, round, item, sinceDay, today))) continue;
      cursor++;
      row.subject = index;
      row.round = round;
      return true;
    }
    return false;
  };
}

/** Last day on which something can be said about a subject. */
function latestDay(population: Population, index: number, today: number): number {
  return population.statusOf(index) === 'live' ? today : population.endedOn(index);
}

/** Whether the subject was there in that round: in that year for yearly items, for long enough otherwise. */
function reaches(
  population: Population,
  index: number,
  round: number,
  item: CatalogueItem,
  sinceDay: number,
  today: number,
): boolean {
  const opened = population.established[index] ?? 0;
  const latest = latestDay(population, index, today);
  if (!item.naturalKey.includes('year')) return latest - Math.max(opened, sinceDay) > 130;
  const year = yearOf(today) - round;
  return yearOf(opened) < year && yearOf(latest) >= year;
}
