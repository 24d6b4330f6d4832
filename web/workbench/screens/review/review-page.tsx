import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { PendingFile } from '@xinheng/contracts/pending.ts';
import { useRef, useState } from 'react';
import { AppLink } from '../../../ui/address.tsx';
import { ValueText } from '../../../ui/detail/proven-values.tsx';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { momentText } from '../../../ui/pieces/dates.ts';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import { Waiting } from '../../../ui/pieces/waiting.tsx';
import { Candidates } from './candidates.tsx';
import { DecisionForm } from './decision-form.tsx';
import { DecisionHistory } from './decision-history.tsx';
import { pendingQuery, useQueue, useReviewKeys } from './queue.ts';
import { QueuePanel } from './queue-panel.tsx';
import { RivalTable } from './rival.tsx';
import './review.css';
import { states } from './words.ts';

/** The review of one waiting row, beside the queue that it stands in. */
export default function ReviewPage() {
  const { key = '' } = useParams({ strict: false });
  const queue = useQueue(key);
  const file = useQuery(pendingQuery(key));
  return (
    <div className="page review">
      <QueuePanel queue={queue} current={key} />
      <div className="review-main">
        {file.isError ? (
          <>
            <h1>复核待认领信息</h1>
            <ProblemNotice error={file.error} retry={() => void file.refetch()} />
          </>
        ) : null}
        {file.isPending ? (
          <div className="sheet" aria-busy="true">
            <Waiting lines={20} height={760} label="正在读取待认领信息" />
          </div>
        ) : null}
        {file.data ? <Review key={`${key} ${file.data.version}`} file={file.data} queue={queue} /> : null}
      </div>
    </div>
  );
}

function Review({ file, queue }: { file: PendingFile; queue: ReturnType<typeof useQueue> }) {
  const [chosen, setChosen] = useState(0);
  const decision = useRef<HTMLElement>(null);
  useReviewKeys({
    next: queue.next,
    previous: queue.previous,
    choose: (index) => setChosen(index < file.candidates.length ? index : chosen),
    decide: () => decision.current?.querySelector<HTMLElement>('input, button, textarea')?.focus(),
  });
  const state = states[file.state];
  return (
    <>
      <header className="sheet review-head">
        <p className="muted">
          {file.itemName}　第 {file.batch} 批次第 {file.row} 行
        </p>
        <h1>{file.claims.name ?? file.claims.code ?? '未写明主体的来件'}</h1>
        <p className="review-state">
          <Badge tone={state.tone}>{state.name}</Badge> {file.reasonText}
        </p>
        <Facts
          facts={[
            { label: '提供部门', value: file.department.name },
            { label: '文件', value: <AppLink href={`/batches/${file.batch}`}>{file.sourceName}</AppLink> },
            { label: '收到时间', value: momentText(file.receivedAt) },
            ...(file.attachedTo
              ? [
                  {
                    label: '认领到',
                    value: <AppLink href={`/subjects/${file.attachedTo}`}>{file.attachedTo}</AppLink>,
                  },
                ]
              : []),
          ]}
        />
      </header>
      {file.rival ? <RivalTable rival={file.rival} /> : null}
      {file.rival && file.candidates.length === 0 ? null : (
        <Candidates candidates={file.candidates} chosen={chosen} onChoose={setChosen} />
      )}
      <section className="sheet review-decision" ref={decision} aria-labelledby="decision-title">
        <h2 id="decision-title">处理</h2>
        <DecisionForm file={file} candidate={file.candidates[chosen]} next={queue.afterDecision} queue={queue} />
      </section>
      <Sent file={file} />
      <DecisionHistory entries={file.decisions} />
    </>
  );
}

/** The whole row as it was sent, and what the checks said about it. */
function Sent({ file }: { file: PendingFile }) {
  return (
    <section className="sheet" aria-labelledby="sent-title">
      <h2 id="sent-title">来件全文</h2>
      <Facts
        facts={file.fields.map((field) => ({
          label: field.label,
          wide: field.text.length > 40,
          value: (
            <>
              <ValueText value={field} />
              {field.sent !== undefined && field.sent !== field.text ? (
                <span className="muted sent-original">原文：{field.sent}</span>
              ) : null}
            </>
          ),
        }))}
      />
      {file.findings.length > 0 ? (
        <>
          <h3>检查结果</h3>
          <ul>
            {file.findings.map((finding) => (
              <li key={finding.rule + finding.message}>
                <span className="code muted">{finding.rule}</span> {finding.message}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}
