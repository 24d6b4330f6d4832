/**
 * Writing GB18030. Node reads it (TextDecoder) and cannot write it, so the table of two-byte sequences is read off the
 * decoder once. Characters outside it take the four-byte form.
 */

const LEAD_FIRST = 0x81;
const LEAD_LAST = 0xfe;

let table: Uint16Array | undefined;
let fourByte: Map<number, number> | undefined;

function twoByteTable(): Uint16Array {
  if (table) return table;
  const built = new Uint16Array(65536);
  const decoder = new TextDecoder('gb18030');
  const pair = new Uint8Array(2);
  for (let lead = LEAD_FIRST; lead <= LEAD_LAST; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      pair[0] = lead;
      pair[1] = trail;
      const text = decoder.decode(pair);
      if (text.length === 1 && text !== '\ufffd') built[text.charCodeAt(0)] = (lead << 8) | trail;
    }
  }
  table = built;
  return built;
}

/** Linear index of a four-byte sequence: 81308130 is 0. */
function fourByteIndexes(): Map<number, number> {
  if (fourByte) return fourByte;
  const built = new Map<number, number>();
  const decoder = new TextDecoder('gb18030');
  const bytes = new Uint8Array(4);
  for (let index = 0; index < 39420; index++) {
    writeFourBytes(bytes, 0, index);
    const text = decoder.decode(bytes);
    if (text.length === 1 && text !== '\ufffd') built.set(text.charCodeAt(0), index);
  }
  fourByte = built;
  return built;
}

function writeFourBytes(into: Uint8Array, at: number, index: number): void {
  into[at + 3] = 0x30 + (index % 10);
  into[at + 2] = 0x81 + (Math.floor(index / 10) % 126);
  into[at + 1] = 0x30 + (Math.floor(index / 1260) % 10);
  into[at] = 0x81 + Math.floor(index / 12600);
}

/** Linear index of U+10000 (bytes 90 30 81 30). */
const SUPPLEMENTARY = 189000;

function encodeRare(text: string, at: number, into: Uint8Array, used: number): { used: number; units: number } {
  const point = text.codePointAt(at) ?? 0xfffd;
  if (point > 0xffff) {
    writeFourBytes(into, used, SUPPLEMENTARY + point - 0x10000);
    return { used: used + 4, units: 2 };
  }
  const index = fourByteIndexes().get(point);
  if (index === undefined) {
    into[used] = 0x3f;
    return { used: used + 1, units: 1 };
  }
  writeFourBytes(into, used, index);
  return { used: used + 4, units: 1 };
}

/** Encodes `text` into `into`, which must hold four bytes for every UTF-16 unit; returns the number of bytes written. */
export function encodeGb18030(text: string, into: Uint8Array): number {
  const pairs = twoByteTable();
  let used = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      into[used++] = unit;
      continue;
    }
    const pair = pairs[unit] ?? 0;
    if (pair) {
      into[used++] = pair >> 8;
      into[used++] = pair & 0xff;
      continue;
    }
    const rare = encodeRare(text, at, into, used);
    used = rare.used;
    at += rare.units - 1;
  }
  return used;
}
