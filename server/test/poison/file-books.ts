/** Workbooks that are refused: hostile XML, links, passwords, damage. */
import { book, bookParts, sheetXml, zip } from '../bad-input/zip.ts';
import { around, declaration, good, name, SCOPE, sheet1, spoilt, titles, withCell, withParts } from './book-parts.ts';
import type { FileSample } from './sample.ts';

const hostile = (entities: string, use: string) => (own: string) =>
  own.replace(declaration, `${declaration}<!DOCTYPE worksheet [${entities}]>`).replace('</t>', `${use}</t>`);
const laughs = [
  '<!ENTITY a0 "哈哈">',
  ...Array.from({ length: 12 }, (_, at) => `<!ENTITY a${at + 1} "${`&a${at};`.repeat(10)}">`),
].join('');
const xmlFiles: FileSample[] = [
  ['an outside entity', hostile('<!ENTITY x SYSTEM "file:///etc/passwd">', '&x;')],
  ['an outside entity over the network', hostile('<!ENTITY x SYSTEM "http://127.0.0.1:9/x">', '&x;')],
  ['a parameter entity', hostile('<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;', '')],
  ['a billion laughs', hostile(laughs, '&a12;')],
  ['a document type without use', hostile('', '')],
].map(
  ([what, spoil]): FileSample => ({
    tag: `workbook: ${what} in a sheet`,
    name,
    content: spoilt(sheet1, (own) => (spoil as (own: string) => string)(own.replace(/<\?xml.*?\?>\n?/, declaration))),
    refused: /DOCTYPE/,
  }),
);

const partFiles: FileSample[] = [
  ['xl/workbook.xml', /DOCTYPE/],
  ['xl/styles.xml', /DOCTYPE/],
  ['xl/sharedStrings.xml', /DOCTYPE/],
  ['xl/_rels/workbook.xml.rels', /DOCTYPE/],
  ['_rels/.rels', /DOCTYPE/],
].map(
  ([part, refused]): FileSample => ({
    tag: `workbook: a document type in ${part}`,
    name,
    content: spoilt(part as string, (own) =>
      own.replace(/<\?xml.*?\?>/, `${declaration}<!DOCTYPE x [<!ENTITY y "z">]>`),
    ),
    refused: refused as RegExp,
  }),
);

const brokenFiles: FileSample[] = [
  { tag: 'workbook: cut off', name, content: () => around(() => [])().subarray(0, 900), refused: /文件不完整/ },
  {
    tag: 'workbook: an unknown entity',
    name,
    content: spoilt(sheet1, (own) => own.replace('</t>', '&foo;</t>')),
    refused: /XML 有误/,
  },
  {
    tag: 'workbook: a tag never closed',
    name,
    content: spoilt(sheet1, (own) => own.replace('</row>', '')),
    refused: /XML 有误/,
  },
  { tag: 'workbook: text instead of XML', name, content: spoilt(sheet1, () => '不是 XML'), refused: /XML 有误|是空的/ },
  { tag: 'workbook: an empty sheet part', name, content: spoilt(sheet1, () => ''), refused: /是空的|XML 有误/ },
  {
    tag: 'workbook: bytes that are no UTF-8',
    name,
    content: spoilt(sheet1, (own) => Buffer.from(own, 'latin1')),
    refused: /XML 有误/,
  },
  {
    tag: 'workbook: tags nested 100,000 deep',
    name,
    content: spoilt(sheet1, (own) => own.replace('</t>', `${'<b>'.repeat(100_000)}`)),
    refused: /XML 有误|嵌套过深/,
  },
  {
    tag: 'workbook: parts nested 100,000 deep',
    name,
    content: spoilt('xl/workbook.xml', (own) =>
      own.replace('<sheets>', `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}<sheets>`),
    ),
    refused: /嵌套过深/,
  },
  {
    tag: 'workbook: a cell of 2 MB',
    name,
    content: around(() => [withCell(SCOPE, '甲'.repeat(700_000))]),
    refused: /有一格超过 1 MB/,
  },
  {
    tag: 'workbook: an attribute of 2 MB',
    name,
    content: spoilt(sheet1, (own) => own.replace('<row', `<row x="${'a'.repeat(2_000_000)}"`)),
    refused: /超过 1 MB/,
  },
  {
    tag: 'workbook: a comment of 2 MB',
    name,
    content: spoilt(sheet1, (own) => own.replace('<row', `<!--${'a'.repeat(2_000_000)}--><row`)),
    refused: /超过 1 MB/,
  },
  {
    tag: 'workbook: a row twice',
    name,
    content: spoilt(sheet1, (own) => own.replace('<row r="3"', '<row r="2"')),
    refused: /行号有误/,
  },
  {
    tag: 'workbook: row 99,999,999',
    name,
    content: spoilt(sheet1, (own) => own.replace('<row r="3"', '<row r="99999999"')),
    refused: /行号有误/,
  },
  {
    tag: 'workbook: row NaN',
    name,
    content: spoilt(sheet1, (own) => own.replace('<row r="3"', '<row r="x"')),
    refused: /行号有误/,
  },
  {
    tag: 'workbook: column ZZZZ',
    name,
    content: spoilt(sheet1, (own) => own.replace('r="A3"', 'r="ZZZZ3"')),
    refused: /单元格位置有误/,
  },
  {
    tag: 'workbook: a cell without a column',
    name,
    content: spoilt(sheet1, (own) => own.replace('r="A3"', 'r="3"')),
    refused: /单元格位置有误/,
  },
  {
    tag: 'workbook: a shared text that is not there',
    name,
    content: around(() => [withCell(SCOPE, { attributes: 't="s"', content: '<v>9</v>' })], { strings: '<sst/>' }),
    refused: /共享字符串表不全/,
  },
  {
    tag: 'workbook: a shared text of number -1',
    name,
    content: around(() => [withCell(SCOPE, { attributes: 't="s"', content: '<v>-1</v>' })], { strings: '<sst/>' }),
    refused: /共享字符串表不全/,
  },
  { tag: 'workbook: no sheet at all', name, content: () => book({ sheets: [] }), refused: /没有工作表/ },
  { tag: 'workbook: an empty sheet', name, content: () => book({ sheets: [{ rows: [] }] }), refused: /是空的/ },
  { tag: 'workbook: a header alone', name, content: () => book({ sheets: [{ rows: [titles] }] }), refused: /只有表头/ },
  {
    tag: 'workbook: all sheets hidden',
    name,
    content: () => book({ sheets: [{ rows: [titles, good()], state: 'hidden' }] }),
    refused: /隐藏/,
  },
  {
    tag: 'workbook: a sheet that is not there',
    name,
    sheet: '不存在',
    content: around(() => []),
    refused: /没有名为“不存在”/,
  },
  {
    tag: 'workbook: a sheet part that is not there',
    name,
    content: () => zip(bookParts({ sheets: [{ rows: [titles] }] }).filter((part) => part.name !== sheet1)),
    refused: /缺少部件/,
  },
  {
    tag: 'workbook: a part twice',
    name,
    content: () =>
      zip([...bookParts({ sheets: [{ rows: [titles] }] }), { name: sheet1, data: sheetXml({ rows: [] }) }]),
    refused: /重名的部件/,
  },
  {
    tag: 'workbook: a part out of the folder',
    name,
    content: withParts({ name: '../../x.xml', data: '' }),
    refused: /指向别处/,
  },
  {
    tag: 'workbook: a relation out of the folder',
    name,
    content: spoilt('xl/_rels/workbook.xml.rels', (own) =>
      own.replace('worksheets/sheet1.xml', '../../../../etc/passwd'),
    ),
    refused: /缺少部件/,
  },
  {
    tag: 'workbook: a checksum that is wrong',
    name,
    content: () =>
      zip(
        bookParts({ sheets: [{ rows: [titles, good()] }] }).map((part) =>
          part.name === sheet1 ? { ...part, sum: 7 } : part,
        ),
      ),
    refused: /校验和不符/,
  },
  {
    tag: 'workbook: a password of ZIP',
    name,
    content: () => zip(bookParts({ sheets: [{ rows: [titles] }] }).map((part) => ({ ...part, encrypted: true }))),
    refused: /设有密码/,
  },
  {
    tag: 'workbook: a password of Excel',
    name,
    content: () =>
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.alloc(2000),
        Buffer.from('EncryptedPackage', 'utf16le'),
        Buffer.alloc(500),
      ]),
    refused: /打开密码/,
  },
  {
    tag: 'workbook: of 1997',
    name: '报送.xls',
    content: () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000)]),
    refused: /旧版 Excel/,
  },
  {
    tag: 'workbook: binary',
    name: '报送.xlsb',
    content: withParts({ name: 'xl/workbook.bin', data: 'x' }),
    refused: /xlsb/,
  },
  {
    tag: 'workbook: OpenDocument',
    name: '报送.ods',
    content: () =>
      zip([
        { name: 'mimetype', data: 'x' },
        { name: 'content.xml', data: '<x/>' },
      ]),
    refused: /\.ods/,
  },
  {
    tag: 'workbook: Word',
    name: '报送.docx',
    content: () =>
      zip([
        { name: '[Content_Types].xml', data: '<x/>' },
        { name: 'word/document.xml', data: '<x/>' },
      ]),
    refused: /Word/,
  },
  {
    tag: 'workbook: PowerPoint',
    name: '报送.pptx',
    content: () => zip([{ name: 'ppt/presentation.xml', data: '<x/>' }]),
    refused: /演示文稿/,
  },
  {
    tag: 'workbook: links to another file',
    name,
    content: withParts({ name: 'xl/externalLinks/externalLink1.xml', data: '<externalLink/>' }),
    refused: /指向其他文件的链接/,
  },
];

export const bookFiles: FileSample[] = [...xmlFiles, ...partFiles, ...brokenFiles];
