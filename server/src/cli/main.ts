import { parseArgs } from 'node:util';
import { explain } from '../app/explain.ts';
import { sealBehind } from '../app/sealing.ts';
import { repeatedSignal, startProcess } from '../app/start-process.ts';
import { openStore, type Store } from '../app/store.ts';
import { readConfig, startOptionsHelp } from '../platform/config/index.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';
import { commands } from './commands.ts';

const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

function overview(): string {
  const lines = Object.entries({
    start: { summary: '启动信衡（同 npm start；serve 亦可，--practice 为练习版）' },
    ...commands,
  }).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
  return `信衡命令行\n\n用法：npx xinheng <命令> [参数]\n\n${lines.join('\n')}\n\n每个命令加 --help 显示其用法。\n环境变量：DATABASE_URL（外部 PostgreSQL）、XINHENG_DATA（数据目录）、XINHENG_CITY（城市）、LOG_LEVEL。\n退出码：0 成功，1 失败，2 参数有误，130 被中断。`;
}

const helpOf = (command: Command) => `用法：npx xinheng ${command.usage}\n\n${command.help}`;

/** Errors of parseArgs are for the person who typed; everything else is explained by its own sentence. */
function usageMessage(error: unknown): string | undefined {
  if (error instanceof UsageError) return error.message;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code !== 'string' || !code.startsWith('ERR_PARSE_ARGS')) return undefined;
  return `参数有误：${String(message).split('. ')[0]}`;
}

/**
 * Runs one subcommand and resolves to its exit code. The store it opened is closed whatever happens; an interrupted
 * command gets its signal aborted and may finish in order.
 */
export async function runCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(overview());
    return name === undefined ? exitCodes.usage : exitCodes.done;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry) {
    console.error(`没有“${name}”这个命令。\n\n${overview()}`);
    return exitCodes.usage;
  }
  const { command } = await entry.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    console.log(helpOf(command));
    return exitCodes.done;
  }
  let opening: Promise<Store> | undefined;
  let sealing = async (_store: Store) => {};
  try {
    const config = readConfig();
    // `audit` looks at what is sealed, and seals by itself where it must.
    if (name !== 'audit') sealing = (store) => sealBehind(config, store, context.remark);
    const context: CommandContext = {
      config,
      args: rest,
      print: (line) => console.log(line),
      remark: (line) => console.error(line),
      signal,
      store() {
        opening ??= openStore(config, {
          applicationName: `xinheng ${name} ${process.pid}`,
          // One line for the person at the console; what came of it the command itself says.
          onError: (error) => console.error(`数据库连接中断：${(error as Error).message}`),
        });
        return opening;
      },
    };
    const code = (await command.run(context)) ?? exitCodes.done;
    return signal.aborted ? exitCodes.interrupted : code;
  } catch (error) {
    const usage = usageMessage(error);
    if (usage !== undefined) {
      console.error(`${usage}\n\n${helpOf(command)}`);
      return exitCodes.usage;
    }
    if (signal.aborted) return exitCodes.interrupted;
    console.error(explain(error));
    return exitCodes.failed;
  } finally {
    const store = await opening?.catch(() => undefined);
    if (store) await sealing(store);
    await store?.close();
  }
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args[0] === 'start' || args[0] === 'serve') {
    const { values } = parseArgs({
      args: args.slice(1),
      options: { help: { type: 'boolean', short: 'h' } },
      strict: false,
    });
    if (values.help) {
      console.log(`用法：npx xinheng ${args[0]} [参数]\n\n${startOptionsHelp}`);
      return;
    }
    await startProcess(args.slice(1));
    return;
  }
  const interruption = new AbortController();
  let askedAt: number | undefined;
  const onSignal = () => {
    if (askedAt !== undefined && performance.now() - askedAt > repeatedSignal) process.exit(exitCodes.interrupted);
    askedAt ??= performance.now();
    interruption.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.exit(await runCommand(args, interruption.signal));
}

if (import.meta.main) await main();
