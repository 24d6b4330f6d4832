import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { looksLikeFormula } from './text.ts';

/** A file of rows under way. Rows are written as they come; nothing is kept. */
export interface RowFile {
  rows(rows: readonly (readonly (string | number | null)[])[]): Promise<void>;
  /** Writes the last line and ends the stream; resolves when everything has been taken. */
  end(note: string): Promise<void>;
}

/** Quoted where needed; what a spreadsheet would take for a formula gets a leading apostrophe. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = looksLikeFormula(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Waits until the stream wants more. */
export function taken(stream: Writable, chunk: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}

/** UTF-8 with a byte order mark, which Excel needs to read Chinese; CRLF. The note is the last line. */
export async function csvFile(stream: Writable, titles: readonly string[]): Promise<RowFile> {
  const line = (cells: readonly (string | number | null)[]) => `${cells.map(csvCell).join(',')}\r\n`;
  await taken(stream, `\uFEFF${line(titles)}`);
  return {
    rows: (rows) => taken(stream, rows.map(line).join('')),
    async end(note) {
      const ended = finished(stream);
      stream.end(line([note]));
      await ended;
    },
  };
}
