import type pg from 'pg';

type Table = { oid: string; name: string; comment: string | null };
type Place = { kind: 'distributed'; column: string } | { kind: 'reference' } | { kind: 'local' };
type Placed = Table & { place: Place };

/**
 * Row-level triggers on distributed tables. Citus runs them under `citus.enable_unsafe_triggers` only, so each must
 * look at nothing but its own row, and is named here by hand.
 */
const triggersOnOwnRow: ReadonlySet<string> = new Set(['records.record: record_closes_once']);

/** The place that a table's comment begins with; undefined when it names none. */
export function placeOf(comment: string | null): Place | undefined {
  const found = /^(?:distributed\(([a-z_]+)\)|(reference)|(local)): ./.exec(comment ?? '');
  if (!found) return undefined;
  if (found[1]) return { kind: 'distributed', column: found[1] };
  return { kind: found[2] ? 'reference' : 'local' };
}

/**
 * The ordinary tables of our schemas. Left out: the ledger of migrations and pg-boss, which keep house for one node,
 * and the staging tables, which live as long as a batch.
 */
async function ourTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select c.oid::text, n.nspname || '.' || c.relname as name, obj_description(c.oid, 'pg_class') as comment
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname !~ '^pg_'
       and n.nspname not in ('information_schema', 'xinheng', 'pgboss', 'staging')
     order by name`,
  );
  return rows;
}

async function columnRefusals(client: pg.ClientBase, tables: Placed[]): Promise<string[]> {
  const { rows } = await client.query<{ oid: string; column: string; type: string; collation: string | null }>(
    `select a.attrelid::text as oid, a.attname as column, format_type(a.atttypid, a.atttypmod) as type, c.collname as collation
     from pg_attribute a left join pg_collation c on c.oid = a.attcollation
     where a.attrelid = any($1::oid[]) and a.attnum > 0 and not a.attisdropped`,
    [tables.map((table) => table.oid)],
  );
  return tables.flatMap((table) => {
    const columns = rows.filter((row) => row.oid === table.oid);
    const { place } = table;
    const missing =
      place.kind === 'distributed' && !columns.some((column) => column.column === place.column)
        ? [`${table.name}: no column ${place.column} to distribute by`]
        : [];
    const subject = columns.find((column) => column.column === 'subject_code');
    const misspelt =
      subject && !(subject.type === 'text' && subject.collation === 'C')
        ? [`${table.name}: subject_code is ${subject.type} ${subject.collation ?? ''}, not text collate "C"`]
        : [];
    return [...missing, ...misspelt];
  });
}

/** Citus checks uniqueness within a shard only: the distribution column must be part of every unique key. */
async function uniqueKeyRefusals(client: pg.ClientBase, tables: Placed[]): Promise<string[]> {
  const { rows } = await client.query<{ oid: string; key: string; columns: (string | null)[] }>(
    `select i.indrelid::text as oid, i.indexrelid::regclass::text as key,
       array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality as k(attnum, place)
             left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
             where k.place <= i.indnkeyatts order by k.place) as columns
     from pg_index i where (i.indisunique or i.indisexclusion) and i.indrelid = any($1::oid[]) order by key`,
    [tables.map((table) => table.oid)],
  );
  return tables.flatMap(({ oid, name, place }) => {
    if (place.kind !== 'distributed') return [];
    return rows
      .filter((row) => row.oid === oid && row.columns[0] !== place.column)
      .map((row) => `${name}: unique key ${row.key} (${row.columns.join(', ')}) does not begin with ${place.column}`);
  });
}

type ForeignKey = { name: string; from: string; to: string; columns: string[]; targets: string[] };

function foreignKeyRefusal(key: ForeignKey, from: Placed, to: Placed): string | undefined {
  const said = `${from.name} → ${to.name}: foreign key ${key.name}`;
  if (to.place.kind === 'reference') return undefined;
  if (from.place.kind === 'local' && to.place.kind === 'local') return undefined;
  if (from.place.kind !== 'distributed' || to.place.kind !== 'distributed') {
    return `${said} from ${from.place.kind} to ${to.place.kind}`;
  }
  const at = key.columns.indexOf(from.place.column);
  // Only tables that are distributed by the same column of the same meaning lie side by side.
  const colocated = from.place.column === to.place.column && at >= 0 && key.targets[at] === to.place.column;
  return colocated ? undefined : `${said} does not hold the distribution column on both sides`;
}

async function foreignKeyRefusals(client: pg.ClientBase, tables: Placed[]): Promise<string[]> {
  const { rows } = await client.query<ForeignKey>(
    `select conname as name, conrelid::text as from, confrelid::text as to,
       array(select attname::text from unnest(conkey) with ordinality k(n, o) join pg_attribute on attrelid = conrelid and attnum = n order by o) as columns,
       array(select attname::text from unnest(confkey) with ordinality k(n, o) join pg_attribute on attrelid = confrelid and attnum = n order by o) as targets
     from pg_constraint where contype = 'f' and conrelid = any($1::oid[]) order by conname`,
    [tables.map((table) => table.oid)],
  );
  const byOid = new Map(tables.map((table) => [table.oid, table]));
  return rows.flatMap((key) => {
    const [from, to] = [byOid.get(key.from), byOid.get(key.to)];
    if (!from || !to) return [`foreign key ${key.name} leads to a table without a place`];
    return foreignKeyRefusal(key, from, to) ?? [];
  });
}

async function triggerRefusals(client: pg.ClientBase, tables: Placed[]): Promise<string[]> {
  const { rows } = await client.query<{ oid: string; name: string; each_row: boolean }>(
    `select tgrelid::text as oid, tgname as name, (tgtype & 1) = 1 as each_row
     from pg_trigger where not tgisinternal and tgrelid = any($1::oid[]) order by tgname`,
    [tables.map((table) => table.oid)],
  );
  return tables.flatMap(({ oid, name, place }) =>
    rows
      .filter((row) => row.oid === oid && place.kind !== 'local')
      .filter((row) => !(row.each_row && triggersOnOwnRow.has(`${name}: ${row.name}`)))
      .map((row) => `${name}: trigger ${row.name} on a ${place.kind} table`),
  );
}

/** Distributed tables and the column of each, for the scan of our statements. */
export async function distributedTables(client: pg.ClientBase): Promise<Map<string, string>> {
  const tables = await ourTables(client);
  return new Map(
    tables.flatMap(({ name, comment }) => {
      const place = placeOf(comment);
      return place?.kind === 'distributed' ? [[name, place.column] as const] : [];
    }),
  );
}

/** Everything in this database's schema that Citus would refuse, one line each. */
export async function schemaRefusals(client: pg.ClientBase): Promise<string[]> {
  const tables = await ourTables(client);
  const placed = tables.flatMap((table) => {
    const place = placeOf(table.comment);
    return place ? [{ ...table, place }] : [];
  });
  return [
    ...tables.filter((table) => !placeOf(table.comment)).map(({ name }) => `${name}: its comment names no place`),
    ...(await columnRefusals(client, placed)),
    ...(await uniqueKeyRefusals(client, placed)),
    ...(await foreignKeyRefusals(client, placed)),
    ...(await triggerRefusals(client, placed)),
  ];
}
