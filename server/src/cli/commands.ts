import type { Command } from './command.ts';

type Entry = { summary: string; load(): Promise<{ command: Command }> };

/** Every subcommand, in the order of `--help`. A command is loaded only when it is called. */
export const commands: Readonly<Record<string, Entry>> = {
  migrate: { summary: '升级数据库结构', load: () => import('./migrate.ts') },
};
