/** Delimited text: lines that end nowhere or anywhere, quotes, headers, columns. */
import { around, cellsOf, header, nextCode, row } from '../bad-input/rows.ts';
import type { FileSample } from './sample.ts';

const lines = (...all: string[]) => `${all.join('\n')}\n`;

export const lineFiles: FileSample[] = [
  { tag: 'no bytes', content: () => '', refused: /空文件/ },
  { tag: 'one byte', content: () => 'a', refused: /表头没有一列/ },
  { tag: 'one NUL', content: () => '\0', refused: /二进制/ },
  { tag: 'NUL by the thousand', content: () => Buffer.alloc(5000), refused: /二进制/ },
  { tag: 'white space', content: () => ' \r\n\t\n  \n', refused: /只有空白/ },
  { tag: 'a mark alone', content: () => '\ufeff', refused: /只有空白/ },
  { tag: 'a hundred thousand line ends', content: () => '\n'.repeat(100_000), refused: /只有空白/ },
  { tag: 'a header alone', content: () => `${header}\n`, refused: /只有表头/ },
  { tag: 'a header without a line end', content: () => header, refused: /只有表头/ },
  { tag: 'delimiters alone', content: () => `${',,,,,,,\n'.repeat(50)}`, refused: /表头没有一列/ },
  { tag: 'CR', content: () => around(row()).replaceAll('\n', '\r'), parts: { read: 3, accepted: 3 } },
  { tag: 'CR LF', content: () => around(row()).replaceAll('\n', '\r\n'), parts: { read: 3, accepted: 3 } },
  {
    tag: 'all line ends at once',
    content: () => `${header}\r\n${row()}\n${row()}\r${row()}\r\n${row()}`,
    parts: { read: 4, accepted: 4 },
  },
  { tag: 'LF CR', content: () => around(row()).replaceAll('\n', '\n\r'), parts: { read: 3, accepted: 3 } },
  { tag: 'no last line end', content: () => around().trimEnd(), parts: { read: 2, accepted: 2 } },
  { tag: 'a NUL behind the last row', content: () => `${around()}\0`, parts: { read: 3, accepted: 2, rejected: 1 } },
  { tag: 'Ctrl-Z behind the last row', content: () => `${around()}\x1a`, parts: { read: 3, accepted: 2, rejected: 1 } },
  {
    tag: 'blank rows',
    content: () => lines('', ' ', header, '', row(), '\t', row(), ''),
    parts: { read: 2, accepted: 2 },
  },
  {
    tag: 'rows of delimiters',
    content: () => around(',,,,,,,', ' , ,,,,,,'),
    parts: { read: 4, accepted: 2, rejected: 2 },
    receipts: [
      [3, 'FM-01'],
      [4, 'FM-01'],
    ],
  },
  {
    tag: 'a quote never closed',
    content: () => around(row({ scope: '"批发' }), row()),
    parts: { read: 4, accepted: 3, rejected: 1 },
    receipts: [[3, 'FM-11', /引号/]],
  },
  {
    tag: 'a quote never closed in the last row',
    content: () => `${around()}${row({ scope: '"批发' })}`,
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[4, 'FM-11']],
  },
  {
    tag: 'a quote never closed in each row',
    content: () => lines(header, ...Array.from({ length: 200 }, () => row({ name: '"济南恶例' }))),
    parts: { read: 200, rejected: 200 },
  },
  { tag: 'a quote never closed in the header', content: () => `"${around()}`, refused: /表头/ },
  {
    tag: 'a quote inside a cell',
    content: () => around(row({ scope: '批发"零售"' })),
    parts: { read: 3, accepted: 3 },
    stored: [{}, { scope: '批发"零售"' }, {}],
  },
  {
    tag: 'text behind a quoted cell',
    content: () => around(row({ scope: '"批发"零售' })),
    parts: { read: 3, accepted: 3 },
    stored: [{}, { scope: '批发零售' }, {}],
  },
  {
    tag: 'quotes as programmers write them',
    content: () => around(row({ scope: '"批发\\"零售"' })),
    parts: { read: 3, accepted: 3 },
    stored: [{}, { scope: '批发\\零售"' }, {}],
  },
  {
    tag: 'a cell over five hundred lines',
    content: () => around(row({ scope: `"${'批发\n'.repeat(500)}"` })),
    parts: { read: 3, accepted: 3 },
  },
  {
    tag: 'a row inside the quotes of another',
    content: () => around(row({ scope: `"批发\n${row().replaceAll('"', '')}"` })),
    parts: { read: 3, accepted: 3 },
  },
  { tag: 'semicolons', content: () => around(row()).replaceAll(',', ';'), parts: { read: 3, accepted: 3 } },
  { tag: 'tabs', content: () => around(row()).replaceAll(',', '\t'), parts: { read: 3, accepted: 3 } },
  { tag: 'bars', content: () => around(row()).replaceAll(',', '|'), parts: { read: 3, accepted: 3 } },
  { tag: 'full-width commas', content: () => around(row()).replaceAll(',', '，'), refused: /表头没有一列|缺少/ },
  { tag: 'a line that says sep=', content: () => `sep=,\n${around()}`, parts: { read: 2, accepted: 2 } },
  {
    tag: 'commas in rows of tabs',
    content: () => lines(header.replaceAll(',', '\t'), row()),
    parts: { read: 1, rejected: 1 },
  },
  {
    tag: 'a column too many',
    content: () => around(`${row()},多`),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-04', /9 列/]],
  },
  { tag: 'empty columns too many', content: () => around(`${row()},,,,,`), parts: { read: 3, accepted: 3 } },
  {
    tag: 'columns too few',
    content: () => around(cellsOf().slice(0, 4).join(','), cellsOf().slice(0, 1).join(',')),
    parts: { read: 4, accepted: 3, rejected: 1 },
    receipts: [[4, 'FM-01']],
  },
  {
    tag: 'a thousand columns in one row',
    content: () => around(`${row()}${',x'.repeat(1000)}`),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-04', /1008 列/]],
  },
  {
    tag: 'a hundred thousand columns in one row',
    content: () => around(`${row()}${',x'.repeat(100_000)}`),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-04']],
  },
  {
    tag: 'a hundred thousand columns in the header',
    content: () => lines(`${header}${',x'.repeat(100_000)}`, row()),
    refused: /列/,
  },
  {
    tag: 'five million columns',
    content: () => `${header}${',x'.repeat(5_000_000)}\n${row()}\n`,
    refused: /超过 1 MB/,
  },
  {
    tag: 'a line of 3 MB',
    content: () => around(row({ scope: '甲'.repeat(1_000_000) })),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-10', /第 3 行超过 1 MB/]],
  },
  {
    tag: 'a first line of 3 MB',
    content: () => `${'甲'.repeat(1_000_000)}\n${around()}`,
    refused: /开头的一行超过 1 MB/,
  },
  {
    tag: 'header twice',
    content: () => around(header),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-00']],
  },
  { tag: 'a column twice', content: () => lines(`${header},企业名称`, `${row()},甲`), refused: /重复的列/ },
  { tag: 'a column twice by its alias', content: () => lines(`${header},ENTNAME`, `${row()},甲`), refused: /重复的列/ },
  { tag: 'a mandatory column missing', content: () => lines('统一社会信用代码', nextCode()), refused: /缺少必填列/ },
  { tag: 'columns of nothing known', content: () => lines('a,b', '1,2'), refused: /表头没有一列/ },
  {
    tag: 'columns named like methods',
    content: () => lines(`${header},__proto__,constructor,toString`, `${row()},a,b,c`),
    parts: { read: 1, accepted: 1 },
  },
  {
    tag: 'columns named like code',
    content: () => lines(`${header},"'; drop table x; --",<script>`, `${row()},a,b`),
    parts: { read: 1, accepted: 1 },
  },
  {
    tag: 'an invisible header',
    content: () => lines(header.replace('企业名称', '企\u200b业名称\u200f'), row()),
    parts: { read: 1, accepted: 1 },
  },
  {
    tag: 'a title above the header',
    content: () => lines('济南市企业登记情况表', header, row()),
    refused: /表头没有一列|首行/,
  },
  {
    tag: 'the same row a hundred times',
    content: () => {
      const one = row();
      return lines(header, ...Array.from({ length: 100 }, () => one));
    },
    parts: { read: 100, accepted: 1, duplicate: 99 },
  },
];
