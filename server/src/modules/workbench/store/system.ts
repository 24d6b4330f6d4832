import type { Storage } from '@xinheng/contracts/system.ts';
import type { Queryable } from '../../../platform/db/index.ts';

const mostTables = 50;

/** The largest tables of the program, with the title that each one's comment begins with. */
export async function tableSizes(q: Queryable): Promise<Storage['tables']> {
  const { rows } = await q.query(
    `select n.nspname || '.' || c.relname as name,
            substring(obj_description(c.oid, 'pg_class') from '^[^:]*: *([^:：.;,，]*)') as title,
            greatest(c.reltuples, 0)::float8 as rows, pg_table_size(c.oid)::float8 as bytes,
            pg_indexes_size(c.oid)::float8 as "indexBytes"
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'm') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
      order by pg_total_relation_size(c.oid) desc, 1 limit $1`,
    [mostTables],
  );
  return rows.map(({ title, ...table }) => ({ ...table, ...(title && { title }) }));
}

/** Bytes of the whole database. */
export async function databaseBytes(q: Queryable): Promise<number> {
  const { rows } = await q.query<{ bytes: number }>('select pg_database_size(current_database())::float8 as bytes');
  return rows[0]?.bytes ?? 0;
}

/** The server's version, the migrations that have been applied, and the catalogue edition in force. */
export async function storeVersions(q: Queryable): Promise<{ database: string; applied: number }> {
  const { rows } = await q.query<{ database: string; applied: number }>(
    `select current_setting('server_version') as database,
            (select count(*)::int from xinheng.migration where name <> 'grants.sql') as applied`,
  );
  return rows[0] ?? { database: '', applied: 0 };
}
