/**
 * Free text: what a database, a page or a reader cannot bear is found in one pass over the characters. Clean text, which
 * is nearly all of it, is returned as it came, without a copy.
 */
import { readPersonId } from '@xinheng/contracts/codes/person-id.ts';

/** Control, zero-width or direction marks inside. */
export const hasControls = 1;
/** U+0000: PostgreSQL cannot keep it, and it never stands in honest text. */
export const hasNul = 2;
/** U+FFFD, half a surrogate pair, or text read in a wrong encoding: characters were lost before it came here. */
export const hasBroken = 4;
/** Seventeen digits in a row: perhaps a natural person's number in public text. */
export const hasLongNumber = 8;

/** A line feed: ordinary in text, out of place in a name. */
export const hasLineBreak = 16;

/**
 * Characters above U+2070 that ask for a look at what follows: 1 for an invisible one, 2 for one that hardly occurs but
 * where UTF-8 was read as GBK or the other way round, so that scanning an ideograph costs one look into a table.
 */
const asks = new Uint8Array(0x10000);
for (const filler of '\u3164\uffa0') asks[filler.charCodeAt(0)] = 1;
/** 有限 and 公司 in both alignments, 济南; what decoders write for bytes they cannot read; memory never written to. */
const garbles = ['鏈夐檺', '湁闄愬', '鍏\u5f83', '叕鍙', '娴庡', '锟斤拷', '烫烫烫', '屯屯屯'];
for (const garble of garbles) asks[garble.charCodeAt(0)] = 2;
const isGarbled = (text: string, at: number) => garbles.some((garble) => text.startsWith(garble, at));

/** Flags of what stands in `text`; 0 for clean text. A tab is an ordinary character. */
export function scanText(text: string): number {
  let flags = 0;
  let digits = 0;
  const length = text.length;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    // Ideographs and their punctuation: nearly everything there is.
    if (unit >= 0x2070 && unit < 0xd800) {
      digits = 0;
      const asked = asks[unit] as number;
      if (asked === 1) flags |= hasControls;
      else if (asked === 2 && isGarbled(text, i)) flags |= hasBroken;
      continue;
    }
    if (unit >= 0x30 && unit <= 0x39) {
      if (++digits === 17) flags |= hasLongNumber;
      continue;
    }
    digits = 0;
    if (unit < 0x20) {
      if (unit === 0) flags |= hasNul;
      else if (unit === 10) flags |= hasLineBreak;
      else if (unit !== 9) flags |= hasControls;
    } else if (unit >= 0x7f && unit < 0xa0) flags |= hasControls;
    else if (unit < 0x2070) {
      if (unit >= 0xad) flags |= scanWestern(text, i, unit);
    } else if (unit >= 0xd800) {
      if (unit <= 0xdfff) {
        const next = i + 1 < length ? text.charCodeAt(i + 1) : 0;
        if (unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) {
          // Tag characters repeat ASCII invisibly.
          if (unit === 0xdb40 && next < 0xdc80) flags |= hasControls;
          i++;
        } else flags |= hasBroken;
      } else if (unit === 0xfeff || asks[unit] === 1) flags |= hasControls;
      else if (unit >= 0xfffd || (unit >= 0xfdd0 && unit <= 0xfdef)) flags |= hasBroken;
    }
  }
  return flags;
}

/** Letters beyond ASCII: some cannot be seen, and three in a row may be an ideograph read as Latin-1. */
function scanWestern(text: string, at: number, unit: number): number {
  if (unit >= 0xe4 && unit <= 0xe9)
    return isTail(text.charCodeAt(at + 1)) && isTail(text.charCodeAt(at + 2)) ? hasBroken : 0;
  if (unit === 0xad || unit === 0x34f || unit === 0x61c) return hasControls;
  if (unit === 0x115f || unit === 0x1160 || unit === 0x180e) return hasControls;
  return unit >= 0x200b && isInvisible(unit) ? hasControls : 0;
}

/** What the second and third byte of an ideograph in UTF-8 look like in Latin-1, or in Windows' variety of it. */
function isTail(unit: number): boolean {
  return (
    (unit >= 0x80 && unit <= 0xbf) ||
    (unit >= 0x152 && unit <= 0x192) ||
    (unit >= 0x2c6 && unit <= 0x2dc) ||
    (unit >= 0x2013 && unit <= 0x2122)
  );
}

/** Zero-width marks and direction controls: text that reads one way and is stored another. */
function isInvisible(unit: number): boolean {
  return unit <= 0x200f || (unit >= 0x2028 && unit <= 0x202e) || unit >= 0x2060;
}

/** Text without control, zero-width and direction marks; line ends as \n; never half a surrogate pair. Idempotent. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/(?![\n\t])(?:[\p{Cc}\p{Cf}\u115f\u1160\u3164\uffa0]|\u034f)/gu, '');
}

/** Whether a natural person's number stands in the text (PV-01): form, birth date and check character all hold. */
export function holdsPersonId(text: string): boolean {
  for (const [digits] of text.matchAll(/(?<!\d)\d{17}[\dXx](?![\dA-Za-z])/g)) {
    const reading = readPersonId(digits.toUpperCase(), '2100-01-01');
    if (reading.ok && reading.birthDate > '1900') return true;
  }
  return false;
}

/** Number of characters as people count them: a surrogate pair is one. */
export function characterCount(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      count--;
      i++;
    }
  }
  return count;
}
