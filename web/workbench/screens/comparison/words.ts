import { differenceDecisions } from '@xinheng/contracts/comparison.ts';

/** What kind of difference it is, in words. */
export function shapeText(shape: string): string {
  const found = /^(behind|before|lacks behind|lacks before|times) (.*)$/s.exec(shape);
  if (!found) return shape;
  const [, kind = '', text = ''] = found;
  const words: Record<string, string> = {
    behind: `左值末尾多出“${text}”`,
    before: `左值开头多出“${text}”`,
    'lacks behind': `左值末尾缺少“${text}”`,
    'lacks before': `左值开头缺少“${text}”`,
    times: `左值是右值的 ${text} 倍`,
  };
  return words[kind] ?? shape;
}

export const treatment = (decision: 'left' | 'right') => `按“${differenceDecisions[decision]}”处理`;
