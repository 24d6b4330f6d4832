/** The SQL of sealing. */
import type { PoolClient } from 'pg';
import type { Queryable } from '../../db/index.ts';
import type { Place } from '../checkpoint/index.ts';
import { type LeafRow, leafSelect } from '../leaf.ts';
import type { Tile, TileAddress } from '../merkle/index.ts';

export type SealState = { log: string | null; era: number; transaction: string; entry: number };

/** Takes the sealer's lock for this transaction; false when another process seals at this moment. */
export async function takeSealLock(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended('xinheng audit sealer', 0)) as taken`,
  );
  return rows[0]?.taken === true;
}

/** How far the log is sealed. */
export async function readSealState(q: Queryable): Promise<SealState> {
  const { rows } = await q.query<SealState>('select log, era, transaction::text, entry from platform.audit_seal');
  return rows[0] ?? { log: null, era: 0, transaction: '0', entry: 0 };
}

/**
 * The next entries behind a place, in the order of sealing. An entry is given only when every transaction older than its
 * own has ended: none can come to lie before it any more.
 */
export async function readUnsealed(client: PoolClient, after: Place, limit: number): Promise<LeafRow[]> {
  const { rows } = await client.query<(string | null)[]>({
    name: 'audit unsealed',
    text: `select ${leafSelect} from platform.audit_entry
            where (era, written_by, entry_id) > ($1, $2::xid8, $3)
              and (era < (select present_era from platform.audit_seal)
                   or written_by < pg_snapshot_xmin(pg_current_snapshot()))
            order by audit_entry.era, audit_entry.written_by, audit_entry.entry_id
            limit $4`,
    values: [after.era, after.transaction, after.entry, limit],
    rowMode: 'array',
  });
  return rows;
}

export type Block = {
  block: number;
  volume: number;
  first_index: number;
  size: number;
  last_era: number;
  last_transaction: string;
  last_entry: number;
  hash: string;
  note: string;
  sealed_at: string;
};

const blockColumns = `block, volume, first_index, size, last_era, last_transaction::text, last_entry, hash, note, sealed_at`;

/** Blocks from one number on, in order. */
export async function readBlocks(q: Queryable, from: number, limit: number): Promise<Block[]> {
  const { rows } = await q.query<Block>(
    `select ${blockColumns} from platform.audit_block where block >= $1 order by block limit $2`,
    [from, limit],
  );
  return rows;
}

/** The newest blocks before a number, newest first. */
export async function readBlocksBefore(q: Queryable, before: number | null, limit: number): Promise<Block[]> {
  const { rows } = await q.query<Block>(
    `select ${blockColumns} from platform.audit_block where $1::bigint is null or block < $1 order by block desc limit $2`,
    [before, limit],
  );
  return rows;
}

/** Notes of the blocks from which on another key signs: the first, those behind an announced key, the first of a volume. */
export async function readSigningKeys(q: Queryable): Promise<Block[]> {
  const { rows } = await q.query<Block>(
    `select ${blockColumns} from (
       select *, substring(note from '\nkey ([^\n]+)\n') as key,
              lag(substring(note from '\nkey ([^\n]+)\n')) over (order by block) as key_before
         from platform.audit_block) b
      where key is distinct from key_before order by block`,
  );
  return rows;
}

/** The newest block; undefined as long as nothing is sealed. */
export async function readLastBlock(q: Queryable): Promise<Block | undefined> {
  return (await readBlocksBefore(q, null, 1))[0];
}

/** The block that holds an entry of this place; undefined when it is not sealed yet. */
export async function readBlockOf(q: Queryable, place: Place): Promise<Block | undefined> {
  const { rows } = await q.query<Block>({
    name: 'audit block of entry',
    text: `select ${blockColumns} from platform.audit_block
            where (last_era, last_transaction, last_entry) >= ($1, $2::xid8, $3)
            order by audit_block.last_era, audit_block.last_transaction, audit_block.last_entry limit 1`,
    values: [place.era, place.transaction, place.entry],
  });
  return rows[0];
}

/** The tiles asked for, as far as they exist. */
export async function readTiles(q: Queryable, volume: number, wanted: readonly TileAddress[]): Promise<Tile[]> {
  if (wanted.length === 0) return [];
  const { rows } = await q.query<Tile>({
    name: 'audit tiles',
    text: `select t.level, t.index, t.hashes
             from unnest($2::integer[], $3::bigint[]) as w(level, index)
             join platform.audit_tile t on t.volume = $1 and t.level = w.level and t.index = w.index`,
    values: [volume, wanted.map(({ level }) => level), wanted.map(({ index }) => index)],
  });
  return rows;
}

/** The numbers of the entries in the last, incomplete tile of leaves. */
export async function readTileEntries(q: Queryable, volume: number, index: number): Promise<number[]> {
  const { rows } = await q.query<{ entries: string[] }>(
    'select entries::text[] as entries from platform.audit_tile where volume = $1 and level = 0 and index = $2',
    [volume, index],
  );
  return (rows[0]?.entries ?? []).map(Number);
}

export type WrittenTile = Tile & { entries: readonly number[] | null };

/** Writes new tiles, and the grown state of those that were incomplete. */
export async function writeTiles(client: PoolClient, volume: number, tiles: readonly WrittenTile[]): Promise<void> {
  // Arrays of arrays must be rectangular for PostgreSQL, so the numbers of each tile travel as one text.
  await client.query({
    name: 'audit write tiles',
    text: `insert into platform.audit_tile as t (volume, level, index, hashes, entries)
           select $1, w.level, w.index, w.hashes, w.entries::bigint[]
             from unnest($2::integer[], $3::bigint[], $4::bytea[], $5::text[]) as w(level, index, hashes, entries)
           on conflict (volume, level, index) do update set hashes = excluded.hashes, entries = excluded.entries`,
    values: [
      volume,
      tiles.map(({ level }) => level),
      tiles.map(({ index }) => index),
      tiles.map(({ hashes }) => hashes),
      tiles.map(({ entries }) => entries && `{${entries.join(',')}}`),
    ],
  });
}

/** Writes a block and moves the seal behind its last entry. */
export async function writeBlock(client: PoolClient, log: string, block: Omit<Block, 'sealed_at'>): Promise<void> {
  await client.query(
    `insert into platform.audit_block (block, volume, first_index, size, last_era, last_transaction, last_entry, hash, note)
     values ($1, $2, $3, $4, $5, $6::xid8, $7, $8, $9)`,
    [
      block.block,
      block.volume,
      block.first_index,
      block.size,
      block.last_era,
      block.last_transaction,
      block.last_entry,
      block.hash,
      block.note,
    ],
  );
  await client.query('update platform.audit_seal set log = $1, era = $2, transaction = $3::xid8, entry = $4', [
    log,
    block.last_era,
    block.last_transaction,
    block.last_entry,
  ]);
}

/** Says after how many seconds without a seal writes are refused. */
export async function writeStallLimit(q: Queryable, seconds: number): Promise<void> {
  await q.query('update platform.audit_seal set stall_seconds = $1 where stall_seconds <> $1', [seconds]);
}

/** Lets entries be ordered although the store has come to a server with lower transaction numbers. */
export async function beginEra(q: Queryable): Promise<void> {
  await q.query('select platform.begin_audit_era()');
}
