/** An invented judgement for the portal's tests: one yellow subject with a ground that is public in part, a grade in points. */
import type { JudgedMetric, JudgedScheme, ResultCounts, SubjectJudgement } from '@xinheng/contracts/judgement.ts';
import type { PublicJudgements } from '../rating/index.ts';

const green = { code: 'green', name: '绿色', shape: '圆形' };
const yellow = { code: 'yellow', name: '黄色', shape: '三角形' };
const good = { code: 'good', name: '良', shape: null };

function penalties(seen: boolean, recordKey: string): JudgedMetric {
  const record = {
    ...{ recordKey, item: 'administrative-penalty', itemName: '行政处罚', department: 'market-regulation' },
    ...{ departmentName: '济南市市场监督管理局', documentNumber: '济样市监处罚〔2026〕45号', occurredOn: '2026-07-01' },
    ...{ basis: '《中华人民共和国食品安全法》第一百二十五条', first: '2026-07-01', last: '2027-07-01' },
  };
  const source = '国家发展改革委令第36号：一般失信公示最长1年';
  const title = '一般行政处罚（公示期内）';
  return { code: 'general-penalty', title, value: 2, source, records: seen ? [record] : [], unseen: seen ? 1 : 2 };
}

function colours(metric: JudgedMetric | null): JudgedScheme {
  const lift = '公示满三个月且已履行义务的，可申请信用修复；公示期满自行解除';
  return {
    ...{ scheme: 'colour', kind: 'colours', title: '信用警示颜色', edition: 'colour-test', publicity: 'public' },
    ...{ source: '测试用规则', result: metric ? yellow : green, points: null, total: null, since: '2026-07-01' },
    grounds: metric
      ? [
          {
            ...{ code: 'general-penalty', title: '一般行政处罚在公示期内', result: '黄色', lift },
            ...{ source: '国家发展改革委令第36号', metrics: [metric] },
          },
        ]
      : [],
    groups: [],
    changes: metric ? [{ on: '2027-07-02', result: green, points: null }] : [],
    lifts: metric
      ? [{ result: green, records: metric.records, unseen: metric.unseen, actions: [lift], byItself: '2027-07-02' }]
      : [],
  };
}

function evaluation(metric: JudgedMetric): JudgedScheme {
  const indicator = { direction: 'deduct', source: '平台设计' } as const;
  return {
    ...{
      scheme: 'evaluation',
      kind: 'points',
      title: '公共信用综合评价',
      edition: 'evaluation-test',
      publicity: 'public',
    },
    ...{ source: '测试用模型', result: good, points: 812.5, total: 1000, since: null, grounds: [] },
    groups: [
      {
        code: 'supervision',
        title: '行政监管',
        indicators: [
          { ...indicator, code: 'penalties', title: '一般处罚', points: 12.5, full: 200, metrics: [metric] },
          { ...indicator, code: 'others', title: '其他', points: 800, full: 800, metrics: [] },
        ],
      },
    ],
    ...{ changes: [], lifts: [] },
  };
}

const counts: Record<'colours' | 'points', ResultCounts[]> = {
  colours: [
    {
      ...{ scheme: 'colour', title: '信用警示颜色', kind: 'colours', edition: 'colour-test', asOf: '2026-11-23' },
      ...{ source: '测试用规则', total: 1000 },
      results: [
        { ...green, subjects: 900, share: 0.9 },
        { ...yellow, subjects: 100, share: 0.1 },
      ],
    },
  ],
  points: [],
};

/** The code of the one report that the test's doors keep. */
export const testCheckCode = '0123456789abcdef';

/** Judges nothing: `enterprise` is yellow for the record `penalty`, everybody else green. */
export function testJudgements(enterprise: string, penalty: string): PublicJudgements {
  let issued: SubjectJudgement | undefined;
  return {
    ofSubject: async (subjectCode, seen) => {
      const metric = penalties(seen.has(penalty), penalty);
      const schemes = subjectCode === enterprise ? [colours(metric), evaluation(metric)] : [colours(null)];
      return { subjectCode, day: '2026-11-23', knownAt: null, schemes };
    },
    counts: async (kind) => counts[kind],
    issue: async (judgement) => {
      issued = judgement;
      return testCheckCode;
    },
    report: async (checkCode) =>
      checkCode === testCheckCode && issued
        ? {
            ...{ checkCode, subjectCode: issued.subjectCode, madeAt: '2026-11-20T02:30:00.000Z' },
            ...{ judgement: issued, digest: 'a'.repeat(64) },
          }
        : null,
  };
}
