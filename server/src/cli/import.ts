import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cityOfStore } from '../app/city-of-store.ts';
import { auditRefusal, describe, type ImportResult, importFile } from '../modules/exchange/index.ts';
import { XinhengError } from '../platform/errors/index.ts';
import { type Command, UsageError } from './command.ts';
import { operator } from './operator.ts';
import { ProgressBar } from './progress-bar.ts';

/** Lines of the summary, for people. */
function report(result: ImportResult): string[] {
  const number = (n: number) => n.toLocaleString('zh-CN');
  const lines = [
    `批次 ${result.batch}:${describe(result)}`,
    `  读取 ${number(result.read)} = 入库 ${number(result.accepted)} + 更正入库 ${number(result.corrected)} + 暂存 ${number(result.quarantined)} + 退回 ${number(result.rejected)} + 重复 ${number(result.duplicate)}`,
  ];
  if (result.resumed) lines.push('  (接着上次中断的位置继续完成)');
  if (result.attached > 0) lines.push(`  另有 ${number(result.attached)} 条待认领信息因此找到了主体。`);
  if (result.unknownColumns.length > 0) lines.push(`  未识别并忽略的列：${result.unknownColumns.join('、')}`);
  if (result.read > result.accepted) lines.push(`  逐行回执：npx xinheng receipt ${result.batch} --csv 回执.csv`);
  return lines;
}

export const command: Command = {
  usage: 'import <信息事项> <文件> [--department 部门代码] [--chunk 字节数] [--json]',
  help: `导入一个部门的 CSV 或 NDJSON 文件（UTF-8 或 GBK，自动识别）。
同一文件重复导入不会改变任何数据；中断后再次导入同一文件会接着完成。

  --department CODE  提供部门，默认为该事项声明的提供部门
  --chunk 字节数     每读取多少字节提交一次，默认 33554432；中断后从最后一次提交处继续
  --json             只输出一行 JSON:{batch, read, accepted, corrected, quarantined, rejected, duplicate}

信息事项代码见 cities/base/catalogue，例如 enterprise-registration、administrative-penalty、tax-credit-a。`,
  async run({ config, args, store, print }) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { department: { type: 'string' }, chunk: { type: 'string' }, json: { type: 'boolean' } },
    });
    const [item, file, ...more] = positionals;
    if (item === undefined || file === undefined || more.length > 0)
      throw new UsageError('需要信息事项代码和一个文件名。');
    if (values.chunk !== undefined && !/^[1-9]\d{0,9}$/.test(values.chunk))
      throw new UsageError('--chunk 应为正整数。');
    const { db } = await store();
    const city = await cityOfStore(db, config);
    const bar = new ProgressBar(basename(file));
    const request = {
      city,
      item,
      path: resolve(file),
      name: basename(file),
      department: values.department,
      chunkBytes: values.chunk === undefined ? undefined : Number(values.chunk),
      channel: 'cli' as const,
      actor: operator(),
      onProgress: (at: { offset: number; read: number }, source: { bytes: number }) => {
        bar.show(at.offset, source.bytes, at.read);
        if (at.offset >= source.bytes) bar.note(`已读取 ${at.read} 行，正在比对入库……`);
      },
    };
    try {
      const result = await importFile(db, request);
      bar.end();
      if (values.json) {
        const { batch, read, accepted, corrected, quarantined, rejected, duplicate } = result;
        print(JSON.stringify({ batch, read, accepted, corrected, quarantined, rejected, duplicate }));
      } else for (const line of report(result)) print(line);
      return 0;
    } catch (error) {
      bar.end();
      if (error instanceof XinhengError && error.code === 'batch-refused') await auditRefusal(db, request, error);
      throw error;
    }
  },
};
