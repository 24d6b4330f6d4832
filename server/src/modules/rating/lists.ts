/** Lists of judgement: who has which result, and who has moved. */
import type { City } from '../../platform/city/index.ts';
import { defineList, type List } from '../../platform/listing/index.ts';

/** 评判结果 and 结果变动. Schemes and results are told as the folder `cities/` names them. */
export function ratingLists({ city }: { city: City }): List[] {
  const schemes = () => city.rating.schemes.map(({ code, title }) => ({ code, name: title }));
  const results = () => [
    ...new Map(
      city.rating.schemes.flatMap((scheme) => scheme.results.map(({ code, name }) => [code, { code, name }])),
    ).values(),
  ];
  const regions = () => city.regions.map(({ code, name }) => ({ code, name }));
  return [verdicts({ schemes, results, regions }), movers({ schemes, results, regions })];
}

type Choices = Record<'schemes' | 'results' | 'regions', () => { code: string; name: string }[]>;

const verdicts = ({ schemes, results, regions }: Choices) =>
  defineList({
    name: 'verdicts',
    title: '评判结果',
    group: '评判',
    permission: 'ratings.read',
    purpose: true,
    from: 'rating.verdict v join registry.subject s using (subject_code)',
    where: `v.recorded_until = 'infinity'`,
    key: [
      { sql: 'v.scheme', type: 'text' },
      { sql: 'v.subject_code', type: 'text' },
    ],
    belonging: { region: 's.region' },
    columns: {
      name: { title: '主体名称', type: 'text', sql: 's.name', width: 260 },
      code: {
        title: '统一社会信用代码',
        type: 'code',
        sql: 'v.subject_code',
        sortable: true,
        notNull: true,
        width: 190,
      },
      scheme: { title: '方案', type: 'choice', sql: 'v.scheme', options: schemes, width: 150 },
      result: { title: '结果', type: 'choice', sql: 'v.result', options: results, width: 90 },
      points: { title: '得分', type: 'number', sql: 'v.points / 100.0', width: 90 },
      since: { title: '评判日', type: 'day', sql: 'v.judged_on', width: 120 },
      region: { title: '区划', type: 'choice', sql: 's.region', options: regions, width: 110 },
      industry: { title: '行业', type: 'text', sql: 's.industry', shown: false, width: 90 },
      edition: { title: '规则版本', type: 'code', sql: 'v.edition', shown: false, width: 170 },
    },
    filters: {
      scheme: { title: '方案', type: 'choice', sql: 'v.scheme', options: schemes },
      result: { title: '结果', type: 'choices', sql: 'v.result', options: results },
      region: { title: '区划', type: 'choices', sql: 's.region', options: regions },
      industry: { title: '行业门类', type: 'text', sql: 's.industry', match: 'prefix', hint: 'F', advanced: true },
      subject: { title: '统一社会信用代码', type: 'subject', sql: 'v.subject_code', advanced: true },
    },
    defaultSort: 'code',
    rowLink: '/subjects/{code}',
    emptyText: '没有符合条件的主体。',
  });

/** A change of result: the verdict, and the one before it. */
const movers = ({ schemes, results, regions }: Choices) =>
  defineList({
    name: 'verdict-changes',
    title: '结果变动',
    group: '评判',
    permission: 'ratings.read',
    purpose: true,
    from: `rating.verdict v join registry.subject s using (subject_code)
      cross join lateral (select b.result, b.points from rating.verdict b where b.subject_code = v.subject_code
        and b.scheme = v.scheme and b.recorded_from < v.recorded_from order by b.recorded_from desc limit 1) b`,
    where: 'b.result <> v.result',
    key: [
      { sql: '(extract(epoch from v.recorded_from) * 1000000)::bigint', type: 'bigint' },
      { sql: 'v.subject_code', type: 'text' },
      { sql: 'v.scheme', type: 'text' },
    ],
    belonging: { region: 's.region' },
    columns: {
      at: { title: '变动时间', type: 'moment', sql: 'v.recorded_from', sortable: true, notNull: true, width: 160 },
      name: { title: '主体名称', type: 'text', sql: 's.name', width: 260 },
      code: { title: '统一社会信用代码', type: 'code', sql: 'v.subject_code', width: 190 },
      scheme: { title: '方案', type: 'choice', sql: 'v.scheme', options: schemes, width: 150 },
      before: { title: '原结果', type: 'choice', sql: 'b.result', options: results, width: 90 },
      after: { title: '现结果', type: 'choice', sql: 'v.result', options: results, width: 90 },
      region: { title: '区划', type: 'choice', sql: 's.region', options: regions, width: 110 },
      edition: { title: '规则版本', type: 'code', sql: 'v.edition', shown: false, width: 170 },
    },
    filters: {
      scheme: { title: '方案', type: 'choice', sql: 'v.scheme', options: schemes },
      before: { title: '原结果', type: 'choice', sql: 'b.result', options: results },
      after: { title: '现结果', type: 'choice', sql: 'v.result', options: results },
      at: {
        title: '变动日期',
        type: 'day-range',
        sql: `(v.recorded_from at time zone 'Asia/Shanghai')::date`,
      },
      region: { title: '区划', type: 'choices', sql: 's.region', options: regions },
    },
    defaultSort: '-at',
    rowLink: '/subjects/{code}',
    emptyText: '没有结果变动。',
  });
