import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { keyPlaceOf, sealingOf } from '../app/sealing.ts';
import {
  acceptRestore,
  checkProof,
  checkPublication,
  isVerifierKey,
  keyFingerprint,
  makeNextKey,
  type OpenedNote,
  openNote,
  ownMemory,
  parseHeld,
  proveEntry,
  type Report,
  readLastBlock,
  sealAll,
  verifyLog,
} from '../platform/audit/index.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';
import { operator } from './operator.ts';

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`文件 ${path} 无法读取：${(error as Error).message}`);
  }
}

async function heldIn(paths: readonly string[]): Promise<OpenedNote[]> {
  const held: OpenedNote[] = [];
  for (const path of paths) {
    const found = parseHeld(await textOf(path));
    if (found === null) throw new UsageError(`文件 ${path} 中没有检查点，或检查点自身的签名不成立。`);
    held.push(...found);
  }
  return held;
}

function demandKeys(keys: readonly string[]): void {
  const wrong = keys.find((key) => !isVerifierKey(key));
  if (wrong !== undefined) throw new UsageError(`“${wrong}”不是公钥行（应形如 名称+8位编号+base64）。`);
}

const trustOptions = {
  against: { type: 'string', multiple: true, default: [] as string[] },
  key: { type: 'string', multiple: true, default: [] as string[] },
} as const;

async function verify(context: CommandContext): Promise<number> {
  const { values } = parseArgs({
    args: context.args.slice(1),
    options: { ...trustOptions, quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  });
  demandKeys(values.key);
  const held = await heldIn(values.against);
  const { db } = await context.store();
  const own = await ownMemory(db, keyPlaceOf(context.config));
  let said = Date.now();
  const report = await verifyLog(db, {
    held,
    // A key that was named by hand is the one to trust; this machine's own only where there is none.
    keys: values.key.length > 0 ? values.key : held.length > 0 ? [] : own.keys,
    memory: own.memory,
    quick: values.quick,
    signal: context.signal,
    onProgress: (entries, of) => {
      if (Date.now() - said < 2_000) return;
      said = Date.now();
      context.remark(`已核对 ${entries} / ${of} 条……`);
    },
  });
  if (values.json) context.print(JSON.stringify(report));
  else sayReport(report, context.print);
  return report.whole ? 0 : 1;
}

function sayReport(report: Report, print: (line: string) => void): void {
  const { anchors, last } = report;
  if (report.whole) {
    print(`审计日志完整：${report.blocks} 个区块，${report.entries} 条日志，逐条核对无误。`);
  } else {
    print('审计日志不完整，最先出错之处：');
    for (const [at, finding] of report.findings.entries()) print(`${at === 0 ? '→' : ' '} ${finding.message}`);
  }
  if (last) print(`最后一个检查点：第 ${last.block} 号区块，${last.time}，${last.hash}。`);
  if (report.key) print(`签名密钥指纹：${keyFingerprint(report.key)}。`);
  if (report.unsealed > 0) print(`另有 ${report.unsealed} 条日志尚未封存，暂不能证明。`);
  if (anchors.checkpoints > 0) print(`已与 ${anchors.checkpoints} 个外部留存的检查点对照。`);
  else if (anchors.keys > 0 || anchors.memory) print('未提供外部检查点：只与本机的密钥和封存记录对照。');
  else print('未提供外部检查点或公钥：只证明了库内前后一致，请用 --against 对照留存的检查点。');
}

async function checkpoint({ args, store, print, remark }: CommandContext): Promise<number> {
  const { values } = parseArgs({ args: args.slice(1), options: { json: { type: 'boolean', default: false } } });
  const block = await readLastBlock((await store()).db.pool);
  if (block === undefined) {
    remark('审计日志还没有封存过。');
    return 1;
  }
  const key = openNote(block.note, false)?.checkpoint.key.text;
  print(
    values.json
      ? JSON.stringify({ block: block.block, hash: block.hash, key, note: block.note })
      : block.note.trimEnd(),
  );
  return 0;
}

async function prove({ args, store, print, remark }: CommandContext): Promise<number> {
  const [, number = ''] = args;
  if (!/^[1-9]\d{0,14}$/.test(number)) throw new UsageError('需要日志编号，如 xinheng audit prove 1024。');
  const proof = await proveEntry((await store()).db.pool, Number(number));
  if (proof === null) remark(`没有第 ${number} 号日志。`);
  else if (proof === 'unsealed') remark(`第 ${number} 号日志尚未封存，请过几秒再试。`);
  else print(JSON.stringify(proof, null, 2));
  return proof === null || proof === 'unsealed' ? 1 : 0;
}

async function check({ args, print }: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({ args: args.slice(1), options: trustOptions, allowPositionals: true });
  const [path] = positionals;
  if (path === undefined) throw new UsageError('需要证明文件，如 xinheng audit check-proof 证明.json。');
  demandKeys(values.key);
  let bundle: unknown;
  try {
    bundle = JSON.parse(await textOf(path));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`文件 ${path} 不是 JSON。`);
  }
  const isPublication = (bundle as { format?: unknown } | null)?.format === 'xinheng-publication/1';
  const checked = (isPublication ? checkPublication : checkProof)(bundle, {
    held: await heldIn(values.against),
    keys: values.key,
  });
  print(checked.holds ? '证明成立。' : '证明不成立。');
  for (const line of checked.said) print(line);
  return checked.holds ? 0 : 1;
}

async function rotate({ config, args, store, print }: CommandContext): Promise<number> {
  const { values } = parseArgs({ args: args.slice(1), options: { reason: { type: 'string' } } });
  if (!values.reason?.trim()) throw new UsageError('需要 --reason 更换原因。');
  const { db } = await store();
  const key = await makeNextKey(db, { ...sealingOf(config), actor: operator(), reason: values.reason });
  if (key === null) {
    print('本机没有本日志的签名密钥，未作更换。');
    return 1;
  }
  await sealAll({ db, ...sealingOf(config) });
  print(`新密钥（由下一个区块宣布，其后启用）：\n${key}`);
  return 0;
}

async function restore({ config, args, store, print }: CommandContext): Promise<number> {
  const { values } = parseArgs({ args: args.slice(1), options: { reason: { type: 'string' } } });
  if (!values.reason?.trim()) throw new UsageError('需要 --reason 说明数据库为何、从何时的备份恢复。');
  const { db } = await store();
  const lost = await acceptRestore(db, { ...sealingOf(config), actor: operator(), reason: values.reason });
  if (lost === null) {
    print('数据库与本机的封存记录相符，无需说明。');
    return 1;
  }
  await sealAll({ db, ...sealingOf(config) });
  print(`已记录。下一个检查点将公开声明：第 ${lost} 号区块及其后的封存因恢复备份而丢失。`);
  return 0;
}

const subcommands: Readonly<Record<string, (context: CommandContext) => Promise<number>>> = {
  verify,
  checkpoint,
  prove,
  'check-proof': check,
  'rotate-key': rotate,
  'accept-restore': restore,
};

export const command: Command = {
  usage:
    'audit verify [--against 检查点.json]… [--key 公钥行]… [--quick] [--json] | audit checkpoint [--json] | audit prove <编号> | audit check-proof 证明.json [--against …] [--key …] | audit rotate-key --reason 原因 | audit accept-restore --reason 原因',
  help: [
    'verify 逐条重算全部审计日志，与区块、签名及留存的检查点对照；完整则退出码为 0，否则为 1 并指出最先出错的日志。',
    'checkpoint 显示最新的检查点；prove 输出一条日志的包含证明；check-proof 不用数据库核对一份证明。',
    'rotate-key 更换签名密钥（由原密钥宣布）；accept-restore 在从备份恢复数据库之后说明情况并继续封存。',
    '--against 可给出多次，文件为检查点文本、接口返回的 JSON 或证明。',
  ].join('\n'),
  async run(context) {
    const run = Object.hasOwn(subcommands, context.args[0] ?? '') ? subcommands[context.args[0] ?? ''] : undefined;
    if (run === undefined) throw new UsageError(`需要子命令：${Object.keys(subcommands).join('、')}。`);
    return run(context);
  },
};
