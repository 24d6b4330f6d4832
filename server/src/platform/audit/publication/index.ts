/**
 * Publication leaves 存证: what became public, was amended or withdrawn in one transaction is a tree of its own, whose root
 * stands in one audit entry. Leaves lie by their hash, so that one is found without a row for each record. The trees are
 * SHA-256 whatever the suite of the log, because PostgreSQL computes the leaves.
 */
import type { PublicationProof } from '@xinheng/contracts/audit.ts';
import type { Queryable, Tx } from '../../db/index.ts';
import { audit } from '../entry.ts';
import { hashBytes, hashesOf, inclusionProof, leafHash, type TileAddress, TiledTree } from '../merkle/index.ts';
import { proveEntry } from '../proof/prove.ts';
import { sha256 } from './digest.ts';

export type { PublicationProof };

/** The versions of one item and department written at one moment. */
export interface PublicationPlace {
  item: string;
  department: string;
  /** ISO timestamp with microseconds, or what PostgreSQL gives for one. */
  recordedAt: string | Date;
}

export interface Publication {
  item: string;
  department: string;
  salt: Buffer;
  open: readonly string[];
  hidden: readonly string[];
}

/** Keeps the tree of leaves and its audit entry; each part is hashes one behind the other, all in ascending order. */
export async function keepPublication(tx: Tx, of: Publication, parts: readonly Buffer[]): Promise<void> {
  const tree = new TiledTree(sha256, 0, []);
  for (const part of parts) for (const hash of hashesOf(part)) tree.append(hash);
  if (tree.size === 0) return;
  const tiles = tree.takeChanged();
  // The public reads this entry whole: it names no officer and no address.
  const entry = await audit(tx, {
    ...{ actor: 'system', department: of.department, action: 'records.publication', object: `item:${of.item}` },
    details: { leaves: tree.size, root: tree.root().toString('hex') },
  });
  await tx.client.query(
    `insert into platform.publication (entry_id, item, department, recorded_at, leaves, salt, open, hidden)
     values ($1, $2, $3, transaction_timestamp(), $4, $5, $6, $7)`,
    [entry, of.item, of.department, tree.size, of.salt, of.open, of.hidden],
  );
  await tx.client.query(
    `insert into platform.publication_tile (entry_id, level, index, first, hashes)
     select $1, level, index, substring(hashes for ${hashBytes}), hashes
       from unnest($2::integer[], $3::bigint[], $4::bytea[]) as t(level, index, hashes)`,
    [entry, tiles.map(({ level }) => level), tiles.map(({ index }) => index), tiles.map(({ hashes }) => hashes)],
  );
}

interface FoundPublication extends Publication {
  entry_id: number;
  leaves: number;
}

/**
 * The proof of one leaf. `leafOf` gives the leaf's text, and the open content it commits to, for what a publication says of
 * its fields. `unsealed` while the entry waits for its seal; null when no publication of that moment holds the leaf.
 */
export async function provePublication(
  q: Queryable,
  place: PublicationPlace,
  leafOf: (publication: Publication) => Promise<{ leaf: string; content: string }[]>,
): Promise<PublicationProof | 'unsealed' | null> {
  const { rows } = await q.query<FoundPublication>(
    `select entry_id, item, department, leaves, salt, open, hidden from platform.publication
      where item = $1 and department = $2 and recorded_at = $3 order by entry_id limit 100`,
    [place.item, place.department, place.recordedAt],
  );
  for (const publication of rows) {
    for (const { leaf, content } of await leafOf(publication)) {
      const index = await indexOf(q, publication.entry_id, leafHash(sha256, Buffer.from(leaf)));
      if (index === null) continue;
      const entry = await proveEntry(q, Number(publication.entry_id));
      if (entry === 'unsealed' || entry === null) return entry;
      const size = Number(publication.leaves);
      const path = await inclusionProof(sha256, index, size, (wanted) => tilesOf(q, publication.entry_id, wanted));
      const hashes = path.map((hash) => hash.toString('base64'));
      return { format: 'xinheng-publication/1', leaf, content, index, size, path: hashes, entry };
    }
  }
  return null;
}

async function indexOf(q: Queryable, entry: number, hash: Buffer): Promise<number | null> {
  const { rows } = await q.query<{ index: number; hashes: Buffer }>(
    `select index, hashes from platform.publication_tile
      where entry_id = $1 and level = 0 and first <= $2 order by first desc limit 1`,
    [entry, hash],
  );
  const [tile] = rows;
  const at = tile === undefined ? -1 : hashesOf(tile.hashes).findIndex((one) => one.equals(hash));
  return tile === undefined || at < 0 ? null : Number(tile.index) * 256 + at;
}

async function tilesOf(q: Queryable, entry: number, wanted: readonly TileAddress[]) {
  const { rows } = await q.query<{ level: number; index: number; hashes: Buffer }>(
    `select t.level, t.index, t.hashes from platform.publication_tile t
       join unnest($2::integer[], $3::bigint[]) as w(level, index) using (level, index) where t.entry_id = $1`,
    [entry, wanted.map(({ level }) => level), wanted.map(({ index }) => index)],
  );
  return rows.map((row) => ({ ...row, index: Number(row.index) }));
}
