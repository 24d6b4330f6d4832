/** Files in every encoding, in several at once, in none, and in another than they claim. */
import { around, gbk, header, nextCode, row, utf16 } from '../bad-input/rows.ts';
import type { FileSample } from './sample.ts';

const utf32 = (text: string, order: 'le' | 'be') => {
  const units = Uint32Array.from([0xfeff, ...[...text].map((sign) => sign.codePointAt(0) as number)]);
  const bytes = Buffer.from(units.buffer);
  return order === 'le' ? bytes : bytes.swap32();
};
/** Text whose bytes are taken for Latin-1 and written as UTF-8 again. */
const twice = (text: string) => Buffer.from(Buffer.from(text).toString('latin1'));
const broken = (text: string) => {
  const bytes = Buffer.from(text);
  const at = bytes.indexOf(Buffer.from('批发'));
  // A byte of the second character is lost.
  return Buffer.concat([bytes.subarray(0, at + 4), bytes.subarray(at + 5)]);
};

export const encodingFiles: FileSample[] = [
  { tag: 'UTF-8', content: () => around(), parts: { read: 2, accepted: 2 } },
  { tag: 'UTF-8 with a mark', content: () => `\ufeff${around()}`, parts: { read: 2, accepted: 2 } },
  { tag: 'UTF-8 with two marks', content: () => `\ufeff\ufeff${around()}`, parts: { read: 2, accepted: 2 } },
  { tag: 'UTF-16 LE', content: () => utf16(around(row()), 'le'), parts: { read: 3, accepted: 3 } },
  { tag: 'UTF-16 BE', content: () => utf16(around(row()), 'be'), parts: { read: 3, accepted: 3 } },
  {
    tag: 'UTF-16 with a byte too few',
    content: () => utf16(around().trimEnd(), 'le').subarray(0, -1),
    parts: { read: 2, accepted: 1, quarantined: 1 },
  },
  {
    tag: 'UTF-16 with half a pair',
    content: () => utf16(around(row({ scope: '批发\ud842' })), 'le'),
    parts: { read: 3, accepted: 2, quarantined: 1 },
    receipts: [[3, 'FM-02', /乱码/]],
  },
  { tag: 'UTF-16 LE without a mark', content: () => Buffer.from(around(), 'utf16le'), refused: /二进制/ },
  { tag: 'UTF-32 LE', content: () => utf32(around(), 'le'), refused: /UTF-32|二进制/ },
  { tag: 'UTF-32 BE', content: () => utf32(around(), 'be'), refused: /UTF-32|二进制/ },
  { tag: 'GBK', content: () => gbk(around(row())), parts: { read: 3, accepted: 3 } },
  {
    tag: 'GB18030 of four bytes',
    content: () => gbk(around(row({ person: '𡈽三', name: '济南𠮷祥四字节贸易有限公司' }))),
    parts: { read: 3, accepted: 3 },
    stored: [{}, { legalRepresentative: '𡈽三', name: '济南𠮷祥四字节贸易有限公司' }, {}],
  },
  {
    tag: 'one row of GBK in UTF-8',
    content: () => Buffer.concat([Buffer.from(around()), gbk(row()), Buffer.from(`\n${row()}\n`)]),
    parts: { read: 4, accepted: 3, corrected: 1 },
    receipts: [[4, 'FM-13']],
  },
  {
    tag: 'one row of UTF-8 in GBK',
    content: () => Buffer.concat([gbk(around(row())), Buffer.from(row()), gbk(`\n${row()}\n`)]),
    parts: { read: 5, accepted: 4, corrected: 1 },
    receipts: [[5, 'FM-13']],
  },
  {
    tag: 'header in GBK, rows in UTF-8',
    content: () => Buffer.concat([gbk(`${header}\n`), Buffer.from(`${row()}\n${row()}\n${row()}\n`)]),
    parts: { read: 3, accepted: 3 },
  },
  {
    tag: 'both encodings in one row',
    content: () => Buffer.concat([Buffer.from(around().trimEnd()), gbk('济南'), Buffer.from(`济\n${row()}\n`)]),
    parts: { read: 3, accepted: 2, quarantined: 1 },
  },
  {
    tag: 'mark of UTF-8 before GBK',
    content: () => Buffer.concat([Buffer.from('efbbbf', 'hex'), gbk(around(row()))]),
    parts: { read: 3, corrected: 3 },
  },
  {
    tag: 'mark of UTF-16 before UTF-8',
    content: () => Buffer.concat([Buffer.from('fffe', 'hex'), Buffer.from(around())]),
    refused: /表头没有一列|编码/,
  },
  {
    tag: 'a byte lost in UTF-8',
    content: () => broken(around(row())),
    parts: { read: 3, accepted: 2, quarantined: 1 },
    receipts: [[2, 'FM-02', /乱码/]],
  },
  {
    tag: 'a UTF-8 sequence longer than needed',
    content: () =>
      Buffer.concat([Buffer.from(around().trimEnd()), Buffer.from('c0af', 'hex'), Buffer.from(`\n${row()}\n`)]),
    parts: { read: 3, accepted: 2, quarantined: 1 },
  },
  {
    tag: 'surrogates in UTF-8',
    content: () =>
      Buffer.concat([Buffer.from(around().trimEnd()), Buffer.from('eda080edb080', 'hex'), Buffer.from(`\n${row()}\n`)]),
    parts: { read: 3, accepted: 2, quarantined: 1 },
  },
  { tag: 'UTF-8 written twice', content: () => twice(around()), refused: /表头没有一列/ },
  {
    tag: 'UTF-8 written twice below a header of codes',
    content: () => Buffer.concat([Buffer.from('ENTNAME,UNISCID\n'), twice(`济南恶例贸易有限公司,${nextCode()}\n`)]),
    parts: { read: 1, quarantined: 1 },
    receipts: [[2, 'FM-02', /乱码/]],
  },
  { tag: 'Shift JIS', content: () => Buffer.from('8aa98bc6966b96bc2c8e6e0a', 'hex'), refused: /表头没有一列/ },
  { tag: 'EBCDIC', content: () => Buffer.from('c1c26bc3c4'.repeat(40), 'hex'), refused: /表头没有一列/ },
  { tag: 'UTF-7', content: () => '+TwFOGlQNeUA-,+fs9OAE+hdL9O4Qge1o-\n', refused: /表头没有一列/ },
];
