/** Checking of proofs without a store: what an outsider does with a bundle that was handed to him. Pure. */
import { keyFingerprint, type OpenedNote, openNote } from '../checkpoint/index.ts';
import { parseLeaf } from '../leaf.ts';
import { hashBytes, leafHash, rootFromInclusion } from '../merkle/index.ts';
import type { EntryProof } from './prove.ts';

export type CheckedProof = {
  holds: boolean;
  /** Chinese sentences: what does not hold, or what was shown. */
  said: string[];
};

/** What the checker already trusts; without any, the bundle can only be shown to agree with itself. */
export type Trust = { held?: readonly OpenedNote[]; keys?: readonly string[] };

function isProof(value: unknown): value is EntryProof {
  if (value === null || typeof value !== 'object') return false;
  const proof = value as Partial<EntryProof>;
  return (
    proof.format === 'xinheng-proof/1' &&
    typeof proof.leaf === 'string' &&
    typeof proof.checkpoint === 'string' &&
    [proof.entry, proof.block, proof.volume, proof.index, proof.size].every((number) => Number.isSafeInteger(number)) &&
    Array.isArray(proof.path) &&
    proof.path.every((hash) => typeof hash === 'string' && Buffer.from(hash, 'base64').length === hashBytes)
  );
}

const fails = (...said: string[]): CheckedProof => ({ holds: false, said });

/** Checks the proof of an entry. Anything may be handed in; nothing is thrown. */
export function checkProof(bundle: unknown, trust: Trust = {}): CheckedProof {
  if (!isProof(bundle)) return fails('这不是一份信衡审计日志的包含证明，或内容不完整。');
  const opened = openNote(bundle.checkpoint);
  if (opened === undefined) return fails('证明中的检查点无法读出。');
  const { checkpoint } = opened;
  if (!opened.signed) return fails('检查点的签名不成立。');
  const leaf = parseLeaf(bundle.leaf);
  if (leaf === undefined || leaf.index !== bundle.index || Number(leaf.columns.entry_id) !== bundle.entry) {
    return fails('证明中的日志内容与所说的编号、序号不符。');
  }
  if (bundle.size !== checkpoint.size || bundle.volume !== checkpoint.volume || bundle.block !== checkpoint.block) {
    return fails('证明与检查点不是同一个区块的。');
  }
  const { digest } = checkpoint.key.suite;
  const path = bundle.path.map((hash) => Buffer.from(hash, 'base64'));
  const hash = leafHash(digest, Buffer.from(bundle.leaf));
  const root = rootFromInclusion(digest, { hash, index: bundle.index, size: bundle.size }, path);
  if (root === undefined || !root.equals(checkpoint.root))
    return fails('日志内容推不出检查点的根散列：内容或路径被改动。');
  const shown = [
    `第 ${bundle.entry} 号日志在第 ${bundle.block} 号区块中（序号 ${bundle.index}），该区块封存于 ${checkpoint.time}。`,
    `签名密钥指纹：${keyFingerprint(checkpoint.key.text)}。`,
  ];
  return trusted(opened, trust, shown);
}

function trusted({ checkpoint, hash }: OpenedNote, { held = [], keys = [] }: Trust, shown: string[]): CheckedProof {
  const same = held.find((note) => note.checkpoint.block === checkpoint.block);
  if (same !== undefined && same.hash !== hash)
    return fails('检查点与您留存的同一区块的检查点不同：对外给出了两份不同的日志。');
  const known = [...keys, ...held.map((note) => note.checkpoint.key.text)];
  if (same === undefined && known.length > 0 && !known.includes(checkpoint.key.text)) {
    return fails('检查点不是用您所知的密钥签名的（密钥如已更换，请留存更换之后的检查点）。');
  }
  if (same !== undefined) return { holds: true, said: [...shown, '检查点与您留存的一致。'] };
  const remark =
    known.length > 0 ? '检查点由您所知的密钥签名。' : '没有可对照的检查点或密钥：请将上述指纹与主管部门公布的核对。';
  return { holds: true, said: [...shown, remark] };
}
