import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cityOfStore } from '../app/city-of-store.ts';
import { uploadsOf } from '../app/jobs.ts';
import {
  auditRefusal,
  commitTrial,
  describe,
  describeTrial,
  discardTrial,
  type ImportRequest,
  type ImportResult,
  importFile,
  type TrialResult,
  takePackage,
  tryFile,
} from '../modules/exchange/index.ts';
import type { Db } from '../platform/db/index.ts';
import { XinhengError } from '../platform/errors/index.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';
import { operator } from './operator.ts';
import { ProgressBar } from './progress-bar.ts';

const number = (n: number) => n.toLocaleString('zh-CN');

type Counted = Pick<
  ImportResult,
  'batch' | 'read' | 'accepted' | 'corrected' | 'quarantined' | 'rejected' | 'duplicate'
>;

function asJson({ batch, read, accepted, corrected, quarantined, rejected, duplicate }: Counted): string {
  return JSON.stringify({ batch, read, accepted, corrected, quarantined, rejected, duplicate });
}

/** How the rows of a file divide, on one line. */
function sumOf(result: Counted): string {
  return `  读取 ${number(result.read)} = 入库 ${number(result.accepted)} + 更正入库 ${number(result.corrected)} + 暂存 ${number(result.quarantined)} + 退回 ${number(result.rejected)} + 重复 ${number(result.duplicate)}`;
}

/** Lines of the summary, for people. */
function report(result: ImportResult): string[] {
  const lines = [`批次 ${result.batch}:${describe(result)}`, sumOf(result)];
  if (result.resumed) lines.push('  (接着上次中断的位置继续完成)');
  if (result.attached > 0) lines.push(`  另有 ${number(result.attached)} 条待认领信息因此找到了主体。`);
  if (result.unknownColumns.length > 0) lines.push(`  未识别并忽略的列：${result.unknownColumns.join('、')}`);
  if (result.read > result.accepted) lines.push(`  逐行回执：npx xinheng receipt ${result.batch} --csv 回执.csv`);
  return lines;
}

function reportTrial(result: TrialResult): string[] {
  const { unknownColumns = [] } = result.notes;
  return [
    `批次 ${result.batch}：${describeTrial(result)}`,
    sumOf(result),
    ...(unknownColumns.length > 0 ? [`  未识别并忽略的列：${unknownColumns.join('、')}`] : []),
    `  逐行结果见工作台的批次页；提交：npx xinheng import --commit ${result.batch}；放弃：npx xinheng import --discard ${result.batch}`,
  ];
}

const options = {
  department: { type: 'string' },
  sheet: { type: 'string' },
  chunk: { type: 'string' },
  json: { type: 'boolean' },
  trial: { type: 'boolean' },
  commit: { type: 'string' },
  discard: { type: 'string' },
  rows: { type: 'string', default: 'all-good' },
} as const;

const parse = (args: string[]) => parseArgs({ args, allowPositionals: true, options });
type Values = ReturnType<typeof parse>['values'];

function batchNumber(text: string): number {
  if (!/^[1-9]\d{0,15}$/.test(text)) throw new UsageError('批次号应为正整数。');
  return Number(text);
}

/** Decides on a trial: merges it, or gives it up. */
async function decide({ config, store, print }: CommandContext, values: Values): Promise<number> {
  const batchId = batchNumber(values.commit ?? values.discard ?? '');
  const { rows } = values;
  if (rows !== 'all' && rows !== 'all-good') throw new UsageError('--rows 应为 all 或 all-good。');
  const { db } = await store();
  const request = { batchId, doer: { actor: operator() }, uploads: uploadsOf(config) };
  if (values.discard !== undefined) {
    await discardTrial(db, request);
    print(values.json ? JSON.stringify({ batch: batchId, state: 'discarded' }) : `批次 ${batchId} 已放弃。`);
    return 0;
  }
  const city = await cityOfStore(db, config);
  const result = await commitTrial(db, { ...request, city, rows });
  if (values.json) print(asJson(result));
  else for (const line of report(result)) print(line);
  if (!values.json && result.verdictsChanged > 0)
    print(`  有 ${number(result.verdictsChanged)} 行的结果与试导入时不同。`);
  return 0;
}

/** What one file became, as lines to print. */
async function takeOne(
  db: Db,
  request: ImportRequest,
  { trial, json }: Values,
): Promise<{ batch: number; lines: string[] }> {
  if (trial) {
    const result = await tryFile(db, request);
    return { batch: result.batch, lines: json ? [asJson(result)] : reportTrial(result) };
  }
  const result = await importFile(db, request);
  return { batch: result.batch, lines: json ? [asJson(result)] : report(result) };
}

/** A package: each table is told by its name; one that was refused is told with its reason, and the command fails. */
async function takeAll(db: Db, request: ImportRequest, values: Values, print: CommandContext['print']) {
  let refused = 0;
  const tables = await takePackage(
    db,
    request,
    (on, one) => takeOne(on, one, values),
    (taken) => {
      const refusal = 'refusal' in taken ? taken.refusal : undefined;
      if (refusal !== undefined) refused++;
      if (values.json) {
        const told = 'result' in taken ? JSON.parse(taken.result.lines[0] ?? '{}') : { batch: taken.batch, refusal };
        print(JSON.stringify({ name: taken.name, ...told }));
        return;
      }
      print(`【${taken.name}】`);
      if (refusal !== undefined) print(`批次 ${taken.batch}：未受理。${refusal}`);
      if ('result' in taken) for (const line of taken.result.lines) print(line);
    },
  );
  return tables === null ? null : refused;
}

async function take({ config, store, print }: CommandContext, values: Values, item: string, file: string) {
  if (values.chunk !== undefined && !/^[1-9]\d{0,9}$/.test(values.chunk)) throw new UsageError('--chunk 应为正整数。');
  const { db } = await store();
  const city = await cityOfStore(db, config);
  const bar = new ProgressBar(basename(file));
  const request: ImportRequest = {
    ...{ city, item, path: resolve(file), name: basename(file), department: values.department, sheet: values.sheet },
    chunkBytes: values.chunk === undefined ? undefined : Number(values.chunk),
    ...{ channel: 'cli', actor: operator() },
    onProgress: (at: { offset: number; read: number }, source: { bytes: number }) => {
      bar.show(at.offset, source.bytes, at.read);
      if (at.offset >= source.bytes) bar.note(`已读取 ${at.read} 行，正在比对${values.trial ? '' : '入库'}……`);
    },
  };
  try {
    const refused = await takeAll(db, request, values, print);
    const lines = refused === null ? (await takeOne(db, request, values)).lines : [];
    bar.end();
    for (const line of lines) print(line);
    return refused ? 1 : 0;
  } catch (error) {
    bar.end();
    if (error instanceof XinhengError && error.code === 'batch-refused') await auditRefusal(db, request, error);
    throw error;
  }
}

export const command: Command = {
  usage: `import <信息事项> <文件> [--department 部门代码] [--sheet 工作表] [--trial] [--chunk 字节数] [--json]
      npx xinheng import --commit <批次号> [--rows all|all-good] [--json]
      npx xinheng import --discard <批次号>`,
  help: `导入一个部门的 CSV、NDJSON（UTF-8 或 GBK，自动识别）或 Excel 工作簿（.xlsx），
也可以是它们的 gzip 或 ZIP 压缩包；ZIP 中有几个文件，就各成一个批次。
同一文件重复导入不会改变任何数据；中断后再次导入同一文件会接着完成。

  --department CODE  提供部门，默认为该事项声明的提供部门
  --sheet 名称       Excel 工作表，默认为第一张有本事项表头的工作表
  --trial            试导入：只检查、比对，不入库；7 天内可提交或放弃
  --commit 批次号    提交一个试导入的批次
  --rows 哪些行      随 --commit：all 只在没有退回的行时提交，all-good（默认）提交合格的行
  --discard 批次号   放弃一个试导入的批次
  --chunk 字节数     每读取多少字节提交一次，默认 33554432；中断后从最后一次提交处继续
  --json             只输出一行 JSON:{batch, read, accepted, corrected, quarantined, rejected, duplicate}；
                     有几个文件的压缩包每个文件一行，另有 name，未受理的有 refusal

信息事项代码见 cities/base/catalogue，例如 enterprise-registration、administrative-penalty、tax-credit-a。`,
  async run(context) {
    const { values, positionals } = parse(context.args);
    const [item, file, ...more] = positionals;
    if (values.commit !== undefined || values.discard !== undefined) {
      if (positionals.length > 0 || values.trial || (values.commit !== undefined && values.discard !== undefined))
        throw new UsageError('--commit 或 --discard 只要一个批次号。');
      return decide(context, values);
    }
    if (item === undefined || file === undefined || more.length > 0)
      throw new UsageError('需要信息事项代码和一个文件名。');
    return take(context, values, item, file);
  },
};
