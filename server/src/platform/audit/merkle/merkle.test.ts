import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BrokenTree,
  consistencyProof,
  type Digest,
  edgeAddresses,
  emptyRoot,
  Frontier,
  inclusionProof,
  leafHash,
  provesConsistency,
  rootFromInclusion,
  rootOf,
  type Tile,
  TiledTree,
  type TileSource,
} from './index.ts';

const sha256: Digest = (data) => hash('sha256', data, 'buffer');

/** The definition of RFC 9162 §2.1.1 and of the proofs of §2.1.3.1 and §2.1.4.1, word for word, over all leaves. */
const naive = {
  split: (n: number) => 2 ** Math.floor(Math.log2(n - 1)),
  root(leaves: Buffer[]): Buffer {
    if (leaves.length === 0) return sha256(new Uint8Array());
    if (leaves.length === 1) return leaves[0] as Buffer;
    const k = naive.split(leaves.length);
    return sha256(Buffer.concat([Buffer.of(1), naive.root(leaves.slice(0, k)), naive.root(leaves.slice(k))]));
  },
  path(m: number, leaves: Buffer[]): Buffer[] {
    if (leaves.length <= 1) return [];
    const k = naive.split(leaves.length);
    return m < k
      ? [...naive.path(m, leaves.slice(0, k)), naive.root(leaves.slice(k))]
      : [...naive.path(m - k, leaves.slice(k)), naive.root(leaves.slice(0, k))];
  },
  proof(m: number, leaves: Buffer[], whole = true): Buffer[] {
    if (m === leaves.length) return whole ? [] : [naive.root(leaves)];
    const k = naive.split(leaves.length);
    return m <= k
      ? [...naive.proof(m, leaves.slice(0, k), whole), naive.root(leaves.slice(k))]
      : [...naive.proof(m - k, leaves.slice(k), false), naive.root(leaves.slice(0, k))];
  },
};

const leavesOf = (count: number, seed = 0) =>
  Array.from({ length: count }, (_, at) => leafHash(sha256, Buffer.from(`${seed}:${at}`)));

/** Tiles of a tree that grew in steps, as the store would hold them. */
function grow(
  leaves: readonly Buffer[],
  steps: readonly number[],
): { tiles: TileSource; store: Map<string, Tile>; root: Buffer } {
  const store = new Map<string, Tile>();
  const tiles: TileSource = async (wanted) =>
    wanted.flatMap(({ level, index }) => store.get(`${level}/${index}`) ?? []);
  let size = 0;
  let root = emptyRoot(sha256);
  for (const until of [...steps, leaves.length]) {
    const edge = edgeAddresses(size).flatMap(({ level, index }) => store.get(`${level}/${index}`) ?? []);
    const tree = new TiledTree(sha256, size, edge);
    expect(tree.root()).toEqual(root);
    for (; size < until; size++) tree.append(leaves[size] as Buffer);
    for (const tile of tree.takeChanged()) store.set(`${tile.level}/${tile.index}`, tile);
    root = tree.root();
  }
  return { tiles, store, root };
}

describe('roots', () => {
  it('are those of the known vectors (certificate-transparency, merkletree tests)', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const leaves = inputs.map((hex) => leafHash(sha256, Buffer.from(hex, 'hex')));
    expect(emptyRoot(sha256).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(rootOf(sha256, leaves.slice(0, 1)).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
    expect(rootOf(sha256, leaves.slice(0, 7)).toString('hex')).toBe(
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    );
    expect(rootOf(sha256, leaves).toString('hex')).toBe(
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    );
  });

  it('are those of the definition at every size, growing one by one', () => {
    const leaves = leavesOf(70);
    const frontier = new Frontier(sha256);
    for (const [at, leaf] of leaves.entries()) {
      expect(frontier.root()).toEqual(naive.root(leaves.slice(0, at)));
      frontier.append(leaf);
    }
  });
});

const sizes = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 250, max: 1100 }));

describe('a tree in tiles', () => {
  it('has the root of the definition however it grew, and proves each leaf and each earlier size', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.array(fc.nat(), { maxLength: 4 }), fc.nat(), fc.nat(), async (size, cuts, a, b) => {
        const leaves = leavesOf(size);
        const steps = cuts.map((cut) => cut % size).sort((x, y) => x - y);
        const { tiles, root } = grow(leaves, steps);
        expect(root).toEqual(naive.root(leaves));
        const index = a % size;
        const path = await inclusionProof(sha256, index, size, tiles);
        expect(path).toEqual(naive.path(index, leaves));
        expect(rootFromInclusion(sha256, { hash: leaves[index] as Buffer, index, size }, path)).toEqual(root);
        const first = 1 + (b % size);
        const proof = await consistencyProof(sha256, first, size, tiles);
        expect(proof).toEqual(naive.proof(first, leaves));
        const old = { size: first, root: naive.root(leaves.slice(0, first)) };
        expect(provesConsistency(sha256, old, { size, root }, proof)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('proves leaves of trees with tiles on three levels', async () => {
    const size = 65_536 + 256 + 3;
    const leaves = leavesOf(size);
    const { tiles, root, store } = grow(leaves, [300, 65_535, 65_536, 65_537]);
    expect([...store.keys()].filter((key) => !key.startsWith('0/')).sort()).toEqual(['1/0', '1/1', '2/0']);
    for (const index of [0, 255, 256, 65_535, 65_536, 65_791, 65_792, size - 1]) {
      const path = await inclusionProof(sha256, index, size, tiles);
      expect(rootFromInclusion(sha256, { hash: leaves[index] as Buffer, index, size }, path)).toEqual(root);
    }
    const old = { size: 300, root: rootOf(sha256, leaves.slice(0, 300)) };
    expect(provesConsistency(sha256, old, { size, root }, await consistencyProof(sha256, 300, size, tiles))).toBe(true);
  });

  it('refuses to grow or to prove when a tile is gone or cut', async () => {
    const leaves = leavesOf(300);
    const { store, tiles } = grow(leaves, []);
    const last = store.get('0/1') as Tile;
    store.set('0/1', { ...last, hashes: last.hashes.subarray(0, 32 * 43) });
    expect(() => new TiledTree(sha256, 300, [...store.values()])).toThrow(BrokenTree);
    await expect(inclusionProof(sha256, 298, 300, tiles)).rejects.toThrow(BrokenTree);
    store.delete('0/1');
    await expect(consistencyProof(sha256, 299, 300, tiles)).rejects.toThrow(BrokenTree);
  });
});

describe('a false proof', () => {
  it('of inclusion is refused: other leaf, other place, other size, path cut, stretched or bent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 600 }), fc.nat(), fc.nat(), async (size, a, b) => {
        const leaves = leavesOf(size);
        const { tiles, root } = grow(leaves, []);
        const index = a % size;
        const leaf = { hash: leaves[index] as Buffer, index, size };
        const path = await inclusionProof(sha256, index, size, tiles);
        const holds = (changed: Partial<typeof leaf>, by = path) =>
          rootFromInclusion(sha256, { ...leaf, ...changed }, by)?.equals(root) ?? false;
        expect(holds({})).toBe(true);
        expect(holds({ hash: leavesOf(1, 9)[0] as Buffer })).toBe(false);
        expect(holds({ index: (index + 1 + (b % (size - 1))) % size })).toBe(false);
        expect(holds({ index: size + index })).toBe(false);
        expect(holds({}, path.slice(1))).toBe(false);
        expect(holds({}, [...path, root])).toBe(false);
        const bent = path.map((part, at) => (at === b % path.length ? leavesOf(1, 8)[0] : part)) as Buffer[];
        expect(holds({}, bent)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('of consistency is refused: the old tree was another, or was longer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 600 }), fc.nat(), fc.nat(), async (size, a, b) => {
        const leaves = leavesOf(size);
        const { tiles, root } = grow(leaves, []);
        const first = 1 + (a % (size - 1));
        const proof = await consistencyProof(sha256, first, size, tiles);
        const old = leaves.slice(0, first);
        old[b % first] = leavesOf(1, 7)[0] as Buffer;
        expect(provesConsistency(sha256, { size: first, root: rootOf(sha256, old) }, { size, root }, proof)).toBe(
          false,
        );
        const longer = { size, root };
        const shorter = { size: first, root: rootOf(sha256, leaves.slice(0, first)) };
        expect(provesConsistency(sha256, longer, shorter, proof)).toBe(false);
        expect(provesConsistency(sha256, shorter, longer, proof.slice(1))).toBe(false);
        expect(provesConsistency(sha256, shorter, longer, [...proof, root])).toBe(false);
      }),
      { numRuns: 40 },
    );
  });
});
