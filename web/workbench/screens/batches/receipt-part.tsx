import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Batch, UndoResult } from '@xinheng/contracts/exchange.ts';
import { ActButton, reasonField } from '../../../ui/act/act-button.tsx';
import { api, apiAddress } from '../../../ui/api/client.ts';
import { EmbeddedList } from '../../../ui/list/embedded-list.tsx';
import { listsQuery } from '../../../ui/list/list-queries.ts';
import { countText } from '../../../ui/pieces/dates.ts';
import { say } from '../../../ui/pieces/toasts.tsx';
import { Counts } from './counts.tsx';
import { RowsPart } from './rows-part.tsx';
import { FixFile } from './trial-part.tsx';

/** What became of the batch: the receipt, and its undoing. */
export function ReceiptPart({ batch }: { batch: Batch }) {
  const lists = useQuery(listsQuery);
  const faulty = batch.rejected + batch.quarantined;
  return (
    <>
      <section className="sheet" aria-labelledby="batch-receipt">
        <h2 id="batch-receipt">回执：共 {countText(batch.read)} 行</h2>
        {faulty > 0 ? null : <Counts counts={batch} tense="done" />}
        <VerdictChanges batch={batch} />
        <div className="batch-decision">
          <a href={apiAddress(`/batches/${batch.batch}/receipts.csv`)} download>
            下载逐行回执（CSV）
          </a>
          {batch.may.undo ? <Undo batch={batch} /> : null}
        </div>
        {faulty > 0 ? (
          <>
            <FixFile batch={batch} faulty={faulty} />
            <RowsPart batch={batch.batch} counts={batch} tense="done" />
          </>
        ) : null}
      </section>
      {lists.data?.some(({ name }) => name === 'receipts') ? (
        <section className="sheet" aria-labelledby="batch-receipts">
          <h2 id="batch-receipts">逐行回执</h2>
          <EmbeddedList list="receipts" filters={{ batch: `${batch.batch}..${batch.batch}` }} />
        </section>
      ) : null}
    </>
  );
}

function VerdictChanges({ batch }: { batch: Batch }) {
  const { verdictsChanged = 0 } = batch.notes;
  if (verdictsChanged === 0) return null;
  return (
    <p className="notice warning">试导入之后库中内容有变化，{countText(verdictsChanged)} 行的结果与试导入时不同。</p>
  );
}

function Undo({ batch }: { batch: Batch }) {
  const client = useQueryClient();
  return (
    <ActButton
      danger
      label="撤销本批次"
      intro="本批次带来的内容以新版本恢复为此前的内容，不删除任何历史。此后已被其他批次更改的信息保持不动。"
      fields={[{ ...reasonField, label: '撤销理由' }]}
      send={({ reason }) => api<UndoResult>(`/batches/${batch.batch}/undo`, { method: 'POST', body: { reason } })}
      onDone={({ message }) => {
        say(message);
        void client.invalidateQueries({ queryKey: ['batches', String(batch.batch)] });
      }}
    />
  );
}
