import type { Command } from './command.ts';

type Entry = { summary: string; load(): Promise<{ command: Command }> };

/** Every subcommand, in the order of `--help`. A command is loaded only when it is called. */
export const commands: Readonly<Record<string, Entry>> = {
  import: { summary: '导入一个部门的文件', load: () => import('./import.ts') },
  undo: { summary: '撤销一个批次', load: () => import('./undo.ts') },
  receipt: { summary: '逐行回执', load: () => import('./receipt.ts') },
  account: { summary: '账户应急：首位管理员链接、重置、更换密钥', load: () => import('./account.ts') },
  token: { summary: '接口令牌：建立、列出、作废', load: () => import('./token.ts') },
  generate: { summary: '生成一座虚构城市的报送文件', load: () => import('./generate.ts') },
  load: { summary: '导入一个生成的目录', load: () => import('./load.ts') },
  audit: { summary: '审计日志：核对、检查点、证明、密钥', load: () => import('./audit.ts') },
  migrate: { summary: '升级数据库结构', load: () => import('./migrate.ts') },
};
