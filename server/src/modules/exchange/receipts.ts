/** 回执: what happened to every row that was not plainly accepted, in the words of the people who must mend it. */
import type { Pool, PoolClient } from 'pg';
import type { StagedTables } from '../../platform/staging/index.ts';

/** Why a row waits, and what its department can do about it. */
export const pendingReasons: Record<string, string> = {
  'subject-unknown': '主体库中没有与本行代码或名称一致的主体,暂存待认领。请核对名称、代码,或待登记信息归集后自动关联。',
  'code-unknown': '统一社会信用代码有效,但主体库中没有该主体,暂存待认领。请核对代码,或待登记信息归集后自动关联。',
  'code-name-conflict': '代码在主体库中不存在,而名称与库中另一代码的主体相同,不能据此关联。请核对代码。',
  'subject-ambiguous': '有多个主体与本行一致,不能自动判断是哪一个,请补充统一社会信用代码。',
  'name-only-negative': '本行是失信类信息,仅名称与主体相符;失信类信息不得仅凭名称关联,请补充统一社会信用代码。',
  'code-missing': '登记信息缺少统一社会信用代码和注册号,无法建立主体。请补充代码。',
  'quality-check': '本行未通过质量检查,暂存待核对,详见本行其他回执。',
};

const reasonCases = Object.entries(pendingReasons)
  .map(([reason, message]) => `when '${reason}' then '${message}'`)
  .join(' ');

const receiptColumns = 'batch_id, row_number, seq, outcome, rule, field, before, after, message';

/** SQL: the receipts that the staged rows would get, or get: the checks' findings, and what matching and comparison found. */
export function stagedReceipts(tables: StagedTables): string {
  return `
    select f.batch_id, f.row_number, f.seq, f.outcome, f.rule, f.field, f.before, f.after, f.message
    from ${tables.findings} f
    left join ${tables.verdicts} v using (batch_id, row_number)
    -- What was corrected in a row that says nothing new is not said again.
    where v.verdict is null or v.verdict not in ('same', 'duplicate')
    union all
    select v.batch_id, v.row_number, 1000,
      case when v.verdict in ('same', 'duplicate') then 'duplicate' else 'quarantined' end,
      case v.verdict when 'same' then 'UQ-02' when 'duplicate' then 'UQ-03' when 'differs' then 'UQ-01'
        else 'MT-01' end,
      null, null, case when v.verdict = 'pending' then coalesce(v.reason, 'quality-check') end,
      case v.verdict
        when 'same' then '与已入库的信息完全相同,未重复入库。'
        when 'duplicate' then '与本批另一行完全相同,只入库一次。'
        when 'differs' then '与本批另一行主键相同而内容不同,已采用较新或较完整的一行,本行暂存待核对。'
        else case coalesce(v.reason, 'quality-check') ${reasonCases} else v.reason end end
    from ${tables.verdicts} v
    where v.verdict in ('same', 'duplicate', 'differs', 'pending')`;
}

/** Writes a merged batch's receipts. */
export async function keepReceipts(client: PoolClient, tables: StagedTables): Promise<void> {
  await client.query(`analyze ${tables.findings}`);
  await client.query(`insert into exchange.receipt (${receiptColumns}) ${stagedReceipts(tables)}`);
}

export interface Receipt {
  row: number;
  outcome: 'corrected' | 'quarantined' | 'rejected' | 'duplicate' | 'warned';
  rule: string;
  field: string | null;
  before: string | null;
  after: string | null;
  message: string;
}

export interface ReceiptPage {
  receipts: Receipt[];
  /** `row-seq` of the last receipt when there may be more. */
  next?: string;
}

/** One page of a batch's receipts in row order. */
export async function readReceipts(
  pool: Pool,
  batchId: number,
  of: { after?: string | undefined; limit: number },
): Promise<ReceiptPage> {
  const [afterRow, afterSeq] = (of.after ?? '-1:-1').split(of.after ? '-' : ':').map(Number);
  const { rows } = await pool.query<Omit<Receipt, 'row'> & { row_number: number; seq: number }>(
    `select row_number, seq, outcome, rule, field, before, after, message from exchange.receipt
     where batch_id = $1 and (row_number, seq) > ($2, $3) order by row_number, seq limit $4`,
    [batchId, afterRow, afterSeq, of.limit],
  );
  const receipts = rows.map(({ row_number, seq: _seq, ...receipt }) => ({ row: row_number, ...receipt }));
  const last = rows.at(-1);
  return rows.length < of.limit || !last ? { receipts } : { receipts, next: `${last.row_number}-${last.seq}` };
}

/** Every receipt of a batch, uncapped, a page at a time. */
export async function* allReceipts(pool: Pool, batchId: number): AsyncGenerator<Receipt[]> {
  let after: string | undefined;
  do {
    const page = await readReceipts(pool, batchId, { after, limit: 5000 });
    if (page.receipts.length > 0) yield page.receipts;
    after = page.next;
  } while (after !== undefined);
}

/** How many rows of a batch each rule met. */
export async function receiptTotals(
  pool: Pool,
  batchId: number,
): Promise<{ outcome: string; rule: string; rows: number }[]> {
  const { rows } = await pool.query<{ outcome: string; rule: string; rows: number }>(
    `select outcome, rule, count(distinct row_number) as rows from exchange.receipt where batch_id = $1
     group by outcome, rule order by rows desc, rule`,
    [batchId],
  );
  return rows;
}
