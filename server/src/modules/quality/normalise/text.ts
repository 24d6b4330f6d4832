/**
 * Free text: what a database, a page or a reader cannot bear is found in one pass over the characters. Clean text, which
 * is nearly all of it, is returned as it came, without a copy.
 */
import { readPersonId } from '@xinheng/contracts/codes/person-id.ts';

/** Control, zero-width or direction marks inside. */
export const hasControls = 1;
/** U+0000: PostgreSQL cannot keep it, and it never stands in honest text. */
export const hasNul = 2;
/** U+FFFD or half a surrogate pair: characters were lost before the text came here. */
export const hasBroken = 4;
/** Seventeen digits in a row: perhaps a natural person's number in public text. */
export const hasLongNumber = 8;

/** A line feed: ordinary in text, out of place in a name. */
export const hasLineBreak = 16;

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
    else if (unit >= 0x200b && unit < 0x2070) {
      if (isInvisible(unit)) flags |= hasControls;
    } else if (unit >= 0xd800) {
      if (unit <= 0xdfff) {
        const next = i + 1 < length ? text.charCodeAt(i + 1) : 0;
        if (unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) i++;
        else flags |= hasBroken;
      } else if (unit === 0xfeff) flags |= hasControls;
      else if (unit === 0xfffd) flags |= hasBroken;
    }
  }
  return flags;
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
    .replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '');
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
