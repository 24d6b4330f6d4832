/** Rows to text and text to bytes: CSV (RFC 4180) or NDJSON, in one of three encodings, hashed on the way. */
import { createHash } from 'node:crypto';
import type { Column } from './columns.ts';
import type { Encoding } from './declaration.ts';
import { encodeGb18030 } from './gb18030.ts';

/** Where one generated file goes. `write` may be awaited for back pressure; the bytes are reused after it settles. */
export interface FileSink {
  write(bytes: Uint8Array): void | Promise<void>;
  close(): void | Promise<void>;
}

/** Where all files of a city go. */
export interface Sink {
  open(name: string): FileSink | Promise<FileSink>;
}

const SPECIAL = /[",\r\n]/;
const CHUNK = 1 << 16;

/** One CSV cell, quoted when it must be. */
export function csvCell(value: string): string {
  return SPECIAL.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** One CSV line. Values of columns that cannot hold special characters are not looked at unless `careful`. */
export function csvLine(values: readonly string[], columns: readonly Column[], careful: boolean): string {
  let line = '';
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? '';
    if (at > 0) line += ',';
    line += careful || columns[at]?.quoted !== false ? csvCell(value) : value;
  }
  return `${line}\r\n`;
}

/** One NDJSON line; empty cells are left out. */
export function jsonLine(values: readonly string[], columns: readonly Column[]): string {
  const object: Record<string, string> = {};
  columns.forEach((column, at) => {
    const value = values[at];
    if (value) object[column.header] = value;
  });
  return `${JSON.stringify(object)}\n`;
}

/** Gathers lines, encodes them chunk by chunk, hashes and hands them on. */
export class EncodedFile {
  readonly #sink: FileSink;
  readonly #encoding: Encoding;
  readonly #hash = createHash('sha256');
  #buffer = Buffer.allocUnsafe(CHUNK * 6);
  #text = '';
  #bytes = 0;

  constructor(sink: FileSink, encoding: Encoding) {
    this.#sink = sink;
    this.#encoding = encoding;
    if (encoding === 'utf-8-bom') this.#text = '\ufeff';
  }

  /** Adds text; returns a promise only when a chunk had to be written. */
  add(text: string): void | Promise<void> {
    this.#text += text;
    if (this.#text.length >= CHUNK) return this.#flush();
  }

  async #flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text.length * 4 > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(text.length * 4);
    const used = this.#encoding === 'gb18030' ? encodeGb18030(text, this.#buffer) : this.#buffer.write(text, 'utf8');
    const bytes = this.#buffer.subarray(0, used);
    this.#hash.update(bytes);
    this.#bytes += used;
    await this.#sink.write(bytes);
  }

  /** Writes what is left; returns digest (hex) and size in bytes. */
  async end(): Promise<{ sha256: string; bytes: number }> {
    await this.#flush();
    await this.#sink.close();
    return { sha256: this.#hash.digest('hex'), bytes: this.#bytes };
  }
}
