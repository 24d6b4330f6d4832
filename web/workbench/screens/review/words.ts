import type { Decision, PendingState } from '@xinheng/contracts/pending.ts';
import type { Word } from '../../../ui/detail/words.ts';

export const decisions: Record<Decision, string> = {
  attach: '认领',
  dismiss: '不予采用',
  'send-back': '退回部门',
  'keep-present': '保留现有信息',
  'take-waiting': '采用来件信息',
  defer: '暂缓',
  undo: '撤销处理',
};

/** What a decision does, said beside it. */
export const effects: Record<Decision, string> = {
  attach: '归到选定的主体并入库',
  dismiss: '来件不入库，留存备查',
  'send-back': '退回提供部门补正',
  'keep-present': '现有信息不变，来件不入库',
  'take-waiting': '来件写成现有信息的新版本',
  defer: '继续等待，附上说明',
  undo: '回到待处理',
};

export const states: Record<PendingState, Word> = {
  waiting: { name: '待处理', tone: 'warning' },
  attached: { name: '已认领', tone: 'good' },
  dismissed: { name: '不予采用', tone: 'neutral' },
  returned: { name: '退回部门', tone: 'neutral' },
};
