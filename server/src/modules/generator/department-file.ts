/** Writes the rows of one department file, clean and spoilt, and notes the spoilt ones. */
import { columnsOf, type FileColumns } from './columns.ts';
import { type Dirt, dirtFor } from './dirt.ts';
import type { Population } from './ground.ts';
import { csvCell, csvLine, EncodedFile, type FileSink, jsonLine } from './lines.ts';
import { type PlannedFile, subjectsFor } from './plan.ts';
import type { Planted } from './plant.ts';
import { prngFrom } from './prng.ts';
import { emptyRow, type FileGround, factsOf, type Ground, type Row } from './row.ts';

export interface ManifestFile {
  order: number;
  file: string;
  item: string;
  department: string;
  rows: number;
  /** Rows with a planted error. */
  dirty: number;
  format: 'csv' | 'ndjson';
  encoding: string;
  layout: string;
  bytes: number;
  sha256: string;
}

/** One line of truth.ndjson. */
export interface TruthLine extends Omit<Planted, 'line' | 'again' | 'nobody'> {
  file: string;
  /** As receipts count: the header of a CSV file is row 1; in NDJSON the line. */
  row: number;
  planted: string;
  /** Code of the subject that the row belongs to; null when it belongs to nobody. */
  subject: string | null;
}

/** What all files of one city share. */
export interface Writing {
  ground: Ground;
  seed: string;
  /** Share of spoilt rows. */
  dirt: number;
  truth: EncodedFile;
  /** Told how many rows were written since it was last told. */
  progress: (rows: number, file: string) => void;
}

/** Code under which the store keeps a subject: its own, or ours made of the registration number (ZR0 + 15 digits). */
export function storedCode(population: Population, index: number): string {
  return population.hasCode(index) ? population.code(index) : `ZR0${population.registrationNumber(index)}`;
}

function truthLine(file: string, row: number, planted: string, what: Planted, subject: string | null): string {
  const { expected, field, before, corrected } = what;
  const line: TruthLine = { file, row, planted, expected, subject: what.nobody ? null : subject };
  if (field !== undefined) line.field = field;
  if (before !== undefined) line.before = before;
  if (corrected !== undefined) line.corrected = corrected;
  return `${JSON.stringify(line)}\n`;
}

const REPORT_EVERY = 4096;

/** A file under way. */
class DepartmentFile {
  readonly #file: PlannedFile;
  readonly #writing: Writing;
  readonly #ground: FileGround;
  readonly #columns: FileColumns;
  readonly #out: EncodedFile;
  readonly #dirt: Dirt;
  readonly #row: Row;
  readonly #registers: boolean;
  #spare: string[];
  /** The clean row before a spoilt one, which a resend may repeat. */
  #previous: { line: string; values: readonly string[]; subject: string } | undefined;
  #gap: number;
  #written = 0;
  #dirty = 0;

  constructor(file: PlannedFile, writing: Writing, sink: FileSink) {
    this.#file = file;
    this.#writing = writing;
    const random = prngFrom(`${writing.seed} rows ${file.item.code} ${file.sender.code}`);
    this.#ground = { ...writing.ground, item: file.item, sender: file.sender, random, layout: file.layout };
    this.#columns = columnsOf(this.#ground);
    this.#out = new EncodedFile(sink, file.encoding);
    this.#dirt = dirtFor(this.#ground, this.#columns, writing.dirt);
    this.#row = emptyRow(this.#ground, this.#columns.columns.length);
    this.#spare = [...this.#row.values];
    this.#gap = this.#dirt.gap();
    this.#registers = file.item.subject.role === 'registers';
  }

  async write(): Promise<ManifestFile> {
    const { population, declaration } = this.#ground;
    const facts = factsOf(this.#ground);
    const nextSubject = subjectsFor(this.#file, declaration, population, this.#writing.seed, this.#ground.random);
    await this.#header();
    for (let planned = 0; planned < this.#file.rows && nextSubject(this.#row); planned++) {
      this.#row.position = planned + 1;
      facts(this.#row);
      this.#columns.fill(this.#row);
      // Awaiting only when a chunk is full keeps a row from costing a turn of the event loop.
      const full = this.#gap === 0 ? this.#spoilt() : this.#clean();
      if (full) await full;
    }
    this.#writing.progress(this.#written % REPORT_EVERY, this.#file.name);
    const { name, order, item, sender, format, encoding, layout } = this.#file;
    const end = await this.#out.end();
    return {
      order,
      file: name,
      item: item.code,
      department: sender.code,
      rows: this.#written,
      dirty: this.#dirty,
      format,
      encoding,
      layout,
      ...end,
    };
  }

  async #header(): Promise<void> {
    if (this.#file.format === 'ndjson') return;
    await this.#out.add(`${this.#columns.columns.map((column) => csvCell(column.header)).join(',')}\r\n`);
  }

  #render(careful: boolean): string {
    const { values } = this.#row;
    const { columns } = this.#columns;
    return this.#file.format === 'csv' ? csvLine(values, columns, careful) : jsonLine(values, columns);
  }

  #put(line: string): void | Promise<void> {
    this.#written++;
    if (this.#written % REPORT_EVERY === 0) this.#writing.progress(REPORT_EVERY, this.#file.name);
    return this.#out.add(line);
  }

  #clean(): void | Promise<void> {
    const line = this.#render(false);
    this.#gap--;
    if (this.#gap === 0) {
      const row = this.#row;
      this.#previous = { line, values: row.values, subject: storedCode(this.#ground.population, row.subject) };
      [row.values, this.#spare] = [this.#spare, row.values];
    }
    return this.#put(line);
  }

  async #spoilt(): Promise<void> {
    const row = this.#row;
    const previous = this.#previous;
    this.#previous = undefined;
    this.#gap = this.#dirt.gap();
    const found = this.#dirt.plant({
      row,
      previous: previous?.values ?? [],
      columns: this.#columns,
      ground: this.#ground,
      ndjson: this.#file.format === 'ndjson',
    });
    if (found === null) {
      this.#gap++;
      return this.#clean();
    }
    const { kind, planted } = found;
    const repeats = planted.line === 'previous' || planted.again === true;
    const subject = repeats ? (previous?.subject ?? null) : storedCode(this.#ground.population, row.subject);
    await this.#put(planted.line === 'previous' ? (previous?.line ?? '') : this.#render(true));
    this.#dirty++;
    // As receipts count: a CSV file's header is row 1.
    const at = this.#written + (this.#file.format === 'csv' ? 1 : 0);
    await this.#writing.truth.add(truthLine(this.#file.name, at, kind, planted, subject));
    row.values.length = this.#columns.columns.length;
    // A registration that was spoilt beyond use comes again, whole: the subject must exist for all its other records.
    if (this.#registers && planted.expected !== 'corrected' && planted.expected !== 'accepted') {
      this.#columns.fill(row);
      await this.#put(this.#render(false));
    }
  }
}

/** Writes one department file into the sink; returns its line of the manifest. */
export function writeDepartmentFile(file: PlannedFile, writing: Writing, sink: FileSink): Promise<ManifestFile> {
  return new DepartmentFile(file, writing, sink).write();
}
