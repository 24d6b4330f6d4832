import type {
  Batch,
  BatchProgress,
  BatchState,
  CellFinding,
  RowOutcome,
  UndoneRow,
} from '@xinheng/contracts/exchange.ts';
import type { OptionTone } from '@xinheng/contracts/listing.ts';

interface Word {
  name: string;
  tone: OptionTone;
}

export const stateWords: Record<BatchState, Word> = {
  waiting: { name: '排队中', tone: 'neutral' },
  staging: { name: '读取中', tone: 'neutral' },
  trial: { name: '待确认', tone: 'warning' },
  merging: { name: '入库中', tone: 'neutral' },
  finished: { name: '已完成', tone: 'good' },
  refused: { name: '未受理', tone: 'bad' },
  discarded: { name: '已放弃', tone: 'neutral' },
  expired: { name: '已过期', tone: 'neutral' },
  undone: { name: '已撤销', tone: 'neutral' },
};

export const outcomes: readonly RowOutcome[] = ['accepted', 'corrected', 'quarantined', 'rejected', 'duplicate'];

/** `trial`: what would become of the row; `done`: what became of it. */
export const outcomeWords: Record<RowOutcome, Word & { trial: string; done: string }> = {
  accepted: { name: '通过', tone: 'good', trial: '可以入库', done: '已入库' },
  corrected: { name: '更正', tone: 'good', trial: '更正后可以入库', done: '更正后入库' },
  quarantined: { name: '暂存', tone: 'warning', trial: '将暂存待核对', done: '暂存待核对' },
  rejected: { name: '退回', tone: 'bad', trial: '不能入库', done: '已退回' },
  duplicate: { name: '重复', tone: 'neutral', trial: '已有相同内容', done: '重复，未再入库' },
};

/** What a finding says of its row: a row is never warned, only told of. */
export const findingWords: Record<CellFinding['outcome'], Word> = {
  ...outcomeWords,
  warned: { name: '告警', tone: 'warning' },
};

export const phaseWords: Record<BatchProgress['phase'], string> = {
  waiting: '排队等待',
  reading: '正在读取文件',
  comparing: '正在与已有信息比对',
  writing: '正在写入',
  done: '即将完成',
};

export const undoneWords: Record<UndoneRow['outcome'], Word> = {
  restored: { name: '恢复原内容', tone: 'good' },
  withdrawn: { name: '撤回', tone: 'neutral' },
  left: { name: '未动', tone: 'warning' },
};

const underWay: ReadonlySet<BatchState> = new Set(['waiting', 'staging', 'merging']);

/** Whether the batch is being worked on. */
export function isUnderWay(state: BatchState): boolean {
  return underWay.has(state);
}

/** The step of the import that the batch has come to (see ImportSteps). */
export function stepOf({ state, committed }: Pick<Batch, 'state' | 'committed'>): number {
  if (state === 'trial') return 2;
  if (state === 'merging') return 3;
  if (state === 'staging' || state === 'waiting') return committed ? 3 : 1;
  return 4;
}
