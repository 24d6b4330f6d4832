/** The SQL of verification. */
import type { PoolClient } from 'pg';
import type { Place } from '../checkpoint/index.ts';
import { type LeafRow, leafSelect } from '../leaf.ts';

/** Entries behind a place, in the order of sealing. */
export async function readEntries(client: PoolClient, after: Place, limit: number): Promise<LeafRow[]> {
  const { rows } = await client.query<(string | null)[]>({
    text: `select ${leafSelect} from platform.audit_entry
            where (era, written_by, entry_id) > ($1, $2::xid8, $3)
            order by audit_entry.era, audit_entry.written_by, audit_entry.entry_id limit $4`,
    values: [after.era, after.transaction, after.entry, limit],
    rowMode: 'array',
  });
  return rows;
}

export type StoredTile = { level: number; index: number; hashes: Buffer; entries: number[] | null };

/** Tiles of a level, as far as they exist. */
export async function readStoredTiles(
  client: PoolClient,
  of: { volume: number; level: number; from: number; to: number },
): Promise<StoredTile[]> {
  const { rows } = await client.query<Omit<StoredTile, 'entries'> & { entries: string[] | null }>(
    `select level, index, hashes, entries::text[] as entries from platform.audit_tile
      where volume = $1 and level = $2 and index between $3 and $4 order by index`,
    [of.volume, of.level, of.from, of.to],
  );
  return rows.map((row) => ({ ...row, entries: row.entries?.map(Number) ?? null }));
}

/** Roughly how many entries there are, for progress; and the greatest number ever given out. */
export async function readExtent(client: PoolClient): Promise<{ entries: number; issued: number }> {
  const { rows } = await client.query<{ entries: number; issued: number }>(
    `select (select count(*) from platform.audit_entry) as entries,
            (select coalesce(last_value, 0) from platform.audit_entry_entry_id_seq) as issued`,
  );
  return rows[0] ?? { entries: 0, issued: 0 };
}
