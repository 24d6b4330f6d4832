import type { Export, FilterValues } from '@xinheng/contracts/listing.ts';
import type { Queryable, Tx } from '../../../platform/db/index.ts';

export interface ExportRow {
  exportId: string;
  account: string;
  person: string | null;
  personName: string | null;
  post: string;
  department: string;
  list: string;
  listTitle: string;
  format: 'csv' | 'xlsx';
  filters: FilterValues;
  columns: string[];
  sort: string;
  purpose: string | null;
  purposeNote: string | null;
  state: Export['state'];
  rows: number;
  total: number | null;
  file: string | null;
  digest: string | null;
  bytes: number | null;
  sight: string | null;
  message: string | null;
  requestedAt: string;
  finishedAt: string | null;
  expiresAt: string | null;
}

const shape = `export_id as "exportId", account, person, person_name as "personName", post, department, list, list_title as "listTitle", format, filters,
  columns, sort, purpose, purpose_note as "purposeNote", state, rows, total, file, digest, bytes, sight, message,
  requested_at as "requestedAt", finished_at as "finishedAt", expires_at as "expiresAt"`;

export type NewExport = Pick<
  ExportRow,
  | 'account'
  | 'person'
  | 'personName'
  | 'post'
  | 'department'
  | 'list'
  | 'listTitle'
  | 'format'
  | 'filters'
  | 'columns'
  | 'sort'
  | 'purpose'
  | 'purposeNote'
>;

/** @returns the new export's id */
export async function insertExport(tx: Tx, of: NewExport): Promise<string> {
  const { rows } = await tx.client.query<{ id: string }>(
    `insert into workbench.export (account, person, person_name, post, department, list, list_title, format, filters,
       columns, sort, purpose, purpose_note)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning export_id as id`,
    [
      of.account,
      of.person,
      of.personName,
      of.post,
      of.department,
      of.list,
      of.listTitle,
      of.format,
      JSON.stringify(of.filters),
      of.columns,
      of.sort,
      of.purpose,
      of.purposeNote,
    ],
  );
  return rows[0]?.id as string;
}

/** The latest exports of an account, newest first. */
export async function exportsOf(q: Queryable, account: string, limit: number): Promise<ExportRow[]> {
  const { rows } = await q.query<ExportRow>(
    `select ${shape} from workbench.export where account = $1 order by requested_at desc, export_id limit $2`,
    [account, limit],
  );
  return rows;
}

/** How many exports of the account wait or run. The account is locked, so that two requests at once are counted. */
export async function countUnderWay(tx: Tx, account: string): Promise<number> {
  await tx.client.query(`select pg_advisory_xact_lock(hashtextextended('workbench exports ' || $1, 0))`, [account]);
  const { rows } = await tx.client.query<{ count: number }>(
    `select count(*)::int as count from workbench.export where account = $1 and state in ('waiting', 'running')`,
    [account],
  );
  return rows[0]?.count ?? 0;
}

export async function readExport(q: Queryable, exportId: string): Promise<ExportRow | null> {
  const { rows } = await q.query<ExportRow>(`select ${shape} from workbench.export where export_id = $1::uuid`, [
    exportId,
  ]);
  return rows[0] ?? null;
}

/** Says that the file is being made. False when it is made already, or never will be. */
export async function beginExport(q: Queryable, exportId: string): Promise<boolean> {
  const { rowCount } = await q.query(
    `update workbench.export set state = 'running', rows = 0, started_at = coalesce(started_at, clock_timestamp())
      where export_id = $1::uuid and state in ('waiting', 'running')`,
    [exportId],
  );
  return rowCount === 1;
}

export async function noteProgress(q: Queryable, exportId: string, rows: number, total: number): Promise<void> {
  await q.query(`update workbench.export set rows = $2, total = $3 where export_id = $1::uuid and state = 'running'`, [
    exportId,
    rows,
    total,
  ]);
}

export interface FinishedFile {
  rows: number;
  file: string;
  digest: string;
  bytes: number;
  sight: string;
  hours: number;
}

/** False when another run of the same job was faster; then this run's file is not wanted. */
export async function finishExport(tx: Tx, exportId: string, of: FinishedFile): Promise<boolean> {
  const { rowCount } = await tx.client.query(
    `update workbench.export set state = 'ready', rows = $2, total = $2, file = $3, digest = $4, bytes = $5, sight = $6,
        finished_at = clock_timestamp(), expires_at = clock_timestamp() + $7 * interval '1 hour'
      where export_id = $1::uuid and state = 'running'`,
    [exportId, of.rows, of.file, of.digest, of.bytes, of.sight, of.hours],
  );
  return rowCount === 1;
}

export async function failExport(tx: Tx, exportId: string, message: string): Promise<boolean> {
  const { rowCount } = await tx.client.query(
    `update workbench.export set state = 'failed', message = $2, finished_at = clock_timestamp()
      where export_id = $1::uuid and state in ('waiting', 'running')`,
    [exportId, message],
  );
  return rowCount === 1;
}

/** Marks what has run out; returns the files that are to go. */
export async function expireExports(q: Queryable): Promise<string[]> {
  const { rows } = await q.query<{ file: string }>(
    `update workbench.export set state = 'expired' where state = 'ready' and expires_at <= now() returning file`,
  );
  return rows.map(({ file }) => file);
}

/** The files that may still be fetched. */
export async function filesInUse(q: Queryable): Promise<Set<string>> {
  const { rows } = await q.query<{ file: string }>(`select file from workbench.export where state = 'ready'`);
  return new Set(rows.map(({ file }) => file));
}

/** Gives up what nobody works on any more: its process died and its job with it. Returns how many. */
export async function failForsaken(q: Queryable, hours: number, message: string): Promise<number> {
  const { rowCount } = await q.query(
    `update workbench.export set state = 'failed', message = $2, finished_at = clock_timestamp()
      where state in ('waiting', 'running') and requested_at < now() - $1 * interval '1 hour'`,
    [hours, message],
  );
  return rowCount ?? 0;
}
