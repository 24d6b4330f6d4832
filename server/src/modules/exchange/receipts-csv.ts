/** Receipts as a CSV that a spreadsheet opens without doing what a cell says. */
import type { Pool } from 'pg';
import { allReceipts } from './receipts.ts';

const outcomes = {
  corrected: '已更正入库',
  quarantined: '暂存待核对',
  rejected: '退回',
  duplicate: '重复',
  warned: '告警（已入库）',
} as const;

/** A cell: quoted where needed; one that a spreadsheet would take for a formula gets a leading apostrophe. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  let text = String(value);
  if (/^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The lines of the file, byte order mark first, a page of rows at a time. */
export async function* receiptsCsv(pool: Pool, batchId: number): AsyncGenerator<string> {
  yield '\uFEFF行号,结果,规则,字段,原值,改后值,原因\r\n';
  for await (const page of allReceipts(pool, batchId)) {
    yield page
      .map((receipt) =>
        [
          receipt.row,
          outcomes[receipt.outcome],
          receipt.rule,
          receipt.field,
          receipt.before,
          receipt.after,
          receipt.message,
        ]
          .map(csvCell)
          .join(','),
      )
      .join('\r\n')
      .concat('\r\n');
  }
}
