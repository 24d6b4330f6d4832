import { createHash } from 'node:crypto';
import { parseDay } from './days.ts';
import { checkDeclaration, type GeneratorDeclaration, readDeclaration } from './declaration.ts';
import { type ManifestFile, writeDepartmentFile } from './department-file.ts';
import { folderSink } from './folder-sink.ts';
import { EncodedFile, type Sink } from './lines.ts';
import { type GeneratedCity, planFiles } from './plan.ts';
import { populate } from './population.ts';

export interface GenerateOptions {
  city: GeneratedCity;
  subjects: number;
  /** Rows of all files together, registrations included; never fewer than registrations and exits need. */
  records: number;
  /** Any text; the same text gives the same bytes. */
  seed: string;
  /** Share of rows with a planted error, 0–1. Default 0.05. */
  dirt?: number;
  /** Reference day YYYY-MM-DD; default the declaration's. */
  asOf?: string;
  /** Marginals other than cities/<city>/generator.yaml; for tests. */
  declaration?: unknown;
  onProgress?: (progress: GenerateProgress) => void;
}

export interface GenerateProgress {
  /** Rows written so far and in all. */
  rows: number;
  total: number;
  file: string;
}

/** manifest.json: what was written, in the order in which it should be imported. */
export interface Manifest {
  generated: 'xinheng-city-in-a-box';
  version: 1;
  city: string;
  seed: string;
  subjects: number;
  rows: number;
  dirt: number;
  asOf: string;
  files: ManifestFile[];
  truth: { file: 'truth.ndjson'; rows: number; sha256: string };
  /** SHA-256 over the digests of all files: equal digests mean equal bytes. */
  digest: string;
}

async function writeWhole(sink: Sink, name: string, text: string): Promise<void> {
  const file = await sink.open(name);
  await file.write(Buffer.from(text, 'utf8'));
  await file.close();
}

function declarationOf(options: GenerateOptions): GeneratorDeclaration {
  const declaration =
    options.declaration === undefined ? readDeclaration(options.city.code) : checkDeclaration(options.declaration);
  return options.asOf === undefined ? declaration : { ...declaration, asOf: options.asOf };
}

/**
 * Writes a whole city: one file for each department and item, `truth.ndjson` with every planted error, and
 * `manifest.json`. The same options give the same bytes. Memory stays flat in the number of records and needs some
 * 20 bytes for each subject.
 * @param target a folder, which is made when missing, or a sink
 * @returns what manifest.json says
 * @throws RangeError for figures that make no sense, Error for a wrong declaration
 */
export async function generateCity(options: GenerateOptions, target: string | Sink): Promise<Manifest> {
  const { city, subjects, records, seed, dirt = 0.05 } = options;
  if (!Number.isInteger(subjects) || subjects < 1 || subjects > 8_000_000)
    throw new RangeError('subjects must be 1 to 8,000,000');
  if (!Number.isInteger(records) || records < 0) throw new RangeError('records must be a whole number');
  if (!(dirt >= 0 && dirt <= 1)) throw new RangeError('dirt must be a share between 0 and 1');
  const sink = typeof target === 'string' ? folderSink(target) : target;
  const declaration = declarationOf(options);
  const population = populate(city, declaration, subjects, seed);
  const files = planFiles(city, declaration, population, records, seed);
  const total = files.reduce((sum, file) => sum + file.rows, 0);
  const truth = new EncodedFile(await sink.open('truth.ndjson'), 'utf-8');
  let done = 0;
  const writing = {
    ground: {
      city,
      declaration,
      population,
      today: parseDay(declaration.asOf),
      codeLists: new Map(city.catalogue.codeLists.map((list) => [list.name, list.values])),
    },
    seed,
    dirt,
    truth,
    progress: (rows: number, file: string) => {
      done += rows;
      options.onProgress?.({ rows: done, total, file });
    },
  };
  const written: ManifestFile[] = [];
  for (const file of files) written.push(await writeDepartmentFile(file, writing, await sink.open(file.name)));
  const { sha256 } = await truth.end();
  const digest = createHash('sha256')
    .update([...written.map((file) => file.sha256), sha256].join('\n'))
    .digest('hex');
  const manifest: Manifest = {
    generated: 'xinheng-city-in-a-box',
    version: 1,
    city: city.code,
    seed,
    subjects,
    rows: done,
    dirt,
    asOf: declaration.asOf,
    files: written,
    truth: { file: 'truth.ndjson', rows: written.reduce((sum, file) => sum + file.dirty, 0), sha256 },
    digest,
  };
  await writeWhole(sink, 'manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}
