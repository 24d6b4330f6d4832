/** What a verification can find, and how it is said. Pure. */

export type FindingKind =
  /** An entry's content, number or time is not what was sealed. */
  | 'changed'
  | 'removed'
  | 'inserted'
  | 'reordered'
  /** Published blocks and their entries are gone from the end of the log. */
  | 'truncated'
  /** The whole store is an earlier copy of itself. */
  | 'rolled-back'
  /** A block is signed by a key that nobody announced. */
  | 'key-swapped'
  /** A checkpoint in the store is not the one that was published or signed. */
  | 'block-changed'
  | 'block-missing'
  /** The stored hashes, from which proofs are made, do not fit the entries. */
  | 'tree-changed';

export type Finding = {
  kind: FindingKind;
  block: number;
  /** Place in the volume, from 0; null when it is not known more closely than the range. */
  index: number | null;
  /** Number of the first entry that is wrong; null when it is not known more closely than the range. */
  entry: number | null;
  /** The numbers between which the wrong entry lies, when it cannot be named by itself. */
  between: { from: number; to: number } | null;
  /** One Chinese sentence. */
  message: string;
};

export type Report = {
  whole: boolean;
  log: string | null;
  blocks: number;
  /** Sealed entries that were read and hashed. */
  entries: number;
  /** Entries that wait for their seal; nothing can be proved of them yet. */
  unsealed: number;
  /** Number and time of the last block. */
  last: { block: number; time: string; hash: string } | null;
  /** Verifier key of the last block. */
  key: string | null;
  /** What the log was held against: published checkpoints, this machine's own memory, a known key, or nothing. */
  anchors: { checkpoints: number; memory: boolean; keys: number };
  /** The first comes first; empty when the log is whole. */
  findings: Finding[];
};

/** The numbers of entries, in Chinese. */
export function named(between: { from: number; to: number }): string {
  return between.from === between.to ? `第 ${between.from} 号` : `第 ${between.from} 号至第 ${between.to} 号之间`;
}
