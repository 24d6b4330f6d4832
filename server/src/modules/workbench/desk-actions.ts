/** Bulk actions of the desk's lists: each row in a transaction of its own, with its audit entry. */
import { reachesTo, whoIs } from '../../platform/access/index.ts';
import { audit } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import type { Jobs } from '../../platform/jobs/index.ts';
import type { ActionCall, ListAction } from '../../platform/listing/index.ts';
import type { DeskActions } from './lists.ts';
import { noticeNamed, withdrawNotice } from './store/notices.ts';

interface Given {
  db: Db;
  /** Asked for late: the jobs are made of what the lists are made of. */
  jobs: () => Pick<Jobs, 'retry' | 'discard'>;
}

/** What may be done to jobs that were given up, and to notices. */
export function deskActions(given: Given): DeskActions {
  return {
    jobs: [jobAction(given, 'retry'), jobAction(given, 'discard')],
    notices: [withdrawAction(given)],
  };
}

function jobAction({ db, jobs }: Given, what: 'retry' | 'discard'): ListAction {
  const words =
    what === 'retry'
      ? { title: '重试', confirm: '将 {count} 个停下的任务重新排入队列。' }
      : { title: '移除', confirm: '移除后不再执行，无法恢复。共 {count} 个任务。', danger: true };
  return {
    action: what,
    ...words,
    permission: 'system.operate',
    allowed: `j.state = 'failed'`,
    async run({ viewer, parts: [name = '', id = ''], requestId }) {
      await transact(db, async (tx) => {
        if (!(await jobs()[what](tx, name, id))) throw new XinhengError('conflict', '该任务已由他人处理，或正在重试。');
        await audit(tx, {
          ...whoIs(viewer),
          action: `system.${what}-job`,
          object: `job:${name}/${id}`,
          requestId,
        });
      });
    },
  };
}

function withdrawAction({ db }: Given): ListAction {
  return {
    action: 'withdraw',
    title: '撤回',
    confirm: '撤回后，收到通知的人不再看到。共 {count} 条。',
    permission: 'notices.publish',
    allowed: 'n.withdrawn_at is null',
    danger: true,
    run: (call) => withdraw(db, call),
  };
}

/** Withdraws one notice. @throws XinhengError `not-found` beyond the viewer's reach, `conflict` when it is withdrawn already */
export async function withdraw(
  db: Db,
  { viewer, key, requestId }: Pick<ActionCall, 'viewer' | 'key' | 'requestId'>,
): Promise<void> {
  await transact(db, async (tx) => {
    const notice = await noticeNamed(tx.client, key);
    if (notice === null || !reachesTo(viewer, 'notices.publish', { department: notice.department }))
      throw new XinhengError('not-found', '没有这条通知，或它不在您的发布范围内。');
    if (!(await withdrawNotice(tx, key))) throw new XinhengError('conflict', '这条通知已经撤回。');
    await audit(tx, { ...whoIs(viewer), action: 'workbench.withdraw-notice', object: `notice:${key}`, requestId });
  });
}
