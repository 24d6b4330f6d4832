/** Hashes of a Merkle tree as in RFC 9162 §2.1.1: leaves and nodes can never be taken for one another. */

/** 32 bytes over the data; SHA-256 or SM3. */
export type Digest = (data: Uint8Array) => Buffer;

export const hashBytes = 32;

/** The hash of a leaf: H(0x00 ‖ data). */
export function leafHash(digest: Digest, data: Uint8Array): Buffer {
  const prefixed = Buffer.allocUnsafe(data.length + 1);
  prefixed[0] = 0;
  prefixed.set(data, 1);
  return digest(prefixed);
}

/** The hash of an inner node: H(0x01 ‖ left ‖ right). */
export function nodeHash(digest: Digest, left: Uint8Array, right: Uint8Array): Buffer {
  const pair = Buffer.allocUnsafe(1 + 2 * hashBytes);
  pair[0] = 1;
  pair.set(left, 1);
  pair.set(right, 1 + hashBytes);
  return digest(pair);
}

/** The root of a tree without leaves: H(). */
export function emptyRoot(digest: Digest): Buffer {
  return digest(new Uint8Array());
}

/**
 * The right edge of a growing tree: the roots of its perfect subtrees, largest first. Knows the root at its present
 * size without keeping the leaves; memory grows with the logarithm of the size.
 */
export class Frontier {
  readonly #digest: Digest;
  #size = 0;
  /** One root for each bit that is set in the size, highest bit first. */
  #roots: Buffer[] = [];

  constructor(digest: Digest) {
    this.#digest = digest;
  }

  get size(): number {
    return this.#size;
  }

  /** The roots of the perfect subtrees, largest first. */
  get roots(): readonly Buffer[] {
    return this.#roots;
  }

  /** Adds the hash of the next leaf. */
  append(hash: Buffer): void {
    let joined = hash;
    // As many joins as the size has trailing ones: a perfect subtree is closed with each. Sizes pass 2^31, so no bit operators.
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      joined = nodeHash(this.#digest, this.#roots.pop() as Buffer, joined);
    }
    this.#roots.push(joined);
    this.#size += 1;
  }

  /** The root over all leaves so far. */
  root(): Buffer {
    return joinEdge(this.#digest, this.#roots);
  }
}

/** The root over perfect subtrees that stand beside each other, largest first. */
export function joinEdge(digest: Digest, roots: readonly Buffer[]): Buffer {
  const last = roots.at(-1);
  if (last === undefined) return emptyRoot(digest);
  let root = last;
  for (let at = roots.length - 2; at >= 0; at--) root = nodeHash(digest, roots[at] as Buffer, root);
  return root;
}

/** The root over hashes of leaves (or of subtrees of equal size). */
export function rootOf(digest: Digest, hashes: Iterable<Buffer>): Buffer {
  const frontier = new Frontier(digest);
  for (const hash of hashes) frontier.append(hash);
  return frontier.root();
}
