import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeGb18030 } from './gb18030.ts';

function roundTrip(text: string): string {
  const bytes = new Uint8Array(text.length * 4);
  return new TextDecoder('gb18030').decode(bytes.subarray(0, encodeGb18030(text, bytes)));
}

test('what is written in GB18030 is read back by the platform decoder', () => {
  for (const text of [
    '济南市历下区（霁椽）𠮷龠龠',
    '〔2024〕1号，"甲"\r\n',
    'ＡＢＣ１２３',
    '\u0000\u0007\u200b',
    '€é·—…',
  ]) {
    expect(roundTrip(text)).toBe(text);
  }
});

test('any well-formed text without private characters survives', () => {
  const letters = fc
    .string({ unit: 'grapheme', maxLength: 40 })
    .filter((text) => text.isWellFormed() && !/\p{Co}/u.test(text));
  fc.assert(fc.property(letters, (text) => roundTrip(text) === text));
});
