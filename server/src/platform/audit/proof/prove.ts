/** Inclusion proofs 包含证明: that one entry stands in a published block. A few look-ups, whatever the size of the log. */
import type { Queryable } from '../../db/index.ts';
import { type OpenedNote, openNote, originOf } from '../checkpoint/index.ts';
import { type LeafRow, leafSelect, leafText } from '../leaf.ts';
import { consistencyProof, inclusionProof } from '../merkle/index.ts';
import { type Block, readBlockOf, readBlocks, readTiles } from '../seal/store.ts';
import { placeOf } from '../verify/entry-stream.ts';

/** Everything that is needed to check the entry without the store. Hashes are base64. */
export type EntryProof = {
  format: 'xinheng-proof/1';
  entry: number;
  /** The text that was hashed, see leaf.ts. */
  leaf: string;
  block: number;
  volume: number;
  /** The leaf's place in the volume, from 0, and how many leaves the checkpoint covers. */
  index: number;
  size: number;
  path: string[];
  /** The signed checkpoint of the block. */
  checkpoint: string;
};

/** A proof; `unsealed` when the entry waits for its seal; null when there is no such entry. */
export async function proveEntry(q: Queryable, entry: number): Promise<EntryProof | 'unsealed' | null> {
  const row = await readRow(q, entry);
  if (row === undefined) return null;
  const block = await readBlockOf(q, placeOf(row));
  if (block === undefined) return 'unsealed';
  const opened = open(block);
  const { digest } = opened.checkpoint.key.suite;
  const index = await indexInVolume(q, block, entry);
  const path = await inclusionProof(digest, index, block.size, (wanted) => readTiles(q, block.volume, wanted));
  return {
    format: 'xinheng-proof/1',
    entry,
    leaf: leafText(index, row),
    block: block.block,
    volume: block.volume,
    index,
    size: block.size,
    path: path.map((hash) => hash.toString('base64')),
    checkpoint: block.note,
  };
}

function open(block: Block): OpenedNote {
  const opened = openNote(block.note, false);
  if (opened === undefined) throw new Error(`the checkpoint of block ${block.block} cannot be read`);
  return opened;
}

async function readRow(q: Queryable, entry: number): Promise<LeafRow | undefined> {
  const { rows } = await q.query<(string | null)[]>({
    name: 'audit entry',
    text: `select ${leafSelect} from platform.audit_entry where audit_entry.entry_id = $1`,
    values: [entry],
    rowMode: 'array',
  });
  return rows[0];
}

/** Where in its volume the entry stands, by the numbers kept in the tiles; counting the entries before it would take a scan. */
async function indexInVolume(q: Queryable, block: Block, entry: number): Promise<number> {
  const { rows } = await q.query<{ at: number }>({
    name: 'audit index in volume',
    text: `select t.index * 256 + array_position(t.entries, $1::bigint) - 1 as at from platform.audit_tile t
            where t.volume = $2 and t.level = 0 and t.index between $3 and $4 and array_position(t.entries, $1::bigint) > 0
            limit 1`,
    values: [entry, block.volume, Math.floor(block.first_index / 256), Math.floor((block.size - 1) / 256)],
  });
  const at = rows[0]?.at;
  if (at === undefined) throw new Error(`block ${block.block} does not tell of entry ${entry}`);
  return at;
}

export type ConsistencyProof = {
  format: 'xinheng-consistency/1';
  origin: string;
  /** Signed checkpoints of the two blocks. */
  first: string;
  second: string;
  path: string[];
};

/**
 * That the log at a later block grew out of the log at an earlier one. Null when a block does not exist, or the two stand
 * in different volumes (then the chain of block hashes is what links them).
 */
export async function proveConsistency(q: Queryable, from: number, to: number): Promise<ConsistencyProof | null> {
  const [first] = await readBlocks(q, from, 1);
  const [second] = await readBlocks(q, to, 1);
  if (first?.block !== from || second?.block !== to || from > to || first.volume !== second.volume) return null;
  const { checkpoint } = open(second);
  const path = await consistencyProof(checkpoint.key.suite.digest, first.size, second.size, (wanted) =>
    readTiles(q, second.volume, wanted),
  );
  return {
    format: 'xinheng-consistency/1',
    origin: originOf(checkpoint.log, checkpoint.volume),
    first: first.note,
    second: second.note,
    path: path.map((hash) => hash.toString('base64')),
  };
}
