import type { Store } from '../app/store.ts';
import type { Config } from '../platform/config/index.ts';

/** Wrong arguments: shown with the command's usage, exit code 2. The message is Chinese. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type CommandContext = {
  config: Config;
  /** The arguments after the command's name; parse them with `parseArgs` of node:util. */
  args: string[];
  /** One line to standard output: what the command is for. Progress and remarks go to `remark`. */
  print(line: string): void;
  /** One line to standard error. */
  remark(line: string): void;
  /** Aborted by Ctrl-C; a command that takes long looks at it and ends early. */
  signal: AbortSignal;
  /** The migrated store, opened on the first call and closed by the caller of the command. */
  store(): Promise<Store>;
};

/** One subcommand, exported as `command` by its own file in this folder. */
export type Command = {
  /** `import <信息事项> <文件> [--department 部门]` */
  usage: string;
  /** Below the usage in `--help`: options and exit codes, in Chinese. */
  help: string;
  /** Resolves to the exit code; 0 when it resolves to nothing. */
  run(context: CommandContext): Promise<number | undefined>;
};
