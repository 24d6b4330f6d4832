/** Several waiting rows decided at once, through the list `pending`: each row its own decision, its own transaction. */
import type { Decision } from '@xinheng/contracts/pending.ts';
import type { City } from '../../../platform/city/index.ts';
import type { Db } from '../../../platform/db/index.ts';
import type { ListAction } from '../../../platform/listing/index.ts';
import { decide } from './decide.ts';
import { decisionNames } from './reasons.ts';

const texts: Partial<Record<Decision, { confirm: string; hint: string; danger?: boolean }>> = {
  dismiss: { confirm: '确定不采用这 {count} 条信息？处理可以撤销。', hint: '如：非本市主体', danger: true },
  'send-back': { confirm: '确定把这 {count} 条信息退回提供部门？', hint: '如：请补充统一社会信用代码' },
  defer: { confirm: '这 {count} 条信息继续等待，并附上说明。', hint: '如：待登记信息归集后再看' },
};

/** The bulk actions of the list of waiting rows. */
export function pendingActions({ db, city }: { db: Db; city: City }): ListAction[] {
  return Object.entries(texts).map(([name, { hint, ...text }]) => {
    const decision = name as Decision;
    return {
      action: decision,
      title: decisionNames[decision],
      permission: 'pending.decide',
      ...text,
      allowed: decision === 'dismiss' ? `p.state in ('waiting', 'returned')` : `p.state = 'waiting'`,
      fields: [{ name: 'reason', title: '理由', type: 'long-text', required: true, maxLength: 500, hint }],
      async run({ viewer, parts: [batch, row], fields, requestId }) {
        const place = { batch: Number(batch), row: Number(row) };
        await decide(db, { city, viewer, requestId }, place, { decision, reason: String(fields.reason) });
      },
    } satisfies ListAction;
  });
}
