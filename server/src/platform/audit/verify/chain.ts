/** Checks of blocks as such: numbers, names of the one before, signatures, keys. Pure. */
import { type OpenedNote, openNote } from '../checkpoint/index.ts';
import type { Block } from '../seal/store.ts';
import type { Finding, FindingKind } from './findings.ts';

/** What a block's own faults are; `opened` when its checkpoint can be read at all. */
export type Judged = { opened: OpenedNote | undefined; findings: Finding[] };

/** Whether the columns beside a checkpoint say what it says. */
function columnsAgree(block: Block, { checkpoint, hash }: OpenedNote): boolean {
  const { last } = checkpoint;
  return (
    block.volume === checkpoint.volume &&
    block.size === checkpoint.size &&
    block.last_era === last.era &&
    block.last_transaction === last.transaction &&
    block.last_entry === last.entry &&
    block.hash === hash
  );
}

/** Judges a block behind the one before it (undefined for the first). `signatures` false spares checking this one's. */
export function judgeBlock(block: Block, before: OpenedNote | undefined, signatures: boolean): Judged {
  const findings: Finding[] = [];
  const add = (kind: FindingKind, message: string) =>
    findings.push({ kind, block: block.block, index: null, entry: null, between: null, message });
  const due = (before?.checkpoint.block ?? 0) + 1;
  if (block.block !== due) {
    add('block-missing', `第 ${due} 号${block.block - due > 1 ? `至第 ${block.block - 1} 号` : ''}区块不见了。`);
  }
  const opened = openNote(block.note, signatures);
  if (opened === undefined || opened.checkpoint.block !== block.block) {
    add('block-changed', `第 ${block.block} 号区块的检查点被改动，已无法读出。`);
    return { opened: undefined, findings };
  }
  const { checkpoint } = opened;
  if (signatures && !opened.signed) add('block-changed', `第 ${block.block} 号区块的检查点被改动，签名不成立。`);
  if (!columnsAgree(block, opened)) add('block-changed', `第 ${block.block} 号区块的登记与其检查点不符。`);
  if (block.block === due && checkpoint.previous !== (before?.hash ?? null)) {
    add('block-changed', `第 ${block.block} 号区块没有接在上一区块之后，前面的区块被改动或替换。`);
  }
  const key = before && (before.checkpoint.nextKey ?? before.checkpoint.key);
  if (key !== undefined && checkpoint.key.text !== key.text) {
    add('key-swapped', `第 ${block.block} 号区块改用了未经原密钥宣布的签名密钥，密钥被调换。`);
  }
  const fresh = before === undefined || before.checkpoint.volume !== checkpoint.volume;
  const first = fresh ? 0 : before.checkpoint.size;
  if (block.first_index !== first || checkpoint.size <= first) {
    add('block-changed', `第 ${block.block} 号区块的起止位置不连续。`);
  }
  return { opened, findings };
}
