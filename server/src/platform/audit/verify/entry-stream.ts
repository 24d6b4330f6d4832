import type { PoolClient } from 'pg';
import type { Place } from '../checkpoint/index.ts';
import { columnOf, entryOf, type LeafRow } from '../leaf.ts';
import { readEntries } from './store.ts';

const pageRows = 5_000;

/** Where an entry stands in the order of sealing. */
export function placeOf(row: LeafRow): Place {
  return { era: Number(columnOf(row, 'era')), transaction: columnOf(row, 'written_by') ?? '0', entry: entryOf(row) };
}

function comesAfter(a: Place, b: Place): boolean {
  if (a.era !== b.era) return a.era > b.era;
  // xid8 passes 2^53 only in theory, but a falsified one may.
  const transactions = BigInt(a.transaction) - BigInt(b.transaction);
  return transactions === 0n ? a.entry > b.entry : transactions > 0n;
}

/** All entries in the order of sealing, read page by page. */
export class EntryStream {
  readonly #client: PoolClient;
  #at: Place = { era: -1, transaction: '0', entry: 0 };
  #page: LeafRow[] = [];
  #used = 0;
  #ended = false;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  /** The next entries up to and with a place. */
  async until(place: Place): Promise<LeafRow[]> {
    const rows: LeafRow[] = [];
    for (let row = await this.#next(); row !== undefined; row = await this.#next()) {
      if (comesAfter(placeOf(row), place)) break;
      rows.push(row);
      this.#used += 1;
    }
    return rows;
  }

  /** How many entries are left. */
  async countRest(): Promise<number> {
    let count = 0;
    for (let row = await this.#next(); row !== undefined; row = await this.#next()) {
      count += 1;
      this.#used += 1;
    }
    return count;
  }

  async #next(): Promise<LeafRow | undefined> {
    if (this.#used === this.#page.length && !this.#ended) {
      const last = this.#page.at(-1);
      if (last) this.#at = placeOf(last);
      this.#page = await readEntries(this.#client, this.#at, pageRows);
      this.#used = 0;
      this.#ended = this.#page.length < pageRows;
    }
    return this.#page[this.#used];
  }
}
