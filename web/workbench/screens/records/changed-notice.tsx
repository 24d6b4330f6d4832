import type { RecordChanged } from '@xinheng/contracts/row-check.ts';
import { Button } from 'antd';
import { asProblem } from '../../../ui/api/problem.ts';
import { momentText } from '../../../ui/pieces/dates.ts';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';

/** Somebody else was faster: who, when, and the way to what stands now. Any other problem as it stands. */
export function ChangedNotice(props: { error: unknown; onRefresh: () => void }) {
  const problem = asProblem(props.error);
  const changed = problem.status === 409 ? (problem.document.changed as RecordChanged | undefined) : undefined;
  if (!changed) return <ProblemNotice error={props.error} />;
  return (
    <section className="notice warning" role="alert">
      <p className="notice-title">
        <span aria-hidden="true">! </span>这条信息刚刚被改过
      </p>
      <p>
        {changed.by} 已于 {momentText(changed.at)} 改为第 {changed.version}{' '}
        版。您的办理没有保存，请看过现在的内容后再办。
      </p>
      <Button onClick={props.onRefresh}>查看现在的内容</Button>
    </section>
  );
}
