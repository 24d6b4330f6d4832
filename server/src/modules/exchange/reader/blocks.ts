/**
 * Cuts a byte stream into blocks that end at a line end and decodes each to text.
 *
 * Lines are cut on bytes: 0x0A, 0x2C and 0x22 never occur inside a multi-byte character of UTF-8 or of GB18030, so a
 * file that mixes both encodings (two departments' exports pasted together) can still be read line by line.
 */
import { isAscii, isUtf8 } from 'node:buffer';

/** A line longer than this cannot be a row of any item; it is refused without being held in memory. */
export const LONGEST_LINE = 1 << 20;
// Small enough that a merge under way in the same process waits milliseconds for its next statement.
const BLOCK = 1 << 17;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

export interface Block {
  text: string;
  /** Byte offset in the source just behind this block. */
  end: number;
  /** Lines (0-based within the block) that were not in the file's main encoding. */
  foreignLines: ReadonlySet<number> | null;
  /** A line too long to be a row was skipped; `text` is its beginning. */
  overlong?: boolean;
}

interface Cut {
  bytes: Buffer;
  end: number;
  overlong: boolean;
}

/** Cuts at the last line end of every `blockBytes` or so; skips over-long lines in constant memory. */
async function* cut(source: AsyncIterable<Buffer>, start: number, blockBytes: number): AsyncGenerator<Cut> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let end = start;
  let skipping = false;
  for await (const chunk of source) {
    let rest = chunk;
    if (skipping) {
      const newline = rest.indexOf(NEWLINE);
      if (newline < 0) {
        end += rest.length;
        continue;
      }
      end += newline + 1;
      rest = rest.subarray(newline + 1);
      skipping = false;
    }
    const last = rest.lastIndexOf(NEWLINE);
    if (last < 0) {
      if (rest.length > 0) held.push(rest);
      heldBytes += rest.length;
      if (heldBytes > LONGEST_LINE) {
        const bytes = Buffer.concat(held);
        // What is held may begin with whole lines that were waiting for a fuller block.
        const lineEnd = bytes.lastIndexOf(NEWLINE);
        if (lineEnd >= 0) {
          end += lineEnd + 1;
          yield { bytes: bytes.subarray(0, lineEnd + 1), end, overlong: false };
        }
        const tail = bytes.subarray(lineEnd + 1);
        if (tail.length > LONGEST_LINE) {
          end += tail.length;
          yield { bytes: wholeCharacters(tail.subarray(0, 400)), end, overlong: true };
          skipping = true;
          held = [];
          heldBytes = 0;
        } else {
          held = [tail];
          heldBytes = tail.length;
        }
      }
      continue;
    }
    held.push(rest);
    heldBytes += rest.length;
    if (heldBytes >= blockBytes) {
      const bytes = Buffer.concat(held);
      const lineEnd = bytes.lastIndexOf(NEWLINE) + 1;
      end += lineEnd;
      yield { bytes: bytes.subarray(0, lineEnd), end, overlong: false };
      const tail = bytes.subarray(lineEnd);
      held = tail.length > 0 ? [tail] : [];
      heldBytes = tail.length;
    }
  }
  if (heldBytes > 0) {
    const bytes = Buffer.concat(held);
    yield { bytes, end: end + bytes.length, overlong: false };
  }
}

/** Without a character that the cut went through, which would make the text look like another encoding. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let cutOff = 0; cutOff < 4; cutOff++) {
    const shorter = bytes.subarray(0, bytes.length - cutOff);
    if (isUtf8(shorter)) return shorter;
  }
  return bytes;
}

/** Votes on a block's main encoding by its lines that are not plain ASCII; null when there are none. */
export function mainEncoding(bytes: Buffer): Encoding | null {
  if (isAscii(bytes)) return null;
  if (isUtf8(bytes)) return 'utf-8';
  let utf8 = 0;
  let other = 0;
  for (const line of lines(bytes)) {
    if (isAscii(line)) continue;
    if (isUtf8(line) || isBrokenUtf8(line)) utf8++;
    else other++;
  }
  return utf8 > other ? 'utf-8' : 'gb18030';
}

/**
 * Whether bytes that are not UTF-8 once were: a program cut a text between two bytes. Read as GB18030 they would make
 * ideographs that nobody wrote; read as what they are, what is lost shows.
 */
function isBrokenUtf8(line: Buffer): boolean {
  let lost = 0;
  let ideographs = 0;
  for (const sign of line.toString('utf8')) {
    if (sign === '\ufffd') lost++;
    else if (CJK.test(sign)) ideographs++;
  }
  return ideographs > 2 * lost;
}

function* lines(bytes: Buffer): Generator<Buffer> {
  let from = 0;
  while (from < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, from);
    const to = newline < 0 ? bytes.length : newline + 1;
    yield bytes.subarray(from, to);
    from = to;
  }
}

const gb18030 = new TextDecoder('gb18030');
const CJK = /[\u3400-\u9fff]/;

/** A line of a GB18030 file that is well-formed UTF-8 and reads as Chinese that way is UTF-8. */
function isForeignUtf8(line: Buffer): boolean {
  return !isAscii(line) && isUtf8(line) && CJK.test(line.toString('utf8'));
}

function decode(bytes: Buffer, encoding: Encoding): Pick<Block, 'text' | 'foreignLines'> {
  if (encoding === 'utf-8' && isUtf8(bytes)) return { text: bytes.toString('utf8'), foreignLines: null };
  const foreign = new Set<number>();
  const parts: string[] = [];
  let number = 0;
  for (const line of lines(bytes)) {
    const lineIsUtf8 = encoding === 'utf-8' ? isUtf8(line) || isBrokenUtf8(line) : isForeignUtf8(line);
    if (lineIsUtf8 !== (encoding === 'utf-8')) foreign.add(number);
    parts.push(lineIsUtf8 ? line.toString('utf8') : gb18030.decode(line));
    number++;
  }
  return { text: parts.join(''), foreignLines: foreign.size > 0 ? foreign : null };
}

async function* fromUtf16(source: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of source) yield Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8');
  yield Buffer.from(decoder.decode(), 'utf8');
}

/** Files of the old Mac OS end their lines with CR alone; the byte never occurs inside a character. */
async function* withLineFeeds(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    const own = Buffer.from(chunk);
    for (let at = own.indexOf(CARRIAGE_RETURN); at >= 0; at = own.indexOf(CARRIAGE_RETURN, at + 1)) own[at] = NEWLINE;
    yield own;
  }
}

/** The encoding that a byte order mark states; null without one. */
export function statedEncoding(head: Buffer): { encoding: Encoding; bytes: number } | null {
  if (head.length >= 3 && head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf)
    return { encoding: 'utf-8', bytes: 3 };
  if (head.length >= 2 && head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', bytes: 2 };
  if (head.length >= 2 && head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bytes: 2 };
  return null;
}

export interface BlockOptions {
  /** Bytes a block, about; a megabyte when absent or more. */
  blockBytes?: number;
  /** Lines end with CR alone. */
  carriageReturns?: boolean;
}

/** The main encoding by the first block that is not plain ASCII; null when there is none. */
export async function firstEncoding(source: AsyncIterable<Buffer>): Promise<Encoding | null> {
  for await (const { bytes } of cut(source, 0, BLOCK)) {
    const encoding = mainEncoding(bytes);
    if (encoding) return encoding;
  }
  return null;
}

/**
 * Blocks of text from a byte stream.
 * @param source bytes from `start` on, without the byte order mark
 * @param start byte offset of the first byte, so that `end` counts from the file's beginning
 * @param encoding what a byte order mark or an earlier look at the file said; null lets the first Chinese text decide
 */
export async function* readBlocks(
  source: AsyncIterable<Buffer>,
  start: number,
  encoding: Encoding | null,
  options: BlockOptions = {},
): AsyncGenerator<Block> {
  const wide = encoding === 'utf-16le' || encoding === 'utf-16be';
  let main: Encoding | null = wide ? 'utf-8' : encoding;
  const narrow = wide ? fromUtf16(source, encoding) : source;
  const lined = options.carriageReturns ? withLineFeeds(narrow) : narrow;
  for await (const { bytes, end, overlong } of cut(lined, start, Math.min(options.blockBytes ?? BLOCK, BLOCK))) {
    main ??= mainEncoding(bytes);
    yield { ...decode(bytes, main ?? 'utf-8'), end, ...(overlong && { overlong }) };
  }
}
