import type { ItemFile } from '@xinheng/contracts/catalogue-browser.ts';
import type { RowCheck } from '@xinheng/contracts/row-check.ts';
import { Button } from 'antd';
import { Answers } from '../../../ui/form/answers.tsx';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import { Forecast } from './forecast.tsx';
import type { useEntry } from './use-entry.ts';

/** 检查您的填写: all answers once more, then the submission. */
export function CheckStep(props: {
  item: ItemFile;
  entry: ReturnType<typeof useEntry>;
  answer: RowCheck;
  onChange: (field: string) => void;
}) {
  const { item, entry, answer } = props;
  const filled = item.fields.filter(({ name }) => entry.row[name]?.trim());
  const { error } = entry.submission;
  return (
    <div className="entry">
      <section className="sheet" aria-label="您的填写">
        <Answers fields={filled} row={entry.row} findings={answer.findings} onChange={props.onChange} />
        <p className="muted entry-note">没有填写的字段未列出。提交即表示内容与文书一致。</p>
        {error ? <ProblemNotice error={error} /> : null}
        <div className="entry-buttons">
          <Button type="primary" loading={entry.submission.isPending} onClick={() => entry.submission.mutate()}>
            提交
          </Button>
          <Button onClick={entry.back}>返回修改</Button>
        </div>
      </section>
      <Forecast check={answer} error={null} isSettling={false} />
    </div>
  );
}
