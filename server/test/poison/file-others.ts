/** Files that are no tables, and packed files by the way of a single table. */
import { gzipSync } from 'node:zlib';
import { around, gbk, row } from '../bad-input/rows.ts';
import { type Part, zip } from '../bad-input/zip.ts';
import type { FileSample } from './sample.ts';

const magics: [what: string, bytes: string, refused: RegExp][] = [
  ['RAR', '526172211a0700', /RAR/],
  ['7z', '377abcaf271c', /7z/],
  ['bzip2', '425a6839314159', /bzip2/],
  ['xz', 'fd377a585a00', /xz/],
  ['zstd', '28b52ffd0408', /zstd/],
  ['PDF', '255044462d312e37', /PDF/],
  ['PNG', '89504e470d0a1a0a', /图片/],
  ['JPEG', 'ffd8ffe000104a46', /图片/],
  ['GIF', '474946383961', /图片/],
  ['a program of Windows', '4d5a900003000000', /程序/],
  ['a program of Linux', '7f454c4602010100', /程序/],
  ['SQLite', '53514c69746520666f726d6174203300', /SQLite/],
  ['RTF', '7b5c727466315c616e7369', /RTF/],
  ['a part of a split ZIP', '504b0708', /分卷/],
  ['an empty ZIP', `504b0506${'00'.repeat(18)}`, /空的压缩包/],
  ['the beginning of a ZIP', '504b0304140006000800', /文件不完整/],
];

const packed = (tag: string, parts: () => Part[], rest: Partial<FileSample>): FileSample => ({
  tag: `packed: ${tag}`,
  name: '报送.zip',
  content: () => zip(parts()),
  ...rest,
});
const one = (more: Partial<Part> = {}): Part => ({ name: '甲.csv', data: around(), ...more });

/** A directory that promises more entries than there are. */
function promising(entries: number): Buffer {
  const file = zip([one()]);
  file.writeUInt16LE(entries, file.length - 14);
  file.writeUInt16LE(entries, file.length - 12);
  return file;
}

/** A container whose directory counts a million entries, as only the large form can. */
function million(): Buffer {
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeUInt32LE(1, 16);
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(1_000_000n, 24);
  record.writeBigUInt64LE(1_000_000n, 32);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  for (const at of [8, 10]) end.writeUInt16LE(0xffff, at);
  for (const at of [12, 16]) end.writeUInt32LE(0xffffffff, at);
  const head = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(60)]);
  locator.writeBigUInt64LE(BigInt(head.length), 8);
  return Buffer.concat([head, record, locator, end]);
}

const inner = () => zip([one()]);

export const otherFiles: FileSample[] = [
  ...magics.map(
    ([what, bytes, refused]): FileSample => ({
      tag: `no table: ${what}`,
      content: () => Buffer.concat([Buffer.from(bytes, 'hex'), Buffer.alloc(what.includes('ZIP') ? 0 : 64, 0x41)]),
      refused,
    }),
  ),
  { tag: 'no table: a web page', content: () => '<!DOCTYPE html><table></table>', refused: /网页或 XML/ },
  { tag: 'no table: XML', content: () => '<?xml version="1.0"?><a/>', refused: /网页或 XML/ },
  {
    tag: 'no table: a tar file',
    content: () => Buffer.concat([Buffer.alloc(257, 'a'), Buffer.from('ustar\x0000'), Buffer.alloc(600, 'a')]),
    refused: /tar/,
  },
  {
    tag: 'no table: noise',
    content: () => Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919 + (at >> 3)) % 256)),
    refused: /二进制|表头没有一列/,
  },
  packed('one table', () => [one()], { parts: { read: 2, accepted: 2 } }),
  packed('one table with a name in GBK', () => [one({ name: gbk('济南.csv'), data: gbk(around(row())) })], {
    parts: { read: 3, accepted: 3 },
  }),
  packed(
    'one table and litter',
    () => [one(), { name: '__MACOSX/._甲.csv', data: 'x' }, { name: 'Thumbs.db', data: 'x' }],
    { parts: { read: 2, accepted: 2 } },
  ),
  packed('two tables by a way that takes one', () => [one(), one({ name: '乙.csv' })], { refused: /里有 2 个文件/ }),
  packed('litter alone', () => [{ name: '.DS_Store', data: 'x' }], { refused: /空的压缩包/ }),
  packed('an empty file', () => [one({ data: '' })], { refused: /空文件/ }),
  packed('a picture', () => [one({ data: Buffer.from('89504e470d0a1a0a', 'hex') })], { refused: /图片/ }),
  packed('a package', () => [{ name: '甲.zip', data: inner() }], { refused: /里还是压缩包/ }),
  packed('a package three deep', () => [{ name: '甲.zip', data: zip([{ name: '乙.zip', data: inner() }]) }], {
    refused: /里还是压缩包/,
  }),
  packed('a gzip file', () => [{ name: '甲.csv.gz', data: gzipSync(around()) }], { refused: /里还是压缩包/ }),
  packed('a path out of it', () => [one({ name: '../甲.csv' })], { refused: /指向别处/ }),
  packed('a path out of it, further in', () => [one({ name: 'a/b/../../../甲.csv' })], { refused: /指向别处/ }),
  packed('a path out of it, of Windows', () => [one({ name: '..\\甲.csv' })], { refused: /指向别处/ }),
  packed('an absolute path', () => [one({ name: '/tmp/甲.csv' })], { refused: /指向别处/ }),
  packed('a drive', () => [one({ name: 'c:/甲.csv' })], { refused: /指向别处/ }),
  packed('a NUL in the name', () => [one({ name: '甲.csv\0.png' })], { refused: /指向别处/ }),
  packed('no name', () => [one({ name: '' })], { refused: /指向别处/ }),
  packed('a password', () => [one({ encrypted: true })], { refused: /设有密码/ }),
  packed('an unknown method', () => [one({ method: 14 })], { refused: /压缩方式/ }),
  packed('a wrong checksum', () => [one({ sum: 1 })], { refused: /校验和/ }),
  packed('more than it claims', () => [one({ claimed: 3 })], { refused: /大小/ }),
  packed('less than it claims', () => [one({ claimed: 100_000 })], { refused: /大小/ }),
  packed('4 GB by its claims', () => [one({ claimed: 0xfffffff0 })], { refused: /解开后过大/ }),
  packed('one name twice', () => [one(), one()], { refused: /重名/ }),
  { tag: 'packed: more entries promised than there are', content: () => promising(9), refused: /损坏/ },
  { tag: 'packed: twenty-one thousand entries', content: () => promising(21_000), refused: /21000 个部件/ },
  { tag: 'packed: a million entries', content: million, refused: /1000000 个部件/ },
  { tag: 'packed: gzip', name: '报送.csv.gz', content: () => gzipSync(around()), parts: { read: 2, accepted: 2 } },
  {
    tag: 'packed: gzip in two pieces',
    content: () => Buffer.concat([gzipSync(around()), gzipSync(`${row()}\n`)]),
    parts: { read: 3, accepted: 3 },
  },
  { tag: 'packed: gzip twice', content: () => gzipSync(gzipSync(around())), refused: /里还是压缩包/ },
  { tag: 'packed: gzip of a package', content: () => gzipSync(inner()), refused: /里还是压缩包/ },
  { tag: 'packed: gzip cut off', content: () => gzipSync(around()).subarray(0, -12), refused: /文件不完整/ },
  { tag: 'packed: gzip of nothing', content: () => gzipSync(''), refused: /空文件/ },
  {
    tag: 'packed: gzip with noise behind',
    content: () => Buffer.concat([gzipSync(around()), Buffer.from('noise')]),
    refused: /压缩数据有误/,
  },
];
