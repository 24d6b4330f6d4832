import { parseArgs } from 'node:util';
import { cityOfStore } from '../app/city-of-store.ts';
import { describeUndo, undoBatch } from '../modules/exchange/index.ts';
import { type Command, UsageError } from './command.ts';
import { operator } from './operator.ts';

export const command: Command = {
  usage: 'undo <批次号> --reason 原因 [--json]',
  help: `撤销一个已入库的批次：每条信息恢复为该批次之前的内容，以新版本写入，不删除任何版本。
之后的批次已更改的信息不改动；逐条结果见工作台的批次页或 GET /api/v1/batches/<批次号>/undo。
已撤销的批次不能再次撤销，退出码为 1 并说明由谁、何时撤销。

  --reason 原因  必填，写入审计日志
  --json         只输出一行 JSON：{batch, restored, withdrawn, left, subjects, subjectsRemoved, dismissed}`,
  async run({ config, args, store, print }) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { reason: { type: 'string' }, json: { type: 'boolean' } },
    });
    const [number, ...more] = positionals;
    if (number === undefined || more.length > 0 || !/^[1-9]\d{0,15}$/.test(number))
      throw new UsageError('需要一个批次号。');
    if (values.reason === undefined || values.reason.trim() === '')
      throw new UsageError('需要 --reason，说明撤销的原因。');
    const { db } = await store();
    const city = await cityOfStore(db, config);
    const batch = Number(number);
    const counts = await undoBatch(db, { city, batchId: batch, doer: { actor: operator() }, reason: values.reason });
    print(values.json ? JSON.stringify({ batch, ...counts }) : `批次 ${batch} ${describeUndo(counts)}`);
    return 0;
  },
};
