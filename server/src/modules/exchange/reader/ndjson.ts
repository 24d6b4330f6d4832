/** Reads NDJSON: one object a line, its keys mapped to fields by the same aliases as a CSV header. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import { mapHeader } from '../../quality/index.ts';

export interface ObjectSink {
  object(values: (string | undefined)[], line: number): void;
  broken(problem: 'not-an-object', text: string, line: number): void;
}

export class ObjectReader {
  readonly #item: CatalogueItem;
  /** Field index of every key met so far, -1 for none. */
  readonly #fieldOf = new Map<string, number>();
  readonly #values: (string | undefined)[];
  #held = '';
  #line: number;

  constructor(item: CatalogueItem, firstLine = 1) {
    this.#item = item;
    this.#line = firstLine;
    this.#values = new Array<string | undefined>(item.fields.length).fill(undefined);
  }

  get idle(): boolean {
    return this.#held === '';
  }

  get nextLine(): number {
    return this.#line;
  }

  push(text: string, sink: ObjectSink): void {
    const whole = this.#held + text;
    let from = 0;
    for (let newline = whole.indexOf('\n'); newline >= 0; newline = whole.indexOf('\n', from)) {
      this.#read(whole.slice(from, newline), sink);
      from = newline + 1;
    }
    this.#held = whole.slice(from);
  }

  skipLine(sink: ObjectSink): void {
    this.end(sink);
    this.#line++;
  }

  end(sink: ObjectSink): void {
    const held = this.#held;
    this.#held = '';
    if (held !== '') this.#read(held, sink);
  }

  #read(text: string, sink: ObjectSink): void {
    const line = this.#line++;
    if (text.trim() === '') return;
    const parsed = parseObject(text);
    if (parsed === null) {
      sink.broken('not-an-object', text, line);
      return;
    }
    this.#values.fill(undefined);
    for (const [key, value] of Object.entries(parsed)) {
      if (value === null || value === undefined) continue;
      const field = this.#field(key);
      if (field >= 0) this.#values[field] = typeof value === 'object' ? JSON.stringify(value) : String(value);
    }
    sink.object(this.#values, line);
  }

  #field(key: string): number {
    let field = this.#fieldOf.get(key);
    if (field === undefined) {
      field = this.#item.fields.findIndex((declared) => declared.name === key);
      if (field < 0) field = mapHeader([key], this.#item).columns[0] ?? -1;
      // Keys are the supplier's: a hostile file must not fill the memory with them.
      if (this.#fieldOf.size < 1000) this.#fieldOf.set(key, field);
    }
    return field;
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
