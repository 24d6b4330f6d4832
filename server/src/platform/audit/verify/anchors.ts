/** Holds the log against what was kept outside: published checkpoints, this machine's memory, known keys. Pure. */
import type { Checkpoint, OpenedNote } from '../checkpoint/index.ts';
import { type Finding, type FindingKind, named } from './findings.ts';

type Held = {
  options: {
    held?: readonly OpenedNote[];
    keys?: readonly string[];
    memory?: { block: number; hash: string } | undefined;
  };
  /** The store's own checkpoints at the numbers that are asked about. */
  asked: ReadonlyMap<number, OpenedNote>;
  last: OpenedNote | undefined;
  /** Keys with which valid signatures stand in the store. */
  keys: ReadonlySet<string>;
  /** The greatest number of an entry that was ever given out. */
  issued: number;
  /** Blocks that tell of a restore. */
  restored: readonly Checkpoint[];
};

/** What speaks against the log; of the kept checkpoints only the first that does not agree. */
export function judgeAnchors(of: Held): Finding[] {
  const held = (of.options.held ?? []).toSorted((a, b) => a.checkpoint.block - b.checkpoint.block);
  const findings: Finding[] = [];
  for (const note of held) {
    const found = judgeHeld(of, note, doubtful(of, held));
    if (found) {
      findings.push(found);
      break;
    }
  }
  const { memory } = of.options;
  if (memory !== undefined && findings.length === 0) {
    const present = of.asked.get(memory.block);
    if (present === undefined || present.hash !== memory.hash) {
      const gone = present === undefined;
      findings.push(
        finding(
          gone ? 'rolled-back' : 'block-changed',
          memory.block,
          null,
          gone
            ? `本机封存过第 ${memory.block} 号区块，库中却没有：数据库被退回到较早的状态或末尾被截去。`
            : `第 ${memory.block} 号区块不是本机当时封存的那一份。`,
        ),
      );
    }
  }
  const keys = of.options.keys ?? [];
  if (of.last !== undefined && keys.length > 0 && !keys.some((key) => of.keys.has(key))) {
    findings.push(finding('key-swapped', of.last.checkpoint.block, null, '日志不是用已知的密钥签名的，密钥被调换。'));
  }
  return findings;
}

function finding(kind: FindingKind, block: number, between: Finding['between'], message: string): Finding {
  return { kind, block, index: null, entry: null, between, message };
}

type Doubtful = { good: number; bad: OpenedNote | undefined };

/** The last entry up to which kept checkpoints vouch for the entries themselves, and the first that does not. */
function doubtful(of: Held, held: readonly OpenedNote[]): Doubtful {
  let good = 0;
  for (const note of held) {
    const present = of.asked.get(note.checkpoint.block)?.checkpoint;
    const same = present?.size === note.checkpoint.size && present.root.equals(note.checkpoint.root);
    if (!same) return { good, bad: note };
    good = note.checkpoint.last.entry;
  }
  return { good, bad: undefined };
}

function judgeHeld(of: Held, { checkpoint, hash }: OpenedNote, { good, bad }: Doubtful): Finding | undefined {
  const { block, last } = checkpoint;
  const store = of.last?.checkpoint;
  if (store !== undefined && store.log !== checkpoint.log) {
    return finding(
      'block-changed',
      block,
      null,
      `检查点属于日志 ${checkpoint.log}，本库的日志是 ${store.log}，不是同一份。`,
    );
  }
  const told = of.restored.find(({ restored }) => restored !== undefined && restored.block >= block);
  const remark = told
    ? `运维方在第 ${told.block} 号区块中声明：数据库曾从备份恢复，已公布的第 ${told.restored?.block} 号区块丢失。`
    : '';
  if (store === undefined || store.block < block) {
    const between = { from: Math.max(good, store?.last.entry ?? 0) + 1, to: last.entry };
    // The counter of numbers is part of the store, but lives outside its rows: cutting the tail leaves it as it was.
    return of.issued < last.entry
      ? finding(
          'rolled-back',
          block,
          between,
          `数据库被退回到较早的状态：已公布的第 ${block} 号区块不见了，缺的日志在${named(between)}。${remark}`,
        )
      : finding(
          'truncated',
          block,
          between,
          `日志末尾被截去：已公布的第 ${block} 号区块不见了，缺的日志在${named(between)}。${remark}`,
        );
  }
  const present = of.asked.get(block);
  if (present?.hash === hash) return undefined;
  const stored = bad && of.asked.get(bad.checkpoint.block)?.checkpoint.last.entry;
  const end = Math.max(bad?.checkpoint.last.entry ?? last.entry, stored ?? 0);
  const between = { from: bad === undefined ? last.entry : good + 1, to: end };
  if (present === undefined) {
    return finding('block-changed', block, between, `已公布的第 ${block} 号区块在库中已无法读出。${remark}`);
  }
  if (present.checkpoint.key.text !== checkpoint.key.text) {
    return finding(
      'key-swapped',
      block,
      between,
      `第 ${block} 号区块与已公布的检查点不是同一把密钥签名的：密钥被调换${bad === undefined ? '，日志仍与检查点相符' : `，被改动的日志在${named(between)}`}。${remark}`,
    );
  }
  if (present.checkpoint.size === checkpoint.size && present.checkpoint.root.equals(checkpoint.root)) {
    return finding(
      'block-changed',
      block,
      between,
      `第 ${block} 号区块被改写，其日志仍与已公布的检查点相符。${remark}`,
    );
  }
  return finding(
    'changed',
    block,
    between,
    `第 ${block} 号区块与已公布的检查点不符，被改动的日志在${named(between)}。${remark}`,
  );
}
