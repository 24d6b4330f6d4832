/** The rows of a batch as its department sent them, with what was found beside the cells. */
import type { CatalogueItem, CodeList } from '@xinheng/contracts/catalogue.ts';
import { looksLikeOldPersonId, looksLikePersonId, maskPersonId } from '@xinheng/contracts/codes/person-id.ts';
import type { BatchRowPage, CellFinding, RowOutcome, BatchRow as RowView } from '@xinheng/contracts/exchange.ts';
import type { Pool } from 'pg';
import { stagedTables } from '../../platform/staging/index.ts';
import { valueText } from '../catalogue/index.ts';
import { mapHeader } from '../quality/index.ts';
import type { BatchRow } from './batch.ts';
import { type Receipt, stagedReceipts } from './receipts.ts';
import { outcomeOf } from './verdicts.ts';

export interface RowsRequest {
  batch: BatchRow;
  item: CatalogueItem;
  codeLists: readonly CodeList[];
  /** Only rows with one of these outcomes. */
  outcomes?: readonly RowOutcome[] | undefined;
  /** Row number behind which the page begins. */
  after?: number | undefined;
  limit: number;
  /** Certificate numbers of persons are masked: the reader is no clerk of the department that sent them. */
  masked?: boolean | undefined;
}

/** Which column holds which field, by the batch's own header. */
export function columnsOf(batch: BatchRow, item: CatalogueItem): BatchRowPage['columns'] {
  const titles = batch.header ?? item.fields.map(({ label }) => label);
  const { columns } = mapHeader(titles, item);
  return titles.map((title, at) => ({ title, field: item.fields[columns[at] ?? -1]?.name ?? null }));
}

interface RawRow {
  row_number: number;
  outcome: RowOutcome;
  verdict: string | null;
  cells: (string | null)[] | null;
  /** Of a waiting row whose cells were not kept (a bulk load): what was read of them. */
  payload: Record<string, unknown> | null;
  subject_code: string | null;
  subject_name: string | null;
  receipts: Receipt[];
}

/** A page of rows in the order of the file: every row of a trial, of a merged batch those that failed. */
export async function readRows(pool: Pool, request: RowsRequest): Promise<BatchRowPage> {
  const { batch, item, limit } = request;
  const columns = columnsOf(batch, item);
  const raw = batch.state === 'trial' ? await trialRows(pool, request) : await keptRows(pool, request);
  const rows = raw.map((row) => shape(row, columns, request));
  const last = rows.at(-1);
  return rows.length < limit || last === undefined ? { columns, rows } : { columns, rows, next: String(last.row) };
}

async function trialRows(pool: Pool, { batch, outcomes, after = -1, limit }: RowsRequest): Promise<RawRow[]> {
  const tables = stagedTables(batch.batch_id);
  const { rows } = await pool.query<RawRow>(
    `with page as (
       select c.row_number, c.cells, null::jsonb as payload, v.verdict, v.subject_code, ${outcomeOf('v')} as outcome
       from ${tables.cells} c left join ${tables.verdicts} v using (row_number)
       where c.row_number > $1 and ($2::text[] is null or ${outcomeOf('v')} = any($2))
       order by c.row_number limit $3
     )
     select p.*, s.name as subject_name, coalesce((
       select json_agg(to_jsonb(r) order by r.seq) from (${stagedReceipts(tables)}) r where r.row_number = p.row_number), '[]') as receipts
     from page p left join registry.subject s on s.subject_code = p.subject_code order by p.row_number`,
    [after, outcomes ?? null, limit],
  );
  return rows;
}

async function keptRows(pool: Pool, { batch, outcomes, after = -1, limit }: RowsRequest): Promise<RawRow[]> {
  const { rows } = await pool.query<RawRow>(
    `with page as (
       select row_number,
         case when bool_or(outcome = 'rejected') then 'rejected' when bool_or(outcome = 'quarantined') then 'quarantined'
              when bool_or(outcome = 'duplicate') then 'duplicate'
              when bool_or(outcome = 'corrected') then 'corrected' else 'accepted' end as outcome,
         json_agg(to_jsonb(e) order by seq) as receipts
       from exchange.receipt e where batch_id = $1 and row_number > $2
       group by row_number
     )
     select p.row_number, p.outcome, p.receipts, f.cells, w.staged->'payload' as payload,
       null as verdict, null as subject_code, null as subject_name
     from page p left join exchange.faulty_row f on f.batch_id = $1 and f.row_number = p.row_number
     left join exchange.pending_row w on w.department = $5 and w.batch_id = $1 and w.row_number = p.row_number
     where $3::text[] is null or p.outcome = any($3) order by p.row_number limit $4`,
    [batch.batch_id, after, outcomes ?? null, limit, batch.department],
  );
  return rows;
}

/** The cells as sent, else as they read when written out again; none where nothing of the row was kept. */
function cellsOf({ cells, payload }: RawRow, columns: BatchRowPage['columns'], request: RowsRequest): string[] {
  const { item, codeLists, masked } = request;
  const written = ({ field: name }: BatchRowPage['columns'][number]) => {
    const field = item.fields.find((one) => one.name === name);
    return field === undefined ? '' : (valueText(field, payload?.[field.name], codeLists) ?? '');
  };
  const shown = cells?.map((cell) => cell ?? '') ?? (payload === null ? [] : columns.map(written));
  return masked ? shown.map((cell) => (holdsPersonId(cell) ? maskPersonId(cell.trim()) : cell)) : shown;
}

/** Wherever it stands: a certificate number in the column of codes is one as well. */
function holdsPersonId(cell: string): boolean {
  const bare = cell.trim().toUpperCase();
  return looksLikePersonId(bare) || looksLikeOldPersonId(bare);
}

function shape(raw: RawRow, columns: BatchRowPage['columns'], request: RowsRequest): RowView {
  const { item, codeLists } = request;
  const change = raw.verdict === 'new' || raw.verdict === 'changed' ? raw.verdict : null;
  return {
    row: raw.row_number,
    outcome: raw.outcome,
    cells: cellsOf(raw, columns, request),
    findings: raw.receipts.map((receipt) => findingOf(receipt, columns, item, codeLists)),
    change,
    subject: raw.subject_code === null ? null : { subjectCode: raw.subject_code, name: raw.subject_name },
  };
}

function findingOf(
  receipt: Receipt,
  columns: BatchRowPage['columns'],
  item: CatalogueItem,
  codeLists: readonly CodeList[],
): CellFinding {
  // Findings name the label; the field may have no column of its own (a value taken from another one).
  const field = item.fields.find(({ label }) => label === receipt.field);
  const column = field === undefined ? -1 : columns.findIndex((one) => one.field === field.name);
  const { outcome, rule, before, after, message } = receipt;
  return {
    ...{ outcome, rule, before, after, message, label: receipt.field, field: field?.name ?? null },
    column: column < 0 ? null : column,
    suggestion: suggestionOf(receipt, item, codeLists),
  };
}

const mostSuggested = 30;

function suggestionOf(
  { outcome, rule, field: label, after }: Receipt,
  item: CatalogueItem,
  codeLists: readonly CodeList[],
): string | null {
  if (outcome === 'corrected') return after;
  const field = item.fields.find((one) => one.label === label);
  if (field === undefined) return null;
  if (rule === 'FM-03') {
    const labels = codeLists.find(({ name }) => name === field.codeList)?.values.map((value) => value.label) ?? [];
    return `可选：${labels.slice(0, mostSuggested).join('、')}${labels.length > mostSuggested ? '等' : ''}`;
  }
  if (rule === 'FM-14') return '把该列设为“文本”格式后重新填写';
  if (rule === 'FM-02' && field.type === 'date') return '如 2026-01-31';
  if (rule === 'FM-01') return `填写${field.label}`;
  return rule === 'ID-01' ? '照证照核对全部字符' : null;
}
