/** Workbooks that are read: what spreadsheets do to values, to dates above all. */
import { cellsOf, header, nextCode, row } from '../bad-input/rows.ts';
import { book, escapeXml, number } from '../bad-input/zip.ts';
import {
  around,
  CODE,
  DATE,
  good,
  inline,
  name,
  SCOPE,
  sheet1,
  spoilt,
  titles,
  withCell,
  withParts,
} from './book-parts.ts';
import type { FileSample } from './sample.ts';

export const bookValueFiles: FileSample[] = [
  {
    tag: 'workbook: macros, which nobody runs',
    name: '报送.xlsm',
    content: withParts({ name: 'xl/vbaProject.bin', data: 'x' }),
    parts: { read: 2, accepted: 2 },
  },
  { tag: 'workbook: called .csv', name: '报送.csv', content: around(() => []), parts: { read: 2, accepted: 2 } },
  { tag: 'workbook: text called .xlsx', name, content: () => `${header}\n${row()}\n`, parts: { read: 1, accepted: 1 } },
  {
    tag: 'workbook: web page called .xlsx',
    name,
    content: () => '<html><table><tr><td>企业名称</td></tr></table></html>',
    refused: /网页或 XML/,
  },
  {
    tag: 'workbook: a serial of 1900',
    name,
    content: around(() => [withCell(DATE, number(42064, 1))], { formats: [14] }),
    parts: { read: 3, accepted: 3 },
    stored: [{}, { registeredOn: '2015-03-01' }, {}],
  },
  {
    tag: 'workbook: a serial of 1904',
    name,
    content: around(() => [withCell(DATE, number(40602, 1))], { formats: [14], date1904: true }),
    parts: { read: 3, accepted: 3 },
    stored: [{}, { registeredOn: '2015-03-01' }, {}],
  },
  {
    tag: 'workbook: a bare serial in a book of 1904',
    name,
    content: around(() => [withCell(DATE, number(40602))], { date1904: true }),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-14', /1904/]],
  },
  {
    tag: 'workbook: 29 February 1900',
    name,
    content: around(() => [withCell(DATE, number(60, 1))], { formats: [14] }),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-02', /这一天不存在/]],
  },
  {
    tag: 'workbook: a day that cannot be shown',
    name,
    content: around(() => [withCell(DATE, number(-1, 1)), withCell(DATE, number('1e9', 1))], { formats: [14] }),
    parts: { read: 4, accepted: 2, rejected: 2 },
    receipts: [
      [3, 'FM-14', /########/],
      [4, 'FM-14', /########/],
    ],
  },
  {
    tag: 'workbook: a month shown, no day',
    name,
    content: around(() => [withCell(DATE, number(42064, 1))], { formats: ['yyyy"年"m"月"'] }),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-02', /缺少日/]],
  },
  {
    tag: 'workbook: a code as a number',
    name,
    content: around(() => [withCell(CODE, number('913701021234567890'))]),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-14', /第 15 位以后的数字已经丢失/]],
  },
  {
    tag: 'workbook: a code as 9.137E+17',
    name,
    content: around(() => [withCell(CODE, number('9.137E+17'))]),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-14']],
  },
  {
    tag: 'workbook: amounts that are none',
    name,
    content: around(() => ['1e999', 'NaN', '-5'].map((amount) => withCell(5, number(amount)))),
    parts: { read: 5, accepted: 3, rejected: 2 },
    receipts: [
      [3, 'FM-02'],
      [5, 'FM-02'],
    ],
  },
  {
    tag: 'workbook: formulas with their results',
    name,
    content: around(() => [
      withCell(SCOPE, { attributes: 't="str"', content: '<f>"批"&amp;"发"</f><v>批发</v>' }),
      withCell(SCOPE, { attributes: 't="str"', content: '<f>WEBSERVICE("http://127.0.0.1/")</f><v>=cmd</v>' }),
    ]),
    parts: { read: 4, accepted: 4 },
    stored: [{}, { scope: '批发' }, { scope: '=cmd' }, {}],
  },
  {
    tag: 'workbook: a formula without a result',
    name,
    content: around(() => [withCell(SCOPE, { content: '<f>1+1</f>' })]),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-14', /没有计算结果/]],
  },
  {
    tag: 'workbook: an error for a value',
    name,
    content: around(() =>
      ['#REF!', '#N/A', '#NAME?'].map((error) => withCell(SCOPE, { attributes: 't="e"', content: `<v>${error}</v>` })),
    ),
    parts: { read: 5, accepted: 2, rejected: 3 },
    receipts: [
      [3, 'FM-14', /#REF!/],
      [4, 'FM-14', /#N\/A/],
      [5, 'FM-14', /#NAME\?/],
    ],
  },
  {
    tag: 'workbook: an amount shown in thousands',
    name,
    content: around(() => [withCell(5, number(500_000, 1))], { formats: ['0,'] }),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[3, 'FM-14', /数字格式/]],
  },
  {
    tag: 'workbook: a cell over two rows',
    name,
    content: () =>
      book({
        sheets: [
          {
            rows: [titles, withCell(SCOPE, '批发'), withCell(SCOPE, null)],
            tail: '<mergeCells><mergeCell ref="G2:G3"/></mergeCells>',
          },
        ],
      }),
    parts: { read: 2, accepted: 1, corrected: 1 },
    receipts: [[3, 'FM-15']],
    stored: [{ scope: '批发' }, { scope: '批发' }],
  },
  {
    tag: 'workbook: a merge over a million rows',
    name,
    content: () =>
      book({
        sheets: [{ rows: [titles, good(), good()], tail: '<mergeCells><mergeCell ref="ZZ2:ZZ1048576"/></mergeCells>' }],
      }),
    parts: { read: 2, accepted: 2 },
  },
  {
    tag: 'workbook: content behind the last column',
    name,
    content: around(() => [[...good(), '多']]),
    parts: { read: 3, accepted: 3 },
  },
  {
    tag: 'workbook: a hidden row',
    name,
    content: () => book({ sheets: [{ rows: [titles, good(), good()], rowAttributes: { 2: 'hidden="1"' } }] }),
    parts: { read: 2, accepted: 2 },
  },
  {
    tag: 'workbook: rows far apart',
    name,
    content: spoilt(sheet1, (own) =>
      own.replaceAll('r="3"', 'r="1048576"').replaceAll(/r="([A-H])3"/g, 'r="$11048576"'),
    ),
    parts: { read: 2, accepted: 2 },
  },
  {
    tag: 'workbook: no references',
    name,
    content: () => book({ sheets: [{ rows: [titles, good(), good()], bare: true }] }),
    parts: { read: 2, accepted: 2 },
  },
  {
    tag: 'workbook: a title and a note above the header',
    name,
    content: () => book({ sheets: [{ rows: [['济南市企业登记情况表'], ['单位：某局'], titles, good()] }] }),
    parts: { read: 1, accepted: 1 },
  },
  {
    tag: 'workbook: text in pieces with a phonetic guide',
    name,
    content: around(() => [
      withCell(SCOPE, inline('<r><t>批</t></r><r><t>发</t></r><rPh sb="0" eb="1"><t>ピ</t></rPh>')),
    ]),
    parts: { read: 3, accepted: 3 },
    stored: [{}, { scope: '批发' }, {}],
  },
  {
    tag: 'workbook: markup as text',
    name,
    content: around(() => [
      withCell(SCOPE, inline(`<t>${escapeXml('<script>&amp;</script>')}</t>`)),
      withCell(SCOPE, inline('<t><![CDATA[<b>]]></t>')),
    ]),
    parts: { read: 4, accepted: 4 },
    stored: [{}, { scope: '<script>&amp;</script>' }, { scope: '<b>' }, {}],
  },
  {
    tag: 'workbook: sixteen thousand columns',
    name,
    content: () =>
      book({ sheets: [{ rows: [[...titles, ...Array.from({ length: 16_000 }, (_, at) => `列${at}`)], good()] }] }),
    parts: { read: 1, accepted: 1 },
  },
  {
    tag: 'workbook: fifty thousand empty rows',
    name,
    content: spoilt(sheet1, (own) =>
      own.replace(
        '</sheetData>',
        `${Array.from({ length: 50_000 }, (_, at) => `<row r="${at + 4}"/>`).join('')}</sheetData>`,
      ),
    ),
    parts: { read: 2, accepted: 2 },
  },
  {
    tag: 'workbook: numbers for names',
    name,
    content: around(() => [withCell(0, number(123)), withCell(4, number('1.10'))]),
    parts: { read: 4, accepted: 4 },
  },
  {
    tag: 'workbook: the column twice',
    name,
    content: () =>
      book({
        sheets: [
          {
            rows: [
              [...titles, '企业名称'],
              [...cellsOf(), '甲'],
            ],
          },
        ],
      }),
    refused: /重复的列/,
  },
  {
    tag: 'workbook: no mandatory column',
    name,
    content: () => book({ sheets: [{ rows: [['统一社会信用代码'], [nextCode()]] }] }),
    refused: /缺少必填列/,
  },
];
