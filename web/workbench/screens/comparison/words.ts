import { differenceDecisions } from '@xinheng/contracts/comparison.ts';

/** How differences of one kind are decided. */
export const treatment = (decision: 'left' | 'right') => `按“${differenceDecisions[decision]}”处理`;
