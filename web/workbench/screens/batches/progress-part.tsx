import type { Batch, BatchEvent } from '@xinheng/contracts/exchange.ts';
import { Progress } from 'antd';
import { countText, spanText } from '../../../ui/pieces/dates.ts';
import { phaseWords } from './words.ts';

/** After so long without a sign the work may have been killed; it is taken up again by itself. */
const quietTooLong = 30;

/** How far the work on a batch has come, as it goes on. */
export function ProgressPart({ batch, event }: { batch: Batch; event: BatchEvent | undefined }) {
  const progress = event?.progress ?? batch.progress;
  const percent = Math.floor((progress?.share ?? 0) * 100);
  return (
    <section className="sheet" aria-labelledby="batch-progress">
      <h2 id="batch-progress">{progress ? phaseWords[progress.phase] : '等待处理'}</h2>
      <Progress percent={percent} status="active" aria-label="进度" />
      <p role="status" className="batch-progress-line">
        {progress ? (
          <>
            已读 {countText(progress.rowsRead)} 行
            {progress.rowsPerSecond ? `，每秒 ${countText(Math.round(progress.rowsPerSecond))} 行` : ''}
            {progress.secondsLeft === null ? '' : `，约剩 ${spanText(progress.secondsLeft)}`}。
          </>
        ) : (
          '前面还有其他批次，轮到后自动开始。'
        )}
      </p>
      {progress && progress.quietSeconds > quietTooLong ? (
        <p className="notice warning">
          已有 {spanText(progress.quietSeconds)} 没有进展。处理中断时会自动从头继续，无须重新上传。
        </p>
      ) : null}
      <p className="muted">可以离开本页，处理照常进行；结果在“批次”中查看。</p>
    </section>
  );
}
