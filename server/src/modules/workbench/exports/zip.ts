/**
 * A ZIP archive written front to back (APPNOTE 6.3.10): sizes and checksums follow each entry, so nothing is held back.
 * Entries beyond 4 GB are refused; a sheet of a million rows is far below.
 */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';
import { taken } from './csv.ts';

interface Entry {
  name: Buffer;
  crc: number;
  packed: number;
  plain: number;
  offset: number;
}

export interface ZipEntry {
  write(text: string): Promise<void>;
  end(): Promise<void>;
}

const descriptorFollows = 0x0008;
const namesInUtf8 = 0x0800;
const deflated = 8;
const flags = descriptorFollows | namesInUtf8;
/** 1980-01-01, the first day that the format can say: two files of the same rows are the same bytes. */
const noDate = 0x0021;
const most = 0xffff_ffff;

/** Writes an archive to the stream, one entry after the other. */
export class ZipStream {
  readonly #out: Writable;
  readonly #entries: Entry[] = [];
  #offset = 0;

  constructor(out: Writable) {
    this.#out = out;
  }

  async #put(bytes: Uint8Array): Promise<void> {
    this.#offset += bytes.length;
    await taken(this.#out, bytes);
  }

  /** Begins an entry; it must be ended before the next one begins. */
  async entry(path: string): Promise<ZipEntry> {
    const entry: Entry = { name: Buffer.from(path), crc: 0, packed: 0, plain: 0, offset: this.#offset };
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(flags, 6);
    header.writeUInt16LE(deflated, 8);
    header.writeUInt16LE(noDate, 12);
    header.writeUInt16LE(entry.name.length, 26);
    await this.#put(Buffer.concat([header, entry.name]));
    const deflate = createDeflateRaw({ level: 6 });
    let failure: unknown;
    const emptied = (async () => {
      for await (const chunk of deflate) {
        entry.packed += (chunk as Buffer).length;
        await this.#put(chunk as Buffer);
      }
    })().catch((error: unknown) => {
      failure = error;
      deflate.destroy();
    });
    return {
      write: async (text) => {
        if (failure) throw failure;
        const bytes = Buffer.from(text);
        entry.crc = crc32(bytes, entry.crc);
        entry.plain += bytes.length;
        if (!deflate.write(bytes)) await Promise.race([once(deflate, 'drain'), emptied]);
      },
      end: async () => {
        deflate.end();
        await emptied;
        if (failure) throw failure;
        if (entry.packed > most || entry.plain > most) throw new RangeError(`${path} is too large for a ZIP entry`);
        const descriptor = Buffer.alloc(16);
        descriptor.writeUInt32LE(0x08074b50, 0);
        descriptor.writeUInt32LE(entry.crc, 4);
        descriptor.writeUInt32LE(entry.packed, 8);
        descriptor.writeUInt32LE(entry.plain, 12);
        await this.#put(descriptor);
        this.#entries.push(entry);
      },
    };
  }

  /** Writes a whole entry. */
  async file(path: string, text: string): Promise<void> {
    const entry = await this.entry(path);
    await entry.write(text);
    await entry.end();
  }

  /** Writes the directory and ends the stream. */
  async end(): Promise<void> {
    const start = this.#offset;
    if (start > most) throw new RangeError('the archive is too large for a ZIP directory');
    for (const entry of this.#entries) await this.#put(directoryLine(entry));
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(this.#entries.length, 8);
    end.writeUInt16LE(this.#entries.length, 10);
    end.writeUInt32LE(this.#offset - start, 12);
    end.writeUInt32LE(start, 16);
    const ended = finished(this.#out);
    this.#out.end(end);
    await ended;
  }
}

function directoryLine({ name, crc, packed, plain, offset }: Entry): Buffer {
  const line = Buffer.alloc(46);
  line.writeUInt32LE(0x02014b50, 0);
  line.writeUInt16LE(20, 4);
  line.writeUInt16LE(20, 6);
  line.writeUInt16LE(flags, 8);
  line.writeUInt16LE(deflated, 10);
  line.writeUInt16LE(noDate, 14);
  line.writeUInt32LE(crc, 16);
  line.writeUInt32LE(packed, 20);
  line.writeUInt32LE(plain, 24);
  line.writeUInt16LE(name.length, 28);
  line.writeUInt32LE(offset, 42);
  return Buffer.concat([line, name]);
}
