import { useQueryClient } from '@tanstack/react-query';
import type { Batch, BatchQueued, CommitRequest, CommitResult } from '@xinheng/contracts/exchange.ts';
import { ActButton } from '../../../ui/act/act-button.tsx';
import { AppLink } from '../../../ui/address.tsx';
import { api, apiAddress } from '../../../ui/api/client.ts';
import { countText, momentText } from '../../../ui/pieces/dates.ts';
import { say } from '../../../ui/pieces/toasts.tsx';
import { RowsPart } from './rows-part.tsx';

/** The trial: what would become of each row, and the decision. */
export function TrialPart({ batch }: { batch: Batch }) {
  const faulty = batch.rejected + batch.quarantined;
  return (
    <section className="sheet" aria-labelledby="batch-trial">
      <h2 id="batch-trial">检查结果：{verdictOf(batch)}</h2>
      <Notes batch={batch} />
      <Decision batch={batch} />
      {faulty > 0 ? <FixFile batch={batch} faulty={faulty} /> : null}
      <RowsPart
        batch={batch.batch}
        counts={batch}
        tense="trial"
        {...(batch.rejected > 0 ? { first: 'rejected' as const } : {})}
      />
    </section>
  );
}

function verdictOf({ read, rejected, quarantined }: Batch): string {
  if (read === 0) return '文件中没有数据行';
  if (rejected === 0 && quarantined === 0) return '全部通过';
  const parts = [
    rejected && `${countText(rejected)} 行不能入库`,
    quarantined && `${countText(quarantined)} 行将暂存待核对`,
  ];
  return parts.filter(Boolean).join('，');
}

/** The faulty rows as a file to be mended and handed in again. */
export function FixFile({ batch, faulty }: { batch: Batch; faulty: number }) {
  const at = (kind: string) => apiAddress(`/batches/${batch.batch}/faulty-rows.${kind}`);
  return (
    <p className="batch-fix">
      修正文件：
      <a href={at('xlsx')} download>
        Excel
      </a>
      <a href={at('csv')} download>
        CSV
      </a>
      <span className="muted">
        含未通过的 {countText(faulty)} 行及各自的错误说明。改正后
        <AppLink href={`/import?item=${encodeURIComponent(batch.item)}`}>重新上传</AppLink>
        即可。
      </span>
    </p>
  );
}

/** What the reader of the file noticed beside the rows. */
function Notes({ batch }: { batch: Batch }) {
  const { unknownColumns = [], hiddenRows = 0, strayCells = 0, otherSheets = [] } = batch.notes;
  const lines = [
    unknownColumns.length > 0 && `以下列不属于本事项，没有读取：${unknownColumns.join('、')}。`,
    hiddenRows > 0 && `工作表中隐藏的 ${countText(hiddenRows)} 行也已读取。`,
    strayCells > 0 && `表头范围之外有 ${countText(strayCells)} 个单元格，没有读取。`,
    otherSheets.length > 0 && `以下工作表也有本事项的表头，没有读取：${otherSheets.join('、')}。`,
  ].filter((line) => typeof line === 'string');
  if (lines.length === 0) return null;
  return (
    <ul className="notice warning">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function Decision({ batch }: { batch: Batch }) {
  const client = useQueryClient();
  const { read, rejected, may } = batch;
  const good = read - rejected;
  const refresh = () => client.invalidateQueries({ queryKey: ['batches', String(batch.batch)] });
  const commit = (rows: CommitRequest['rows']) =>
    api<CommitResult | BatchQueued>(`/batches/${batch.batch}/commit`, { method: 'POST', body: { rows } });
  const committed = async (answer: CommitResult | BatchQueued) => {
    if ('verdictsChanged' in answer && answer.verdictsChanged > 0) {
      say(`${countText(answer.verdictsChanged)} 行的结果与试导入时不同，详见回执。`);
    } else say(answer.message);
    await refresh();
  };
  const expiry = batch.expiresAt ? `${momentText(batch.expiresAt)} 前未确认，试导入自动清除。` : '';
  return (
    <div className="batch-decision">
      {may.commit && good > 0 ? (
        <ActButton
          primary
          label={rejected > 0 ? `只入库可用的 ${countText(good)} 行` : `全部入库（${countText(read)} 行）`}
          title="确认入库"
          intro={
            rejected > 0
              ? `${countText(good)} 行按检查结果入库或暂存；不能入库的 ${countText(rejected)} 行不入库，可改正后另行上传。`
              : `${countText(read)} 行按检查结果入库或暂存。`
          }
          send={() => commit(rejected > 0 ? 'all-good' : 'all')}
          onDone={(answer) => void committed(answer)}
        />
      ) : null}
      {may.discard ? (
        <ActButton
          label="放弃本次导入"
          intro="检查结果与上传的文件将清除，没有任何一行入库。"
          send={() => api(`/batches/${batch.batch}/discard`, { method: 'POST' })}
          said="本次导入已放弃。"
          onDone={() => void refresh()}
        />
      ) : null}
      <span className="muted">{may.commit ? expiry : '您可以查看检查结果，由报送部门确认是否入库。'}</span>
    </div>
  );
}
