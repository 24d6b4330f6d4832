/** Checking of proofs against roots, as RFC 9162 §2.1.3.2 and §2.1.4.2 say. Needs no tree and no store. */
import { type Digest, nodeHash } from './hashing.ts';

/** The root that a leaf and its path lead to in a tree of `size` leaves; undefined when the path does not fit the size. */
export function rootFromInclusion(
  digest: Digest,
  leaf: { hash: Buffer; index: number; size: number },
  path: readonly Buffer[],
): Buffer | undefined {
  if (!(Number.isSafeInteger(leaf.index) && leaf.index >= 0 && leaf.index < leaf.size)) return undefined;
  let at = leaf.index;
  let last = leaf.size - 1;
  let root = leaf.hash;
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      root = nodeHash(digest, sibling, root);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      root = nodeHash(digest, root, sibling);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : undefined;
}

/** Whether the tree of `second` grew out of the tree of `first`, nothing of it changed. */
export function provesConsistency(
  digest: Digest,
  first: { size: number; root: Buffer },
  second: { size: number; root: Buffer },
  path: readonly Buffer[],
): boolean {
  if (first.size === second.size) return path.length === 0 && first.root.equals(second.root);
  if (!(first.size > 0 && first.size < second.size) || path.length === 0) return false;
  const rest = isPowerOfTwo(first.size) ? [first.root, ...path] : [...path];
  let at = first.size - 1;
  let last = second.size - 1;
  while (at % 2 === 1) {
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  let old = rest[0] as Buffer;
  let grown = old;
  for (const hash of rest.slice(1)) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = nodeHash(digest, hash, old);
      grown = nodeHash(digest, hash, grown);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      grown = nodeHash(digest, grown, hash);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && old.equals(first.root) && grown.equals(second.root);
}

function isPowerOfTwo(size: number): boolean {
  let rest = size;
  while (rest % 2 === 0) rest /= 2;
  return rest === 1;
}
