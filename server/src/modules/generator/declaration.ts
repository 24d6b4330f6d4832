import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

/** Marginals of one kind of subject. */
export interface KindDeclaration {
  share: number;
  /** First two characters of the unified code → weight. */
  codes: Record<string, number>;
  statuses: Record<string, number>;
  /** Share of subjects that have nothing but a 15-digit registration number. */
  oldNumberOnly: number;
  /** Share of subjects that had another name. */
  formerName: number;
  /** Who registers them, as in an item's departments; default the registering item's provider at all counters. */
  registrar?: string;
}

export interface IndustryDeclaration {
  code: string;
  name: string;
  enterprise: number;
  individual: number;
  company: string[];
  shop: string[];
}

/** How much of one information item there is, and who sends it. */
export interface ItemDeclaration {
  weight: number;
  concentration?: number;
  since?: string;
  kinds?: string[];
  departments?: Record<string, number>;
}

export interface ViolationDeclaration {
  weight: number;
  kind: string;
  fact: string;
  basis: string;
  /** Yuan, from and to. */
  amount: [number, number];
}

export type Encoding = 'utf-8' | 'utf-8-bom' | 'gb18030';
export type Layout = '2018' | '2016' | 'chinese';

/** cities/<city>/generator.yaml over cities/base/generator.yaml; checked against generator.schema.json. */
export interface GeneratorDeclaration {
  asOf: string;
  earliest: string;
  prefixes: string[];
  streets: string[];
  kinds: Record<string, KindDeclaration>;
  /** Six-digit region code → weight. */
  districts?: Record<string, number>;
  establishment: Record<string, number>;
  industries: IndustryDeclaration[];
  crops: string[];
  brandFirst: string;
  brandSecond: string;
  surnames: string;
  givenFirst: string;
  givenSecond: string;
  dialects: { encodings: Record<Encoding, number>; layouts: Record<Layout, number>; ndjson: number };
  /** Districts send their own files of an item from this many rows a district on; below, the city's department does. */
  rowsPerCounter: number;
  items: Record<string, ItemDeclaration>;
  penaltyKinds: Record<string, number>;
  violations: ViolationDeclaration[];
  texts: Record<string, string[]>;
  choices: Record<string, Record<string, number>>;
  dirt: Record<string, number>;
}

const citiesFolder = new URL('../../../../cities/', import.meta.url);
const schemaFile = new URL('base/generator.schema.json', citiesFolder);

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Entry by entry: maps are merged, everything else is replaced. */
function overlay(below: unknown, above: unknown): unknown {
  if (!isMap(below) || !isMap(above)) return above;
  const merged: Record<string, unknown> = { ...below };
  for (const [name, value] of Object.entries(above))
    merged[name] = name in merged ? overlay(merged[name], value) : value;
  return merged;
}

/**
 * Reads cities/base/generator.yaml with the city's own generator.yaml laid over it.
 * Throws Error naming every wrong place.
 */
export function readDeclaration(cityCode: string): GeneratorDeclaration {
  const own = new URL(`${cityCode}/generator.yaml`, citiesFolder);
  const base: unknown = parse(readFileSync(new URL('base/generator.yaml', citiesFolder), 'utf8'));
  return checkDeclaration(existsSync(own) ? overlay(base, parse(readFileSync(own, 'utf8'))) : base);
}

/**
 * Checks the merged marginals of a city.
 * Throws Error naming every wrong place; the text is for whoever edits the declaration.
 */
export function checkDeclaration(value: unknown): GeneratorDeclaration {
  const schema: object = JSON.parse(readFileSync(schemaFile, 'utf8'));
  const check = new Ajv({ allErrors: true, strict: false }).compile<GeneratorDeclaration>(schema);
  if (!check(value)) {
    const places = (check.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message ?? ''}`);
    throw new Error(`generator.yaml: ${places.join('; ')}`);
  }
  const required: (keyof GeneratorDeclaration)[] = [
    'asOf',
    'earliest',
    'kinds',
    'establishment',
    'industries',
    'items',
  ];
  const missing = required.filter((name) => value[name] === undefined);
  if (missing.length > 0) throw new Error(`generator.yaml: missing ${missing.join(', ')}`);
  return value;
}
