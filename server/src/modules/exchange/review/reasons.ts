/** What may be decided about a waiting row, in words and as rules. Pure. */
import type { Decision, DecisionEntry, PendingState } from '@xinheng/contracts/pending.ts';
import { pendingReasons } from '../receipts.ts';
import type { DecisionRow } from '../store/waiting.ts';

export const decisionNames: Record<Decision, string> = {
  attach: '认领',
  dismiss: '不予采用',
  'send-back': '退回部门',
  'keep-present': '保留现有信息',
  'take-waiting': '采用来件信息',
  defer: '暂缓',
  undo: '撤销处理',
};

const moreReasons: Record<string, string> = {
  'same-key-differs': '与已入库的一条信息主键相同而内容不同，需要核对采用哪一条。',
};

/** Why a row waits, for people. */
export function reasonText(reason: string): string {
  return moreReasons[reason] ?? pendingReasons[reason] ?? reason;
}

/** The state that a decision leads to. */
export const stateAfter: Record<Decision, PendingState> = {
  attach: 'attached',
  dismiss: 'dismissed',
  'send-back': 'returned',
  'keep-present': 'dismissed',
  'take-waiting': 'attached',
  defer: 'waiting',
  undo: 'waiting',
};

export interface Situation {
  state: PendingState;
  role: 'registers' | 'updates' | 'about';
  /** The same key stands with other content. */
  rival: boolean;
  /** A subject is known that the row may go to. For registrations: the one that its own code names. */
  attachable: boolean;
  /** The last decision about the row. */
  last: Pick<DecisionRow, 'decision' | 'automatic' | 'record_key'> | undefined;
  /** The record version that the last decision wrote still stands. */
  standing: boolean;
  /** The whole batch was taken back. */
  undone: boolean;
}

/** Whether a row in this state takes the decision. What was sent back may still be dropped for good. */
export function fits(decision: Decision, state: PendingState): boolean {
  if (decision === 'undo') return state !== 'waiting';
  return state === 'waiting' || (decision === 'dismiss' && state === 'returned');
}

/** What may be decided now. */
export function allowedNow(now: Situation): Decision[] {
  if (now.undone) return [];
  if (now.state !== 'waiting') {
    const undo: Decision[] = mayUndo(now) === null ? ['undo'] : [];
    return fits('dismiss', now.state) ? ['dismiss', ...undo] : undo;
  }
  return [
    ...(now.attachable ? (['attach'] as const) : []),
    ...(now.rival ? (['keep-present', 'take-waiting'] as const) : []),
    'dismiss',
    'send-back',
    'defer',
  ];
}

/** Why the last decision cannot be undone; null when it can. */
export function mayUndo({ state, role, last, standing, undone }: Situation): string | null {
  if (undone) return '所在批次已撤销，不能再处理';
  if (state === 'waiting' || last === undefined || last.decision === 'undo' || last.decision === 'defer')
    return '没有可以撤销的处理';
  if (last.automatic && last.decision === 'dismiss') return '提供部门已重报，这一条不再处理';
  if (last.automatic) return '这一条是主体登记到达后自动关联的，不能撤销；关联有误的请由提供部门更正或撤回';
  if (last.record_key === null) return null;
  if (role !== 'about') return '这一条已写入主体的登记信息，不能撤销；登记有误的请更正';
  return standing ? null : '依此入库的信息已有后续版本，不能撤销';
}

/** A decision as it is told. */
export function entryOf(
  row: DecisionRow,
  departmentNamed: (code: string) => { code: string; name: string },
): DecisionEntry {
  return {
    decisionId: String(row.decision_id),
    decision: row.decision,
    by: row.person_name ?? (row.automatic ? '系统' : row.actor),
    department: row.decided_for === null ? null : departmentNamed(row.decided_for),
    at: row.decided_at,
    reason: row.reason,
    subjectCode: row.subject_code,
    automatic: row.automatic,
  };
}
