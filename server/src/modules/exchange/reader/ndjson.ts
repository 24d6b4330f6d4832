/** Reads NDJSON: one object a line, its keys mapped to fields by the same aliases as a CSV header. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import { mapHeader } from '../../quality/index.ts';

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

export interface ObjectSink {
  object(values: (string | undefined)[], line: number): void;
  broken(problem: 'not-an-object' | 'doubled-key', text: string, line: number): void;
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
    const entries = Object.entries(parsed);
    // Of two values under one name JSON keeps the last and says nothing.
    if (countKeys(text) !== entries.length) {
      sink.broken('doubled-key', text, line);
      return;
    }
    this.#values.fill(undefined);
    for (const [key, value] of entries) {
      if (value === null) continue;
      const field = this.#field(key);
      if (field < 0) continue;
      if (this.#values[field] !== undefined) {
        sink.broken('doubled-key', text, line);
        return;
      }
      const cell = cellOf(value);
      if (cell === null) {
        sink.broken('not-an-object', text, line);
        return;
      }
      this.#values[field] = cell;
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

/** A value as the cell of a table holds it: lists of a field's values joined; null for what nests deeper. */
function cellOf(value: unknown): string | null {
  if (typeof value !== 'object') return String(value);
  return Array.isArray(value) && value.every((one) => typeof one !== 'object') ? value.join(';') : null;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return null;
    // A number too long for a double lost its last digits: a code without quotes is taken as it was written.
    return Object.values(value).some((one) => typeof one === 'number' && !isExact(one)) ? written(text) : value;
  } catch {
    return null;
  }
}

/** How many keys stand in the outermost object of a text that is known to be well-formed. */
function countKeys(text: string): number {
  let depth = 0;
  let keys = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      at = closingQuote(text, at + 1);
      if (depth === 1 && isKey(text, at + 1)) keys++;
    } else if (unit === 0x7b || unit === 0x5b) depth++;
    else if (unit === 0x7d || unit === 0x5d) depth--;
  }
  return keys;
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  for (; at > 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return at;
  }
  return text.length;
}

/** Of a text in an object only a key is followed by a colon. */
function isKey(text: string, behind: number): boolean {
  let at = behind;
  while (text.charCodeAt(at) <= 0x20) at++;
  return text.charCodeAt(at) === COLON;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isExact(value: number): boolean {
  return Number.isSafeInteger(value) || Math.abs(value) < 2 ** 40;
}

function written(text: string): Record<string, unknown> {
  const exact = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && !isExact(value) ? (context?.source ?? value) : value;
  return JSON.parse(text, exact) as Record<string, unknown>;
}
