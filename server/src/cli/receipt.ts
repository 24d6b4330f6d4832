import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { allReceipts, readBatch, receiptsCsv, receiptTotals } from '../modules/exchange/index.ts';
import { type Command, UsageError } from './command.ts';
import { operator } from './operator.ts';

const outcomes = {
  corrected: '已更正',
  quarantined: '暂存',
  rejected: '退回',
  duplicate: '重复',
  warned: '告警',
} as const;

export const command: Command = {
  usage: 'receipt <批次号> [--csv 文件]',
  help: `列出一个批次中每一条没有原样入库的行：行号、结果、规则、字段、原值 → 改后值、原因。

  --csv FILE  写入 CSV 文件（可用电子表格打开），不限行数`,
  async run({ args, store, print }) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { csv: { type: 'string' } } });
    const batchId = Number(positionals[0]);
    if (positionals.length !== 1 || !Number.isSafeInteger(batchId) || batchId < 1)
      throw new UsageError('需要一个批次号。');
    const { db } = await store();
    const batch = await readBatch(db.pool, { kind: 'operator', name: operator() }, batchId);
    if (values.csv !== undefined) {
      await pipeline(Readable.from(receiptsCsv(db.pool, batchId)), createWriteStream(values.csv));
      print(`批次 ${batchId} 的回执已写入 ${values.csv}`);
      return 0;
    }
    print(`批次 ${batchId}:${batch.item}，${batch.source_name}，读取 ${batch.rows_read} 行`);
    for (const total of await receiptTotals(db.pool, batchId)) {
      print(`  ${outcomes[total.outcome as keyof typeof outcomes]} ${total.rule}:${total.rows} 行`);
    }
    for await (const page of allReceipts(db.pool, batchId)) {
      for (const { row, outcome, rule, field, before, after, message } of page) {
        const change = before === null && after === null ? '' : ` “${before ?? ''}”→“${after ?? ''}”`;
        print(`第 ${row} 行 ${outcomes[outcome]} ${rule}${field ? ` ${field}` : ''}${change} ${message}`);
      }
    }
    return 0;
  },
};
