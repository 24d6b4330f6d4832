/** The tables that a load fills, for the yardstick: plain COPY of the same clean rows into the same indexed tables. */
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

export const loadedTables = ['registry.subject', 'registry.identifier', 'records.record'] as const;

const columnsOf: Record<(typeof loadedTables)[number], string> = {
  'registry.subject': '*',
  'registry.identifier': '*',
  'records.record': '*',
};

/** Order-free account of a table: rows and the sum of their hashes, moments left out. */
export async function accountOf(q: pg.Pool, table: string): Promise<string> {
  const volatile = table === 'registry.subject' ? `- 'updated_at'` : `- 'recorded_from'`;
  const { rows } = await q.query<{ account: string }>(
    `select count(*) || ' ' || coalesce(sum(hashtextextended((to_jsonb(t) ${volatile})::text, 0)::numeric), 0) as account
     from ${table} t`,
  );
  return rows[0]?.account ?? '';
}

/** Writes the tables into files of COPY text, in the order in which their rows arrived. */
export async function exportTables(
  pool: pg.Pool,
  folder: string,
  only = loadedTables as readonly string[],
): Promise<void> {
  const client = await pool.connect();
  try {
    for (const table of only) {
      const query = `copy (select ${columnsOf[table as (typeof loadedTables)[number]]} from ${table}) to stdout`;
      await pipeline(client.query(copyTo(query)), createWriteStream(join(folder, `${table}.copy`)));
    }
  } finally {
    client.release();
  }
}

/** COPY of a file into a table; seconds. */
export async function copyInto(pool: pg.Pool, table: string, file: string): Promise<number> {
  const client = await pool.connect();
  try {
    const began = performance.now();
    await pipeline(
      createReadStream(file, { highWaterMark: 1 << 20 }),
      client.query(copyFrom(`copy ${table} from stdin`)),
    );
    return (performance.now() - began) / 1000;
  } finally {
    client.release();
  }
}
