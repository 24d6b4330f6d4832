/**
 * The Chinese font of reports: Noto Sans SC (SIL Open Font License 1.1) of an npm package, no font of the machine. The
 * file is a WOFF; it is unpacked once, since the PDF library would unpack it anew for every glyph.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';

const locate = createRequire(import.meta.url);
const [woffHeader, woffEntry, sfntHeader, sfntEntry] = [44, 20, 12, 16];

/** A WOFF 1.0 file as the TrueType file that it was made of. */
export function sfntOf(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new TypeError('not a WOFF file');
  const count = woff.readUInt16BE(12);
  const head = Buffer.alloc(sfntHeader + count * sfntEntry);
  woff.copy(head, 0, 4, 8);
  head.writeUInt16BE(count, 4);
  const power = Math.floor(Math.log2(count));
  head.writeUInt16BE(2 ** power * sfntEntry, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE((count - 2 ** power) * sfntEntry, 10);
  const parts: Buffer[] = [head];
  let at = head.length;
  for (let i = 0; i < count; i++) {
    const from = woffHeader + i * woffEntry;
    const [offset, packed, length] = [4, 8, 12].map((part) => woff.readUInt32BE(from + part)) as [
      number,
      number,
      number,
    ];
    const raw = woff.subarray(offset, offset + packed);
    const table = packed < length ? inflateSync(raw) : raw;
    const to = sfntHeader + i * sfntEntry;
    woff.copy(head, to, from, from + 4);
    woff.copy(head, to + 4, from + 16, from + 20);
    head.writeUInt32BE(at, to + 8);
    head.writeUInt32BE(length, to + 12);
    const padding = Buffer.alloc((4 - (length % 4)) % 4);
    parts.push(table, padding);
    at += length + padding.length;
  }
  return Buffer.concat(parts);
}

const loaded = new Map<number, Buffer>();

/** The font at a weight, 400 or 700. */
export function reportFont(weight: 400 | 700): Buffer {
  const known = loaded.get(weight);
  if (known) return known;
  const file = `@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-${weight}-normal.woff`;
  const font = sfntOf(readFileSync(locate.resolve(file)));
  loaded.set(weight, font);
  return font;
}
