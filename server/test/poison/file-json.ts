/** NDJSON: objects that are none, too deep, doubled, huge, or named like the insides of a program. */
import { json, ndjson } from '../bad-input/rows.ts';
import type { FileSample } from './sample.ts';

const spoilt = (tag: string, line: string): FileSample => ({
  tag: `JSON: ${tag}`,
  content: () => ndjson(line),
  parts: { read: 3, accepted: 2, rejected: 1 },
  receipts: [[2, 'FM-12', /第 2 行/]],
});
const fine = (tag: string, line: () => string, parts: FileSample['parts'] = { read: 3, accepted: 3 }): FileSample => ({
  tag: `JSON: ${tag}`,
  content: () => ndjson(line()),
  parts,
});
const begin = (more: string) => json().replace('{', `{${more},`);

export const jsonFiles: FileSample[] = [
  spoilt('cut off', '{"企业名称":"济南'),
  spoilt('a list', '[1,2]'),
  spoilt('a text', '"甲"'),
  spoilt('a number', '42'),
  spoilt('null', 'null'),
  spoilt('no JSON', 'x'),
  spoilt('single quotes', "{'企业名称':'甲'}"),
  spoilt('a comma behind the last', '{"企业名称":"甲",}'),
  spoilt('a comment', '{"企业名称":"甲"/* 乙 */}'),
  spoilt('NaN', '{"企业名称":"甲","注册资本":NaN}'),
  spoilt('Infinity', '{"企业名称":"甲","注册资本":Infinity}'),
  spoilt('two objects', '{"企业名称":"甲"}{"企业名称":"乙"}'),
  spoilt('a control character', '{"企业名称":"甲\x01"}'),
  spoilt('an object as a value', '{"企业名称":{"甲":1}}'),
  spoilt('lists within a list', '{"企业名称":[["甲"]]}'),
  spoilt('depth 100,000 in a known field', `{"企业名称":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
  spoilt('depth 100,000 never closed', '{"a":'.repeat(100_000)),
  spoilt('brackets never closed', '['.repeat(500_000)),
  {
    tag: 'JSON: depth 100,000 in an unknown field',
    content: () => ndjson(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[2, 'FM-01']],
  },
  {
    tag: 'JSON: an empty object',
    content: () => ndjson('{}'),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[2, 'FM-01']],
  },
  ...['企业名称', '\\u4f01业名称', 'ENTNAME'].map(
    (key): FileSample => ({
      tag: `JSON: a key doubled as ${key}`,
      content: () => ndjson(begin(`"${key}":"另一个名称"`)),
      parts: { read: 3, accepted: 2, rejected: 1 },
      receipts: [[2, 'FM-12', /出现了两次/]],
    }),
  ),
  fine('__proto__ with an object', () => begin('"__proto__":{"企业名称":"甲","polluted":1}')),
  fine('__proto__ with a list', () => begin('"__proto__":["甲"]')),
  fine('constructor and prototype', () => begin('"constructor":{"prototype":{"a":1}},"prototype":1')),
  fine('toString, valueOf, then', () => begin('"toString":"x","valueOf":1,"then":"y","hasOwnProperty":false')),
  fine('an empty key', () => begin('"":"x"')),
  fine('a thousand unknown keys', () => begin(Array.from({ length: 1000 }, (_, at) => `"k${at}":${at}`).join(','))),
  fine('1e400 in an unknown field', () => begin('"x":1e400')),
  fine('a blank line', () => ''.concat('  \n', json())),
  fine('a mark of UTF-8', () => json()),
  {
    tag: 'JSON: 1e400 as an amount',
    content: () => ndjson(json().replace(/"注册资本":"[^"]*"/, '"注册资本":1e400')),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[2, 'FM-02', /注册资本/]],
  },
  {
    tag: 'JSON: a number of 400 digits as an amount',
    content: () => ndjson(json().replace(/"注册资本":"[^"]*"/, `"注册资本":${'9'.repeat(400)}`)),
    parts: { read: 3, accepted: 2, rejected: 1 },
  },
  {
    tag: 'JSON: true as a name',
    content: () => ndjson(json().replace(/"企业名称":"[^"]*"/, '"企业名称":true')),
    parts: { read: 3, accepted: 3 },
  },
  {
    tag: 'JSON: null as a name',
    content: () => ndjson(json().replace(/"企业名称":"[^"]*"/, '"企业名称":null')),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[2, 'FM-01']],
  },
  {
    tag: 'JSON: a code as a number that lost its end',
    content: () => ndjson(json().replace(/"统一社会信用代码":"[^"]*"/, '"统一社会信用代码":9.137010212345679e17')),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[2, 'ID-01', /科学计数法/]],
  },
  {
    tag: 'JSON: NUL written as an escape',
    content: () => ndjson(json({}, { 住所: '济南\0市' })),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[2, 'FM-02', /空字符/]],
  },
  { tag: 'JSON: one list of everything', content: () => `[${json()},${json()}]`, refused: /JSON 数组/ },
  { tag: 'JSON: an empty list', content: () => '[]', refused: /JSON 数组|表头没有一列/ },
  {
    tag: 'JSON: one object over many lines',
    content: () => JSON.stringify(JSON.parse(json()), null, 2),
    parts: { read: 8, rejected: 8 },
  },
  {
    tag: 'JSON: a line of 3 MB',
    content: () => ndjson(json({}, { 经营范围: '甲'.repeat(1_000_000) })),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[2, 'FM-10']],
  },
  {
    tag: 'JSON: a text of 100,000 characters',
    content: () => ndjson(json({}, { 经营范围: '甲'.repeat(100_000) })),
    parts: { read: 3, accepted: 2, rejected: 1 },
    receipts: [[2, 'FM-02', /超过上限/]],
  },
];
