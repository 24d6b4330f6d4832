/** What a draft changes, in sentences: every value that differs, named by the titles around it. Pure. */
import type { Scheme } from '@xinheng/contracts/rating.ts';

export interface Difference {
  where: string;
  before: string;
  after: string;
}

const words: Record<string, string> = {
  results: '结果',
  triggers: '事由',
  groups: '一级指标',
  indicators: '指标',
  parts: '计分',
  steps: '分段',
  each: '每项',
  when: '条件',
  overrides: '直接定级',
  subjects: '适用主体',
  title: '名称',
  name: '名称',
  points: '分值',
  atLeast: '不低于',
  below: '低于',
  atMost: '最多',
  metric: '指标',
  result: '结果',
  lift: '解除途径',
  source: '依据说明',
  law: '依据文件',
  total: '总分',
  direction: '加减',
  publicity: '公开范围',
  effectiveFrom: '生效日期',
  status: '登记状态',
  kind: '类别',
  shape: '形状',
};

/** Differences between two editions of a scheme; their names and days are not told. */
export function differences(before: Scheme, after: Scheme): Difference[] {
  const found: Difference[] = [];
  const skip = new Set(['edition', 'effectiveFrom', 'code']);
  walk(before, after, [], found, skip);
  return found;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Things of a list are the same when they bear the same code, or metric, or stand at the same place. */
function keyOf(value: unknown, at: number): string {
  if (!isObject(value)) return String(at);
  return String(value.code ?? value.metric ?? at);
}

function titleOf(value: unknown, at: number): string {
  if (!isObject(value)) return `第 ${at + 1} 项`;
  const named = value.title ?? value.name ?? value.metric;
  return typeof named === 'string' ? `“${named}”` : `第 ${at + 1} 项`;
}

const shown = (value: unknown) =>
  value === undefined ? '（无）' : typeof value === 'string' ? value : JSON.stringify(value);

function walk(before: unknown, after: unknown, where: string[], found: Difference[], skip: ReadonlySet<string>): void {
  if (Array.isArray(before) && Array.isArray(after)) {
    walkLists(before, after, where, found, skip);
    return;
  }
  if (isObject(before) && isObject(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (where.length === 0 && skip.has(name)) continue;
      walk(before[name], after[name], [...where, words[name] ?? name], found, skip);
    }
    return;
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  found.push({ where: where.join(' › '), before: shown(before), after: shown(after) });
}

function walkLists(
  before: unknown[],
  after: unknown[],
  where: string[],
  found: Difference[],
  skip: ReadonlySet<string>,
): void {
  const olds = new Map(before.map((value, at) => [keyOf(value, at), { value, at }]));
  const news = new Map(after.map((value, at) => [keyOf(value, at), { value, at }]));
  for (const key of new Set([...olds.keys(), ...news.keys()])) {
    const [old, now] = [olds.get(key), news.get(key)];
    const one = now ?? old;
    if (!one) continue;
    walk(old?.value, now?.value, [...where, titleOf(one.value, one.at)], found, skip);
  }
}
