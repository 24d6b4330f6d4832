/** Holds the tree that is computed from the entries against the tiles that are stored. */
import type { PoolClient } from 'pg';
import {
  BrokenTree,
  type Digest,
  edgeAddresses,
  hashBytes,
  hashesOf,
  type Tile,
  TiledTree,
  tileWidth,
} from '../merkle/index.ts';
import type { SealedLeaf } from './diagnose.ts';
import { readStoredTiles } from './store.ts';

const tilesAtOnce = 64;

/** The tree of one volume, grown from its entries. */
export class TreeCheck {
  readonly #client: PoolClient;
  readonly #volume: number;
  readonly #digest: Digest;
  #tree: TiledTree;
  /** Tiles computed and not yet compared, and the entries of those of level 0. */
  readonly #computed = new Map<string, Tile>();
  readonly #entries = new Map<number, number[]>();
  /** Leaves before this one were not computed here, so tiles that begin earlier are not compared. */
  #from = 0;

  constructor(client: PoolClient, volume: number, digest: Digest) {
    this.#client = client;
    this.#volume = volume;
    this.#digest = digest;
    this.#tree = new TiledTree(digest, 0, []);
  }

  get size(): number {
    return this.#tree.size;
  }

  append(hash: Buffer, entry: number): void {
    const index = Math.floor(this.#tree.size / tileWidth);
    let entries = this.#entries.get(index);
    if (entries === undefined) {
      entries = [];
      this.#entries.set(index, entries);
    }
    entries.push(entry);
    this.#tree.append(hash);
  }

  root(): Buffer {
    return this.#tree.root();
  }

  /**
   * Compares full tiles with the stored ones once there are enough of them; with `all`, every one.
   * @returns the first leaf of the first tile that differs
   */
  async compare(all: boolean): Promise<number | undefined> {
    for (const tile of this.#tree.takeChanged()) this.#computed.set(`${tile.level}/${tile.index}`, tile);
    const due = [...this.#computed.values()].filter(({ hashes }) => all || hashes.length === tileWidth * hashBytes);
    if (due.length === 0 || (!all && due.length < tilesAtOnce)) return undefined;
    const wrong: number[] = [];
    for (const level of new Set(due.map((tile) => tile.level))) {
      wrong.push(...(await this.#compareLevel(due.filter((tile) => tile.level === level))));
    }
    for (const tile of due) this.#computed.delete(`${tile.level}/${tile.index}`);
    return wrong.length === 0 ? undefined : Math.min(...wrong);
  }

  async #compareLevel(due: readonly Tile[]): Promise<number[]> {
    const { level } = due[0] as Tile;
    const numbers = due.map(({ index }) => index);
    const stored = await readStoredTiles(this.#client, {
      volume: this.#volume,
      level,
      from: Math.min(...numbers),
      to: Math.max(...numbers),
    });
    const byIndex = new Map(stored.map((tile) => [tile.index, tile]));
    return due.flatMap((tile) => {
      const first = tile.index * tileWidth ** (level + 1);
      if (first < this.#from) return [];
      const held = byIndex.get(tile.index);
      const entries = level === 0 ? this.#entries.get(tile.index) : undefined;
      if (level === 0) this.#entries.delete(tile.index);
      const same =
        held?.hashes.equals(tile.hashes) === true &&
        (entries === undefined || JSON.stringify(held.entries) === JSON.stringify(entries));
      return same ? [] : [first];
    });
  }

  /** What was sealed of a range of leaves, by the stored tiles; shorter when they are gone. */
  async sealed(first: number, end: number): Promise<SealedLeaf[]> {
    const leaves: SealedLeaf[] = [];
    const from = Math.floor(first / tileWidth);
    const tiles = await readStoredTiles(this.#client, {
      volume: this.#volume,
      level: 0,
      from,
      to: Math.floor((end - 1) / tileWidth),
    });
    for (let at = first; at < end; at++) {
      const index = Math.floor(at / tileWidth);
      const tile = tiles.find((candidate) => candidate.index === index);
      const hash = tile && hashesOf(tile.hashes)[at % tileWidth];
      if (tile === undefined || hash === undefined) break;
      leaves.push({ hash, entry: tile.entries?.[at % tileWidth] });
    }
    return leaves;
  }

  /** Whether leaves, put behind the stored tree of `first` leaves, give the root. */
  async proves(first: number, leaves: readonly SealedLeaf[], root: Buffer): Promise<boolean> {
    try {
      const tree = await this.#stored(first);
      for (const { hash } of leaves) tree.append(hash);
      return tree.root().equals(root);
    } catch (error) {
      if (error instanceof BrokenTree) return false;
      throw error;
    }
  }

  /** Takes the stored tree of `size` leaves for the computed one, so that later blocks can be checked behind a bad one. */
  async resume(size: number, root: Buffer | undefined): Promise<boolean> {
    try {
      const tree = await this.#stored(size);
      if (root !== undefined && !tree.root().equals(root)) return false;
      this.#tree = tree;
    } catch (error) {
      if (error instanceof BrokenTree) return false;
      throw error;
    }
    this.#computed.clear();
    this.#entries.clear();
    this.#from = size;
    return true;
  }

  async #stored(size: number): Promise<TiledTree> {
    const tiles: Tile[] = [];
    for (const { level, index } of edgeAddresses(size)) {
      tiles.push(...(await readStoredTiles(this.#client, { volume: this.#volume, level, from: index, to: index })));
    }
    return new TiledTree(this.#digest, size, tiles);
  }
}
