/**
 * The shared strings of a workbook: millions of texts as UTF-8 in blocks, of which only the ones in use stay in memory;
 * the others are in a temporary file that has no name any more. Texts are decoded when a cell asks for one.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BLOCK = 1 << 18;
const MOST_BLOCKS = 1 << 14;
const CACHED = 1 << 13;
const LONGEST_CACHED = 256;

export class StringTable {
  readonly #blocksInMemory: number;
  /** Least recently used first. */
  readonly #blocks = new Map<number, Buffer>();
  readonly #spilled = new Set<number>();
  #file: number | undefined;
  #starts = new Uint32Array(1 << 12);
  #count = 0;
  #block = -1;
  #used = BLOCK;
  readonly #cachedAt = new Int32Array(CACHED).fill(-1);
  readonly #cached: string[] = [];

  /** @param memoryBytes how much text stays in memory; 16 MB when absent */
  constructor(memoryBytes = 16 << 20) {
    this.#blocksInMemory = Math.max(2, Math.floor(memoryBytes / BLOCK));
  }

  get count(): number {
    return this.#count;
  }

  /** Adds a text. @returns false when the table is full (4 GB of text, or one text of a quarter of a megabyte) */
  add(text: string): boolean {
    const bytes = Buffer.byteLength(text);
    if (bytes + 4 > BLOCK) return false;
    if (this.#used + bytes + 4 > BLOCK) {
      if (this.#block + 1 >= MOST_BLOCKS) return false;
      this.#block++;
      this.#used = 0;
      this.#hold(this.#block, this.#room());
    }
    if (this.#count === this.#starts.length) {
      const longer = new Uint32Array(this.#starts.length * 2);
      longer.set(this.#starts);
      this.#starts = longer;
    }
    const block = this.#blocks.get(this.#block) as Buffer;
    this.#starts[this.#count++] = this.#block * BLOCK + this.#used;
    block.writeUInt32LE(bytes, this.#used);
    block.write(text, this.#used + 4);
    this.#used += bytes + 4;
    return true;
  }

  /** The text with this number; undefined when there is none. */
  get(index: number): string | undefined {
    if (!(index >= 0 && index < this.#count)) return undefined;
    const slot = index & (CACHED - 1);
    if (this.#cachedAt[slot] === index) return this.#cached[slot];
    const start = this.#starts[index] as number;
    const block = this.#load(Math.floor(start / BLOCK));
    const at = start % BLOCK;
    const length = block.readUInt32LE(at);
    const text = block.toString('utf8', at + 4, at + 4 + length);
    if (length <= LONGEST_CACHED) {
      this.#cachedAt[slot] = index;
      this.#cached[slot] = text;
    }
    return text;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#blocks.clear();
  }

  #load(number: number): Buffer {
    const held = this.#blocks.get(number);
    if (held !== undefined) {
      if (this.#file !== undefined) {
        this.#blocks.delete(number);
        this.#blocks.set(number, held);
      }
      return held;
    }
    const block = this.#room();
    readSync(this.#file as number, block, 0, BLOCK, number * BLOCK);
    this.#hold(number, block);
    return block;
  }

  #hold(number: number, block: Buffer): void {
    this.#blocks.set(number, block);
  }

  /** Memory for a block: that of the one least recently used, once there are enough. Thrown away it would pile up unseen. */
  #room(): Buffer {
    if (this.#blocks.size < this.#blocksInMemory) return Buffer.allocUnsafe(BLOCK);
    const [gone, bytes] = this.#blocks.entries().next().value as [number, Buffer];
    if (!this.#spilled.has(gone)) {
      this.#file ??= unnamedFile();
      writeSync(this.#file, bytes, 0, BLOCK, gone * BLOCK);
      this.#spilled.add(gone);
    }
    this.#blocks.delete(gone);
    return bytes;
  }
}

/** A file that nobody else can open, gone when it is closed or the process dies. */
function unnamedFile(): number {
  const path = join(tmpdir(), `xinheng-strings-${randomUUID()}`);
  const file = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return file;
}
