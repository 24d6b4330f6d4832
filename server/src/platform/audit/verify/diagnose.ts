/** Which entry of a block is wrong, and how: the entries that are there against the hashes that were sealed. Pure. */
import { entryOf, hashOfEntry, type LeafRow } from '../leaf.ts';
import type { Digest } from '../merkle/index.ts';
import type { Finding } from './findings.ts';

export type SealedLeaf = { hash: Buffer; entry: number | undefined };

type Case = {
  digest: Digest;
  block: number;
  /** Index of the block's first leaf in its volume. */
  first: number;
  /** The entries that the store holds between the last block's end and this one's. */
  rows: readonly LeafRow[];
  /** What was sealed, by the stored tiles. */
  sealed: readonly SealedLeaf[];
  /** Whether the sealed hashes give the root of the checkpoint; otherwise they were tampered with as well. */
  proven: boolean;
};

function finding(of: Case, kind: Finding['kind'], index: number, entry: number | undefined, message: string): Finding {
  return { kind, block: of.block, index, entry: entry ?? null, between: null, message };
}

/** The first wrong entry of a block whose root does not come out; undefined when no single one can be named. */
export function diagnose(of: Case): Finding | undefined {
  const { rows, sealed, first } = of;
  const length = Math.max(rows.length, sealed.length);
  for (let at = 0; at < length; at++) {
    const row = rows[at];
    const leaf = sealed[at];
    if (row && leaf && hashOfEntry(of.digest, first + at, row).equals(leaf.hash)) continue;
    return judge(of, at);
  }
  return undefined;
}

function judge(of: Case, at: number): Finding {
  const { rows, sealed, first, block } = of;
  const row = rows[at];
  const found = row && entryOf(row);
  const expected = sealed[at]?.entry;
  const present = new Set(rows.map(entryOf));
  const known = new Set(sealed.map(({ entry }) => entry));
  const where = `区块 ${block}，序号 ${first + at}`;
  const doubt = of.proven ? '' : '封存散列也被改动，以下按库中残存信息判断：';
  const say = (kind: Finding['kind'], entry: number | undefined, text: string) =>
    finding(of, kind, first + at, entry, `${doubt}${text}（${where}）。`);
  if (found !== undefined && found === expected) {
    return say('changed', found, `第 ${found} 号日志的内容被改动`);
  }
  if (expected !== undefined && !present.has(expected)) {
    return found !== undefined && !known.has(found) && rows.length === sealed.length
      ? say('changed', expected, `第 ${expected} 号日志被改成了第 ${found} 号`)
      : say('removed', expected, `第 ${expected} 号日志被删除或移走`);
  }
  if (found !== undefined && !known.has(found)) {
    return say('inserted', found, `第 ${found} 号日志是事后插入的，封存时并不存在`);
  }
  if (found === undefined) return say('removed', expected, '区块末尾的日志被删除或移走');
  return say('reordered', found, `第 ${found} 号日志被调换了次序，此处应为第 ${expected ?? '？'} 号`);
}
