import { existsSync, readFileSync } from 'node:fs';
import { isUscc } from '@xinheng/contracts/codes/uscc.ts';
import { foldName } from '@xinheng/contracts/fold-name.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadCity } from '../../platform/city/index.ts';
import { readDeclaration } from './declaration.ts';
import type { TruthLine } from './department-file.ts';
import { PLANT_NAMES } from './dirt.ts';
import { type GenerateOptions, generateCity, type Manifest } from './generate.ts';
import type { Population } from './ground.ts';
import type { Sink } from './lines.ts';
import { populate } from './population.ts';

const city = loadCity('jinan');

/** Keeps all files in memory. */
function memory(): { sink: Sink; text(name: string, encoding?: string): string } {
  const files = new Map<string, Buffer[]>();
  return {
    sink: {
      open: (name) => {
        const parts: Buffer[] = [];
        files.set(name, parts);
        return { write: (bytes) => void parts.push(Buffer.from(bytes)), close: () => {} };
      },
    },
    text: (name, encoding = 'utf-8') => new TextDecoder(encoding).decode(Buffer.concat(files.get(name) ?? [])),
  };
}

async function generate(
  options: Partial<GenerateOptions>,
): Promise<{ manifest: Manifest; files: ReturnType<typeof memory> }> {
  const files = memory();
  const manifest = await generateCity(
    { city, subjects: 400, records: 5000, seed: 'a', dirt: 0.2, ...options },
    files.sink,
  );
  return { manifest, files };
}

/** Rows of a CSV text; quoted line breaks are part of their cell. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n)/g)) {
    cells.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(cells);
    cells = [];
  }
  return rows;
}

describe('determinism', () => {
  test('the same seed gives the same bytes, another seed others', async () => {
    const [first, again, other] = await Promise.all([generate({}), generate({}), generate({ seed: 'b' })]);
    expect(again.manifest).toEqual(first.manifest);
    expect(other.manifest.digest).not.toBe(first.manifest.digest);
  });

  test('without dirt nothing is planted', async () => {
    const { manifest, files } = await generate({ dirt: 0 });
    expect(manifest.truth.rows).toBe(0);
    expect(files.text('truth.ndjson')).toBe('');
  });

  test.each(['nanchang', 'baoshan', 'shanghai'])('%s can be generated too', async (code) => {
    const { manifest } = await generate({ city: loadCity(code) });
    expect(manifest.city).toBe(code);
    expect(new Set(manifest.files.map((file) => file.item)).size).toBe(loadCity(code).catalogue.items.length);
  });
});

describe('files', () => {
  let manifest: Manifest;
  let files: ReturnType<typeof memory>;
  let truth: TruthLine[];
  beforeAll(async () => {
    ({ manifest, files } = await generate({ subjects: 3000, records: 40_000 }));
    truth = files
      .text('truth.ndjson')
      .split('\n')
      .filter(Boolean)
      .map((line): TruthLine => JSON.parse(line));
  });

  const linesOf = (file: Manifest['files'][number]): string[][] => {
    const text = files.text(file.file, file.encoding === 'gb18030' ? 'gb18030' : 'utf-8');
    return file.format === 'csv' ? rowsOf(text) : ['', ...text.trimEnd().split('\n')].map((line) => [line]);
  };

  test('come from departments of the city, registrations first, every item of the catalogue', () => {
    const departments = new Set(city.departments.map((department) => department.code));
    expect(manifest.files.filter((file) => !departments.has(file.department))).toEqual([]);
    const registers = new Set(
      city.catalogue.items.filter((item) => item.subject.role === 'registers').map((item) => item.code),
    );
    const places = manifest.files.map((file) => registers.has(file.item));
    expect(places.lastIndexOf(true)).toBeLessThan(places.indexOf(false));
    expect(new Set(manifest.files.map((file) => file.item)).size).toBe(city.catalogue.items.length);
    expect(new Set(manifest.files.map((file) => file.encoding))).toEqual(new Set(['utf-8', 'utf-8-bom', 'gb18030']));
  });

  test('hold the rows that the manifest states', () => {
    for (const file of manifest.files) expect([file.file, linesOf(file).length - 1]).toEqual([file.file, file.rows]);
    expect(manifest.files.reduce((sum, file) => sum + file.rows, 0)).toBe(manifest.rows);
    expect(manifest.rows).toBeGreaterThanOrEqual(40_000);
    expect(manifest.rows).toBeLessThan(40_400);
  });

  test('every line of the truth points at the row that was spoilt', () => {
    expect(truth.length).toBe(manifest.truth.rows);
    expect(truth.length / manifest.rows).toBeCloseTo(0.2, 1);
    const byName = new Map(manifest.files.map((file) => [file.file, linesOf(file)]));
    const seen = new Set<string>();
    for (const line of truth) {
      const rows = byName.get(line.file) ?? [];
      const place = line.file.endsWith('.csv') ? line.row - 1 : line.row;
      const row = rows[place];
      expect(row, `${line.file} ${line.row}`).toBeDefined();
      seen.add(line.planted);
      if (line.before && line.file.endsWith('.csv')) expect(row).toContain(line.before);
    }
    expect([...seen].sort()).toEqual([...PLANT_NAMES].sort());
  });

  test('one natural key comes once, apart from planted repeats', () => {
    const repeats = new Set(truth.map((line) => `${line.file}#${line.row}`));
    for (const file of manifest.files.filter(({ format }) => format === 'csv')) {
      const item = city.catalogue.items.find(({ code }) => code === file.item);
      const lines = linesOf(file);
      const spelled = (name: string): string[] => {
        const field = item?.fields.find((candidate) => candidate.name === name);
        return field ? [field.label, ...field.aliases] : [];
      };
      const keyed = (item?.naturalKey ?? []).flatMap((part) =>
        part === 'subject' ? (item?.identity.codes ?? []) : [part],
      );
      const columns = keyed.flatMap(
        (name) => lines[0]?.findIndex((cell) => spelled(name).includes(cell.replace('\ufeff', ''))) ?? [],
      );
      const keys = lines.flatMap((row, at) =>
        at === 0 || repeats.has(`${file.file}#${at + 1}`) ? [] : [columns.map((column) => row[column] ?? '').join('|')],
      );
      expect([file.file, new Set(keys).size]).toEqual([file.file, keys.length]);
    }
  });
});

describe('population', () => {
  const declaration = readDeclaration('jinan');
  const size = 60_000;
  let population: Population;
  const share = (holds: (index: number) => boolean): number => {
    let count = 0;
    for (let index = 0; index < size; index++) if (holds(index)) count++;
    return count / size;
  };
  beforeAll(() => {
    population = populate(city, declaration, size, 'marginals');
  });

  test('keeps the declared shares of kinds and districts within one point', () => {
    const kinds = Object.entries(declaration.kinds);
    const all = kinds.reduce((sum, [, kind]) => sum + kind.share, 0);
    for (const [name, kind] of kinds) {
      expect(Math.abs(share((index) => population.kindOf(index) === name) - kind.share / all)).toBeLessThan(0.01);
    }
    const weights = declaration.districts ?? {};
    const whole = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    population.districts.forEach((district, at) => {
      const expected = (weights[district.code] ?? 0) / whole;
      expect(Math.abs(share((index) => population.district[index] === at) - expected)).toBeLessThan(0.01);
    });
  });

  test('gives every subject a code of its own or an old number', () => {
    const codes = new Set<string>();
    for (let index = 0; index < size; index++) {
      const code = population.hasCode(index) ? population.code(index) : population.registrationNumber(index);
      if (population.hasCode(index)) expect(isUscc(code)).toBe(true);
      codes.add(code);
    }
    expect(codes.size).toBe(size);
    expect(share((index) => !population.hasCode(index))).toBeLessThan(0.03);
  });

  test('links branches to enterprises that are older', () => {
    for (let index = 0; index < size; index++) {
      const parent = population.parent[index] ?? -1;
      if (parent < 0) continue;
      expect(population.kindOf(parent)).toBe('enterprise');
      expect(population.established[parent] ?? 0).toBeLessThan(population.established[index] ?? 0);
    }
  });

  const real = new URL('../../../../../shared/data/real/', import.meta.url);
  const present = existsSync(new URL('jinan.csv', real));
  if (!present)
    console.log(`skipped: ${real.pathname} is not there, so invented names cannot be compared with real ones`);
  test.skipIf(!present)('shares no name and no code with real registers', () => {
    const known = new Set<string>();
    for (const name of ['jinan', 'nanchang', 'baoshan']) {
      for (const line of readFileSync(new URL(`${name}.csv`, real), 'utf8').split('\n')) {
        for (const cell of line.split(',', 2)) known.add(foldName(cell.replaceAll('"', '')));
      }
    }
    for (let index = 0; index < size; index++) {
      for (const value of [population.spell.name(index), population.spell.name(index, true)])
        expect(known.has(foldName(value))).toBe(false);
      expect(known.has(population.code(index)) || known.has(population.registrationNumber(index))).toBe(false);
    }
  });
});
