import { describe, expect, it } from 'vitest';
import { type Block, type Encoding, LONGEST_LINE, mainEncoding, readBlocks, statedEncoding } from './blocks.ts';

/** 济南,信用 in GB18030. */
const GB = Buffer.from([0xbc, 0xc3, 0xc4, 0xcf, 0x2c, 0xd0, 0xc5, 0xd3, 0xc3, 0x0a]);
const UTF8 = Buffer.from('济南,信用\n');

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, size = 7, encoding: Encoding | null = null): Promise<Block[]> {
  const blocks: Block[] = [];
  for await (const block of readBlocks(chunks(bytes, size), 0, encoding)) blocks.push(block);
  return blocks;
}

const textOf = (blocks: Block[]) => blocks.map((block) => block.text).join('');

describe('readBlocks', () => {
  it.each([1, 3, 7, 1000])('reads both encodings whatever the chunk size (%i bytes)', async (size) => {
    expect(textOf(await read(Buffer.concat([UTF8, UTF8]), size))).toBe('济南,信用\n济南,信用\n');
    expect(textOf(await read(Buffer.concat([GB, GB]), size))).toBe('济南,信用\n济南,信用\n');
  });

  it('reads each line of a mixed file in its own encoding and says which were foreign', async () => {
    const mostlyUtf8 = await read(Buffer.concat([UTF8, UTF8, GB, UTF8]), 1000);
    expect(textOf(mostlyUtf8)).toBe('济南,信用\n'.repeat(4));
    expect([...(mostlyUtf8[0]?.foreignLines ?? [])]).toEqual([2]);
    const mostlyGb = await read(Buffer.concat([GB, UTF8, GB, GB]), 1000);
    expect(textOf(mostlyGb)).toBe('济南,信用\n'.repeat(4));
    expect([...(mostlyGb[0]?.foreignLines ?? [])]).toEqual([1]);
  });

  it('ends each block where the next one begins', async () => {
    const bytes = Buffer.concat(Array.from({ length: 200_000 }, () => UTF8));
    const blocks = await read(bytes, 65_536);
    expect(blocks.length).toBeGreaterThan(1);
    let from = 0;
    for (const block of blocks) {
      expect(bytes.subarray(from, block.end).toString()).toBe(block.text);
      from = block.end;
    }
    expect(from).toBe(bytes.length);
  });

  it('passes over a line too long to be a row and goes on behind it', async () => {
    const long = Buffer.alloc(10 * LONGEST_LINE, 'x');
    const blocks = await read(Buffer.concat([UTF8, long, Buffer.from('\n'), UTF8]), 65_536);
    expect(blocks.map((block) => block.overlong === true)).toEqual([false, true, false]);
    expect(blocks[1]?.text.length).toBeLessThan(1000);
    expect(blocks[2]?.text).toBe('济南,信用\n');
    expect(blocks[2]?.end).toBe(UTF8.length * 2 + long.length + 1);
  });

  it('reads UTF-16, as spreadsheets write “Unicode text”', async () => {
    const little = Buffer.from('济南\t信用\r\n', 'utf16le');
    expect(textOf(await read(little, 5, 'utf-16le'))).toBe('济南\t信用\r\n');
  });
});

describe('encoding', () => {
  it('is told by a byte order mark, else by the lines', () => {
    expect(statedEncoding(Buffer.from([0xef, 0xbb, 0xbf]))).toEqual({ encoding: 'utf-8', bytes: 3 });
    expect(statedEncoding(Buffer.from([0xff, 0xfe, 0x41, 0]))).toEqual({ encoding: 'utf-16le', bytes: 2 });
    expect(statedEncoding(UTF8)).toBeNull();
    expect(mainEncoding(Buffer.from('abc\n'))).toBeNull();
    expect(mainEncoding(GB)).toBe('gb18030');
    expect(mainEncoding(UTF8)).toBe('utf-8');
  });
});
