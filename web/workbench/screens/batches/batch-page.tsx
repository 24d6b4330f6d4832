import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Batch } from '@xinheng/contracts/exchange.ts';
import { AppLink } from '../../../ui/address.tsx';
import { listsQuery } from '../../../ui/list/list-queries.ts';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { momentText } from '../../../ui/pieces/dates.ts';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { ImportSteps } from '../import/steps.tsx';
import { batchQuery, useProgress } from './batch-queries.ts';
import { Counts } from './counts.tsx';
import { ProgressPart } from './progress-part.tsx';
import { ReceiptPart } from './receipt-part.tsx';
import { TrialPart } from './trial-part.tsx';
import { UndonePart } from './undone-part.tsx';
import { isUnderWay, stateWords, stepOf } from './words.ts';
import './batches.css';

/** One batch, from its trial to its receipt. */
export default function BatchPage() {
  const { batch = '' } = useParams({ strict: false });
  const asked = useQuery(batchQuery(batch));
  return (
    <div className="page batch">
      <h1>批次 {batch}</h1>
      <Loaded asked={asked} lines={14} height={640}>
        {(data) => <BatchParts batch={data} />}
      </Loaded>
    </div>
  );
}

function BatchParts({ batch }: { batch: Batch }) {
  const watch = isUnderWay(batch.state);
  const event = useProgress(String(batch.batch), watch);
  const { state } = event ?? batch;
  return (
    <>
      {batch.trial ? <ImportSteps at={stepOf(batch)} /> : null}
      <section className="sheet" aria-label="批次情况">
        <p className="batch-state">
          <Badge tone={stateWords[state].tone}>{stateWords[state].name}</Badge>
          <span className="muted">{batch.sourceName}</span>
        </p>
        <BatchFacts batch={batch} />
      </section>
      {watch ? <ProgressPart batch={batch} event={event} /> : null}
      {batch.state === 'refused' ? <Refused batch={batch} /> : null}
      {batch.state === 'discarded' || batch.state === 'expired' ? <GivenUp batch={batch} /> : null}
      {batch.state === 'trial' ? <TrialPart batch={batch} /> : null}
      {batch.state === 'finished' ? <ReceiptPart batch={batch} /> : null}
      {batch.state === 'undone' ? <UndonePart batch={batch} /> : null}
    </>
  );
}

function BatchFacts({ batch }: { batch: Batch }) {
  const lists = useQuery(listsQuery);
  const names = lists.data?.find(({ name }) => name === 'batches')?.columns;
  const nameOf = (column: string, code: string) =>
    names?.find(({ name }) => name === column)?.options?.find((option) => option.code === code)?.name ?? code;
  return (
    <Facts
      facts={[
        { label: '信息事项', value: nameOf('item', batch.item) },
        { label: '提供部门', value: nameOf('department', batch.department) },
        { label: '提交', value: `${batch.submitted ? `${batch.submitted.name}，` : ''}${momentText(batch.startedAt)}` },
        ...(batch.committed
          ? [{ label: '确认入库', value: `${batch.committed.name}，${momentText(batch.committed.at)}` }]
          : []),
        ...(batch.finishedAt ? [{ label: '完成', value: momentText(batch.finishedAt) }] : []),
        { label: '工作表', value: batch.sheet },
        { label: '目录版本', value: <span className="code">{batch.edition}</span> },
      ]}
    />
  );
}

function Again({ item }: { item: string }) {
  return <AppLink href={`/import?item=${encodeURIComponent(item)}`}>重新上传</AppLink>;
}

function Refused({ batch }: { batch: Batch }) {
  return (
    <section className="notice bad">
      <p className="notice-title">整批未受理，没有任何一行入库</p>
      <p>{batch.refusal}</p>
      <p>
        请按上述原因改正文件后
        <Again item={batch.item} />。
      </p>
    </section>
  );
}

function GivenUp({ batch }: { batch: Batch }) {
  return (
    <>
      <section className="notice">
        <p className="notice-title">{batch.state === 'expired' ? '逾期未确认，试导入已清除' : '试导入已放弃'}</p>
        <p>
          没有任何一行入库。需要时可
          <Again item={batch.item} />。
        </p>
      </section>
      <section className="sheet" aria-label="检查结果">
        <Counts counts={batch} tense="trial" />
      </section>
    </>
  );
}
