/**
 * How a tree lies in the store: tiles of up to 256 hashes. A tile of level 0 holds hashes of leaves, one of level n the
 * roots of full tiles of level n−1. Only the last tile of a level is ever incomplete. Any proof needs a handful of them.
 */
import { type Digest, Frontier, hashBytes, joinEdge, rootOf } from './hashing.ts';
import { consistencyRanges, inclusionRanges, perfectParts, type Range } from './ranges.ts';

/** Hashes in a full tile; a tile is a subtree eight levels high. */
export const tileWidth = 256;

export type TileAddress = { level: number; index: number };
export type Tile = TileAddress & { hashes: Buffer };
/** Gives the tiles asked for, as far as they exist, in any order. */
export type TileSource = (wanted: readonly TileAddress[]) => Promise<readonly Tile[]>;

/** The incomplete tiles of a tree of `size` leaves, lowest level first. */
export function edgeAddresses(size: number): (TileAddress & { width: number })[] {
  const edge: (TileAddress & { width: number })[] = [];
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / tileWidth)) {
    const width = hashes % tileWidth;
    if (width > 0) edge.push({ level, index: Math.floor(hashes / tileWidth), width });
  }
  return edge;
}

/** Thrown when tiles are missing, too short, or do not give the root that was sealed. */
export class BrokenTree extends Error {
  override readonly name = 'BrokenTree';
}

function hashAt(tile: Buffer, place: number): Buffer {
  return tile.subarray(place * hashBytes, (place + 1) * hashBytes);
}

/** The hashes of a tile, one by one. */
export function hashesOf(tile: Buffer): Buffer[] {
  return Array.from({ length: tile.length / hashBytes }, (_, place) => hashAt(tile, place));
}

type Level = { index: number; hashes: Buffer[]; changed: boolean };

/** Adds leaves to a tree that lies in tiles; only the incomplete tiles are needed for that. */
export class TiledTree {
  readonly #digest: Digest;
  readonly #levels: Level[] = [];
  readonly #full: Tile[] = [];
  #size: number;

  /** `edge` holds the tiles of `edgeAddresses(size)`. Throws BrokenTree when one is missing or too short. */
  constructor(digest: Digest, size: number, edge: readonly Tile[]) {
    this.#digest = digest;
    this.#size = size;
    for (let hashes = size; hashes > 0; hashes = Math.floor(hashes / tileWidth)) {
      this.#levels.push({ index: Math.floor(hashes / tileWidth), hashes: [], changed: false });
    }
    for (const { level, index, width } of edgeAddresses(size)) {
      const tile = edge.find((found) => found.level === level && found.index === index);
      if (tile === undefined || tile.hashes.length < width * hashBytes) {
        throw new BrokenTree(`tile ${level}/${index} is missing or shorter than ${width} hashes`);
      }
      (this.#levels[level] as Level).hashes = hashesOf(tile.hashes.subarray(0, width * hashBytes));
    }
  }

  get size(): number {
    return this.#size;
  }

  append(leaf: Buffer): void {
    this.#size += 1;
    this.#add(0, leaf);
  }

  /** The root over all leaves. */
  root(): Buffer {
    const roots: Buffer[] = [];
    for (const { hashes } of this.#levels.toReversed()) {
      const frontier = new Frontier(this.#digest);
      for (const hash of hashes) frontier.append(hash);
      roots.push(...frontier.roots);
    }
    return joinEdge(this.#digest, roots);
  }

  /** The tiles that are new or longer than they were; each call begins anew. */
  takeChanged(): Tile[] {
    const changed = this.#full.splice(0);
    for (const [level, edge] of this.#levels.entries()) {
      if (edge.changed && edge.hashes.length > 0) {
        changed.push({ level, index: edge.index, hashes: Buffer.concat(edge.hashes) });
      }
      edge.changed = false;
    }
    return changed;
  }

  #add(level: number, hash: Buffer): void {
    this.#levels[level] ??= { index: 0, hashes: [], changed: false };
    const edge = this.#levels[level];
    edge.hashes.push(hash);
    edge.changed = true;
    if (edge.hashes.length < tileWidth) return;
    this.#full.push({ level, index: edge.index, hashes: Buffer.concat(edge.hashes) });
    const root = rootOf(this.#digest, edge.hashes);
    edge.index += 1;
    edge.hashes = [];
    this.#add(level + 1, root);
  }
}

/** Where the hashes lie from which the root of a perfect subtree is computed. */
function placeOf({ start, end }: Range): TileAddress & { offset: number; count: number } {
  let level = 0;
  let count = end - start;
  let first = start;
  while (count >= tileWidth) {
    count /= tileWidth;
    first /= tileWidth;
    level += 1;
  }
  return { level, index: Math.floor(first / tileWidth), offset: first % tileWidth, count };
}

const keyOf = ({ level, index }: TileAddress) => `${level}/${index}`;

async function hashesOfRanges(digest: Digest, ranges: readonly Range[], tiles: TileSource): Promise<Buffer[]> {
  const parts = ranges.map((range) => perfectParts(range).map(placeOf));
  const wanted = new Map(parts.flat().map(({ level, index }) => [keyOf({ level, index }), { level, index }]));
  const found = new Map((await tiles([...wanted.values()])).map((tile) => [keyOf(tile), tile.hashes]));
  return parts.map((places) =>
    joinEdge(
      digest,
      places.map(({ offset, count, ...address }) => {
        const tile = found.get(keyOf(address));
        if (tile === undefined || tile.length < (offset + count) * hashBytes) {
          throw new BrokenTree(`tile ${keyOf(address)} is missing or too short`);
        }
        return rootOf(digest, hashesOf(tile.subarray(offset * hashBytes, (offset + count) * hashBytes)));
      }),
    ),
  );
}

/** The inclusion proof of a leaf in the tree of the first `size` leaves. Throws BrokenTree. */
export function inclusionProof(digest: Digest, index: number, size: number, tiles: TileSource): Promise<Buffer[]> {
  return hashesOfRanges(digest, inclusionRanges(index, size), tiles);
}

/** The proof that the tree of `second` leaves grew out of that of `first`. Throws BrokenTree. */
export function consistencyProof(digest: Digest, first: number, second: number, tiles: TileSource): Promise<Buffer[]> {
  return hashesOfRanges(digest, consistencyRanges(first, second), tiles);
}
